"""Finds the gaps: elements that a study, or one of its codes, asks for and the text does not give."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from assistant.analysis import Conflict, Element, Gap, Severity, Span, Structure
from assistant.coding.candidates import Candidate
from assistant.gaps.queries import Asked, Record, write_query
from assistant.knowledge.code_registry import load_codes
from assistant.language.boxes import is_unticked
from assistant.language.image_storage import storage_words
from assistant.language.layout import Reading
from assistant.studies.compiled import knowledge
from assistant.studies.conditions import stated_attributes
from assistant.studies.decision import UNDECIDED, Decision
from assistant.studies.evidence import BLANK_ROW, KEPT_ZONES, NOT_DONE_ZONES
from assistant.studies.gates import Gates
from assistant.studies.scene import NUMBERS, FoundStudy, span_of

State = Literal["not_documented", "denied", "not_assessed", "conflicting"]
LONG_LIST, VERY_LONG_LIST = 4, 8
SIDE_LETTER = re.compile(r"(?<!\d )(?<![\w./-])[RL](?:UE|LE|UA|E)?(?![\w/&-]|\. ?[A-Z])")
IMAGING_SERVICES = frozenset({"guidance", "diagnostic ultrasound", "intravascular imaging", "contrast imaging"})
GATES = ("indication", "image_storage", "interpretation", "signature", "date_of_service")


class _Asked:
    """One missing element while it is collected over studies and codes."""

    __slots__ = ("codes", "described", "element", "evidence", "required", "sided", "state", "structures", "study")

    def __init__(self, element: str, state: State, study: str | None) -> None:
        self.element, self.state, self.study = element, state, study
        self.codes: list[str] = []
        self.structures: list[str] = []
        self.described: list[str] = []
        self.sided: list[str] = []
        self.evidence: list[Span] = []
        self.required = False


def find_gaps(
    reading: Reading,
    studies: list[FoundStudy],
    candidates: list[Candidate],
    gates: Gates,
    conflicts: Iterable[Conflict],
    decision: Decision = UNDECIDED,
) -> tuple[Gap, ...]:
    """Return the gaps of a report, one for each element, the required ones first.

    None is raised where no study was done or no code has any life in it. A summary of facts is not asked for the gate
    elements of a report. Of a study whose codes `decision` leaves out nothing is asked; of one whose codes are lost, only
    what they were lost for.
    """
    asked: dict[str, _Asked] = {}
    alive = {candidate.study.id for candidate in candidates if candidate.status != "not_reportable"}
    by_study: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_study.setdefault(candidate.study.id, []).append(candidate)
    for study in studies:
        own = by_study.get(study.id, [])
        if study.id in alive or (alive and not own and study.compiled.spec.diagnostic):
            _study_gaps(asked, study, reading, own, gates.uncodable_indication is not None)
        elif not alive and study.compiled.spec.diagnostic:
            for candidate in own:
                for element in _lost_for(candidate, decision):
                    _check(asked, element, study, reading, [candidate.code])
    for candidate in candidates:
        if candidate.status == "needs_documentation":
            for element in candidate.needs:
                gap = _ask(asked, element, candidate.study, reading)
                gap.required = True
                if candidate.code not in gap.codes:
                    gap.codes.append(candidate.code)
        if candidate.status != "not_reportable":
            for element in candidate.rule.spec.asks:
                _check(asked, element, candidate.study, reading, [candidate.code])
    for conflict in conflicts:
        if conflict.kind in ("laterality_conflict", "extent", "duplicate_study") and alive:
            gap = _ask(asked, conflict.kind, studies[0], reading)
            gap.state = "conflicting"
            gap.evidence[:] = [conflict.first, conflict.second]
    if "image_storage" not in asked and (unkept := _unkept(studies)) is not None:
        _ask(asked, "image_storage", unkept, reading)
    record = Record(reading.text, reading.sections)
    return tuple(
        sorted((_finish(gap, record, gates) for gap in asked.values()), key=lambda gap: gap.severity == "recommended")
    )


def _unkept(studies: list[FoundStudy]) -> FoundStudy | None:
    """Return a study whose pictures were expressly not kept, whether or not it or anything beside it earns a code.

    Where the pictures of something else were kept, only a verb of keeping denies them: "no image" may be a failed look.
    """
    for study in studies:
        if study.element("image_storage") == "denied" or any(
            mention.assertion == "negated"
            and mention.zone not in NOT_DONE_ZONES - KEPT_ZONES
            and not storage_words().firm.isdisjoint(study.evidence.reading.words[mention.first : mention.last])
            for mention in study.evidence.everywhere.get("image_storage", ())
        ):
            return study
    return None


def _lost_for(candidate: Candidate, decision: Decision) -> list[str]:
    """Return the elements whose denial costs a code that was not left out for another reason."""
    if candidate.code in decision.refused or candidate.container is not None:
        return []
    refusing = (*candidate.rule.family.refuse, *candidate.rule.spec.refuse)
    return [element for element in refusing if candidate.study.element(element) == "denied"]


def _study_gaps(
    asked: dict[str, _Asked], study: FoundStudy, reading: Reading, own: list[Candidate], uncodable: bool
) -> None:
    """Collect the gaps of one study with its `own` codes; `uncodable`: the report gives a reason that cannot be coded."""
    spec = study.compiled.spec
    codes = [candidate.code for candidate in own if candidate.status != "not_reportable"]
    if spec.gates and study.nature != "summary":
        for element in GATES:
            if element == "image_storage" and (
                _component(codes) or (not spec.diagnostic and not _images_belong(study, codes))
            ):
                continue
            if element == "interpretation" and (study.element(element) != "denied" or not spec.diagnostic):
                continue
            if element == "indication" and not spec.diagnostic and not uncodable:
                continue
            _check(asked, element, study, reading, codes)
    if study.nature != "summary":
        with_side = any(c.rule.spec.modifiers != "none" for c in own if c.status != "not_reportable")
        sided = spec.sides != "none" and study.side is None and with_side and not _side_told(study)
        for element in [*spec.elements, *(["laterality"] if sided else [])]:
            _check(asked, element, study, reading, codes)
    if study.numbers_lack():
        gap = _ask(asked, "measurements", study, reading)
        gap.codes = list(dict.fromkeys([*gap.codes, *codes]))
    missing = _structures_asked(study) if own else []  # else another study of the place has its code
    if missing and not _follow_up(codes):
        gap = _ask(asked, "structures", study, reading)
        gap.structures = list(dict.fromkeys([*gap.structures, *(line.name for line in missing)]))
        names = (" ".join(filter(None, (line.side, line.name))) for line in missing)
        gap.sided = list(dict.fromkeys([*gap.sided, *names]))
        gap.evidence += [span for line in missing for span in line.evidence] or study.spans(2)
        if all(line.state == "not_seen_unexplained" for line in missing):
            gap.state = "not_assessed"
        gap.codes = list(dict.fromkeys([*gap.codes, *codes]))


def _side_told(study: FoundStudy) -> bool:
    """Whether a side stands anywhere in the text, if only as a letter that no structure could be given ("AVF L BC")."""
    evidence = study.evidence
    if any(mention.assertion != "negated" for mention in evidence.everywhere.get("side", ())):
        return True
    reading = evidence.reading
    return any(
        not is_unticked(reading, found.start())
        for found in SIDE_LETTER.finditer(reading.text, evidence.start, evidence.end)
    )


def _structures_asked(study: FoundStudy) -> list[Structure]:
    """Return the missing structures that are asked for: the report claims more than it describes, or describes all but one.

    Of one side of a paired study, and of a study that calls itself limited, nothing is claimed; a side that was not
    examined for a stated reason is not asked for.
    """
    compiled, missing = study.compiled, study.missing()
    if not missing or study.claim == "limited" or (compiled.partial is not None and compiled.partial(study)):
        return []
    if compiled.spec.sides == "paired":
        if study.claim != "complete" and "bilateral" not in (study.side, study.claimed_side):
            return [line for line in missing if _left_blank(study, [line])]
        excused = {side for side in {line.side for line in missing} if side and _excused(study, side)}
        missing = [line for line in missing if line.side not in excused]
        wanted = (study.claimed_side == "bilateral" or study.claim == "complete") and _begun(study)
    else:
        wanted = study.claim == "complete" or _all_but_one(study) or _begun_whole(study)
    if study.extent == "complete":
        return [line for line in missing if line.expected]
    wanted = wanted or "not_all_described" in study.evidence.everywhere or _left_blank(study, missing)
    return missing if wanted else []


def _left_blank(study: FoundStudy, missing: list[Structure]) -> bool:
    """Whether the form of a report has a field for a missing structure, and nothing in it."""
    reading = study.evidence.reading
    if not reading.blanks:
        return False
    names = {line.name for line in missing}
    sides = {None, *(line.side for line in missing)}
    groups = {
        group for structure in study.compiled.structures if structure.spec.name in names for group in structure.spec.any
    }
    return any(
        mention.side in sides
        and (BLANK_ROW.match(reading.text, mention.end) or any(a <= mention.start < b for a, b in reading.unticked))
        for group in groups
        for mention in study.evidence.everywhere.get(group, ())
    )


def _all_but_one(study: FoundStudy) -> bool:
    """Whether a long list is described but for one structure, a very long one but for two."""
    if study.nature in ("summary", "visit") or "pocus" in study.evidence.done:
        return False
    required = [line for line in study.ledger if line.required]
    lacking = sum(not line.counts for line in required)
    return len(required) >= LONG_LIST - 1 and lacking <= 1 + (len(required) >= VERY_LONG_LIST)


def _begun_whole(study: FoundStudy) -> bool:
    """Whether everything is described that only the complete study has: the fetus was measured, not only looked at."""
    names = study.compiled.spec.begun_by
    told = {line.name for line in study.ledger if line.required and line.state == "documented"}
    return bool(names) and told.issuperset(names)


def _excused(study: FoundStudy, side: str) -> bool:
    """Whether a sentence gives the reason why a side was not examined ("Left leg: not examined, external fixator")."""
    reading, unseen = study.evidence.reading, knowledge().unseen
    reasons = unseen.reasons | unseen.excuses
    sides = [mention for mention in study.evidence.everywhere.get("side", ()) if mention.concept.id == side]
    for sentence, added in {(mention.sentence, mention.zone == "addendum") for mention in sides}:
        words = reading.words_of_sentence(sentence)
        if unseen.unexamined.isdisjoint(words):
            continue
        before = reading.words_of_sentence(sentence - 1) if sentence else []
        if added and before[:1] == ["reason"]:
            before = []  # why the addendum was made
        if not (reasons.isdisjoint(words) and reasons.isdisjoint(before)):
            return True
    return False


def _component(codes: list[str]) -> bool:
    """Whether the codes are those of a part of the work that makes no images, as the passing of the probe alone."""
    registry = load_codes()
    entries = [registry.get(code) for code in codes]
    return bool(entries) and all(
        entry is not None and "component" in entry.tags and entry.pc_tc == 0 for entry in entries
    )


def _follow_up(codes: list[str]) -> bool:
    """Whether the codes are those of another look, for which no full list of structures is asked."""
    registry = load_codes()
    entries = [registry.get(code) for code in codes]
    return bool(entries) and all(
        entry is not None and "follow-up" in entry.tags and entry.extent != "limited" for entry in entries
    )


def _images_belong(study: FoundStudy, codes: list[str]) -> bool:
    """Whether the work that the codes of a procedure stand for makes images: never that of a twin without imaging."""
    registry = load_codes()
    if any(
        entry and (entry.service in IMAGING_SERVICES or "films contained" in entry.tags)
        for entry in map(registry.get, codes)
    ):
        return True
    if codes and study.element("image_storage") != "denied" and _plain_twins().issuperset(codes):
        return False
    return any(
        group in study.evidence.done
        for group in ("us", "us_view", "needle_seen", "ivus", "venography", "cavography", "dialysis_angiography", "guidance_word", "real_time_guidance")
    )


@lru_cache(maxsize=1)
def _plain_twins() -> frozenset[str]:
    """Return the codes of procedures without imaging that have a twin with it."""
    return frozenset(twin for entry in load_codes().values() if (twin := entry.counterpart.get("without imaging")))


def _begun(study: FoundStudy) -> bool:
    """Whether on one side at least two structures are described: one vein on each side is a study of that vein."""
    described = [line.side for line in study.ledger if line.state == "documented"]
    short_list = len(study.compiled.structures) < LONG_LIST
    return short_list or study.nature == "summary" or any(described.count(side) >= 2 for side in set(described))


def _check(asked: dict[str, _Asked], element: str, study: FoundStudy, reading: Reading, codes: list[str]) -> None:
    state = study.element(element)
    if element == "spectral_doppler" and state == "missing" and _velocities(study):
        return
    moot = knowledge().elements[element].moot
    if state == "present" or (moot is not None and moot(study)):
        return
    gap = _ask(asked, element, study, reading)
    gap.codes = list(dict.fromkeys([*gap.codes, *codes]))
    if state == "denied":
        gap.state = "denied"


def _velocities(study: FoundStudy) -> bool:
    """Whether the text of a study of arteries tells velocities, if only as bare numbers: they are spectral Doppler."""
    evidence = study.evidence
    return study.compiled.spec.numbers == "velocity" and bool(
        NUMBERS["velocity"].search(evidence.reading.text, evidence.start, evidence.end)
    )


def _ask(asked: dict[str, _Asked], element: str, study: FoundStudy, reading: Reading) -> _Asked:
    gap = asked.get(element)
    if gap is None:
        gap = asked[element] = _Asked(
            element, "denied" if study.element(element) == "denied" else "not_documented", study.id
        )
        gap.described = _described(study)
        compiled = knowledge().elements[element]
        for group in compiled.entry.evidence:
            for mention in study.evidence.everywhere.get(group, ())[:2]:
                gap.evidence.append(span_of(reading, mention))
    return gap


def _described(study: FoundStudy) -> list[str]:
    """Return the structures of its list that a study describes, with their side: "left popliteal vein"."""
    sides: dict[str, list[str]] = {}
    for line in study.ledger:
        if line.state == "documented":
            sides.setdefault(line.name, []).append(line.side or "")
    return [f"{name} on both sides" if len(of) > 1 else f"{of[0]} {name}".strip() for name, of in sides.items()]


def _finish(gap: _Asked, record: Record, gates: Gates) -> Gap:
    entry = knowledge().elements[gap.element].entry
    evidence = tuple(gap.evidence) or gates.spans.get(gap.element, ())
    severity: Severity = "required" if gap.required or entry.severity == "required" else "recommended"
    message = entry.denied_message if gap.state == "denied" and entry.denied_message else entry.missing
    if gap.state != "denied" and entry.missing_of and gap.described:
        message = entry.missing_of.format(structures=", ".join(gap.described))
    if gap.structures:
        message = f"Not described: {', '.join(gap.sided or gap.structures)}."
    query = write_query([Asked(gap.element, gap.state, tuple(gap.sided), evidence)], record).text()
    return Gap(
        gap.element,
        severity,
        gap.study,
        tuple(gap.codes),
        tuple(gap.structures),
        message,
        query,
        evidence,
        gap.state,
        entry.section,
    )


def checklist(studies: list[FoundStudy], gaps: tuple[Gap, ...], gates: Gates, reading: Reading) -> tuple[Element, ...]:
    """Return the documentation elements that the studies ask for, each with its words or its lack."""
    if not studies:
        return ()
    missing = {gap.element: gap for gap in gaps}
    names = dict.fromkeys(
        [*GATES, *(element for study in studies for element in study.compiled.spec.elements), *missing]
    )
    lines = []
    for name in names:
        entry = knowledge().elements[name].entry
        gap = missing.get(name)
        if gap is not None:
            lines.append(Element(name, entry.label, gap.state, gap.evidence, gap.message))
            continue
        if studies[0].element(name) != "present":
            continue
        spans = gates.spans.get(name) or tuple(
            span_of(reading, mention)
            for group in entry.evidence
            for mention in studies[0].evidence.done.get(group, ())[:3]
        )
        spans = spans or tuple(
            found.evidence[0]
            for attribute in stated_attributes(entry.present)
            for found in studies[0].evidence.statements.of(attribute)[:3]
        )
        lines.append(Element(name, entry.label, "present", spans))
    return tuple(lines)
