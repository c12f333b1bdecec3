"""What is told of findings, as the tests compare it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.engine import analyze

Row = tuple[str, str, str, str]
Said = tuple[str, str, str, list[tuple[str, str]], list[str]]


def told(text: str) -> set[Row]:
    """Return (structure, side, attribute, value) of each finding of a text, values as they are written."""
    return {(f.structure, f.side, f.attribute, str(f.value)) for f in analyze(text).findings}


def every_sentence(said: Sequence[Said]) -> list[tuple[str, set[Row]]]:
    """Return each sentence below its title, and the rows that it tells; one of both sides tells a row of each.

    Args:
        said: Title, side, structure, (attribute, value) of each row, and the sentences that tell them.
    """
    sentences = []
    for title, side, structure, values, several in said:
        sides = ["left", "right"] if side == "bilateral" else [side]
        rows = {(structure, one, attribute, value) for attribute, value in values for one in sides}
        sentences += [(f"{title}\nFindings:\n{words}", rows) for words in several]
    return sentences


MARKED = re.compile(r"<(?P<says>(?:left|right|bilateral|none) [^<>]*=[^<>]*)>(?P<words>.*?)</>", re.DOTALL)
Placed = tuple[str, str, str, str, int]


def read_marked(marked: str) -> tuple[str, set[Placed]]:
    """Return the text without its mark-up, and each marked row with the place of the words that tell it.

    Args:
        marked: A text with tags: "FV: <left femoral vein compressibility=none>-C</>"; several rows of one place stand in
            one tag, parted by semicolons.
    """
    text, rows, position = "", set[Placed](), 0
    for match in MARKED.finditer(marked):
        text += marked[position : match.start()]
        for row in match["says"].split("; "):
            side, _, rest = row.partition(" ")
            named, _, value = rest.partition("=")
            structure, _, attribute = named.rpartition(" ")
            rows.add((structure, side, attribute, value, len(text)))
        text += match["words"]
        position = match.end()
    return text + marked[position:], rows


def told_at(text: str) -> set[Placed]:
    """Return (structure, side, attribute, value) of each finding of a text, values as they are written, with each of its places."""
    return {
        (f.structure, f.side or "none", f.attribute, str(f.value), place.start)
        for f in analyze(text).findings
        for place in f.evidence
    }
