"""What each answer would change, for the coder: which code it would support, replace or lose.

The words are data (`knowledge/documentation/consequences.yaml`). They never reach a question to the author of a report.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from assistant.analysis import Analysis, Code, Gap, Study
from assistant.knowledge.active import active, per_knowledge
from assistant.knowledge.code_registry import CodeEntry, load_codes
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.query_schema import DOCUMENTATION
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.studies.compiled import CompiledCode, knowledge


class SwitchSpec(Strict):
    """Codes that two answers lead to, from the one to the other and back."""

    answer: str
    codes: dict[str, str]
    back_answer: str
    back: dict[str, str]


class ConsequenceFile(Strict):
    """The wording; the keys are explained in the file."""

    source: str
    waiting: str
    waiting_with: str
    waiting_either: str
    waiting_never: str
    waiting_switch: str
    imaging: tuple[str, ...]
    relations: dict[str, str]
    upward: str
    stays: str
    what: dict[str, str]
    switches: dict[str, SwitchSpec]
    kept: str
    lost: str
    refused: str
    side: str
    side_conflict: str
    standing: dict[str, str]
    standing_own: str

    @model_validator(mode="after")
    def _every_element_has_words(self) -> Self:
        shipped = set(element_file().elements) - active().own_elements
        if unlike := set(self.standing) ^ shipped:
            raise ValueError(
                f"'standing' must name exactly the elements of elements.yaml; differing: {', '.join(sorted(unlike))}"
            )
        return self


@per_knowledge()
def consequence_file() -> ConsequenceFile:
    """Return the wording of the package."""
    return read_yaml(DOCUMENTATION / "consequences.yaml", ConsequenceFile)


def consequences(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    """Return for each gap, by element, what the possible answers would change, one line for all codes alike."""
    return {gap.element: _lines(gap, analysis) for gap in analysis.gaps}


def _lines(gap: Gap, analysis: Analysis) -> tuple[str, ...]:
    waiting = [code for code in analysis.codes if gap.element in code.needs]
    others = [
        code for code in analysis.codes
        if code.code in gap.codes
        or code.study == gap.study
        or (gap.state == "denied" and code.status == "not_reportable")
    ]  # fmt: skip
    codes_of: dict[str, list[str]] = {}
    for code in waiting or others:
        study = next((study for study in analysis.studies if study.id == code.study), None)
        for template in _templates(gap, code, _rules()[code.rule], study):
            codes_of.setdefault(template, []).append(code.code)
    return tuple(template.format(code=", ".join(dict.fromkeys(codes))) for template, codes in codes_of.items())


def _templates(gap: Gap, code: Code, rule: CompiledCode, study: Study | None) -> tuple[str, ...]:
    """Return the lines for one code, with the place of the code left open."""
    wording = consequence_file()
    refuses = gap.element in (*rule.family.refuse, *rule.spec.refuse)
    if code.status == "not_reportable":
        return (wording.refused,) if refuses and gap.state == "denied" else ()
    if gap.element in code.needs:
        return _waiting(gap, code, rule)
    if change := _change(gap.element, code, study):
        answer, other = change
        return wording.upward.format(code="{code}", other=other, what=answer), wording.stays
    if gap.element == "image_storage" and refuses:
        return wording.kept, wording.lost
    if gap.element in ("laterality", "laterality_conflict") and rule.spec.modifiers != "none":
        return (wording.side if gap.element == "laterality" else wording.side_conflict,)
    return (wording.standing.get(gap.element, wording.standing_own),)


def _waiting(gap: Gap, code: Code, rule: CompiledCode) -> tuple[str, ...]:
    """A code that waits for the element alone, with others, or for any one of several."""
    wording = consequence_file()
    holds = (entry.split("|") for entry in (*rule.family.hold, *rule.spec.hold))
    either = next((options for options in holds if gap.element in options), [gap.element])
    rest = [need for need in code.needs if need not in either]
    if rest:
        first = wording.waiting_with.format(code="{code}", rest=_named(rest))
    elif len(either) > 1:
        first = wording.waiting_either.format(
            code="{code}", rest=_named([name for name in either if name != gap.element])
        )
    else:
        first = wording.waiting
    entry = load_codes().get(code.code)
    without = entry.counterpart.get("without imaging") if entry else None
    if without and gap.element in wording.imaging:
        return first, wording.waiting_switch.format(code="{code}", other=without)
    return first, wording.waiting_never


def _change(element: str, code: Code, study: Study | None) -> tuple[str, str] | None:
    """Return the answer that would lead from a code to another one, and that code."""
    wording = consequence_file()
    other = _twin(element, load_codes().get(code.code))
    if other and not (load_codes()[other].unit == "both sides" and study and not _both_sides(study)):
        return wording.what[element], other
    switch = wording.switches.get(element)
    if switch and (other := switch.codes.get(code.code)):
        return switch.answer, other
    if switch and (other := switch.back.get(code.code)):
        return switch.back_answer, other
    return None


def _both_sides(study: Study) -> bool:
    """Whether both sides are in question, so that a code of both sides can be reached."""
    return study.side == "bilateral" or {"left", "right"} <= {line.side for line in study.ledger}


def _twin(element: str, entry: CodeEntry | None) -> str | None:
    """Return the code that the element would lead to."""
    relation = consequence_file().relations.get(element)
    if entry is None or relation is None:
        return None
    return next((other for name, other in entry.counterpart.items() if name == relation), None)


def _named(elements: list[str]) -> str:
    return ", ".join(element_file().elements[element].label.lower() for element in elements)


@per_knowledge()
def _rules() -> dict[str, CompiledCode]:
    return {rule.rule: rule for rules in knowledge().codes.values() for rule in rules}
