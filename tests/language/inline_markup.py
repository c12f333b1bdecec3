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


TAGGED = re.compile(r"<ent(?P<attributes>(?: \w+=[\w-]+)*)>(?P<words>.*?)</ent>", re.DOTALL)


class Tagged(NamedTuple):
    """A span of the text, end exclusive, its words, and the attributes of its tag."""

    start: int
    end: int
    words: str
    attributes: dict[str, str]


def parse_tags(example: str) -> tuple[str, list[Tagged]]:
    """Return the text without its mark-up, and the spans of tags such as `<ent label=VESSEL side=right>`, in order."""
    text, spans, position = "", [], 0
    for match in TAGGED.finditer(example):
        text += example[position : match.start()]
        attributes = dict(pair.split("=") for pair in match["attributes"].split())
        spans.append(Tagged(len(text), len(text) + len(match["words"]), match["words"], attributes))
        text += match["words"]
        position = match.end()
    return text + example[position:], spans
