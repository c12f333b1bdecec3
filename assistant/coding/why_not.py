"""Why a code is not given: what stands between this report and that code."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from assistant.analysis import Structure
from assistant.errors import InputError
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.service_schema import Condition
from assistant.studies.compiled import CompiledCode, CompiledStudy, knowledge, known_groups
from assistant.studies.conditions import compile_condition
from assistant.studies.scene import FoundStudy, ReportScene

FACT_WORDS = {
    "side=bilateral": "both sides are studied", "side=one": "one side is studied",
    "extent=complete": "every required structure is described", "extent=limited": "the study is limited",
}  # fmt: skip


class Obstacle(NamedTuple):
    """One thing that is wanting: `kind` is study, condition, structure or element."""

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
        return [Obstacle("condition", f"{code} is not in force on that day; {', '.join(after) or 'no code'} is")]
    rules = {rule.rule: rule for rules in knowledge().codes.values() for rule in rules if rule.spec.code == code}
    if not rules:
        raise InputError(f"no rule gives {code}: it is in the registry only as a partner of edits")
    best: list[Obstacle] | None = None
    for rule in rules.values():
        obstacles = _of_rule(rule, scene, studies)
        if best is None or len(obstacles) < len(best):
            best = obstacles
    return best or []


def _of_rule(rule: CompiledCode, scene: ReportScene, studies: list[FoundStudy]) -> list[Obstacle]:
    found = [study for study in studies if study.kind in rule.kinds]
    if not found:
        specs = [compiled for compiled in knowledge().studies if compiled.spec.kind in rule.kinds]
        return min((_of_study(compiled, scene) for compiled in specs), key=len, default=[])
    study = found[0]
    obstacles = [obstacle for entry in rule.spec.when for obstacle in _of_entry(entry, study)]
    for need in [*rule.spec.hold, *rule.spec.needs]:
        if not any(study.element(option) == "present" for option in need.split("|")) or need in rule.spec.needs:
            names = " or ".join(knowledge().elements[option].entry.label.lower() for option in need.split("|"))
            obstacles.append(Obstacle("element", f"not documented: {names}"))
    return obstacles


def _of_study(compiled: CompiledStudy, scene: ReportScene) -> list[Obstacle]:
    obstacles = [Obstacle("study", f"no study of this kind is documented as done now: {compiled.spec.label}")]
    for entry in compiled.spec.declared.condition:
        if not _holds(entry, scene):
            obstacles.append(Obstacle("condition", f"needs {_worded(entry)}"))
    return obstacles


def _of_entry(entry: str | Condition, study: FoundStudy) -> list[Obstacle]:
    if _holds(entry, study):
        return []
    if entry == "extent=complete":
        lines = [Obstacle("structure", f"not described: {_line(line)}") for line in study.missing()]
        return lines or [Obstacle("condition", FACT_WORDS[entry])]
    return [Obstacle("condition", f"needs {_worded(entry)}")]


def _line(line: Structure) -> str:
    state = " (not seen, no reason given)" if line.state == "not_seen_unexplained" else ""
    return f"{line.side} {line.name}{state}" if line.side else f"{line.name}{state}"


def _holds(entry: str | Condition, scene: ReportScene | FoundStudy) -> bool:
    return bool(compile_condition([entry], known_groups())(scene))


def _worded(entry: str | Condition) -> str:
    """Return a condition entry in words: the knowledge file's names without underscores."""
    if isinstance(entry, list):
        return " or ".join(
            _worded(x) if isinstance(x, str) else "(" + " and ".join(_worded(y) for y in x) + ")" for x in entry
        )
    if entry in FACT_WORDS:
        return FACT_WORDS[entry]
    if entry.startswith("!"):
        return f"no {_worded(entry[1:])}"
    name, _, zone = entry.removeprefix("is.").removeprefix("study.").partition("@")
    words = name.replace("_", " ").replace("~", " with ")
    return f"{words} in the {zone}" if zone and zone not in ("any", "done") else words
