"""Finds the studies that a report documents as done now, each with side, extent and element ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from assistant.analysis import Side, Span, Structure, StructureState
from assistant.knowledge.service_schema import StructureSpec
from assistant.language.layout import Mention, Reading
from assistant.studies.compiled import CompiledStructure, CompiledStudy, knowledge
from assistant.studies.decision import UNDECIDED, Decision
from assistant.studies.evidence import Evidence, GroupIndex

ONE_SIDE: tuple[Side, Side] = ("right", "left")
COMPARISON_ONLY = 1
PLACE_NAMED = 1  # structures: "complete ultrasound of the kidneys" describes none
COMPARED_WITH = 3
TOLD_ZONES = frozenset({"indication", "history"})
PART_WORDS = frozenset({"rest", "remainder", "remaining", "other", "parts", "part"})  # of a side that was looked at
NIL = re.compile(r"[ \t]*[:=–-][ \t]*(?:nil|none|neg|negative|clear|clean|nad|nl|no effusion)\b", re.IGNORECASE)
LOOKED = frozenset({"scanned", "examined", "imaged", "studied", "done", "performed", "included", "requested"})
SIDES_TOGETHER = frozenset({"both", "bilateral", "either", "but"})
ASSUMED = frozenset({"plural", "title"})  # sources of "both sides" that are no words for it
WORDED = frozenset({"word", "phrase", "row", "heading", "sentence"})


@dataclass(slots=True)
class ReportScene:
    """The report as conditions see it before its studies are known."""

    evidence: Evidence
    year: int
    gates: dict[str, str]
    kinds: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    side: Side | None = None
    extent: str | None = None
    claim: str | None = None
    states: dict[str, str] = field(default_factory=dict)

    @property
    def nature(self) -> str:
        """The kind of document: study, visit, or summary (the facts of a case)."""
        return self.evidence.reading.nature

    def element(self, name: str) -> str:
        """Return whether a documentation element is present, denied or missing."""
        state = self.gates.get(name) or self.states.get(name)
        if state is None:
            state = self.states[name] = element_state(self, name)
        return state


def element_state(scene: ReportScene | FoundStudy, name: str) -> str:
    """Return what the evidence of a scene says of a documentation element: present, denied or missing."""
    compiled = knowledge().elements[name]
    if compiled.present is not None and compiled.present(scene):
        return "present"
    return "denied" if compiled.denied is not None and compiled.denied(scene) else "missing"


@dataclass(slots=True)
class FoundStudy:
    """A study found in a report; it is also the scene that its code rules are asked of."""

    id: str
    compiled: CompiledStudy
    report: ReportScene
    side: Side | None
    extent: Literal["complete", "limited"] | None
    claim: str | None
    claimed_side: Side | None
    ledger: list[Structure]
    evidence_mentions: list[Mention]
    own: Evidence | None = None

    @property
    def kind(self) -> str:
        """The kind of study."""
        return self.compiled.spec.kind

    @property
    def evidence(self) -> Evidence:
        """The evidence of the whole report, or what of it speaks of this study."""
        return self.own or self.report.evidence

    @property
    def nature(self) -> str:
        """The kind of document."""
        return self.report.nature

    @property
    def year(self) -> int:
        """The year of the date of service."""
        return self.report.year

    @property
    def kinds(self) -> Iterable[str]:
        """The kinds of all studies of the report."""
        return self.report.kinds

    @property
    def codes(self) -> Iterable[str]:
        """The codes found so far."""
        return self.report.codes

    def element(self, name: str) -> str:
        """Return whether a documentation element is present, denied or missing."""
        if name == "laterality":
            return "present" if self.side else "missing"
        if self.own is not None and (name == "image_storage" or name not in self.report.gates):
            return element_state(self, name)
        return self.report.element(name)

    def missing(self) -> list[Structure]:
        """Return the required structures that keep the study from being complete."""
        return [line for line in self.ledger if (line.required or line.expected) and not line.counts]

    def spans(self, limit: int = 8) -> tuple[Span, ...]:
        """Return the places that show that the study was done."""
        return tuple(span_of(self.report.evidence.reading, mention) for mention in self.evidence_mentions[:limit])


def span_of(reading: Reading, mention: Mention) -> Span:
    """Return the place of a mention with its words."""
    return Span(mention.start, mention.end, reading.text[mention.start : mention.end])


def find_studies(scene: ReportScene, first: int = 1, decision: Decision = UNDECIDED) -> list[FoundStudy]:
    """Return the studies of a report in the order of the knowledge files, numbered from `first` on.

    `scene.kinds` is filled on the way; `decision` names kinds that are taken in whatever their own condition says.
    """
    found: list[FoundStudy] = []
    places = ("any", scene.nature)
    for compiled in _possible(scene.evidence, decision):
        if compiled.spec.kind not in decision.added and (
            compiled.spec.only_in not in places
            or not compiled.rivals.isdisjoint(scene.kinds)
            or _sifted_out(compiled, scene.evidence)
            or not compiled.present(scene)
        ):
            continue
        scene.kinds.add(compiled.spec.kind)
        sides = _sides(compiled, scene.evidence)
        if compiled.spec.sides == "each" and len(sides) == 2:
            found.extend([_study(compiled, scene, side, first + len(found) + n) for n, side in enumerate(ONE_SIDE)])
        else:
            side: Side | None = "bilateral" if len(sides) == 2 else sides[0] if sides else None
            found.append(_study(compiled, scene, side, first + len(found)))
    return found


def _possible(evidence: Evidence, decision: Decision) -> Iterator[CompiledStudy]:
    """Yield the kinds of study that the words of a report open, and those that are taken in, in their order."""
    rules = knowledge()
    added = decision.added
    opened = {n for n, study in enumerate(rules.studies) if study.spec.kind in added} if added else set()
    for zone, doors in rules.doors.items():
        present = doors.keys() & getattr(evidence, zone).names if zone else doors
        opened.update(*(doors[name] for name in present))
    return map(rules.studies.__getitem__, sorted(opened))


def _sifted_out(compiled: CompiledStudy, evidence: Evidence) -> bool:
    """Whether the report lacks the words without which the study cannot be present."""
    for zone, names in compiled.sieves:  # noqa: SIM110  (the hot path)
        if names.isdisjoint(getattr(evidence, zone).names):
            return True
    return False


def _study(compiled: CompiledStudy, scene: ReportScene, side: Side | None, number: int) -> FoundStudy:
    evidence = scene.evidence
    spec = compiled.spec
    claim = (_claim_of_side(evidence, side) if spec.sides == "each" and side in ONE_SIDE else None) or _claim(evidence)
    study = FoundStudy(
        f"s{number}",
        compiled,
        scene,
        side,
        None,
        claim,
        _title_side(evidence),
        [],
        _evidence_mentions(compiled, evidence, side),
    )
    sides: tuple[Side | None, ...] = (None,)
    if spec.sides in ("paired", "each"):
        both = side == "bilateral" or (spec.sides == "paired" and study.claimed_side == "bilateral" and spec.structures)
        sides = ONE_SIDE if both else (side,)
    study.ledger = [
        _line(structure, one_side, study)
        for one_side in sides
        for structure in compiled.structures
        if not (structure.spec.midline and one_side == "left" and len(sides) == 2)
    ]
    if spec.structures or compiled.complete_when is not None:
        study.extent = "complete" if _complete(study) else "limited"
    return study


def _complete(study: FoundStudy) -> bool:
    """Whether a study is complete: its list and what else its kind demands; the facts of a case may only claim it."""
    spec = study.compiled.spec
    required = [line for line in study.ledger if line.required]
    if study.nature == "summary" and study.claim == "complete":
        return sum(line.state == "documented" for line in required) <= PLACE_NAMED
    counted = sum(line.counts for line in required)
    enough = counted >= spec.at_least if spec.at_least is not None else counted == len(required)
    if not any(line.state == "documented" for line in required) and required:
        return False
    return enough and (study.compiled.complete_when is None or study.compiled.complete_when(study))


def _claim(evidence: Evidence) -> str | None:
    if "complete_claim" in evidence.title:
        return "complete"
    if "limited_claim" in evidence.title:
        return "limited"
    told = set().union(*(evidence.sentences(group) for group in ("examination_word", "duplex", "ultrasound", "echo", "tte")))
    if evidence.sentences("complete_claim") & told:
        return "complete"
    return "limited" if evidence.sentences("limited_claim") & told else None


def _claim_of_side(evidence: Evidence, side: Side) -> str | None:
    """Return what is claimed of one side ("complete right breast, limited left breast"): a claim speaks of the next side word."""
    claims = [
        (m.start, m.sentence, word) for word in ("complete", "limited") for m in evidence.done.get(f"{word}_claim", ())
    ]
    claims.sort()
    sides = sorted((m.start, m.sentence, m.concept.id) for m in evidence.done.get("side", ()))
    found: dict[str, str] = {}
    for number, (start, sentence, word) in enumerate(claims):
        stop = claims[number + 1][0] if number + 1 < len(claims) else len(evidence.reading.text)
        named = next((told for at, within, told in sides if start < at < stop and within == sentence), None)
        if named is not None:
            found.setdefault(named, word)
    return found.get(side) if len(set(found.values())) > 1 else None


def _title_side(evidence: Evidence) -> Side | None:
    sides: set[str] = {mention.concept.id for mention in evidence.title.get("side", ())}
    if "bilateral" in sides or {"left", "right"} <= sides:
        return "bilateral"
    return "left" if "left" in sides else "right" if "right" in sides else None


def _evidence_mentions(compiled: CompiledStudy, evidence: Evidence, side: Side | None) -> list[Mention]:
    spec = compiled.spec
    groups = spec.evidence or [group for structure in spec.structures for group in structure.any] or spec.side_from
    mentions: dict[int, Mention] = {}
    for group in groups:
        for mention in evidence.done.get(group, ()):
            if side is None or mention.side in (None, side, "bilateral") or side == "bilateral":
                mentions.setdefault(mention.start, mention)
    return [mentions[start] for start in sorted(mentions)]


def _sides(compiled: CompiledStudy, evidence: Evidence) -> list[Side]:
    """Return the sides that the body describes; the title decides only where the body names none."""
    spec = compiled.spec
    if spec.sides == "none":
        return []
    groups = spec.side_from or [group for structure in spec.structures for group in structure.any]
    told_with: set[int] = set().union(*(evidence.sentences(group, "body") for group in spec.side_with))
    seen = _seen_sides(groups, evidence, told_with) if told_with else {}
    if not any(seen.values()):
        seen = _seen_sides(groups, evidence, None)
    title = _title_side(evidence)
    if told_with and spec.sides == "paired" and title not in ONE_SIDE:
        worded = {
            side: {m.concept.id for group in groups for m in evidence.findings.get(group, ()) if m.side == side and m.side_source in WORDED and m.concept.label == "VESSEL"}
            for side in ONE_SIDE
        }  # fmt: skip
        if min(map(len, worded.values())) > COMPARISON_ONLY:
            seen = worded  # told once for both ("contrast into each hand. Right: ... Left: ...")
    if spec.sides == "each" and all(seen.values()) and (only := _only_side(groups, evidence, title)):
        return [only]
    right, left = len(seen["right"]), len(seen["left"])
    if right and left and spec.sides == "paired" and (title != "bilateral" or "comparison_only" in evidence.done):
        if right <= COMPARISON_ONLY and left >= COMPARED_WITH:
            return ["left"]
        if left <= COMPARISON_ONLY and right >= COMPARED_WITH:
            return ["right"]
    if (
        spec.sides == "each"
        and title in ONE_SIDE
        and len(seen["left" if title == "right" else "right"]) <= COMPARISON_ONLY
    ):
        return [title]
    if right and left:
        return ["right", "left"]
    if title == "bilateral" and not spec.structures and spec.sides == "paired":
        labels = {m.concept.id for m in evidence.findings.get("side", ())}
        if {"left", "right"} <= labels:
            return ["right", "left"]
    if right or left:
        return ["right"] if right else ["left"]
    return _told_sides(evidence)


def _only_side(groups: list[str], evidence: Evidence, title: Side | None) -> Side | None:
    """Return the one side that was examined, where both are named: the other one was left out, or stands only in a heading.

    A heading that names the other side than all that is described contradicts it; it makes no second study.
    """
    told = {m.start: m for group in groups for m in evidence.findings.get(group, ()) if m.side_source not in ASSUMED}
    worded = [(m.start, _side_of(m)) for m in told.values() if _side_of(m)]
    words = evidence.reading.words
    left_out: set[str | None] = {
        m.side
        for group in groups
        for m in evidence.everywhere.get(group, ())
        if m.assertion == "negated" and m.concept.label != "LATERALITY" and m.zone not in TOLD_ZONES
        and PART_WORDS.isdisjoint(words[max(0, m.first - 4) : m.first])
    }  # fmt: skip
    denied = {side for start, side in worded if _not_looked_at(evidence.reading, start)}
    left_out |= denied
    worded = [(start, side) for start, side in worded if not _not_looked_at(evidence.reading, start)]
    described = next((section.start for section in evidence.reading.sections if section.kind == "findings"), None)
    below = {side for start, side in worded if described is not None and start >= described}
    sides = {side for _, side in worded}
    named = {side: {m.concept.id for m in told.values() if _side_of(m) == side} for side in ONE_SIDE}
    for side in ONE_SIDE:
        other: Side = "left" if side == "right" else "right"
        if other in left_out and side not in left_out and (other in denied or len(named[other]) <= 1):
            return side
        if below == {side} or (title == other and sides == {side}):
            return side
    return None


def _not_looked_at(reading: Reading, start: int) -> bool:
    """Whether the sentence of a place says that what it speaks of was not examined ("OD: media clear, so not scanned")."""
    begin, end = reading.sentences[reading.sentence_at(start)]
    words = reading.words[reading.token_at(begin) : reading.token_at(end)]
    denied = any(word == "not" and after in LOOKED for word, after in pairwise(words))
    return denied and PART_WORDS.isdisjoint(words) and not SIDES_TOGETHER.intersection(words)


def _side_of(mention: Mention) -> str | None:
    """Return the side of a structure, or the side that a side word names."""
    return mention.concept.id if mention.concept.label == "LATERALITY" else mention.side


def _seen_sides(groups: list[str], evidence: Evidence, within: set[int] | None) -> dict[Side, set[str]]:
    """Return the concepts that the findings name on each side; `within` are the sentences that count, None all."""
    seen: dict[Side, set[str]] = {"right": set(), "left": set()}
    worded = "side" in evidence.done
    for group in groups:
        for mention in evidence.findings.get(group, ()):
            if within is not None and mention.sentence not in within:
                continue
            told = _side_of(mention)
            if worded and told == "bilateral" and mention.side_source in ASSUMED:
                continue
            for side in ONE_SIDE:
                if told in (side, "bilateral"):
                    seen[side].add(mention.concept.id)
        for mention in evidence.not_seen.get(group, ()):
            if mention.side in ("left", "right") and seen[mention.side]:
                seen[mention.side].add(mention.concept.id)
    return seen


def _told_sides(evidence: Evidence) -> list[Side]:
    title = _title_side(evidence)
    if title == "bilateral":
        return ["right", "left"]
    if title is not None:
        return [title]
    examined = evidence.sentences("us") | evidence.sentences("us_act")
    named = {mention.concept.id for mention in evidence.body.get("side", ()) if mention.sentence in examined}
    if named in ({"left"}, {"right"}):
        return ["left"] if "left" in named else ["right"]
    for index in (evidence.body, evidence.told):
        sides = {mention.concept.id for mention in index.get("side", ())}
        if "bilateral" in sides or {"left", "right"} <= sides:
            return ["right", "left"]
        if sides:
            return ["left"] if "left" in sides else ["right"]
    return []


def _line(structure: CompiledStructure, side: Side | None, study: FoundStudy) -> Structure:
    spec = structure.spec
    required = spec.required and (structure.when is None or structure.when(study))
    evidence = study.report.evidence
    reading = evidence.reading
    documented = _on_side(evidence.findings, spec.any, side, spec.midline) or _on_side(
        evidence.ruled_out, spec.any, side, spec.midline
    )
    if not documented:
        documented = [m for m in _on_side(evidence.everywhere, spec.any, side, spec.midline) if _said_nil(reading, m)]
    if spec.both and not documented:
        documented = _pair_of_title(spec, evidence)
    lacking = _lacking_side(spec, documented, evidence) if spec.both else None
    if lacking is not None:
        return _structure(spec, lacking, "missing", required, reading, [])._replace(name=f"{lacking} {spec.both}")
    if documented:
        return _structure(spec, side, "documented", required, reading, documented)
    unseen = _on_side(evidence.not_seen, spec.any, side, spec.midline)
    if unseen:
        return _structure(spec, side, _unseen_state(reading, unseen[0]), required, reading, unseen)
    hidden = [m for m in _on_side(evidence.everywhere, spec.any, side, spec.midline) if _hidden(reading, m)]
    if hidden:
        return _structure(spec, side, "not_visualized", required, reading, hidden)
    removed = _on_side(evidence.everywhere, spec.removed, side, spec.midline)
    if any(mention.assertion in ("affirmed", "historical") for mention in removed):
        return _structure(spec, side, "absent", required, reading, removed)
    return _structure(spec, side, "missing", required, reading, [])


def _pair_of_title(spec: StructureSpec, evidence: Evidence) -> list[Mention]:
    """Return the side words of a pair that only the title names ("Renal ultrasound. R 10.2 cm, L 10.9 cm")."""
    if not any(evidence.title.get(group, ()) for group in spec.any):
        return []
    words = evidence.reading.words
    measured = [
        m for m in evidence.findings.get("side", ()) if m.last < len(words) and words[m.last][0].isdigit()
    ]  # fmt: skip
    return measured if {m.concept.id for m in measured} >= {"left", "right"} else []


def _lacking_side(spec: StructureSpec, documented: list[Mention], evidence: Evidence) -> Side | None:
    """Return the side of a pair of which nothing is said, if the other one is documented by itself."""
    sides = {mention.side for mention in documented}
    if len(sides) != 1 or not sides <= {"left", "right"}:
        return None
    other: Side = "left" if "right" in sides else "right"
    unseen = [
        m
        for m in _on_side(evidence.not_seen, spec.any, other, False)
        if _unseen_state(evidence.reading, m) != "not_seen_unexplained"
    ]
    gone = _on_side(evidence.everywhere, spec.removed, other, False)
    sentences = {mention.sentence for mention in documented}
    # "right kidney 10 cm, left 11 cm" names the organ once.
    elliptic = [m for m in evidence.done.get("side", ()) if m.concept.id == other and m.sentence in sentences]
    return None if unseen or gone or elliptic else other


def _structure(
    spec: StructureSpec,
    side: Side | None,
    state: StructureState,
    required: bool,
    reading: Reading,
    mentions: list[Mention],
) -> Structure:
    spans = tuple(span_of(reading, mention) for mention in mentions[:3])
    return Structure(spec.name, None if spec.midline else side, state, required, spans, spec.expected)


def _on_side(index: GroupIndex, groups: list[str], side: Side | None, midline: bool) -> list[Mention]:
    return [
        mention
        for group in groups
        for mention in index.get(group, ())
        if midline or side is None or mention.side is None or mention.side in (side, "bilateral")
    ]


def _unseen_state(reading: Reading, mention: Mention) -> StructureState:
    """Tell a structure that was not seen with a reason, or is absent, from one that was just not seen."""
    start, end = reading.sentences[mention.sentence]
    words = set(reading.words[reading.token_at(start) : reading.token_at(end)])
    if words & ABSENT_WORDS:
        return "absent"
    return "not_visualized" if words & knowledge().reasons else "not_seen_unexplained"


def _said_nil(reading: Reading, mention: Mention) -> bool:
    """Whether an entry says that there was nothing to be seen of a structure ("Pericardium: nil")."""
    return mention.assertion == "negated" and NIL.match(reading.text, mention.end) is not None


def _hidden(reading: Reading, mention: Mention) -> bool:
    """Whether a structure was not examined because something lay in the way ("tricuspid valve not assessed, no window")."""
    if mention.assertion != "negated" or mention.zone in TOLD_ZONES or mention.quoted:
        return False
    start, end = reading.sentences[mention.sentence]
    return not OBSTACLES.isdisjoint(reading.words[reading.token_at(start) : reading.token_at(end)])


OBSTACLES = frozenset(
    {"window", "windows", "gas", "habitus", "dressing", "dressings", "bandage", "cast", "shadow", "shadowing", "drain",
     "drains", "wound", "emphysema"}
)  # fmt: skip
ABSENT_WORDS = frozenset(
    {"absent", "amputated", "amputation", "removed", "resected", "aka", "bka", "surgically", "harvested"}
)
