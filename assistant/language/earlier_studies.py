"""Finds what a clause tells of another study, or of an earlier day, that ends it.

"Left iliac stents were open on the CT angiogram of last November" and "known large right atrium (2023 echo)" tell of no
structure that this study showed, and no more do "the left vessels were normal in 2024". What is only compared with another study, or goes on behind it, is of today. Words are
data: `told_on` in `knowledge/assertion-cues.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import Field

from assistant.knowledge.yaml_file import Strict
from assistant.language.dates import OwnDate, date_at, date_before, is_earlier
from assistant.language.layout import Mention, Reading
from assistant.language.tables.lines import any_within

LED_WITHIN = 6  # tokens between "on the" and the study
NAMED_WITHIN = 9  # tokens of place and date behind the study
TOLD_WITHIN = 24  # tokens of the clause before it
CLAUSE_ENDS = frozenset({".", ",", ";", ":", ")", "]", "?", "!"})
OPENING = frozenset({"(", "["})
JOINED = frozenset({"and", "but", "while"})
STATE_WITHIN = 4  # tokens from "were" to the state
DAY_WITHIN = 3  # tokens from the state to the day
OF_A_DAY = (["of"], ["from"], ["dated"])
# A day that is told by its name alone.
EARLIER_DAY = re.compile(
    r"(?:last|previous)\s+(?:spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


class WordsToldOn(Strict):
    """The words by which a clause tells of another study."""

    leads: list[str] = Field(description="stand before the study")
    compared: list[str] = Field(description="tell that today's state is compared")
    known: list[str] = Field(description="tell that something was known before")
    were: list[str] = Field(description="the verbs of what was")
    states: list[str] = Field(description="what a structure was found to be")


class StudyWords:
    """The words, as sets."""

    def __init__(self, words: WordsToldOn, verbs: Iterable[str]) -> None:
        self.leads, self.compared, self.known = (
            frozenset(words.leads),
            frozenset(words.compared),
            frozenset(words.known),
        )
        self.were, self.states = frozenset(words.were), frozenset(words.states)
        self.verbs = frozenset(verbs)


class Study(NamedTuple):
    """Tokens `first` to `last` (exclusive) of a sentence that name another study."""

    first: int
    last: int
    sentence: int


def dated_records(reading: Reading, records: re.Pattern[str], own: OwnDate) -> Iterator[Study]:
    """Yield the records, whatever the technique was, that an earlier date names ("the 2024 study", "the study of March 2025").

    `own` tells the report's own date.
    """
    for number in reading.places(records):
        sentence, behind = reading.sentence_at(reading.starts[number]), number + 2
        if number and is_earlier(date_before(reading.text, reading.starts[number]), own):
            yield Study(number, number + 1, sentence)
        elif (
            reading.words[number + 1 : behind] in OF_A_DAY
            and behind < len(reading.words)
            and is_earlier(date_at(reading.text, reading.starts[behind]), own)
        ):
            yield Study(number, behind + 1, sentence)


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


def states_of_earlier_days(
    reading: Reading, words: StudyWords, current: frozenset[str], own: OwnDate
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of tokens (end exclusive) that tell how structures were on an earlier day ("were normal in 2024").

    `current` are the words that lead back to today; `own` tells the report's own date.
    """
    verbs = [number for number, word in enumerate(reading.words) if word in words.were]
    today = [number for number, word in enumerate(reading.words) if word in current] if verbs else []
    for were in verbs:
        sentence = reading.sentence_at(reading.starts[were])
        _, end = reading.sentences[sentence]
        stop = reading.token_at(end - 1) + 1
        state = _first(reading, words.states, were + 1, min(stop, were + 1 + STATE_WITHIN))
        day = None if state is None else _earlier_day(reading, state + 1, stop, own)
        if day is None or not _ends_clause(reading, words, Study(day, day + 1, sentence)):
            continue
        begin = _begin_of_list(reading, words, were)
        if begin < were and not any_within(today, begin, stop):
            yield begin, were


def _first(reading: Reading, among: frozenset[str], begin: int, end: int) -> int | None:
    return next((number for number in range(begin, end) if reading.words[number] in among), None)


def _earlier_day(reading: Reading, begin: int, end: int, own: OwnDate) -> int | None:
    """Return the last token of an earlier day that begins within a few tokens of `begin`, before a clause ends."""
    for number in range(begin, min(end, begin + DAY_WITHIN)):
        word, start = reading.words[number], reading.starts[number]
        if word in CLAUSE_ENDS:
            return None
        distant = EARLIER_DAY.match(reading.text, start)
        if distant is not None:
            return reading.token_at(distant.end() - 1)
        if is_earlier(date_at(reading.text, start), own):
            return number
    return None


def _begin_of_list(reading: Reading, words: StudyWords, were: int) -> int:
    """Return where the list begins that is the subject of the verb at `were`; an item with a value of its own is none of it."""
    first = reading.first_of_sentence(reading.sentence_at(reading.starts[were]))
    item = number = were
    while number > max(first, were - TOLD_WITHIN):
        word = reading.words[number - 1]
        if word == ",":
            item = number
        elif word in CLAUSE_ENDS or word in OPENING:
            return number
        elif word[0].isdigit() or word in words.states or word in words.verbs:
            return item
        number -= 1
    return number


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
