"""The schema of `knowledge/services/*.yaml`: one file a code family.

A file says which studies there are and how a report shows that one was done (`present`), which structures its complete
form needs (`structures`), and which code follows from what is documented (`codes`, first match within a slot wins).
Conditions are written as lists: all entries must hold; an entry that is itself a list holds if any of its members
does, and so on in turn. `assistant/studies/conditions.py` explains the entries.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from assistant.knowledge.yaml_file import Strict, read_yaml

SERVICES = Path(__file__).parent / "services"
NAMED_CONDITIONS = Path(__file__).parent / "named-conditions.yaml"
Condition = TypeAliasType("Condition", "list[str | Condition]")


class StructureSpec(Strict):
    """One line of the element list: `any` names the concepts or groups that document it."""

    name: str
    any: list[str]
    required: bool = True
    when: Condition = Field(default_factory=list, description="required only where this holds")
    expected: bool = Field(default=False, description="asked for where missing, though it does not decide the code")
    midline: bool = Field(default=False, description="one of a kind even in a study of paired structures")
    both: str = Field(default="", description="both sides are needed; a lacking side is named 'left BOTH'")
    removed: list[str] = Field(
        default_factory=list, description="groups that tell its removal: then it counts as absent"
    )


class StudySpec(Strict):
    """A kind of study: how to recognise it, which side it has, and its element list."""

    kind: str
    label: str
    area: str = Field(default="", description="two studies of one area on one day are duplicates")
    present: Condition
    sides: Literal["none", "paired", "each", "claimed"] = "none"
    side_from: list[str] = Field(default_factory=list, description="groups whose sides give the study's side")
    side_with: list[str] = Field(
        default_factory=list, description="they give it only in a sentence with one of these groups"
    )
    structures: list[StructureSpec] = Field(default_factory=list)
    complete_when: Condition = Field(default_factory=list, description="further conditions of the complete study")
    at_least: int | None = Field(default=None, description="complete from this many required structures on")
    whole: Condition = Field(
        default_factory=list, description="where this holds the whole was meant: what lacks is asked for"
    )
    partial: Condition = Field(
        default_factory=list, description="where this holds only a part was meant: the rest is not asked for"
    )
    elements: list[str] = Field(default_factory=list, description="documentation elements beyond the gates")
    numbers: Literal["none", "any", "velocity"] = Field(
        default="none", description="measurements that the standard asks for"
    )
    gates: bool = Field(default=True, description="whether indication, images, report and signature are asked for")
    diagnostic: bool = True
    evidence: list[str] = Field(default_factory=list)
    passage_from: list[str] = Field(
        default_factory=list, description="groups that name the procedure where a report tells of several"
    )


class CodeSpec(Strict):
    """One code: when it applies, what it cannot do without, how many, and why."""

    code: str
    study: str | list[str] | None = None
    slot: str = "main"
    when: Condition = Field(default_factory=list)
    hold: list[str] = Field(default_factory=list, description="elements without which the code waits; 'a|b' needs one")
    needs: list[str] = Field(default_factory=list, description="the code always waits for these")
    refuse: list[str] = Field(default_factory=list, description="elements whose denial makes the code not reportable")
    asks: list[str] = Field(
        default_factory=list, description="elements asked for, though the code does not wait for them"
    )
    units: str = "1"
    modifiers: Literal["none", "side", "side_or_50"] = "none"
    add_modifiers: list[str] = Field(default_factory=list)
    evidence: list[str] = Field(default_factory=list)
    reason: str
    source: str = ""
    also: Condition = Field(default_factory=list)


class InclusionSpec(Strict):
    """Codes that another code already contains: they are dropped beside it."""

    code: list[str]
    contains: list[str]
    same_side: bool = False
    unless: Condition = Field(default_factory=list)
    reason: str
    source: str = ""


class ServiceFile(Strict):
    """One code family."""

    id: str
    title: str
    sources: list[str]
    hold: list[str] = Field(default_factory=list, description="elements that every code of the file waits for")
    refuse: list[str] = Field(default_factory=list, description="elements whose denial refuses every code of the file")
    studies: list[StudySpec] = Field(default_factory=list)
    codes: list[CodeSpec] = Field(default_factory=list)
    includes: list[InclusionSpec] = Field(default_factory=list)


class NamedConditions(Strict):
    """The file of named conditions: `is.NAME` stands for the condition in any other condition."""

    source: str
    conditions: dict[str, Condition]


@lru_cache(maxsize=1)
def named_conditions() -> dict[str, Condition]:
    """Return the named conditions of the package."""
    return read_yaml(NAMED_CONDITIONS, NamedConditions).conditions


@lru_cache(maxsize=1)
def service_files() -> tuple[ServiceFile, ...]:
    """Return every code family of the package, in file-name order."""
    return tuple(
        read_yaml(path, ServiceFile)
        for path in sorted(SERVICES.glob("*.yaml"))
        if not path.name.endswith(".cases.yaml")
    )
