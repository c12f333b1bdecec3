"""What an analysis tells of each segment of a drawing: its state, the words for it, and their places."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from assistant.analysis import Act, Analysis, Entity, Finding, Side, Span, Structure, StructureState
from assistant.ui.picture.region import Region, Segment, regions
from assistant.ui.picture.wording import is_abnormal, say, wording
from assistant.ui.words import SIDE_WORDS, STRUCTURE_WORDS, count

State = Literal[
    "documented", "abnormal", "not_visualized", "not_seen_unexplained", "absent", "missing", "outside"
]  # fmt: skip
#: The words of the legend, in its order.
LEGEND: dict[State, str] = {
    "documented": "documented",
    "abnormal": "abnormal",
    "not_visualized": "not visualized, reason",
    "not_seen_unexplained": "not visualized, no reason",
    "absent": "absent",
    "missing": "not mentioned",
    "outside": "not part of the study",
}
#: Of several ledger lines about one segment, the one that tells most.
LEDGER_ORDER: tuple[StructureState, ...] = ("documented", "not_visualized", "absent", "not_seen_unexplained", "missing")
PHRASES_SHOWN = 4


class Told(NamedTuple):
    """What is told of one segment: `says` in words, `places` of the evidence, `number` among the vessels seen inside."""

    state: State
    says: str
    places: tuple[Span, ...] = ()
    number: int = 0


class _Line(NamedTuple):
    """A ledger line with the side that it is about, and the mentions that it rests on: place, concepts, side."""

    line: Structure
    side: Side | None
    mentions: tuple[tuple[Span, frozenset[str], Side | None], ...]


def key_of(segment: Segment, side: Side | None) -> str:
    """Return the name of a segment on one side, unique in its region: "left femoral_vein mid"."""
    return " ".join(filter(None, (side, segment.concept, segment.part)))


def tell(region: Region, analysis: Analysis) -> dict[str, Told]:
    """Return what `analysis` tells of every segment of `region`, by `key_of`."""
    return _Teller(region, analysis).tell()


class _Teller:
    """Joins the ledger lines of the region's studies with the findings and acts of the whole analysis, by concept."""

    def __init__(self, region: Region, analysis: Analysis) -> None:
        self.region = region
        self.studies = [study for study in analysis.studies if study.kind in region.studies]
        sides = {study.side for study in self.studies}
        #: The side of what is told without one.
        self.only_side: Side | None = next(iter(sides)) if len(sides) == 1 else None
        self.meant = _meanings(region)
        self.parts: dict[str, set[str]] = defaultdict(set)
        for segment in region.segments:
            if segment.part:
                self.parts[segment.concept].update((segment.part, *segment.parts))
        self.lines: dict[str, list[_Line]] = defaultdict(list)
        mentions = _Mentions(analysis.entities)
        for study in self.studies:
            for line in study.ledger:
                concepts = self._concepts(line.name)
                side = line.side or (study.side if study.side in ("left", "right") else None)
                found = tuple(
                    (Span(entity.start, entity.end), self._concepts(name), entity.side)
                    for entity in mentions.at(line.evidence)
                    if (name := entity.concept.replace("_", " ")) in _drawn_names()
                )
                # A line that a neighbour satisfies, be it one of another drawing, is about the neighbour.
                if found and not any(named & concepts for _, named, _ in found):
                    concepts = frozenset().union(*(named for _, named, _ in found))
                if line.state == "missing" and not (line.required or line.expected):
                    continue
                for concept in concepts:
                    self.lines[concept].append(_Line(line, side, found))
        self.findings: dict[str, list[Finding]] = {}
        for finding in analysis.findings:
            for concept in self._concepts(finding.structure):
                self.findings.setdefault(concept, []).append(finding)
        self.acts: dict[str, list[Act]] = defaultdict(list)
        for act in analysis.acts:
            if act.status == "done" and act.place and act.technique in wording().techniques:
                for concept in self._concepts(act.place):
                    self.acts[concept].append(act)
        self.numbers = self._numbers(analysis.findings)

    def tell(self) -> dict[str, Told]:
        told: dict[str, Told] = {}
        for segment, side in self.region.pieces:
            # The parts of a vessel are one vessel: the first of them bears its number.
            number = self.numbers.pop((segment.concept, side), 0)
            told[key_of(segment, side)] = self._tell(segment, side, number)
        return told

    def _concepts(self, name: str) -> frozenset[str]:
        return self.meant.get(name.lower(), frozenset())

    def _tell(self, segment: Segment, side: Side | None, number: int) -> Told:
        lines = [entry for entry in self.lines[segment.concept] if _is_about(entry, segment.concept, side)]
        findings = [
            finding for finding in self.findings.get(segment.concept, ())
            if self._is_of_side(finding.side, side) and self._is_of_part(finding.segment, segment)
        ]  # fmt: skip
        acts = [act for act in self.acts[segment.concept] if self._is_of_side(act.side, side)]
        if segment.optional and self.findings:
            acts = []  # what was found there says more closely which structure it was: a graft, not a fistula
        state = _state(lines, findings, acts, segment)
        spans = [span for entry in lines for span in _evidence(entry, segment.concept, side)]
        spans += [span for finding in findings for span in finding.evidence]
        if not spans:
            spans = [span for act in acts for span in act.evidence]
        places = tuple(sorted(set(spans)))
        return Told(state, _says(segment, side, state, findings, places), places, number)

    def _is_of_side(self, told: Side | None, side: Side | None) -> bool:
        """Whether what is told of one side is about `side`; what no side is told of is about that of the study."""
        return side is None or (told or self.only_side) in (side, "bilateral")

    def _is_of_part(self, part: str | None, segment: Segment) -> bool:
        known = part in self.parts[segment.concept]
        return not segment.part or not known or part == segment.part or part in segment.parts

    def _numbers(self, findings: Sequence[Finding]) -> dict[tuple[str, Side | None], int]:
        """Return the place of each vessel that was imaged from inside, in the order of the report."""
        if not any(study.kind in self.region.numbered for study in self.studies):
            return {}
        inside = [finding for finding in findings if (finding.attribute, finding.value) == ("imaged_inside", "yes")]
        sides: dict[str, dict[Side | None, None]] = defaultdict(dict)
        for segment, side in self.region.pieces:
            sides[segment.concept][side] = None
        numbers: dict[tuple[str, Side | None], int] = {}
        for finding in sorted(inside, key=lambda finding: min((span.start for span in finding.evidence), default=0)):
            concepts = self._concepts(finding.structure)
            if len(concepts) != 1:
                continue
            (concept,) = concepts
            for side in sides[concept]:
                if self._is_of_side(finding.side, side):
                    numbers.setdefault((concept, side), len(numbers) + 1)
        return numbers


