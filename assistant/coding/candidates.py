"""From studies to candidate codes: the first rule of each slot that fits, held back where an element is wanting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy

from assistant.analysis import Code, OtherAnswer, Span, Status
from assistant.coding.code_evidence import code_evidence, without_guidance
from assistant.coding.counters import units_of
from assistant.coding.reasons import told_reason
from assistant.knowledge.code_registry import CodeRegistry, load_codes
from assistant.knowledge.service_codes import service_by_code
from assistant.knowledge.sources import load_sources
from assistant.studies.compiled import CompiledCode, knowledge
from assistant.studies.conditions import named_test
from assistant.studies.decision import UNDECIDED, Decision
from assistant.studies.passages import set_passages_apart
from assistant.studies.pictures import leave_others_pictures
from assistant.studies.scene import FoundStudy, span_of

GUIDANCE_ELEMENTS = frozenset({"guidance_description", "needle_visualization", "vessel_patency", "image_storage"})
WITHOUT_IMAGING = "As documented this is the procedure without imaging: ultrasound is named, but its use is not described."
SIDE_MODIFIER = {"right": "RT", "left": "LT"}


class Candidate:
    """A code on its way: what the rule gave, and what comparing the codes with each other made of it."""

    __slots__ = (
        "code",
        "container",
        "left_out",
        "mentions",
        "modifiers",
        "needs",
        "notes",
        "reason",
        "rule",
        "status",
        "study",
        "units",
    )

    def __init__(self, rule: CompiledCode, study: FoundStudy, units: int, withhold_side: bool) -> None:
        spec = rule.spec
        self.code = spec.code
        self.units = units
        self.modifiers = _modifiers(rule, study, withhold_side)
        self.study = study
        self.rule = rule
        self.reason = spec.reason
        self.notes: list[str] = []
        self.container: Candidate | None = None
        self.left_out = False  # by the weights, which know present codes alone
        self.needs = _needs(rule, study)
        self.status: Status = "needs_documentation" if self.needs else "supported"
        self.mentions = code_evidence(rule, study)

    def drop(self, reason: str, container: Candidate | None = None) -> None:
        """Make the code not reportable, with the reason; `container` is the candidate that contains it, if one does."""
        self.status, self.reason, self.needs, self.container = "not_reportable", reason, [], container

    def revive(self) -> None:
        """Undo `drop`: make the code again what its rule gave."""
        self.reason, self.needs, self.container = self.rule.spec.reason, _needs(self.rule, self.study), None
        self.status = "needs_documentation" if self.needs else "supported"

    @property
    def evidence(self) -> tuple[Span, ...]:
        """The places that carry the code; of a study of one side none of the other side."""
        return tuple(span_of(self.study.evidence.reading, mention) for mention in self.mentions)

    def copy_as(self, code: str) -> Candidate:
        """Return a candidate of another code that rests on the same study, words and needs."""
        twin = copy(self)
        twin.code, twin.modifiers, twin.needs, twin.notes = (
            code,
            list(self.modifiers),
            list(self.needs),
            list(self.notes),
        )
        return twin

    def to_code(self, registry: CodeRegistry) -> Code:
        """Return the finished record."""
        entry = registry.get(self.code)
        family = self.rule.family
        source = load_sources()[self.rule.spec.source or family.sources[0]].title if family.sources else ""
        reason = self.reason
        if reason == self.rule.spec.reason and self.status != "not_reportable":
            reason = told_reason(self.rule, self.study, self.needs, entry)
        return Code(
            self.code, entry.label if entry else self.code, self.units, tuple(self.modifiers), self.status, self.study.id,
            reason, self.rule.rule, source, self.evidence, tuple(self.needs), tuple(self.notes),
            tuple(self._other_answers()), self.left_out and self.status == "not_reportable",
        )  # fmt: skip

    def _other_answers(self) -> Iterator[OtherAnswer]:
        """Yield what other authorities report in the place of this code, where it is another answer."""
        if self.status == "not_reportable" or self.code != self.rule.spec.code:
            return
        for convention, holds in self.rule.conventions:
            if holds is not None and not holds(self.study):
                continue
            units = units_of(convention.units, self.study)
            codes = tuple((code, units) for code in convention.other if units)
            if codes != ((self.code, self.units),):
                yield OtherAnswer(codes, convention.because, load_sources()[convention.source].title)


def find_candidates(
    studies: Sequence[FoundStudy], withhold_side: bool, decision: Decision = UNDECIDED
) -> list[Candidate]:
    """Return the candidate codes of the studies, before they are compared with each other.

    Args:
        studies: The studies of one report.
        withhold_side: Whether the sides of the report conflict, so that no side modifier may be given.
        decision: The codes to leave out, and those that a study which was taken in may give.
    """
    rules, registry = knowledge().codes, load_codes()
    candidates: list[Candidate] = []
    set_passages_apart(studies)
    leave_others_pictures(studies)
    for study in studies:
        filled: set[str] = set()
        allowed = _allowed(study, decision)
        for rule in rules.get(study.kind, ()):
            spec = rule.spec
            if spec.slot in filled or not rule.when(study):
                continue
            units = units_of(spec.units, study)
            if units == 0:
                continue
            filled.add(spec.slot)
            if spec.code == "none" or (allowed is not None and spec.code not in allowed):
                continue
            candidate = Candidate(rule, study, units, withhold_side)
            candidates.append(candidate)
            denied = [element for element in (*rule.family.refuse, *spec.refuse) if study.element(element) == "denied"]
            if spec.code in decision.refused:
                candidate.drop(decision.refused[spec.code])
                candidate.left_out = not denied
                study.report.left_out.add(study.kind)
            elif denied:
                candidate.drop(knowledge().elements[denied[0]].entry.denied_message)
            else:
                study.report.codes.add(spec.code)
                own = {other.code for other in candidates if other.study is study}
                candidates.extend(twin for twin in _unguided(candidate, registry) if twin.code not in own)
    if decision.refused:
        _drop_followers(candidates, decision)
    return candidates


def _unguided(candidate: Candidate, registry: CodeRegistry) -> list[Candidate]:
    """Return the procedure without imaging where its steps are told and the one with imaging waits for nothing but its guidance."""
    entry = registry.get(candidate.code)
    plain = entry.counterpart.get("without imaging") if entry else None
    if plain is None or not candidate.needs or not GUIDANCE_ELEMENTS.issuperset(candidate.needs):
        return []
    if not any(named_test(steps)(candidate.study) for steps in ("procedure_steps", "by_feel_only", "volume_told")):
        return []
    twin = candidate.copy_as(plain)
    twin.status, twin.needs, twin.reason = "supported", [], WITHOUT_IMAGING
    twin.mentions = without_guidance(candidate.mentions, candidate.study)
    return [twin]


def _allowed(study: FoundStudy, decision: Decision) -> frozenset[str] | None:
    """Return the codes to which a study that was only taken in is bound; None where its own condition holds too."""
    bound = decision.added.get(study.kind)
    return None if bound is None or study.compiled.present(study.report) else bound


def _drop_followers(candidates: list[Candidate], decision: Decision) -> None:
    """Drop what follows the main code of a study, such as an add-on for Doppler, where that code was left out."""
    owner = service_by_code()
    refused = {id(c.study): decision.refused[c.code] for c in candidates if c.code in decision.refused}
    standing = {id(c.study) for c in candidates if c.code in owner and c.code not in decision.refused}
    for candidate in candidates:
        study = id(candidate.study)
        if study in refused and study not in standing and candidate.status != "not_reportable":
            candidate.drop(refused[study])


def _modifiers(rule: CompiledCode, study: FoundStudy, withhold_side: bool) -> list[str]:
    modifiers = list(rule.spec.add_modifiers)
    if rule.spec.modifiers == "none" or withhold_side:
        return modifiers
    if study.side in SIDE_MODIFIER:
        return [SIDE_MODIFIER[study.side], *modifiers]
    if study.side == "bilateral" and rule.spec.modifiers == "side_or_50":
        return ["50", *modifiers]
    return modifiers


def _needs(rule: CompiledCode, study: FoundStudy) -> list[str]:
    """Return the elements that the code waits for; "a|b" is satisfied by either."""
    needs = list(rule.spec.needs)
    for entry in (*rule.family.hold, *rule.spec.hold):
        options = entry.split("|")
        if not any(study.element(option) == "present" for option in options):
            needs.extend(options)
    if study.compiled.spec.diagnostic and "interpretation" not in needs and study.element("interpretation") == "denied":
        needs.append("interpretation")
    return needs


def finish(candidates: Iterable[Candidate]) -> tuple[Code, ...]:
    """Return the finished records, supported first, in the order in which they were found."""
    registry = load_codes()
    order: dict[Status, int] = {"supported": 0, "needs_documentation": 1, "not_reportable": 2}
    return tuple(sorted((candidate.to_code(registry) for candidate in candidates), key=lambda code: order[code.status]))
