"""All that the knowledge files say of one code, in words: rule, elements, exclusions, dates, edits, sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from assistant.errors import InputError
from assistant.knowledge.code_registry import CodeEntry, load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.knowledge.sources import load_sources
from assistant.studies.compiled import CompiledCode, CompiledStudy, knowledge

MOST_PARTNERS = 12


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code with headed lists of lines."""

    code: str
    label: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def to_dict(self) -> dict[str, Any]:
        """Render the explanation."""
        return {
            "code": self.code,
            "label": self.label,
            "sections": {heading: list(lines) for heading, lines in self.sections},
        }


def explain(code: str) -> Explanation:
    """Return what the knowledge files say of `code`.

    Raises:
        InputError: The code is not in the registry.
    """
    registry = load_codes()
    entry = registry.get(code)
    if entry is None:
        raise InputError(
            f"{code} is not in the code registry; it holds ultrasound, vascular and related codes such as 93970"
        )
    found = {rule.rule: rule for rules in knowledge().codes.values() for rule in rules if rule.spec.code == code}
    weight = Counter(rule.family.id for rule in found.values())
    rules = sorted(found.values(), key=lambda rule: (-weight[rule.family.id], rule.rule))
    sections = [
        ("What it is", _registry_lines(entry)),
        ("Rule", [line for rule in rules for line in _rule_lines(rule)]),
        ("Elements of the study", [line for rule in rules[:1] for line in _element_lines(rule)]),
        ("Contains, and is contained", _inclusion_lines(code)),
        ("Edits with other codes", _edit_lines(code)),
        ("Sources", _source_lines(entry, rules)),
    ]
    return Explanation(code, entry.label, tuple((heading, tuple(lines)) for heading, lines in sections if lines))


def _registry_lines(entry: CodeEntry) -> list[str]:
    lines = [
        f"{entry.service}"
        + (f", {entry.extent}" if entry.extent else "")
        + (f"; one unit covers: {entry.unit}" if entry.unit else "")
    ]
    dates = f"in force from {entry.valid_from or 'before the registry'} to {entry.valid_to or 'today'}"
    lines.append(
        dates
        + (f"; before: {', '.join(entry.predecessors)}" if entry.predecessors else "")
        + (f"; after: {', '.join(entry.successors)}" if entry.successors else "")
    )
    lines += [f"{relation}: {other}" for relation, other in entry.counterpart.items()]
    if entry.mue:
        hospital = "" if entry.mue.hospital is None else f", {entry.mue.hospital} for an outpatient hospital"
        lines.append(f"at most {entry.mue.practitioner} a day{hospital} (adjudication indicator {entry.mue.mai})")
    if entry.bilateral is not None:
        lines.append(
            f"bilateral indicator {entry.bilateral}, professional/technical indicator {entry.pc_tc}, global period {entry.global_days}"
        )
    if entry.add_on:
        lines.append(
            f"add-on code; primary procedures: {', '.join(entry.bases[:MOST_PARTNERS]) or 'decided by the contractor'}"
        )
    if entry.note:
        lines.append(entry.note)
    return lines


def _rule_lines(rule: CompiledCode) -> list[str]:
    spec = rule.spec
    lines = [f"{rule.rule}: {spec.reason}"]
    if spec.when:
        lines.append(f"  when {spec.when}")
    if held := list(dict.fromkeys([*rule.family.hold, *spec.hold, *spec.needs])):
        lines.append(f"  waits for {', '.join(held)}")
    if refused := list(dict.fromkeys([*rule.family.refuse, *spec.refuse])):
        lines.append(f"  lost where denied: {', '.join(refused)}")
    return lines


def _element_lines(rule: CompiledCode) -> list[str]:
    lines = []
    for compiled in knowledge().studies:
        if compiled.spec.kind in rule.kinds:
            lines += _study_lines(compiled)
    return lines


def _study_lines(compiled: CompiledStudy) -> list[str]:
    spec = compiled.spec
    lines = (
        [f"{spec.label}: indication, permanent images, interpretation, signature, date of service"]
        if spec.gates
        else [spec.label]
    )
    if spec.structures:
        lines.append("  required: " + ", ".join(s.name for s in spec.structures if s.required))
        if advised := [s.name for s in spec.structures if s.expected and not s.required]:
            lines.append("  asked for: " + ", ".join(advised))
    if spec.elements:
        lines.append("  " + ", ".join(knowledge().elements[element].entry.label for element in spec.elements))
    return lines


def _inclusion_lines(code: str) -> list[str]:
    lines = []
    for inclusion in knowledge().inclusions:
        spec = inclusion.spec
        if code in spec.code:
            lines.append(f"contains {', '.join(spec.contains)}: {spec.reason}")
        if code in spec.contains:
            lines.append(f"is contained in {', '.join(spec.code)}: {spec.reason}")
    return lines


def _edit_lines(code: str) -> list[str]:
    edits = load_curated_edits()
    pairs = [edits.pair(first, second) for first, second in edits if code in (first, second)]
    by_indicator: dict[tuple[str, int], list[str]] = {}
    for pair in pairs:
        if pair is None:
            continue
        role, other = ("column 1 over", pair.column_2) if pair.column_1 == code else ("column 2 under", pair.column_1)
        by_indicator.setdefault((role, pair.modifier_indicator), []).append(other)
    lines = [
        f"{role} (modifier indicator {indicator}): {', '.join(others[:MOST_PARTNERS])}"
        + (f" and {len(others) - MOST_PARTNERS} more" if len(others) > MOST_PARTNERS else "")
        for (role, indicator), others in sorted(by_indicator.items())
    ]
    return [*lines, f"curated pairs of {edits.vintage}; import the official table for other dates"] if lines else []


def _source_lines(entry: CodeEntry, rules: list[CompiledCode]) -> list[str]:
    sources = load_sources()
    names = dict.fromkeys(
        [*entry.sources, *(source for rule in rules for source in (rule.spec.source, *rule.family.sources) if source)]
    )
    return [
        f"{sources[name].title}" + (f" ({sources[name].address})" if sources[name].address else "")
        for name in names
        if name in sources
    ]
