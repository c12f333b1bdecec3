"""Finds the places where a note says that a needle was watched on the screen.

The words come in any order ("the tip was followed into the vein", "ultrasound showed the needle entering"), so that no
list of phrases holds them: an instrument and a word of watching within a few words of each other in one sentence.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from assistant.knowledge.active import per_knowledge
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Mention, Reading
from assistant.language.vocabulary import Concept, form_tokens, vocabulary

NEEDLE_VIEW = Path(__file__).parents[1] / "knowledge" / "needle-view.yaml"
CONCEPT = "needle_seen"
WITHIN = 11
BEFORE = 4
DENIED_BEFORE = 4
SITES = (["site"], ["sites"], ["wound"])
STOPS = frozenset([".", ";", "!", "?"])
ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "that",
        "this",
        "its",
        "each",
        "every",
        "introducer",
        "micropuncture",
        "fine",
        "biopsy",
        "gauge",
        "g",
    ]
)


class NeedleWords(Strict):
    """The needle-view file."""

    source: str
    instruments: list[str]
    parts: list[str]
    marks: list[str]
    not_of: list[str]
    watched: list[str]
    watching: list[str]
    showing: list[str]
    entering: list[str]
    on_screen: list[str]
    breaks: list[str]
    denials: list[str]


class _Words:
    """The file's words as sets, and its phrases of several words by their first one."""

    def __init__(self, file: NeedleWords) -> None:
        self.instruments, self.not_of = frozenset(file.instruments), frozenset(file.not_of)
        self.parts = frozenset(file.parts)
        self.wholes = (self.instruments - self.parts) | frozenset(file.marks)
        self.watched, self.watching, self.showing = (_phrases(p) for p in (file.watched, file.watching, file.showing))
        self.entering, self.on_screen = frozenset(file.entering), frozenset(file.on_screen)
        self.breaks, self.denials = frozenset(file.breaks), frozenset(file.denials)


def _phrases(phrases: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(form_tokens(phrase)) for phrase in phrases)


@lru_cache(maxsize=1)
def needle_words() -> _Words:
    """Return the words that ship with the package."""
    return _Words(read_yaml(NEEDLE_VIEW, NeedleWords))


@per_knowledge()
def _concept() -> Concept:
    return vocabulary().concepts[CONCEPT]


def find_needle_views(reading: Reading) -> None:
    """Add the mentions of a watched needle to `reading.context`; drop those that the sentence denies."""
    lists = needle_words()
    if lists.instruments.isdisjoint(reading.words):
        return
    for first, last, denied in list(_views(reading, lists)):
        if denied:
            reading.context[:] = [
                m for m in reading.context if m.concept.id != CONCEPT or m.last <= first or m.first >= last
            ]
        elif not any(m.concept.id == CONCEPT and m.first < last and first < m.last for m in reading.context):
            _add(reading, first, last)


def _add(reading: Reading, first: int, last: int) -> None:
    mention = Mention(reading.starts[first], reading.ends[last - 1], first, last, _concept(), None)
    mention.sentence = reading.sentence_at(mention.start)
    mention.section = reading.section_at(mention.start)
    mention.zone = reading.sections[mention.section].kind
    mention.quoted = mention.section in reading.quoted_sections
    insort(reading.context, mention, key=lambda other: other.start)


def _views(reading: Reading, lists: _Words) -> Iterator[tuple[int, int, bool]]:
    """Yield first and last token (end exclusive) of each view, and whether it is denied."""
    words, starts = reading.words, reading.starts
    for hit, word in enumerate(words):
        if word not in lists.instruments or not lists.not_of.isdisjoint(_owners(words, hit)):
            continue
        sentence = reading.sentence_at(starts[hit])
        begin, end = (bisect_left(starts, offset) for offset in reading.sentences[sentence])
        before = bisect_left(starts, reading.sentences[max(0, sentence - 1)][0])
        if word in lists.parts and (words[hit + 1 : hit + 2] in SITES or lists.wholes.isdisjoint(words[before:end])):
            continue  # "the tip" is the catheter's where no needle is spoken of; "puncture site"
        span = _after(words, hit, end, lists) or _before(words, hit, begin, end, lists)
        if span is not None:
            denied = not lists.denials.isdisjoint(words[max(begin, span[0] - DENIED_BEFORE) : span[1]])
            yield (*span, denied)


def _owners(words: list[str], hit: int) -> list[str]:
    """Return the words that may tell whose tip it is: "catheter tip", "tip of the laser fiber"."""
    owned = words[hit + 1 : hit + 2] == ["of"]
    following = [word for word in words[hit + 2 : hit + 6] if word not in ARTICLES][:2] if owned else []
    return [*words[max(0, hit - 1) : hit], *following]


def _after(words: list[str], hit: int, end: int, lists: _Words) -> tuple[int, int] | None:
    """Return the span of an instrument with a word of watching after it."""
    entered = False
    for number in range(hit + 1, min(end, hit + 1 + WITHIN)):
        word = words[number]
        if word in lists.breaks or word in STOPS:
            return None
        entered = entered or word in lists.entering
        if entered and word in lists.on_screen and words[number - 1] in ("on", "the"):
            return hit, number + 1
        for phrase in lists.watched:
            if tuple(words[number : number + len(phrase)]) == phrase:
                return hit, number + len(phrase)
    return None


def _before(words: list[str], hit: int, begin: int, end: int, lists: _Words) -> tuple[int, int] | None:
    """Return the span of an instrument with a word of watching, or of showing that it entered, before it."""
    entering = _entering(words, hit, end, lists) if lists.breaks.isdisjoint(words[begin:hit]) else None
    first = hit
    while first > max(begin, hit - BEFORE) and (words[first - 1] in ARTICLES or words[first - 1].isdigit()):
        first -= 1
    for phrases, last in ((lists.watching, hit + 1), (lists.showing, entering)):
        for phrase in phrases:
            at = first - len(phrase)
            if last is not None and at >= begin and tuple(words[at:first]) == phrase:
                return at, last
    return None


def _entering(words: list[str], hit: int, end: int, lists: _Words) -> int | None:
    """Return the token behind the word that says that the instrument entered, None where there is none."""
    for number in range(hit + 1, min(end, hit + BEFORE)):
        if words[number] in lists.entering:
            return number + 1
        if words[number] in lists.breaks or words[number] in STOPS:
            return None
    return None
