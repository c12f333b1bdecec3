"""Compares the candidate codes of one report with each other: what contains what, what repeats what, what needs a base."""

from __future__ import annotations

from assistant.coding.candidates import Candidate
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.service_codes import service_by_code
from assistant.studies.compiled import CompiledInclusion, knowledge
from assistant.studies.scene import ReportScene

LIMBS = ("leg", "arm")


def compare(candidates: list[Candidate], scene: ReportScene) -> None:
    """Drop what another code contains, merge repeats, and hold add-on codes that lack their base procedure."""
    leave_out_what_was_only_told(candidates)
    merge_repeats(candidates)
    scene.codes.clear()
    scene.codes.update(candidate.code for candidate in candidates if candidate.status != "not_reportable")
    if len(candidates) > 1:
        rules = knowledge()
        for number in sorted({number for one in candidates for number in rules.containing.get(one.code, ())}):
            _apply(rules.inclusions[number], candidates, scene)
    if scene.nature != "summary":
        hold_add_ons(candidates)


def leave_out_what_was_only_told(candidates: list[Candidate]) -> None:
    """Remove what the telling of a case gives of a service that a described study of the same text gives too."""
    if all(candidate.study.compiled.spec.only_in == "any" for candidate in candidates):
        return
    owner = service_by_code()
    described = {
        owner.get(c.code, c.code) for c in candidates if c.study.compiled.spec.only_in == "any" and c.status != "not_reportable"
    }
    candidates[:] = [
        c for c in candidates
        if c.study.compiled.spec.only_in == "any" or owner.get(c.code, c.code) not in described
    ]  # fmt: skip


def merge_repeats(candidates: list[Candidate]) -> None:
    """Join candidates of one code: two sides of a bilateral-indicator-1 code become one line with 50, others stay apart."""
    registry = load_codes()
    by_code: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_code.setdefault(candidate.code, []).append(candidate)
    for code, group in by_code.items():
        if len(group) < 2:
            continue
        entry = registry.get(code)
        sides = [candidate.study.side for candidate in group]
        if sorted(str(side) for side in sides) == ["left", "right"]:
            if entry is not None and entry.bilateral == 1 and group[0].study.kind == group[1].study.kind:
                group[0].modifiers = ["50" if modifier in ("RT", "LT") else modifier for modifier in group[0].modifiers]
                group[0].mentions = [*group[0].mentions, *group[1].mentions]
                candidates.remove(group[1])
            continue
        if group[0].rule.spec.units == "1" and not group[0].rule.spec.add_modifiers:
            for repeat in group[1:]:
                if repeat.study.kind != group[0].study.kind:
                    candidates.remove(repeat)


def _apply(inclusion: CompiledInclusion, candidates: list[Candidate], scene: ReportScene) -> None:
    """Drop what the inclusion says that another candidate contains, unless it excepts the report."""
    standing = [c for c in candidates if c.status != "not_reportable"]
    containers = [c for c in standing if c.code in inclusion.containers]
    contained = [c for c in standing if c.code in inclusion.contained]
    if not containers or not contained or (inclusion.unless is not None and inclusion.unless(scene)):
        return
    for container in containers:
        for candidate in contained:
            if candidate is container or candidate.status == "not_reportable":
                continue
            if inclusion.spec.same_side and _elsewhere(container, candidate):
                continue
            candidate.drop(f"{inclusion.spec.reason} ({container.code})", container)


def _elsewhere(first: Candidate, second: Candidate) -> bool:
    """Whether two studies are of different sides, or one of an arm and the other of a leg."""
    if {first.study.side, second.study.side} == {"left", "right"}:
        return True
    limbs = {limb_of(first), limb_of(second)}
    return len(limbs) == 2 and None not in limbs


def limb_of(candidate: Candidate) -> str | None:
    """Return leg or arm where the area of the candidate's study names one."""
    words = candidate.study.compiled.spec.area.split()
    return next((limb for limb in LIMBS if limb in words), None)


def hold_add_ons(candidates: list[Candidate]) -> None:
    """Hold each add-on code of the registry for which the report shows no primary procedure."""
    registry = load_codes()
    for candidate in candidates:
        entry = registry.get(candidate.code)
        if candidate.status == "not_reportable" or entry is None or not entry.add_on or entry.base_list != "closed":
            continue
        present = {other.code for other in candidates if other.status == "supported" and other is not candidate}
        if any(entry.base_support(code) for code in present) or "base_procedure" in candidate.needs:
            continue
        if candidate.study.element("base_procedure") == "present":
            continue
        candidate.needs.append("base_procedure")
        candidate.status = "needs_documentation"
