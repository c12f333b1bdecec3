"""Finds what a report tells of another source or another time: behind a rubric that names it, or in quotation marks.

"Outside report reads: ...", "Copied from the note of 3/2: ...", "CT today: ..." and "Still outstanding: ..." do not tell
what this study showed, however long the list behind them is. Such a passage lasts to the end of the sentence, to the
bracket or the quotation mark that closes it, or to a word that leads back to today. Words are data: `rubrics` in
`knowledge/assertion-cues.yaml`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from pydantic import Field

from assistant.analysis import Assertion
from assistant.knowledge.yaml_file import Strict
from assistant.language.dates import MONTHS, OwnDate, date_at, is_earlier
from assistant.language.layout import Reading
from assistant.language.word_codes import any_of

RUBRIC_WITHIN = 14
NAMED_WITHIN = 6  # tokens between a record and the verb that lets it speak
HEAD = 3  # tokens in which a rubric names its technique
LONGEST = 240
REPORT_SHARE = 0.6  # of a text: what is quoted at such length is the report that is asked about
MARKS = frozenset({'"', "“", "”", "«", "»", "''", "``"})
OPENING = frozenset({"(", "["})
RUBRIC_STARTS = frozenset({";", ":", "?", "!", "(", "[", ")", "]"})
CLOSED_BY = {"(": ")", "[": "]"}
LINKS = frozenset({"the", "of", "from", "on", "at", "dated", "done", "in", "a", "an", "and", "for", ",", "-", "/", "(", ")", "his", "her", "their", "our"})
LED_BY = frozenset({"in", "on"})


class RubricWords(Strict):
    """The words by which a rubric tells that what follows is of another source or time."""

    records: list[str] = Field(description="what may be quoted")
    earlier: list[str] = Field(description="of another time or house; counts before a record")
    quoted: list[str] = Field(description="words of quoting, which count by themselves")
    techniques: list[str] = Field(description="other techniques, at the head of a rubric")
    speakers: list[str] = Field(description="who or what speaks by one of the verbs")
    verbs: list[str] = Field(description="verbs by which a record speaks")
    general: list[str] = Field(description="patterns and lessons, which tell of no patient")
    later: list[str] = Field(description="what is still to come")
    together: list[str] = Field(description="words by which a record is read with the patient, before what is quoted of it")
    looks: list[str] = Field(description='what behind "to be" is still to come')


class Quotation(NamedTuple):
    """Tokens `first` to `last` (exclusive) that are told of another source or time; of structures alone, or of all."""

    first: int
    last: int
    says: Assertion
    structures_only: bool


class Rubrics:
    """The rubric words, as sets."""

    def __init__(self, words: RubricWords) -> None:
        self.records, self.earlier = frozenset(words.records), frozenset(words.earlier)
        self.quoted, self.techniques = frozenset(words.quoted), frozenset(words.techniques)
        self.speakers, self.verbs = frozenset(words.speakers), frozenset(words.verbs)
        self.general, self.later, self.looks = frozenset(words.general), frozenset(words.later), frozenset(words.looks)
        self.together = frozenset(words.together)
        self.openings = any_of(self.verbs | LED_BY | {":"})
        self.record_words = any_of(self.records)
        self.telling = self.quoted | self.earlier | self.general | self.later | self.techniques | {"be"}

    def shared_reading(self, words: list[str]) -> bool:
        """Whether the words before a colon tell that a record was read with the patient."""
        return not self.records.isdisjoint(words) and not self.together.isdisjoint(words)

    def may_tell(self, words: list[str], colon: int) -> bool:
        """Whether one of its words, or what may be a date with a record, stands before a colon."""
        if not self.telling.isdisjoint(words[max(0, colon - RUBRIC_WITHIN) : colon]):
            return True
        last = words[colon - 1] if colon else ""
        return last in LINKS or last in self.records or (last != "" and _may_be_date(last))

    def said_by(self, reading: Reading, first: int, colon: int, own: OwnDate) -> tuple[Assertion, bool] | None:
        """Return what a rubric says of the words behind it, and whether of structures alone; None where it is of today."""
        words = reading.words[first:colon]
        if self.telling.isdisjoint(words):
            return ("historical", False) if self._is_earlier_date(reading, first, colon, own) else None
        if (
            not self.quoted.isdisjoint(words)
            or self._of_earlier_record(words)
            or self._is_last_time(reading, first, colon)
            or self._is_earlier_date(reading, first, colon, own)
        ):
            return "historical", False
        if not self.general.isdisjoint(words):
            return "conditional", True
        if not self.later.isdisjoint(words) or (
            "be" in words and any(a == "be" and b in self.looks for a, b in pairwise(words))
        ):
            return "planned", True
        return ("historical", True) if not self.techniques.isdisjoint(words[:HEAD]) else None

    def _of_earlier_record(self, words: list[str]) -> bool:
        if self.earlier.isdisjoint(words):
            return False
        marked = next(number for number, word in enumerate(words) if word in self.earlier)
        return not self.records.isdisjoint(words[marked + 1 :])

    def _is_last_time(self, reading: Reading, first: int, colon: int) -> bool:
        """Whether a rubric is a word for an earlier time with a date and nothing else: "Last 11/2025:", "Last: 11/2025"."""
        words = reading.words
        if words[first] not in self.earlier:
            return False
        if first + 1 == colon:
            date = date_at(reading.text, reading.starts[colon + 1]) if colon + 1 < len(words) else None
            return date is not None and date.year > 0
        dated, until = False, 0
        for number in range(first + 1, colon):
            if reading.starts[number] >= until and words[number] not in LINKS:
                date = date_at(reading.text, reading.starts[number])
                if date is None or not date.year:
                    return False
                dated, until = True, _end_of_date(reading, number)
        return dated

    def _is_earlier_date(self, reading: Reading, first: int, colon: int, own: OwnDate) -> bool:
        """Whether a rubric is nothing but an earlier date, or a record with it ("3/2/2026:", "2025 exam:")."""
        earlier, until = False, -1
        for number in range(first, colon):
            word = reading.words[number]
            if reading.starts[number] < until or word in LINKS or word in self.records:
                continue
            date = date_at(reading.text, reading.starts[number]) if _may_be_date(word) else None
            if not is_earlier(date, own):
                return False
            earlier, until = True, _end_of_date(reading, number)
        return earlier


def _may_be_date(word: str) -> bool:
    return word[0].isdigit() or word[:3] in MONTHS


def _end_of_date(reading: Reading, number: int) -> int:
    """Return the character at which the digits, strokes and month names of a date end."""
    last = number
    while last + 1 < len(reading.words) and (
        reading.words[last + 1] in {"/", "-", ".", ","} or _may_be_date(reading.words[last + 1])
    ):
        last += 1
    return reading.ends[last]


def find_quotations(reading: Reading, rubrics: Rubrics, current: frozenset[str], own: OwnDate) -> list[Quotation]:
    """Return the passages of a text that tell of another source or time; `own` tells the report's own date."""
    found: list[Quotation] = []
    words, behind = reading.words, 0
    for number in reading.places(rubrics.openings):
        if number < behind:
            continue
        word = words[number]
        if word == ":":
            in_marks = words[number + 1 : number + 2] and words[number + 1] in MARKS
            if not in_marks and not rubrics.may_tell(words, number):
                continue
            first = _start_of_rubric(reading, number)
            said = rubrics.said_by(reading, first, number, own) if first < number else None
            if said is None and in_marks and rubrics.shared_reading(words[first:number]):
                said = ("historical", False)  # "we read the thyroid ultrasound together: '...'"
        elif word in rubrics.verbs:
            sentence = reading.sentence_at(reading.starts[number])
            first = max(reading.first_of_sentence(sentence), number - NAMED_WITHIN)
            said = ("historical", False) if not rubrics.speakers.isdisjoint(words[first:number]) else None
        elif number + 1 < len(words) and _may_be_date(words[number + 1]) and _opens_sentence(reading, number):
            first = number
            date = date_at(reading.text, reading.starts[number + 1])
            said = ("historical", True) if is_earlier(date, own) else None
        else:
            continue
        if said is not None:
            behind = _end(reading, first, number + 1, current)
            if behind - number < len(words) * REPORT_SHARE:
                found.append(Quotation(number + 1, behind, *said))
    return found


