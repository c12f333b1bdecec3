"""Says of each mention whether it is asserted of this exam: affirmed, negated, not visualized, historical, planned
or conditional.

The method is ConText's (Harkema, Dowling, Thornblade and Chapman, 2009): cue phrases speak of the words ahead of them
or behind them, up to a terminating word. Ours differs in that a cue reaches a different distance for a finding, a
structure and an act ("no thrombus in the vein" denies the thrombus, and the vein was looked at), and in that the
section stands in where the sentence has no cue. Cues are data: `knowledge/assertion-cues.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from assistant.analysis import Assertion
from assistant.errors import InputError
from assistant.language.assertion_cues import CueBook, Group, Kind, cue_book
from assistant.language.layout import Mention, Reading

KINDS: dict[str, Kind] = {"LATERALITY": "structure", "ANATOMY": "structure", "VESSEL": "structure", "FINDING": "finding"}
MAY_BE_RESULT = frozenset({"MANEUVER", "MODALITY", "ACT"})
STUDIES = frozenset({"MODALITY", "PROCEDURE"})
STRENGTH: dict[Assertion, int] = {
    "affirmed": 0, "historical": 1, "planned": 2, "not_visualized": 3, "negated": 4, "conditional": 5,
}  # fmt: skip
AUXILIARIES = frozenset({"is", "was", "are", "were", "be", "been", "could", "can"})
CLAUSE_END = frozenset(".,;)|/")
RESULT_WITHIN = 10


class Scope(NamedTuple):
    """The words that a cue speaks of, for one kind of target: `first` to `last`, both token numbers inclusive."""

    kind: Kind
    first: int
    last: int
    forward: bool
    says: Assertion
    closing: frozenset[str]


def find_assertions(reading: Reading) -> None:
    """Fill `mention.assertion` for all mentions and context mentions."""
    everything = [*reading.mentions, *reading.context]
    if everything:
        judge = _Judge(reading, everything)
        for mention, kind in zip(everything, judge.kinds, strict=True):
            mention.assertion = judge.assertion(kind, mention.first, mention.last, mention.sentence, mention.section)
        judge.carry_quoted_results(everything)


def assertions(text: str, spans: Sequence[tuple[int, int]]) -> list[Assertion]:
    """Return one word for each span of `text`.

    Args:
        text: A report, or any part of one.
        spans: Character offsets (start, end), end exclusive. A span that is, or lies inside, a mention of a structure
            or an act is judged as such; any other as a finding.

    Raises:
        InputError: A span is empty or lies outside of the text.
    """
    from assistant.language.pipeline import read_report  # the pipeline's components import this module

    reading = read_report(text)
    everything = [*reading.mentions, *reading.context]
    judge = _Judge(reading, everything)
    return [_assertion_of_span(judge, everything, start, end) for start, end in spans]


def _assertion_of_span(judge: _Judge, mentions: list[Mention], start: int, end: int) -> Assertion:
    reading = judge.reading
    if not 0 <= start < end <= len(reading.text):
        raise InputError(f"span {start}-{end} lies outside of the text (0-{len(reading.text)}) or is empty")
    around = [m for m in mentions if m.start <= start and end <= m.end and m.concept.label != "FINDING"]
    if around:
        return min(around, key=lambda mention: mention.end - mention.start).assertion
    first = reading.token_at(start)
    last = max(first + 1, bisect_left(reading.starts, end))
    return judge.assertion("finding", first, last, reading.sentence_at(start), reading.section_at(start))


class _Judge:
    """Holds the scopes of one reading's cues by sentence, and what each section says by itself."""

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self.reading = reading
        self.book = cue_book()
        self.kinds = [_kind(mention, reading.words, self.book) for mention in mentions]
        self.scopes = _scopes(reading, self.book, mentions, self.kinds)
        self.places: dict[tuple[int, Kind], Assertion] = {}

    def assertion(self, kind: Kind, first: int, last: int, sentence: int, section: int) -> Assertion:
        """Return what the sentence's cues say of the tokens `first` to `last` (exclusive), else what the section says."""
        found: Assertion = "affirmed"
        for scope in self.scopes.get(sentence, ()):
            edge = first if scope.forward else last - 1
            if (
                scope.kind == kind
                and scope.first <= edge <= scope.last
                and STRENGTH[scope.says] > STRENGTH[found]
                and (not scope.closing or self._closed(last, scope.closing))
            ):
                found = scope.says
        if found != "affirmed":
            return found
        key = (section, kind)
        place = self.places.get(key)
        if place is None:
            place = self.places[key] = self._by_section(section, kind)
        if place == "affirmed" or self._overruled(place, kind, sentence, section):
            return self._problem_list(kind, first, last, sentence)
        return place

    def _closed(self, last: int, closing: frozenset[str]) -> bool:
        words = self.reading.words
        following = words[last : last + 3]
        while following and following[0] in AUXILIARIES:
            following = following[1:]
        return bool(following) and following[0] in closing

    def _by_section(self, index: int, kind: Kind) -> Assertion:
        """Return what a section says of everything of a kind that stands in it without a cue."""
        reading, book = self.reading, self.book
        section = reading.sections[index]
        heading = section.title.lower()
        if index in reading.boilerplate_sections:
            return "conditional"
        if heading in book.past_headings or section.kind == "comparison" and kind != "finding":
            return "historical"
        if kind == "finding":
            return "affirmed"
        if heading in book.order_headings:
            return "planned"
        if section.kind == "recommendation":
            return "planned" if kind == "act" or heading not in book.mixed_plan_headings else "affirmed"
        if reading.nature == "visit" and kind == "act" and (section.kind in ("history", "other") or index in reading.quoted_sections):
            return "historical"
        return "affirmed"

    def _overruled(self, place: Assertion, kind: Kind, sentence: int, section: int) -> bool:
        """Whether a sentence says that something was done now, though its section is about plans or the past."""
        if place == "planned":
            return not self.book.done.isdisjoint(self._words_of(sentence))
        return place == "historical" and self.reading.nature == "visit" and not self.book.today.isdisjoint(self._words_of(sentence))

    def _words_of(self, sentence: int) -> list[str]:
        first, last = _sentence_tokens(self.reading, sentence)
        return self.reading.words[first:last]

    def _problem_list(self, kind: Kind, first: int, last: int, sentence: int) -> Assertion:
        """Read a chronic disease that stands alone in its line as an item of the list of known problems."""
        if kind != "finding" or " ".join(self.reading.words[first:last]) not in self.book.chronic:
            return "affirmed"
        others = [word for word in self._words_of(sentence)[: first] if word.isalpha()]
        begin, end = _sentence_tokens(self.reading, sentence)
        others = [word for word in (*self.reading.words[begin:first], *self.reading.words[last:end]) if word.isalpha()]
        return "affirmed" if others else "historical"

    def carry_quoted_results(self, mentions: list[Mention]) -> None:
        """Make historical what an earlier study is said to have shown: "prior duplex showed thrombus in the ...".

        In an indication, a study with results is an earlier one: it is the reason for this one.
        """
        words, reporting, stops = self.reading.words, self.book.reporting, self.book.current
        for study in mentions:
            if study.concept.label not in STUDIES:
                continue
            told = study.zone in ("indication", "history") and study.assertion == "affirmed"
            if study.assertion != "historical" and not told:
                continue
            _, end = _sentence_tokens(self.reading, study.sentence)
            start = next((i for i in range(study.last, min(end, study.last + RESULT_WITHIN)) if words[i] in reporting), None)
            if start is None:
                continue
            study.assertion = "historical"
            stop = next((i for i in range(start, end) if words[i] in stops), end)
            for mention in mentions:
                if mention.sentence == study.sentence and start <= mention.first < stop and mention.assertion == "affirmed":
                    mention.assertion = "historical"


