"""The schema of wording.yaml: which reasons separate two codes, and every sentence about edits."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from assistant.knowledge.code_registry import CodeEntry, CodeOrRange, CodeRegistry, Service, Unit
from assistant.knowledge.yaml_file import Strict, read_yaml

PATH = Path(__file__).with_name("wording.yaml")

ReasonId = Literal[
    "other_side", "other_limb", "other_vessel", "other_site", "other_target", "other_session", "own_question"
]


class Reason(Strict):
    """When two codes of an edit are both right, the modifiers that say so, and what the record must show."""

    modifiers: tuple[str, ...]
    proper_when: str
    record_must_show: str


class CodeGroup(Strict):
    """Codes by any mixture of code or range, family, service and unit; every property that is given must fit."""

    codes: tuple[CodeOrRange, ...] = ()
    families: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    units: tuple[Unit, ...] = ()

    def holds(self, code: str, registry: CodeRegistry) -> bool:
        """Return whether `code` is of the group; a code that the registry does not know is only by its number."""
        if self.codes and not any(_in_range(code, item) for item in self.codes):
            return False
        if not (self.families or self.services or self.units):
            return True
        entry: CodeEntry | None = registry.get(code)
        if entry is None:
            return False
        return (
            (not self.families or registry.families[code] in self.families)
            and (not self.services or entry.service in self.services)
            and (not self.units or entry.unit in self.units)
        )


class Condition(Strict):
    """Which reasons can separate the codes of an edit; a missing group fits every code."""

    id: str
    column_1: CodeGroup = Field(default_factory=CodeGroup)  # made at once, it would build the schema
    column_2: CodeGroup = Field(default_factory=CodeGroup)
    reasons: tuple[ReasonId, ...] = Field(min_length=1)

    def fits(self, column_1: str, column_2: str, registry: CodeRegistry) -> bool:
        """Return whether the condition speaks of this pair."""
        return self.column_1.holds(column_1, registry) and self.column_2.holds(column_2, registry)


class Messages(Strict):
    """The sentences of the findings; the fields in braces are named in the file."""

    not_together: str
    useless_modifier: str
    needs_modifier: str
    either_column: str
    wrong_column: str
    modifier_present: str
    exclusive: str
    complete_with_limited: str
    one_side_with_both: str
    sides_differ: str
    sides_agree: str
    no_primary: str
    no_primary_open: str
    no_other_code: str
    other_codes: str
    too_many_units: str
    other_limit: str
    by_line: str
    by_day_policy: str
    by_day_clinical: str
    both_sides: str
    ended: str
    not_begun: str
    successors: str
    no_successor: str
    earlier_codes: str
    dates_uncertain: str
    unknown_code: str
    unknown_pairs: str
    one_pair: str
    table_answers: str
    not_of_that_day: str
    in_part: str
    contains_guidance: str
    both_parts: str
    hospital_parts: str
    no_parts: dict[int, str]
    no_50: dict[int, str]
    no_50_instead: str
    no_side: str
    no_side_instead: str
    side_beside_50: str


class EditWording(Strict):
    """The whole file.

    Attributes:
        bypass_modifiers: Modifiers that let an edit of indicator 1 pass.
        separate_modifiers: Those of them that name no place, and once counted on the second code alone.
        either_column_from: From which day practitioners may put them on either code.
    """

    bypass_modifiers: frozenset[str]
    separate_modifiers: frozenset[str]
    either_column_from: date
    exclusive_rationale: str
    reasons: dict[ReasonId, Reason]
    conditions: tuple[Condition, ...]
    messages: Messages

    @model_validator(mode="after")
    def _every_pair_has_reasons(self) -> Self:
        named = {reason for condition in self.conditions for reason in condition.reasons}
        if missing := named - self.reasons.keys():
            raise ValueError(f"conditions name reasons that are not defined: {', '.join(sorted(missing))}")
        last = self.conditions[-1]
        if last.column_1 != CodeGroup() or last.column_2 != CodeGroup():
            raise ValueError(f"the last condition, '{last.id}', must fit every pair: leave its columns out")
        return self

    def reasons_for(self, column_1: str, column_2: str, registry: CodeRegistry) -> tuple[ReasonId, ...]:
        """Return the reasons that can separate two codes, by the first condition that fits them."""
        return next(item.reasons for item in self.conditions if item.fits(column_1, column_2, registry))


@cache
def load_edit_wording() -> EditWording:
    """Return the shipped wording; it is read once a process.

    Raises:
        KnowledgeError: The file breaks its schema.
    """
    return read_yaml(PATH, EditWording)


def _in_range(code: str, item: str) -> bool:
    first, _, last = item.partition("-")
    return code == item if not last else code.isdigit() and first <= code <= last
