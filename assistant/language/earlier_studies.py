"""Finds what a clause tells of another study that ends it.

"Left iliac stents were open on the CT angiogram of last November" and "known large right atrium (2023 echo)" tell of no
structure that this study showed. What is only compared with another study, or goes on behind it, is of today. Words are
data: `told_on` in `knowledge/assertion-cues.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import Field

from assistant.knowledge.yaml_file import Strict
from assistant.language.dates import OwnDate, date_before, is_earlier
from assistant.language.layout import Mention, Reading
from assistant.language.tables.lines import any_within

LED_WITHIN = 6  # tokens between "on the" and the study
NAMED_WITHIN = 9  # tokens of place and date behind the study
TOLD_WITHIN = 24  # tokens of the clause before it
CLAUSE_ENDS = frozenset({".", ",", ";", ":", ")", "]", "?", "!"})
OPENING = frozenset({"(", "["})
JOINED = frozenset({"and", "but", "while"})


class WordsToldOn(Strict):
    """The words by which a clause tells of another study."""

    leads: list[str] = Field(description="stand before the study")
    compared: list[str] = Field(description="tell that today's state is compared")
    known: list[str] = Field(description="tell that something was known before")


class StudyWords:
    """The words, as sets."""

    def __init__(self, words: WordsToldOn, verbs: Iterable[str]) -> None:
        self.leads, self.compared, self.known = (
            frozenset(words.leads),
            frozenset(words.compared),
            frozenset(words.known),
        )
        self.verbs = frozenset(verbs)


class Study(NamedTuple):
    """Tokens `first` to `last` (exclusive) of a sentence that name another study."""

    first: int
    last: int
    sentence: int


def dated_records(reading: Reading, records: re.Pattern[str], own: OwnDate) -> Iterator[Study]:
    """Yield the records, whatever the technique was, before which an earlier date stands ("the 2024 study", "her May 2 visit").

    `own` tells the report's own date.
    """
    for number in reading.places(records):
        if number and is_earlier(date_before(reading.text, reading.starts[number]), own):
            yield Study(number, number + 1, reading.sentence_at(reading.starts[number]))


def told_on(
    reading: Reading, words: StudyWords, current: frozenset[str], studies: Iterable[Mention | Study]
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of tokens (end exclusive) that tell of one of `studies`, none of which is this exam.

    `current` are the words that lead back to today.
    """
    led = [
        (study, lead)
        for study in studies
        if (lead := _lead(reading, words, study)) is not None and _ends_clause(reading, words, study)
    ]
    if not led:
        return
    today = [token for token, word in enumerate(reading.words) if word in current]
    verbs = [token for token, word in enumerate(reading.words) if word in words.verbs]
    for study, lead in led:
        if reading.words[lead - 1 : lead] == [":"]:
            lead -= 1  # "kidneys: per CT of May 2": what the label names
        begin = _begin(reading, lead, verbs)
        told = reading.words[begin:lead]
        back_to_today = any_within(today, begin, lead) or any_within(
            today, study.last, _end_of_sentence(reading, study)
        )
        of_today = back_to_today or not words.compared.isdisjoint(told)
        if not of_today and (reading.words[lead] not in OPENING or not words.known.isdisjoint(told)):
            yield begin, lead


def _end_of_sentence(reading: Reading, study: Mention | Study) -> int:
    _, end = reading.sentences[study.sentence]
    last = reading.token_at(end - 1) + 1
    return max(study.last, last)


def _lead(reading: Reading, words: StudyWords, study: Mention | Study) -> int | None:
    """Return the token that leads to a study: "on" or "per" before it, or the bracket that it opens."""
    begin = reading.first_of_sentence(study.sentence)
    for number in range(study.first - 1, max(begin - 1, study.first - 1 - LED_WITHIN), -1):
        word = reading.words[number]
        if word in words.leads or word in OPENING:
            return number
        if word in CLAUSE_ENDS or word in words.verbs or word in JOINED:
            return None
    return None


def _ends_clause(reading: Reading, words: StudyWords, study: Mention | Study) -> bool:
    """Whether nothing but a place or a date follows a study, up to the end of the sentence, a semicolon or a bracket."""
    end = _end_of_sentence(reading, study)
    for number in range(study.last, min(end, study.last + NAMED_WITHIN + 1)):
        word = reading.words[number]
        if word in (".", ";", ")", "]") or word in JOINED:
            return True
        if word in CLAUSE_ENDS:
            return (
                word == ","
                and number + 1 < end
                and reading.words[number + 1][0].isdigit()
                and len(reading.words[number + 1]) == 4
            )
        if word in words.verbs:
            return False
    return end <= study.last + NAMED_WITHIN


def _begin(reading: Reading, lead: int, verbs: list[int]) -> int:
    """Return where the clause begins that ends at `lead`; what is told before "and" with a verb of its own is another.

    `verbs` are the tokens that are verbs, in order.
    """
    first = reading.first_of_sentence(reading.sentence_at(reading.starts[lead]))
    number = lead
    while number > max(first, lead - TOLD_WITHIN):
        word = reading.words[number - 1]
        if word in CLAUSE_ENDS or word in OPENING:
            break
        if word in JOINED and any_within(verbs, first, number - 1):
            break
        number -= 1
    return number
