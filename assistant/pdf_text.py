"""Text from outside as markup of reportlab paragraphs: escaped, and each character in a font that has it.

The base fonts of PDF know the letters of western Europe. Others are taken from the font that reportlab brings, then from
the fonts of this machine; a character that none of them has is written as its number, [U+4E2D], never as an empty box.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

#: What the base fonts can draw, with the line ends and tabs that a paragraph takes for blanks.
BASE_ENCODING = "cp1252"
BROUGHT = "Vera.ttf"
#: Fonts with many scripts, in the order in which they are asked.
KNOWN_FONTS = (
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial Unicode.ttf", "ARIALUNI.TTF", "arial.ttf", "Arial.ttf",
    "seguisym.ttf", "LiberationSans-Regular.ttf", "NotoSansSymbols-Regular.ttf",
)  # fmt: skip
FONT_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/System/Library/Fonts",
    "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip


def markup(text: str) -> str:
    """Return `text` as the words of a paragraph: nothing of it is read as markup."""
    runs = groupby(text, font_of)
    return "".join(_run(font, "".join(characters)) for font, characters in runs)


@cache
def font_of(character: str) -> str | None:
    """Return the registered font that a character is drawn in: "" for the paragraph's own, None where none has it."""
    try:
        character.encode(BASE_ENCODING)
    except UnicodeEncodeError:
        return next((name for name, known in _fonts() if ord(character) in known), None)
    return ""


def _run(font: str | None, characters: str) -> str:
    if font is None:
        return "".join(f"[U+{ord(character):04X}]" for character in characters)
    return f'<font name="{font}">{escape(characters)}</font>' if font else escape(characters)


@cache
def _fonts() -> tuple[tuple[str, frozenset[int]], ...]:
    """Register the further fonts, and return each one's name with the characters that it has."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    found = []
    for number, path in enumerate((BROUGHT, *_installed())):
        try:
            font = TTFont(f"further-{number}", str(path))
        except (TTFError, OSError):  # a font of another make, such as one with outlines that PDF would have to convert
            continue
        pdfmetrics.registerFont(font)
        found.append((font.fontName, frozenset(font.face.charToGlyph)))
    return tuple(found)


def _installed() -> Iterator[Path]:
    """Yield the known fonts that this machine has, in their order."""
    paths: dict[str, Path] = {}
    for folder in map(os.path.expanduser, FONT_FOLDERS):
        for place, _, names in os.walk(folder):
            for name in sorted(set(names).intersection(KNOWN_FONTS)):
                paths.setdefault(name, Path(place, name))
    yield from (paths[name] for name in KNOWN_FONTS if name in paths)
