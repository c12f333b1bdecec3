"""One line of a study's element list: whether a structure is documented, and if not, why."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.analysis import Finding, Side, Structure, StructureState
from assistant.knowledge.service_schema import StructureSpec
from assistant.language.layout import Mention, Reading
from assistant.studies.compiled import CompiledStructure, knowledge
from assistant.studies.evidence import Evidence, GroupIndex
from assistant.studies.scene import FoundStudy, span_of
from assistant.studies.sides import TOLD_ZONES

MOST_PLACES = 3  # of the names of a structure, and of what is stated of it
NIL = re.compile(r"[ \t]*[:=–-][ \t]*(?:nil|none|neg|negative|clear|clean|nad|nl|no effusion)\b", re.IGNORECASE)


def ledger_line(structure: CompiledStructure, side: Side | None, study: FoundStudy) -> Structure:
    """Return what a study documents of one structure of its list, on one side (None: of a structure without sides)."""
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
    stated = evidence.statements.about(spec.any, None if spec.midline else side)
    if documented or stated:
        return _structure(spec, side, "documented", required, reading, documented, stated)
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
    """Return the measured side words of a pair that only the title names ("Renal ultrasound. R 10.2 cm, L 10.9 cm").

    What only this pair has may stand for its name ("antenatal hydronephrosis: R 5.6 cm, pelvis 9 mm; L 5.4").
    """
    if not any(evidence.title.get(group, ()) for group in spec.any) and not any(
        evidence.everywhere.get(group, ()) for group in spec.told_by
    ):
        return []
    words = evidence.reading.words
    measured = [
        m for m in evidence.findings.get("side", ()) if m.last < len(words) and words[m.last][0].isdigit()
    ]  # fmt: skip
    return measured if {m.concept.id for m in measured} >= {"left", "right"} else []


def _lacking_side(spec: StructureSpec, documented: list[Mention], evidence: Evidence) -> Side | None:
    """Return the side of a pair of which nothing is said, if the other one is documented by itself."""
    sides = {mention.side for mention in documented}
    one = sides - {None}
    if len(one) != 1 or not one <= {"left", "right"}:
        return None
    other: Side = "left" if "right" in one else "right"
    if None in sides and not _left_out(spec, other, evidence):
        return None
    unseen = [
        m
        for m in _on_side(evidence.not_seen, spec.any, other, False)
        if _unseen_state(evidence.reading, m) != "not_seen_unexplained"
    ]
    gone = _on_side(evidence.everywhere, spec.removed, other, False)
    sentences: dict[int, list[Mention]] = {}
    for mention in documented:
        sentences.setdefault(mention.sentence, []).append(mention)
    # "right kidney 10 cm, left 11 cm" names the organ once; so does "Kidneys: Rt 10.2 cm, simple cyst. Lt 10.5 cm".
    elliptic = [
        m
        for m in evidence.done.get("side", ())
        if m.concept.id == other and (m.sentence in sentences or _measured_on(evidence.reading, m, sentences.get(m.sentence - 1, ())))
    ]
    return None if unseen or gone or elliptic else other


def _measured_on(reading: Reading, side: Mention, before: Sequence[Mention]) -> bool:
    """Whether a side opens a further sentence of the line of a structure, told `before` it, and its measure follows."""
    if reading.words[side.last : side.last + 1] and not reading.words[side.last][0].isdigit():
        return False
    return any("\n" not in reading.text[mention.end : side.start] for mention in before)


def _left_out(spec: StructureSpec, side: Side, evidence: Evidence) -> bool:
    """Whether the text says of one side of a pair that it was not examined, or only at another time."""
    told = (m for group in spec.any for m in evidence.everywhere.get(group, ()) if m.side == side)
    return any(m.assertion in ("negated", "historical", "planned") for m in told)


def _structure(
    spec: StructureSpec,
    side: Side | None,
    state: StructureState,
    required: bool,
    reading: Reading,
    mentions: list[Mention],
    stated: Sequence[Finding] = (),
) -> Structure:
    """Return a line with its words: where the structure is named, and what is stated of it."""
    named = [span_of(reading, mention) for mention in mentions[:MOST_PLACES]]
    if stated:
        named = named or [found.named for found in stated[:MOST_PLACES]]
        told = dict.fromkeys([found.evidence[0] for found in stated])
        named += [*told][:MOST_PLACES]
    spans = tuple(sorted(set(named)))
    return Structure(spec.name, None if spec.midline else side, state, required, spans, spec.expected)


def _on_side(index: GroupIndex, groups: list[str], side: Side | None, midline: bool) -> list[Mention]:
    if index.names.isdisjoint(groups):
        return []
    return [
        mention
        for group in groups
        for mention in index.get(group)
        if midline or side is None or mention.side is None or mention.side in (side, "bilateral")
    ]


def _unseen_state(reading: Reading, mention: Mention) -> StructureState:
    """Tell a structure that was not seen with a reason, or is absent, from one that was just not seen."""
    words = set(reading.words_of_sentence(mention.sentence))
    if words & knowledge().unseen.absent:
        return "absent"
    return "not_visualized" if words & knowledge().unseen.reasons else "not_seen_unexplained"


def _said_nil(reading: Reading, mention: Mention) -> bool:
    """Whether an entry says that there was nothing to be seen of a structure ("Pericardium: nil")."""
    return mention.assertion == "negated" and NIL.match(reading.text, mention.end) is not None


def _hidden(reading: Reading, mention: Mention) -> bool:
    """Whether a structure was not examined because something lay in the way ("tricuspid valve not assessed, no window")."""
    if mention.assertion != "negated" or mention.zone in TOLD_ZONES or mention.quoted:
        return False
    return not knowledge().unseen.obstacles.isdisjoint(reading.words_of_sentence(mention.sentence))
