"""Splits an indication or impression into phrases with certainty, side and normal wording, and judges an indication.

    "Left calf swelling, r/o DVT"  ->  "Left calf swelling" (left, affirmed), "DVT" (suspected)

Words that the writer shared are completed: "left calf pain and swelling" gives a swelling of the left calf.
Uses the knowledge file `phrases.yaml` only; no index and no model is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.diagnoses import lexicon
from assistant.diagnoses.records import IndicationPhrase, Side, Word
from assistant.diagnoses.statements import Piece, State, pieces
from assistant.diagnoses.wording import WEEKS, gestational_weeks, normal_words, side_of

_JOINT = re.compile(r"\s+(?:and|&|plus|as well as)\s+|(?<=[A-Za-z]{3})\s*[/+]\s*(?=[A-Za-z]{3})", re.IGNORECASE)
_EDGE = re.compile(r"^[\s,.:&+/\-–?]+|[\s,.:&+/\-–?]+$")
_EDGE_WORD = re.compile(
    r"^(?:of|the|a|an|with|and|in|to|for|on|is|are)\s+|\s+(?:of|the|with|and|in|to|for|is|are|w/)$", re.IGNORECASE
)
_LONGEST_BARE = 3


@dataclass(frozen=True)
class _Conjunct:
    """One member of an enumeration, before words are shared."""

    start: int
    end: int
    text: str
    words: tuple[Word, ...]
    state: State
    joined: bool

    @property
    def sites(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.form in lexicon.phrases().sites)

    @property
    def heads(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.form in lexicon.phrases().heads)

    @property
    def content(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.form not in lexicon.phrases().fillers)

    @property
    def lacks_site(self) -> bool:
        return bool(self.heads) and not self.sites and len(self.content) <= _LONGEST_BARE

    @property
    def lacks_head(self) -> bool:
        return bool(self.sites) and len(self.sites) == len(self.content)


def split_phrases(text: str, offset: int = 0) -> list[IndicationPhrase]:
    """Return the phrases of an indication or impression in text order.

    Args:
        text: The section's text without its title.
        offset: Offset of `text` in the report; the phrases' offsets count from the report's start.
    """
    weeks = gestational_weeks(text)
    phrases: list[IndicationPhrase] = []
    for statement in pieces(text):
        conjuncts = [conjunct for piece in statement for conjunct in _conjuncts(text, piece, offset)]
        phrases += [_phrase(conjuncts, position, offset, weeks) for position in range(len(conjuncts))]
    return phrases


def codable_indication(text: str) -> bool:
    """Tell whether a code can come from an indication: it states a sign, symptom, condition, history or screening."""
    return indication_problem(text) is None


def indication_problem(text: str) -> str | None:
    """Return why no code can come from an indication, in our words, or None where one can.

    Args:
        text: The indication without its title; may be empty.
    """
    if not text.strip():
        return "no indication is stated"
    phrases = split_phrases(text)
    if any(phrase.codable and not _names_site_only(phrase) for phrase in phrases):
        return None
    if any(phrase.uncertain for phrase in phrases):
        return "only a diagnosis to be ruled out or suspected is named, no sign, symptom or known condition"
    if any(phrase.assertion == "negated" for phrase in phrases):
        return "only what the patient does not have is named, no sign, symptom or known condition"
    if any(phrase.assertion in ("planned", "conditional") for phrase in phrases):
        return "only what is planned or may follow is named, no sign, symptom or known condition"
    if phrases:
        return "only a part of the body is named, no sign, symptom or known condition"
    return "only the request itself is named, no sign, symptom or known condition"


def _names_site_only(phrase: IndicationPhrase) -> bool:
    rules = lexicon.phrases()
    words = [word.form for word in phrase.words if word.form not in rules.fillers and not word.form.isdigit()]
    return not phrase.weeks and all(word in rules.sites for word in words)


def _conjuncts(text: str, piece: Piece, offset: int) -> Iterator[_Conjunct]:
    """Yield the members of a piece; "and" parts it only where both sides name a body part or a complaint."""
    start, joined = piece.start, piece.joined
    rules = lexicon.phrases()
    shared = rules.sites | rules.heads
    for match in _JOINT.finditer(text, piece.start, piece.end):
        left, right = text[start : match.start()], text[match.end() : piece.end]
        if all(any(word.form in shared for word in normal_words(side)) for side in (left, right)):
            yield _conjunct(text, start, match.start(), piece.state, joined, offset)
            start, joined = match.end(), True
    yield _conjunct(text, start, piece.end, piece.state, joined, offset)


def _conjunct(text: str, start: int, end: int, state: State, joined: bool, offset: int) -> _Conjunct:
    start, end = _trimmed(text, start, end)
    return _Conjunct(start, end, text[start:end], normal_words(text[start:end], offset + start), state, joined)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without punctuation and function words at its edges."""
    while True:
        match = _EDGE.search(text[start:end]) or _EDGE_WORD.search(text[start:end])
        if match is None or match.end() - match.start() == end - start:
            return start, end
        if match.start() == 0:
            start += match.end()
        else:
            end = start + match.start()


def _phrase(conjuncts: list[_Conjunct], position: int, offset: int, weeks: int | None) -> IndicationPhrase:
    conjunct = conjuncts[position]
    words, side = _completed(conjuncts, position)
    state = conjunct.state
    names_weeks = weeks is not None and WEEKS.search(conjunct.text) is not None
    return IndicationPhrase(
        text=conjunct.text,
        start=offset + conjunct.start,
        end=offset + conjunct.end,
        side=side,
        assertion=state.assertion,
        uncertain=state.uncertain,
        role=state.role,
        weeks=weeks if names_weeks else None,
        words=words,
    )


def _completed(conjuncts: list[_Conjunct], position: int) -> tuple[tuple[Word, ...], Side | None]:
    """Return the words and side of a member, with the body part or complaint that a neighbour shares with it."""
    conjunct = conjuncts[position]
    side = side_of(conjunct.text)
    neighbours = list(_neighbours(conjuncts, position))
    # "Bilateral thigh and calf edema": a side before the enumeration holds for all its body parts.
    shared = next((found for other in neighbours if other.lacks_head and (found := side_of(other.text))), None)
    for neighbour in neighbours:
        if conjunct.lacks_site and neighbour.sites:
            return (*_borrowed(neighbour.sites), *conjunct.words), side or side_of(neighbour.text) or shared
        if conjunct.lacks_head and neighbour.heads:
            others = tuple(word for word in neighbour.words if word not in neighbour.sites)
            return (*conjunct.words, *_borrowed(others)), side or side_of(neighbour.text) or shared
    return conjunct.words, side or (shared if conjunct.sites and conjunct.heads else None)


def _neighbours(conjuncts: list[_Conjunct], position: int) -> Iterator[_Conjunct]:
    """Yield the members of the same enumeration and state, nearest before first, then those behind."""
    state = conjuncts[position].state
    for before in range(position - 1, -1, -1):
        if not conjuncts[before + 1].joined or conjuncts[before].state != state:
            break
        yield conjuncts[before]
    for behind in range(position + 1, len(conjuncts)):
        if not conjuncts[behind].joined or conjuncts[behind].state != state:
            break
        yield conjuncts[behind]


def _borrowed(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(replace(word, start=None, end=None) for word in words)
