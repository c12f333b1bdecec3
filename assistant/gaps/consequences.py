"""What each answer would change, for the coder: which code it would support, replace or lose.

The words are data (`knowledge/documentation/consequences.yaml`). They never reach a question to the author of a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Self

from pydantic import model_validator

from assistant.analysis import Analysis, Code, Gap
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

    @model_validator(mode="after")
    def _every_element_has_words(self) -> Self:
        if unlike := set(self.standing) ^ set(element_file().elements):
            raise ValueError(f"'standing' must name exactly the elements of elements.yaml; differing: {', '.join(sorted(unlike))}")
        return self


@lru_cache(maxsize=1)
def consequence_file() -> ConsequenceFile:
    """Return the wording of the package."""
    return read_yaml(DOCUMENTATION / "consequences.yaml", ConsequenceFile)


def consequences(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    """Return for each gap, by element, what the possible answers would change."""
    return {gap.element: tuple(dict.fromkeys(_lines(gap, analysis))) for gap in analysis.gaps}


def _lines(gap: Gap, analysis: Analysis) -> Iterator[str]:
    wording = consequence_file()
    for code in analysis.codes:
        if code.code not in gap.codes and gap.element not in code.needs and code.study != gap.study:
            continue
        rule = _rules()[code.rule]
        if code.status == "not_reportable":
            if gap.state == "denied" and gap.element in (*rule.family.refuse, *rule.spec.refuse):
                yield wording.refused.format(code=code.code)
        elif gap.element in code.needs:
            yield from _waiting(gap, code, rule)
        else:
            yield from _given(gap, code, rule)


def _waiting(gap: Gap, code: Code, rule: CompiledCode) -> Iterator[str]:
    """A code that waits for the element, alone, with others, or for any one of several."""
    wording = consequence_file()
    either = next((entry.split("|") for entry in (*rule.family.hold, *rule.spec.hold) if gap.element in entry.split("|")), [gap.element])
    rest = [need for need in code.needs if need not in either]
    if len(either) > 1 and not rest:
        yield wording.waiting_either.format(code=code.code, rest=_named([name for name in either if name != gap.element]))
    elif rest:
        yield wording.waiting_with.format(code=code.code, rest=_named(rest))
    else:
        yield wording.waiting.format(code=code.code)
    entry = load_codes().get(code.code)
    without = entry.counterpart.get("without imaging") if entry else None
    if without and gap.element in ("guidance_description", "image_storage", "needle_visualization"):
        yield wording.waiting_switch.format(code=code.code, other=without)
    else:
        yield wording.waiting_never.format(code=code.code)


def _given(gap: Gap, code: Code, rule: CompiledCode) -> Iterator[str]:
    """A code that is supported, or waits for something else."""
    wording = consequence_file()
    entry = load_codes().get(code.code)
    other = _twin(gap.element, entry)
    switch = wording.switches.get(gap.element)
    if other:
        yield wording.upward.format(what=wording.what[gap.element], code=code.code, other=other)
        yield wording.stays.format(code=code.code)
    elif switch and code.code in switch.codes:
        yield wording.upward.format(what=switch.answer, code=code.code, other=switch.codes[code.code])
        yield wording.stays.format(code=code.code)
    elif switch and code.code in switch.back:
        yield wording.upward.format(what=switch.back_answer, code=code.code, other=switch.back[code.code])
        yield wording.stays.format(code=code.code)
    elif gap.element == "image_storage" and "image_storage" in (*rule.family.refuse, *rule.spec.refuse):
        yield wording.kept.format(code=code.code)
        yield wording.lost.format(code=code.code)
    elif gap.element == "laterality" and rule.spec.modifiers != "none":
        yield wording.side.format(code=code.code)
    elif gap.element == "laterality_conflict" and rule.spec.modifiers != "none":
        yield wording.side_conflict.format(code=code.code)
    else:
        yield wording.standing[gap.element].format(code=code.code)


def _twin(element: str, entry: CodeEntry | None) -> str | None:
    """Return the code that the element would lead to."""
    relation = consequence_file().relations.get(element)
    if entry is None or relation is None:
        return None
    return next((other for name, other in entry.counterpart.items() if name == relation), None)


def _named(elements: list[str]) -> str:
    return ", ".join(element_file().elements[element].label.lower() for element in elements)


@lru_cache(maxsize=1)
def _rules() -> dict[str, CompiledCode]:
    return {rule.rule: rule for rules in knowledge().codes.values() for rule in rules}
