"""Writes the numbers and bullets of a Word document's lists, which stand in no paragraph's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_BULLET = "-"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
MOST_STYLES = 50  # that one style may lean on, one after the other


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list counts: the format, the first number, and the text around "%1", "%2", ..."""

    format: str
    start: int
    text: str


class ListMarks:
    """Counts the items of lists; to be asked once for each paragraph, in their order (ECMA-376, 17.9).

    Args:
        numbering: The root of the part of lists, or None.
        styles: The root of the part of styles, or None: a style may make its paragraphs items.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        for one in numbering if numbering is not None else ():
            if one.tag == f"{_W}abstractNum":
                levels = (level for level in one if level.tag == f"{_W}lvl")
                self._levels[one.get(f"{_W}abstractNumId", "")] = {
                    _whole(level.get(f"{_W}ilvl")): _level(level) for level in levels
                }
            elif one.tag == f"{_W}num":
                self._lists[one.get(f"{_W}numId", "")] = _value(one, "abstractNumId")
        self._of_style = _numbered_styles(styles)
        self._counts: dict[str, dict[int, int]] = {}

    def of(self, properties: Any, style: str) -> str:
        """Return the mark before a paragraph; empty where it is no item.

        Args:
            properties: Its `w:pPr`, or None.
            style: The key of its style.
        """
        own = properties.find(f"{_W}numPr") if properties is not None else None
        number, depth = self._of_style.get(style, ("", 0))
        if own is not None:
            number, depth = _value(own, "numId") or number, _whole(_value(own, "ilvl")) if _value(own, "ilvl") else depth
        levels = self._levels.get(self._lists.get(number, ""), {})
        if depth not in levels:
            return ""
        level = levels[depth]
        if level.format == "bullet":
            return _BULLET
        if level.format == "none" or not level.text:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]

        def counted(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            above = levels.get(at, level)
            return _written(counts.get(at, above.start), above.format)

        return _PLACE.sub(counted, level.text).strip()


def _level(level: Any) -> _Level:
    return _Level(_value(level, "numFmt") or "decimal", _whole(_value(level, "start") or "1"), _value(level, "lvlText"))


def _numbered_styles(styles: Any) -> dict[str, tuple[str, int]]:
    """Return for each style that makes items its list and level, also where it leans on another style."""
    own: dict[str, tuple[str, int]] = {}
    based_on: dict[str, str] = {}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        key = style.get(f"{_W}styleId", "")
        based_on[key] = _value(style, "basedOn")
        told = style.find(f"{_W}pPr/{_W}numPr")
        if told is not None:
            own[key] = (_value(told, "numId"), _whole(_value(told, "ilvl") or "0"))
    found: dict[str, tuple[str, int]] = {}
    for key in based_on:
        at = key
        for _ in range(MOST_STYLES):
            if at in own:
                found[key] = own[at]
                break
            at = based_on.get(at, "")
    return found


def _written(number: int, format: str) -> str:
    if format in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if format == "upperLetter" else letter
    if format in ("lowerRoman", "upperRoman") and 0 < number < 400:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (number // value)
            number %= value
        return roman.upper() if format == "upperRoman" else roman
    return str(number)


def _value(element: Any, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return found.get(f"{_W}val", "") if found is not None else ""


def _whole(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 9 else 0
