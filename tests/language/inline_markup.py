"""Inline mark-up for tests: "No <ent a=negated>thrombus</ent>." stands for a text and what is expected of its spans."""

from __future__ import annotations

import re
from typing import NamedTuple

ENTITY = re.compile(r"<ent a=(?P<assertion>\w+)>(?P<words>.*?)</ent>", re.DOTALL)


class Expected(NamedTuple):
    """A span of the text, end exclusive, and the word that is expected for it."""

    start: int
    end: int
    assertion: str


def parse_example(example: str) -> tuple[str, list[Expected]]:
    """Return the text without its mark-up, and the marked spans in the order of the text."""
    text, spans, position = "", [], 0
    for match in ENTITY.finditer(example):
        text += example[position : match.start()]
        spans.append(Expected(len(text), len(text) + len(match["words"]), match["assertion"]))
        text += match["words"]
        position = match.end()
    return text + example[position:], spans