def _start_of_rubric(reading: Reading, number: int) -> int:
    """Return the first token of the words before a colon: of its sentence, or of what a bracket or stop opens."""
    begin, _ = reading.sentences[reading.sentence_at(reading.starts[number])]
    first = number
    while (
        first > 0
        and number - first < RUBRIC_WITHIN
        and reading.starts[first - 1] >= begin
        and (reading.words[first - 1] not in RUBRIC_STARTS or _inside_brackets(reading, first - 1, number))
    ):
        first -= 1
    return first


def _inside_brackets(reading: Reading, number: int, colon: int) -> bool:
    """Whether a bracket belongs to the rubric, opened and closed in it: "Outside report (4/2026):"."""
    word, words = reading.words[number], reading.words
    if word in OPENING:
        return CLOSED_BY[word] in words[number:colon]
    return word in (")", "]") and number - RUBRIC_WITHIN < colon


def _opens_sentence(reading: Reading, number: int) -> bool:
    begin, _ = reading.sentences[reading.sentence_at(reading.starts[number])]
    return number == 0 or reading.starts[number - 1] < begin


def _end(reading: Reading, first: int, start: int, current: frozenset[str]) -> int:
    """Return the token at which a passage ends that begins at `start` behind a rubric at `first`."""
    words = reading.words
    for number in range(start, min(start + 2, len(words))):
        if words[number] in MARKS:
            limit = min(number + LONGEST, len(words))
            return next((n for n in range(number + 1, limit) if words[n] in MARKS), number + 1)
    _, end = reading.sentences[reading.sentence_at(reading.starts[start])] if start < len(words) else (0, 0)
    bracket = CLOSED_BY.get(words[first - 1]) if first else None
    for number in range(start, len(words)):
        if reading.starts[number] >= end or words[number] in current or words[number] == bracket:
            return number
    return len(words)