class _Mentions:
    """The mentions of a text, to be found by their places."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.entities = sorted(entities, key=lambda entity: entity.start)
        self.starts = [entity.start for entity in self.entities]
        self.longest = max((entity.end - entity.start for entity in self.entities), default=0)

    def at(self, spans: Sequence[Span]) -> Iterator[Entity]:
        """Yield the mentions that overlap one of `spans`."""
        for span in spans:
            for place in range(bisect_left(self.starts, span.start - self.longest), len(self.starts)):
                if self.starts[place] >= span.end:
                    break
                if self.entities[place].end > span.start:
                    yield self.entities[place]


@cache
def _drawn_names() -> frozenset[str]:
    """Return the names of everything that some drawing shows."""
    return frozenset(name for region in regions().values() for name in _meanings(region))


def _meanings(region: Region) -> dict[str, frozenset[str]]:
    """Return the concepts that each name means: a segment's own name before that of a group."""
    meant = {name: frozenset(concepts) for name, concepts in region.groups.items()}
    for segment in region.segments:
        meant.update(dict.fromkeys(segment.names, frozenset((segment.concept,))))
    return meant


def _is_about(entry: _Line, concept: str, side: Side | None) -> bool:
    """Whether a ledger line is about one concept on one side: a line over several is about those that its words name."""
    if side is not None and entry.side not in (None, side, "bilateral"):
        return False
    if entry.line.state == "missing" or not any(len(named) == 1 for _, named, _ in entry.mentions):
        return True
    return any(_names(named, told, concept, side) for _, named, told in entry.mentions)


def _names(named: frozenset[str], told: Side | None, concept: str, side: Side | None) -> bool:
    return concept in named and (side is None or told in (None, side, "bilateral"))


def _evidence(entry: _Line, concept: str, side: Side | None) -> Iterator[Span]:
    """Yield the line's places that name this structure, or all where none names it."""
    about = [place for place, named, told in entry.mentions if _names(named, told, concept, side)]
    for span in entry.line.evidence:
        if not about or any(place.start < span.end and span.start < place.end for place in about):
            yield span


def _state(lines: Sequence[_Line], findings: Sequence[Finding], acts: Sequence[Act], segment: Segment) -> State:
    if any(map(is_abnormal, findings)):
        return "abnormal"
    ledger = min((entry.line.state for entry in lines), key=LEDGER_ORDER.index, default=None)
    own = [finding for finding in findings if finding.structure in segment.names]
    seen = [finding for finding in own if (finding.attribute, finding.value) != ("visualized", "no")]
    if ledger == "documented" or seen:
        return "documented"
    if ledger in ("not_visualized", "absent", "not_seen_unexplained"):
        return ledger
    if own:
        return "not_seen_unexplained"
    if ledger == "missing":
        return "missing"
    return "documented" if acts or findings else "outside"


def _says(
    segment: Segment, side: Side | None, state: State, findings: Sequence[Finding], places: Sequence[Span]
) -> str:
    """Return the words for a segment: "left popliteal vein: documented, compressible; 3 places"."""
    structure = " ".join(filter(None, (SIDE_WORDS[side], segment.words)))
    structure += f", {segment.part}" if segment.part else ""
    word = STRUCTURE_WORDS[state] if state in LEDGER_ORDER else LEGEND[state]
    phrases = [*dict.fromkeys(map(say, sorted(findings, key=is_abnormal, reverse=True)))]
    more = ["…"] if len(phrases) > PHRASES_SHOWN else []
    said = ", ".join((word, *phrases[:PHRASES_SHOWN], *more))
    return f"{structure}: {said}" + (f"; {count(len(places), 'place')}" if places else "")
