"""What an analysis tells of each segment of a drawing: its state, the words for it, and their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from assistant.analysis import Act, Analysis, Entity, Finding, Side, Span, Structure
from assistant.ui.picture.region import Region, Segment
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
LEDGER_ORDER = ("documented", "not_visualized", "absent", "not_seen_unexplained", "missing")
PHRASES_SHOWN = 4


class Told(NamedTuple):
    """What is told of one segment: `says` in words, `places` of the evidence, `number` among the vessels seen inside."""

    state: State
    says: str
    places: tuple[Span, ...] = ()
    number: int = 0


class _Line(NamedTuple):
    """A ledger line with the side of its study, and the mentions that it rests on."""

    line: Structure
    study_side: Side | None
    mentions: tuple[Entity, ...]


def key_of(segment: Segment, side: Side | None) -> str:
    """Return the name of a segment on one side, unique in its region: "left femoral_vein mid"."""
    return " ".join(filter(None, (side, segment.concept, segment.part)))


def tell(region: Region, analysis: Analysis) -> dict[str, Told]:
    """Return what `analysis` tells of every segment of `region`, by `key_of`."""
    return _Teller(region, analysis).tell()


class _Teller:
    """Joins the ledger lines of the region's studies with the findings and acts of the whole analysis."""

    def __init__(self, region: Region, analysis: Analysis) -> None:
        self.region = region
        self.studies = [study for study in analysis.studies if study.kind in region.studies]
        self.lines = [
            _Line(line, study.side, tuple(_at(analysis.entities, line.evidence)))
            for study in self.studies for line in study.ledger
        ]  # fmt: skip
        self.findings = analysis.findings
        self.acts = [act for act in analysis.acts if act.status == "done" and act.technique in wording().techniques]
        self.named = {name for segment in region.segments for name in segment.names}
        self.grouped = {
            name: {segment.concept for segment in region.segments if segment.concept in concepts}
            for name, concepts in region.groups.items()
        }
        self.parts: dict[str, set[str]] = {}
        for segment in region.segments:
            if segment.part:
                self.parts.setdefault(segment.concept, set()).update((segment.part, *segment.parts))
        self.numbers = self._numbers()

    def tell(self) -> dict[str, Told]:
        told: dict[str, Told] = {}
        numbered: set[tuple[str, Side | None]] = set()
        for segment in self.region.segments:
            for side in segment.sides:
                number = 0 if (segment.concept, side) in numbered else self.numbers.get((segment.concept, side), 0)
                numbered.add((segment.concept, side))
                told[key_of(segment, side)] = self._tell(segment, side, number)
        return told

    def _tell(self, segment: Segment, side: Side | None, number: int) -> Told:
        lines = [entry for entry in self.lines if self._line_is_about(entry, segment, side)]
        findings = [finding for finding in self.findings if self._finding_is_about(finding, segment, side)]
        acts = [act for act in self.acts if act.place and self._is_about(act.place, act.side, segment, side)]
        state = self._state(lines, findings, acts, segment)
        spans = [span for entry in lines for span in self._evidence(entry, segment, side)]
        spans += [span for finding in findings for span in finding.evidence]
        if not spans:
            spans = [span for act in acts for span in act.evidence]
        places = tuple(sorted(set(spans)))
        return Told(state, self._says(segment, side, state, findings, places), places, number)

    def _state(
        self, lines: Sequence[_Line], findings: Sequence[Finding], acts: Sequence[Act], segment: Segment
    ) -> State:
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
        self, segment: Segment, side: Side | None, state: State, findings: Sequence[Finding], places: Sequence[Span]
    ) -> str:
        """Return the words for a segment: "left popliteal vein: documented, compressible; 3 places"."""
        structure = " ".join(filter(None, (SIDE_WORDS[side], segment.words)))
        if segment.part:
            structure += f", {segment.part}"
        abnormal_first = sorted(findings, key=is_abnormal, reverse=True)
        phrases = [*dict.fromkeys(map(say, abnormal_first))]
        if state == "abnormal":
            word = "abnormal"
        elif state == "outside":
            word = LEGEND["outside"]
        else:
            word = STRUCTURE_WORDS[state]
        said = ", ".join((word, *phrases[:PHRASES_SHOWN], *(["…"] if len(phrases) > PHRASES_SHOWN else [])))
        return f"{structure}: {said}" + (f"; {count(len(places), 'place')}" if places else "")

    def _concepts_of(self, name: str) -> set[str]:
        """Return the concepts that a name means: its own segment's, or those of a group."""
        own = {segment.concept for segment in self.region.segments if name in segment.names}
        return own or self.grouped.get(name, set())

    def _is_about(self, name: str, told: Side | None, segment: Segment, side: Side | None) -> bool:
        """Whether a name with the side that it has can mean the segment on `side`; nothing says a side for what has two."""
        if segment.concept not in self._concepts_of(name.lower()):
            return False
        return side is None or told in (side, "bilateral") or (told is None and self._only_side() == side)

    def _only_side(self) -> Side | None:
        sides = {study.side for study in self.studies}
        return next(iter(sides)) if len(sides) == 1 else None

    def _finding_is_about(self, finding: Finding, segment: Segment, side: Side | None) -> bool:
        if not self._is_about(finding.structure, finding.side, segment, side):
            return False
        part = finding.segment
        if not segment.part or not part or part not in self.parts[segment.concept]:
            return True
        return part == segment.part or part in segment.parts

    def _line_is_about(self, entry: _Line, segment: Segment, side: Side | None) -> bool:
        concepts = self._concepts_of(entry.line.name)
        if segment.concept not in concepts:
            return False
        told = entry.line.side or (entry.study_side if entry.study_side in ("left", "right") else None)
        if side is not None and told not in (None, side, "bilateral"):
            return False
        if entry.line.state == "missing":
            return True
        # A line over several structures, or without a side, is about those that its words name.
        meant = [mention for mention in entry.mentions if self._concepts_of(_name(mention)) & concepts]
        exact = [mention for mention in meant if len(self._concepts_of(_name(mention))) == 1]
        return not exact or any(_mentions(mention, self._concepts_of(_name(mention)), segment, side) for mention in meant)

    def _evidence(self, entry: _Line, segment: Segment, side: Side | None) -> Iterator[Span]:
        """Yield the line's places that are about this segment, or all where none is about one in particular."""
        about = [
            (mention.start, mention.end) for mention in entry.mentions
            if _mentions(mention, self._concepts_of(_name(mention)), segment, side)
        ]  # fmt: skip
        for span in entry.line.evidence:
            if not about or any(start < span.end and span.start < end for start, end in about):
                yield span

    def _numbers(self) -> dict[tuple[str, Side | None], int]:
        """Return the place of each vessel that was imaged from inside, in the order of the report."""
        if not any(study.kind in self.region.numbered for study in self.studies):
            return {}
        seen: list[tuple[str, Side | None, int]] = [
            (finding.structure, finding.side, _start(finding.evidence))
            for finding in self.findings if finding.attribute == "imaged_inside" and finding.value == "yes"
        ] or [
            (act.place, act.side, _start(act.evidence))
            for act in self.acts if act.technique in wording().inside and act.place
        ]  # fmt: skip
        numbers: dict[tuple[str, Side | None], int] = {}
        for name, told, _ in sorted(seen, key=lambda vessel: vessel[2]):
            for segment in self.region.segments:
                if name not in segment.names:
                    continue
                for side in segment.sides:
                    if side is None or told in (side, "bilateral"):
                        numbers.setdefault((segment.concept, side), len(numbers) + 1)
        return numbers


def _at(entities: Sequence[Entity], spans: Iterable[Span]) -> Iterator[Entity]:
    """Yield the mentions at the places of evidence."""
    places = [(span.start, span.end) for span in spans]
    if not places:
        return
    for entity in entities:
        if any(start < entity.end and entity.start < end for start, end in places):
            yield entity


def _name(mention: Entity) -> str:
    return mention.concept.replace("_", " ")


def _mentions(mention: Entity, concepts: set[str], segment: Segment, side: Side | None) -> bool:
    return segment.concept in concepts and (side is None or mention.side in (None, side, "bilateral"))


def _start(evidence: Sequence[Span]) -> int:
    return min((span.start for span in evidence), default=0)
