"""Why a code is not given: what stands between this report and that code."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from assistant.analysis import Structure
from assistant.coding.obstacle_words import names_of, not_done, words_told
from assistant.errors import InputError
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.service_schema import Condition
from assistant.studies.compiled import CompiledCode, CompiledStudy, knowledge, known_groups
from assistant.studies.conditions import compile_condition
from assistant.studies.expressions import Test
from assistant.studies.scene import FoundStudy, ReportScene


class Obstacle(NamedTuple):
    """One thing that stands in the way, in words that begin alike for each `kind`.

    study (none of its kind was found), named (but not as done now), untold, told (what speaks against it), structure
    (not described), element (not documented), date (the code is not in force).
    """

    kind: str
    words: str


def why_not(code: str, scene: ReportScene, studies: list[FoundStudy], day: date | None) -> list[Obstacle]:
    """Return what stands between a report and a code, the nearest rule first; empty where nothing does.

    Args:
        code: A code of the registry.
        scene: The report as the rules saw it.
        studies: Its studies.
        day: The date of service, None for the present code set.

    Raises:
        InputError: The code is not in the registry, or no rule gives it.
    """
    registry = load_codes()
    if code not in registry:
        raise InputError(
            f"{code} is not in the code registry; 'sonocode explain' takes codes of ultrasound and vascular services"
        )
    if not registry.valid_on(code, day):
        after = registry.successor_on(code, day) or registry.predecessor_on(code, day)
        return [Obstacle("date", f"{code} is not in force on that day; {', '.join(after) or 'no code'} is")]
    rules = {rule.rule: rule for rules in knowledge().codes.values() for rule in rules if rule.spec.code == code}
    if not rules:
        raise InputError(f"no rule gives {code}: it is in the registry only as a partner of edits")
    return min((_of_rule(rule, scene, studies) for rule in _nearest(list(rules.values()), studies)), key=_distance)


def _distance(obstacles: list[Obstacle]) -> tuple[int, int]:
    """Return how far off a rule is: what is not even named is further off than what is named and does not count."""
    return sum(obstacle.kind == "untold" for obstacle in obstacles), len(obstacles)


def _nearest(rules: list[CompiledCode], studies: list[FoundStudy]) -> list[CompiledCode]:
    """Return the rules of studies that were found, or else those of the family that gives the code in most ways."""
    found = {study.kind for study in studies}
    if near := [rule for rule in rules if not found.isdisjoint(rule.kinds)]:
        return near
    main = Counter(rule.family.id for rule in rules).most_common(1)[0][0]
    told_only = {study.spec.kind for study in knowledge().studies if study.spec.only_in == "summary"}
    of_reports = [rule for rule in rules if not rule.kinds <= told_only]
    return [rule for rule in of_reports or rules if rule.family.id == main] or of_reports or rules


def _of_rule(rule: CompiledCode, scene: ReportScene, studies: list[FoundStudy]) -> list[Obstacle]:
    found = [study for study in studies if study.kind in rule.kinds]
    if not found:
        specs = [
            compiled
            for compiled in knowledge().studies
            if compiled.spec.kind in rule.kinds and compiled.spec.only_in in ("any", scene.nature)
        ]
        return min((_of_study(compiled, scene) for compiled in specs), key=_distance, default=[])
    study = found[0]
    obstacles = [obstacle for entry in rule.spec.when for obstacle in _of_entry(entry, study)]
    for need in [*rule.spec.hold, *rule.spec.needs]:
        if not any(study.element(option) == "present" for option in need.split("|")) or need in rule.spec.needs:
            names = " or ".join(knowledge().elements[option].entry.label.lower() for option in need.split("|"))
            obstacles.append(Obstacle("element", f"not documented: {names}"))
    return obstacles


def _of_study(compiled: CompiledStudy, scene: ReportScene) -> list[Obstacle]:
    spec = compiled.spec
    obstacles = [Obstacle("study", f"no study of this kind is documented as done now: {spec.label}")]
    wanting = [line for line in (spec.of, spec.by, *spec.shown_by) if line and not _holds(line, scene)]
    named = [line for line in wanting if not_done(line, scene.evidence)]
    if named:
        words = not_done([entry for line in named for entry in line], scene.evidence)
        obstacles.append(Obstacle("named", f"named, but not as done now: {words}"))
    obstacles += [Obstacle("untold", f"not told: {names_of(line)}") for line in wanting if line not in named]
    for exemption in spec.unless:
        if not _holds([*(f"!{told}" for told in exemption.told), *exemption.but_for], scene):
            told = ", ".join(words_told(entry, scene.evidence) for entry in exemption.told)
            obstacles.append(Obstacle("told", f"told: {told}; {exemption.because}"))
    return obstacles


def _of_entry(entry: str | Condition, study: FoundStudy) -> list[Obstacle]:
    if _holds(entry, study):
        return []
    if entry == "extent=complete":
        lines = [Obstacle("structure", f"not described: {_line(line)}") for line in study.missing()]
        return lines or [Obstacle("untold", f"not told: {names_of([entry])}")]
    alternatives = entry if isinstance(entry, list) else [entry]
    if alternatives and all(isinstance(one, str) and one.startswith("!") for one in alternatives):
        return [Obstacle("told", f"told: {', '.join(words_told(one, study.evidence) for one in alternatives)}")]
    return [Obstacle("untold", f"not told: {names_of(alternatives)}")]


def _line(line: Structure) -> str:
    state = " (not seen, no reason given)" if line.state == "not_seen_unexplained" else ""
    return f"{line.side} {line.name}{state}" if line.side else f"{line.name}{state}"


def _holds(entry: str | Condition, scene: ReportScene | FoundStudy) -> bool:
    tests, written = _tests(), str(entry)
    if written not in tests:
        tests[written] = compile_condition([entry], known_groups())
    return tests[written](scene)


@per_knowledge()
def _tests() -> dict[str, Test]:
    """Return the tests of single entries, by how they are written, as far as they were asked."""
    return {}
