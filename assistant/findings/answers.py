"""Reads the marks that answer what a form or a note asks in a word: "compression +", "thrombus: no", "aug (-)"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.analysis import Attribute
from assistant.knowledge.findings_schema import CellFile, HeadEntry
from assistant.language.boxes import ticked_answer
from assistant.language.layout import Reading
from assistant.language.phrase_book import Found

#: Marks of one sign or letter that answer without a colon before them.
SHORT = frozenset({"+", "-", "y", "n", "0"})
SEPARATORS = frozenset(":=?(.[+")
DASHES = frozenset("-–+")
WORDS = re.compile(r"[A-Za-z0-9]+")
SIGNS = frozenset({"+", "-"})
# A sign before what it answers; a dash that joins or lists words is none.
SIGN_BEFORE = re.compile(r"(?:(?<=[:=,;(|])|(?<=[:=,;|][ ])|(?<=[ ]))(?:\([+–-]\)[ ]?|\+[ ]?)$")
LONGEST_SIGN = 6  # characters
PLAIN_YES = "present"  # what a mark says that only says yes


class Answer(NamedTuple):
    """What a mark answers, and the tokens and characters of the question with it (ends exclusive)."""

    attribute: Attribute
    value: str
    first: int
    last: int
    start: int
    end: int


class AnswerBook:
    """Knows how the questions of worksheets are answered in prose.

    Args:
        file: The heads of columns and the marks of cells, which prose shares.
        marks: What each mark says, by attribute.
    """

    def __init__(self, file: CellFile, marks: dict[Attribute, dict[str, str]]) -> None:
        self._file, self._marks = file, marks
        known = {*file.says_yes, *file.says_no, *file.denies, *(mark for values in marks.values() for mark in values)}
        #: The words with which an answer may begin.
        self.opening = frozenset({*SEPARATORS, *(part for mark in known for part in WORDS.findall(mark)[:1])})
        by_letter: dict[str, list[str]] = {}  # so that most words are refused by their first letter
        for mark in sorted(known - {"."}, key=len, reverse=True):
            by_letter.setdefault(mark[0], []).append(re.escape(mark[1:]))
        told = "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
        self._mark = re.compile(
            rf"(?P<asked>[ ]?\?|[ ]?[:=][ ]{{0,3}}|[ ]-{{1,2}}>?[ ]|[ ]?\.{{2,}}[ ]?)?[ ]?(?P<open>\()?(?P<mark>{told})(?(open)\)|"
            r"(?=[ ]?(?:[,;.|()\n]|$)|[ ]{0,4}/|[ ]{2}|\t"
            r"|[ ][-–][ ]|[ ](?:and|in|at|on|throughout|with|due|because|of|to|by)\b|[ ]\w+[ ]?:))",
            re.IGNORECASE,
        )

    def answer(self, head: HeadEntry, text: str, end: int) -> tuple[str, int] | None:
        """Return what the mark right behind the character `end` answers to a head, and where it ends; None without one."""
        match = self._mark.match(text, end)
        if match is None or ticked_answer(text, end):
            return None
        mark = " ".join(match["mark"].lower().split())
        if len(mark) == 1 and mark not in SHORT and not match["asked"] and not match["open"]:
            return None
        if text.startswith("/", match.end()) and mark not in SIGNS:
            return None  # "PH = phasic/pulsatile"
        value = self.value(head, mark)
        return (value, match.end()) if value else None

    def value(self, head: HeadEntry, mark: str) -> str | None:
        """Return the value that a mark says under a head, None for one that says nothing there."""
        file = self._file
        said = self._marks.get(head.attribute, {}).get(mark)
        if said and not (said == PLAIN_YES and mark in file.says_yes):
            return said
        if mark in file.says_yes:
            return head.yes
        return head.no if mark in file.says_no or mark in file.denies else said


def find_answers(reading: Reading, book: AnswerBook, heads: Iterable[Found[HeadEntry]]) -> Iterator[Answer]:
    """Yield the answers right behind the heads of a text, in its order."""
    reached, text, words, opening = 0, reading.text, reading.words, book.opening
    for hit in heads:
        head, start, end = hit.says[0], reading.starts[hit.first], reading.ends[hit.last - 1]
        near = text[max(0, start - 2) : start]
        signed = "+" in near or ")" in near
        if not signed and not (
            (hit.last < len(words) and words[hit.last] in opening) or not DASHES.isdisjoint(text[end : end + 3])
        ):
            continue
        if signed and (sign := SIGN_BEFORE.search(reading.text, max(reached, start - LONGEST_SIGN), start)) and not book.answer(
            head, reading.text, reading.ends[hit.last - 1]
        ):  # "+ compression", "(-) flow"
            value_before = head.yes if "+" in sign[0] else head.no
            if value_before:
                yield Answer(head.attribute, value_before, hit.first, hit.last, sign.start(), reading.ends[hit.last - 1])
        elif told := book.answer(head, reading.text, reading.ends[hit.last - 1]):
            value, end = told
            reached = end
            last = max(hit.last, bisect_left(reading.starts, end))
            yield Answer(head.attribute, value, hit.first, last, start, end)
