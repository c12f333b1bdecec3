"""The rules compiled for use: each condition a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.knowledge.active import active, per_knowledge
from assistant.knowledge.code_registry import CodeSet, load_codes
from assistant.knowledge.element_schema import ElementEntry, UnseenWords
from assistant.knowledge.service_schema import (
    CodeSpec,
    Condition,
    ConventionSpec,
    InclusionSpec,
    ServiceFile,
    StructureSpec,
    StudySpec,
    rivals_by_kind,
    rule_ids,
)
from assistant.studies.conditions import Test, compile_condition, named_groups, needs
from assistant.studies.doors import Doors

#: Makes a test of a condition and the names that it may use.
Compile = Callable[[Condition, frozenset[str]], Test]


@dataclass(frozen=True, slots=True)
class CompiledStructure:
    """A structure of an element list with its compiled condition (None where it is always required)."""

    spec: StructureSpec
    when: Test | None


@dataclass(frozen=True, slots=True)
class CompiledStudy:
    """A kind of study with its compiled conditions; it is not looked for where one of `rivals` was found.

    `denied` tells that the text says in words that it was not done (None where no words are known for that); `groups`
    are what it rests on: its declared evidence and its structures.
    """

    spec: StudySpec
    family: ServiceFile
    present: Test
    denied: Test | None
    complete_when: Test | None
    partial: Test | None
    structures: tuple[CompiledStructure, ...]
    rivals: frozenset[str]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class CompiledCode:
    """A code rule with its compiled condition; `rule` is its id, `groups` are the names that its condition asks for.

    `conventions` are the answers of other authorities, each with its condition (None where it has none).
    """

    spec: CodeSpec
    family: ServiceFile
    when: Test
    kinds: frozenset[str]
    rule: str
    groups: tuple[str, ...]
    conventions: tuple[tuple[ConventionSpec, Test | None], ...]


@dataclass(frozen=True, slots=True)
class CompiledInclusion:
    """What the codes of one set, the `containers`, contain, with the compiled exception."""

    spec: InclusionSpec
    family: ServiceFile
    containers: CodeSet
    contained: CodeSet
    unless: Test | None


@dataclass(frozen=True, slots=True)
class CompiledElement:
    """A documentation element with its compiled conditions (None where it has none)."""

    entry: ElementEntry
    present: Test | None
    denied: Test | None
    moot: Test | None


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """All compiled rules; the studies stand in the order in which they are looked for.

    `containing` has for each code the numbers of the inclusions by which it contains others, in their order; `doors` tell
    of which studies, by their numbers, a report has the words that they cannot do without.
    """

    studies: tuple[CompiledStudy, ...]
    doors: Doors
    codes: dict[str, tuple[CompiledCode, ...]]
    inclusions: tuple[CompiledInclusion, ...]
    containing: dict[str, list[int]]
    elements: dict[str, CompiledElement]
    unseen: UnseenWords

    def rule(self, id: str) -> CompiledCode | None:
        """Return the rule that codes name by `id`, None where there is none."""
        return next((rule for rules in self.codes.values() for rule in rules if rule.rule == id), None)


def known_groups() -> frozenset[str]:
    """Return the names by which a condition may ask for a mention."""
    return active().groups


@per_knowledge()
def knowledge() -> CompiledRules:
    """Compile the rules of the knowledge in use; what they name was checked when its files were loaded."""
    return compile_rules(compile_condition)


def compile_rules(compile: Compile) -> CompiledRules:
    """Return the rules of the knowledge in use, their conditions compiled by `compile`."""
    known = active()
    rivals = rivals_by_kind(known.families)
    studies = {
        study.kind: _study(study, family, compile, rivals.get(study.kind, ()))
        for family in known.families
        for study in family.studies
    }
    codes: dict[str, list[CompiledCode]] = {}
    inclusions: list[CompiledInclusion] = []
    for family in known.families:
        ids = rule_ids(family.id, ((code.code, code.rule) for code in family.codes))
        for rule, spec in zip(ids, family.codes, strict=True):
            compiled = _code(spec, family, rule, compile)
            for kind in compiled.kinds:
                codes.setdefault(kind, []).append(compiled)
        for inclusion in family.includes:
            containers, contained = CodeSet(inclusion.code), CodeSet(inclusion.contains)
            unless = _test(inclusion.unless, compile)
            inclusions.append(CompiledInclusion(inclusion, family, containers, contained, unless))
    given = {*load_codes(), *(rule.spec.code for rules in codes.values() for rule in rules)}
    containing: dict[str, list[int]] = {}
    for number, contains in enumerate(inclusions):
        for code in contains.containers.among(given):
            containing.setdefault(code, []).append(number)
    elements = {name: _element(entry, compile) for name, entry in known.elements.elements.items()}
    in_order = tuple(studies[kind] for kind in known.study_order)
    return CompiledRules(
        in_order, Doors(needs(study.spec.declared.condition) for study in in_order), {kind: tuple(rules) for kind, rules in codes.items()},
        tuple(inclusions), containing, elements, known.elements.unseen,
    )  # fmt: skip


def _test(condition: Condition, compile: Compile) -> Test | None:
    """Return the compiled condition; None where there is none, which means something else at each place."""
    return compile(condition, known_groups()) if condition else None


def _study(spec: StudySpec, family: ServiceFile, compile: Compile, rivals: Iterable[str]) -> CompiledStudy:
    structures = tuple(CompiledStructure(structure, _test(structure.when, compile)) for structure in spec.structures)
    present = compile(spec.declared.condition, known_groups())
    groups = [*spec.evidence, *(group for structure in spec.structures for group in structure.any)]
    denials: Condition = [[*exemption.told] for exemption in spec.unless if exemption.outright]
    return CompiledStudy(
        spec, family, present, _test([denials] if denials else [], compile),
        _test(spec.complete_when, compile), _test(spec.partial, compile),
        structures,
        frozenset(rivals), frozenset(groups or spec.side_from),
    )  # fmt: skip


def _code(spec: CodeSpec, family: ServiceFile, rule: str, compile: Compile) -> CompiledCode:
    kinds = [spec.study] if isinstance(spec.study, str) else spec.study or [study.kind for study in family.studies]
    when = compile(spec.when, known_groups())
    conventions = tuple((convention, _test(convention.when, compile)) for convention in spec.conventions)
    return CompiledCode(spec, family, when, frozenset(kinds), rule, named_groups(spec.when), conventions)


def _element(entry: ElementEntry, compile: Compile) -> CompiledElement:
    return CompiledElement(
        entry, _test(entry.present, compile), _test(entry.denied, compile), _test(entry.moot, compile)
    )
