"""Tells the papers in which nothing was done on a patient now: messages, texts about medicine, records of animals.

A text with the headings of a report is a report, whoever sent it. Words are data: `knowledge/papers.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Reading, end_of_line
from assistant.language.word_codes import any_of

PAPERS = KNOWLEDGE_FILES / "papers.yaml"
OPENING, FIRST_LINES = 160, 6  # characters and lines of a text in which it says what it is
ANIMAL_SIGNS = 2
REPORTING = frozenset({"findings", "impression", "technique", "procedure"})  # kinds of headed section that a report has

Paper = Literal["animal", "message", "about"]


class MessageWords(Strict):
    """How a message shows itself; each key is explained in the file."""

    names: list[str]
    alone: list[str]
    senders: list[str]
    receivers: list[str]
    greetings: list[str]
    signs: list[str]
    but_for: list[str]


class AboutWords(Strict):
    """How a text about medicine begins, and what it calls itself in its first line."""

    openings: list[str]
    within: list[str]


class PaperWords(Strict):
    """The file of papers."""

    source: str
    animal: dict[str, list[str]]
    opening: dict[str, list[str]]
    not_an_animal: list[str]
    message: MessageWords
    about: AboutWords


class _Patterns(NamedTuple):
    animals: re.Pattern[str]  # finds the words with which what tells of an animal begins, all but its species
    animal: tuple[re.Pattern[str], ...]
    species: tuple[re.Pattern[str], ...]
    person: re.Pattern[str]
    named: re.Pattern[str]
    alone: re.Pattern[str]
    sender: re.Pattern[str]
    receiver: re.Pattern[str]
    greets: re.Pattern[str]
    sign: re.Pattern[str]
    but_for: re.Pattern[str]
    about: re.Pattern[str]
    called: re.Pattern[str]


def _one_of(words: Iterable[str]) -> str:
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)"


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    file = read_yaml(PAPERS, PaperWords)
    message = file.message
    return _Patterns(
        any_of({form.split()[0] for words in file.animal.values() for form in words}),
        tuple(re.compile(_one_of(words)) for words in file.animal.values()),
        tuple(re.compile(_one_of(words)) for words in file.opening.values()),
        re.compile(_one_of(file.not_an_animal)),
        re.compile(_one_of(message.names)),
        re.compile(rf"\W*{_one_of(message.alone)}\W*"),
        re.compile(rf"[ \t]*{_one_of(message.senders)}[ \t]*:"),
        re.compile(rf"[ \t]*{_one_of(message.receivers)}[ \t]*:"),
        re.compile(rf"\W*{_one_of(message.greetings)}"),
        re.compile(_one_of(message.signs)),
        re.compile(rf"{_one_of(message.but_for)}|(?<!\d)(?:[379]\d{{4}}|[01]\d{{4}})s?(?!\d)"),
        re.compile(rf"\W*{_one_of(file.about.openings)}(?=[ \t]*(?:\d|[.:]|$))", re.MULTILINE),
        re.compile(rf"(?:{'|'.join(map(re.escape, file.about.within))})(?!\w)"),
    )


def find_paper(reading: Reading) -> Paper | None:
    """Return what a text is in which nothing was done on a patient now; None where it may be a record.

    Args:
        reading: The text with its sections.
    """
    small = reading.small
    begin = len(small) - len(small.lstrip())
    known, opening = _patterns(), small[begin : begin + OPENING]
    if reading.places(known.animals) and _of_an_animal(small, opening, known):
        return "animal"
    if any(section.title and section.kind in REPORTING for section in reading.sections):
        return None
    first_line = small[begin : end_of_line(small, begin)]
    if known.about.match(small, begin) or known.called.search(first_line[:OPENING]):
        return "about"
    return "message" if _is_message(small, begin, first_line[:OPENING], known) else None


def _of_an_animal(small: str, opening: str, known: _Patterns) -> bool:
    """Whether signs of two kinds tell that the patient is an animal, and none of a person who met one."""
    told = sum(pattern.search(opening) is not None for pattern in known.species)
    told += sum(pattern.search(small) is not None for pattern in known.animal)
    return told >= ANIMAL_SIGNS and known.person.search(small) is None


def _is_message(small: str, begin: int, first_line: str, known: _Patterns) -> bool:
    """Whether a text calls itself a message, or its fields or greeting and the signs of talk behind them show one."""
    lines = small[begin:].split("\n", FIRST_LINES)[:FIRST_LINES]
    sent = any(map(known.sender.match, lines))
    named = known.named.search(first_line) or (known.alone.fullmatch(first_line) and sent)
    greeted = known.greets.match(small, begin)
    if not named and not greeted and not (sent and any(map(known.receiver.match, lines))):
        return False
    if known.but_for.search(small):
        return False
    return bool(named) or known.sign.search(small, greeted.end() if greeted else begin) is not None