def _kind(mention: Mention, words: list[str], book: CueBook) -> Kind:
    label = mention.concept.label
    if label in MAY_BE_RESULT and " ".join(words[mention.first : mention.last]) in book.results:
        return "result"
    return KINDS.get(label, "act")


def _sentence_tokens(reading: Reading, sentence: int) -> tuple[int, int]:
    if sentence >= len(reading.sentences):
        return 0, len(reading.words)
    start, end = reading.sentences[sentence]
    return bisect_left(reading.starts, start), bisect_left(reading.starts, end)


def _scopes(reading: Reading, book: CueBook, mentions: list[Mention], kinds: list[Kind]) -> dict[int, list[Scope]]:
    """Return the scopes of all cues by sentence."""
    words = reading.words
    offsets = list(accumulate((len(word) + 2 for word in words), initial=0))
    result: dict[int, list[Scope]] = {}
    occupied: frozenset[int] | None = None
    sentence, begin, end = -1, 0, 0
    for pattern, start_offset, end_offset in book.automaton.find_matches_as_indexes(" " + "  ".join(words) + " "):
        groups = book.groups[pattern]
        if not groups:
            continue
        first = bisect_right(offsets, start_offset) - 1
        last = bisect_right(offsets, end_offset - 1)
        if first >= end:
            sentence = reading.sentence_at(reading.starts[first])
            begin, end = _sentence_tokens(reading, sentence)
        row = result.setdefault(sentence, [])
        for group in groups:
            if group.final and not _ends_clause(reading, last, end):
                continue
            if group.mentions and occupied is None:
                occupied = frozenset(
                    number
                    for mention, kind in zip(mentions, kinds, strict=True)
                    if kind != "structure"
                    for number in range(mention.first, mention.last)
                )
            walls = occupied if group.mentions and occupied is not None else frozenset()
            if group.forward:
                _add_forward(row, words, group, last, end, walls)
            if group.backward:
                _add_backward(row, words, group, first, begin, walls)
    return result


def _ends_clause(reading: Reading, last: int, end: int) -> bool:
    """Whether the token before `last` ends a clause, a table cell or a line."""
    if last >= end or reading.words[last] in CLAUSE_END:
        return True
    gap = reading.text[reading.ends[last - 1] : reading.starts[last]]
    return "\n" in gap or "  " in gap or "\t" in gap


def _add_forward(row: list[Scope], words: list[str], group: Group, last: int, end: int, walls: frozenset[int]) -> None:
    limit = min(end, last + group.longest)
    stops = group.stops
    stop = last
    while stop < limit and words[stop] not in stops and stop not in walls:
        stop += 1
    for kind, reach in group.reach:
        row.append(Scope(kind, last, min(stop, last + reach) - 1, True, group.says, group.closing))


def _add_backward(row: list[Scope], words: list[str], group: Group, first: int, begin: int, walls: frozenset[int]) -> None:
    near = first - 1
    if near >= begin and words[near] == ":":
        near -= 1
    limit = max(begin, near + 1 - group.longest)
    stops = group.stops
    stop = near
    while stop >= limit and words[stop] not in stops and stop not in walls and not (group.units and words[stop][0].isdigit()):
        stop -= 1
    for kind, reach in group.reach:
        row.append(Scope(kind, max(stop, near - reach) + 1, near, False, group.says, group.closing))
