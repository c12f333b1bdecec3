"""The knowledge files compiled for use: each condition a function, each fault named by its file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from assistant.errors import KnowledgeError
from assistant.knowledge.element_schema import ELEMENTS, ElementEntry, element_file
from assistant.knowledge.service_schema import (
    SERVICES,
    CodeSpec,
    Condition,
    InclusionSpec,
    ServiceFile,
    StructureSpec,
    StudySpec,
    service_files,
)  # fmt: skip
from assistant.language.vocabulary import vocabulary
from assistant.studies.conditions import Test, compile_condition, named_groups, sieves
from assistant.studies.evidence import UNGUIDED

IMAGE_STORAGE_GROUP = "image_storage"


@dataclass(frozen=True, slots=True)
class CompiledStructure:
    """A structure of an element list with its compiled condition (None where it is always required)."""

    spec: StructureSpec
    when: Test | None


@dataclass(frozen=True, slots=True)
class CompiledStudy:
    """A kind of study with its compiled conditions."""

    spec: StudySpec
    family: ServiceFile
    present: Test
    complete_when: Test | None
    partial: Test | None
    whole: Test | None
    structures: tuple[CompiledStructure, ...]
    sieves: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class CompiledCode:
    """A code rule with its compiled condition; `rule` is its id, `groups` are the names that its condition asks for."""

    spec: CodeSpec
    family: ServiceFile
    when: Test
    kinds: frozenset[str]
    rule: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledInclusion:
    """What one code contains, with the compiled exception."""

    spec: InclusionSpec
    family: ServiceFile
    unless: Test | None


@dataclass(frozen=True, slots=True)
class CompiledElement:
    """A documentation element with its compiled conditions (None where it has none)."""

    entry: ElementEntry
    present: Test | None
    denied: Test | None
    moot: Test | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All compiled rules."""

    studies: tuple[CompiledStudy, ...]
    codes: dict[str, tuple[CompiledCode, ...]]
    inclusions: tuple[CompiledInclusion, ...]
    elements: dict[str, CompiledElement]
    reasons: frozenset[str]


@lru_cache(maxsize=1)
def known_groups() -> frozenset[str]:
    """Return the names that a condition may use: the lexicon's groups and those that the evidence adds."""
    return frozenset(group for concept in vocabulary().concepts.values() for group in concept.groups) | {
        IMAGE_STORAGE_GROUP,
        UNGUIDED,
    }


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """Compile the rules of the package (once a process).

    Raises:
        KnowledgeError: A condition is malformed or names something that the lexicon does not have.
    """
    known = known_groups()
    studies: list[CompiledStudy] = []
    codes: dict[str, list[CompiledCode]] = {}
    inclusions: list[CompiledInclusion] = []
    for family in service_files():
        for study in family.studies:
            studies.append(_study(study, family, known))
        for position, code in enumerate(family.codes):
            compiled = _code(code, family, known, position)
            for kind in compiled.kinds:
                codes.setdefault(kind, []).append(compiled)
        for inclusion in family.includes:
            unless = _test(inclusion.unless, known, family.id) if inclusion.unless else None
            inclusions.append(CompiledInclusion(inclusion, family, unless))
    file = element_file()
    elements = {name: _element(name, entry, known) for name, entry in file.elements.items()}
    return Knowledge(
        tuple(studies), {kind: tuple(rules) for kind, rules in codes.items()}, tuple(inclusions), elements,
        frozenset(file.reason_words),
    )  # fmt: skip


def _test(condition: Condition, known: frozenset[str], family: str) -> Test:
    try:
        return compile_condition(condition, known)
    except ValueError as error:
        raise KnowledgeError(SERVICES / f"{family}.yaml", _line_with(family, str(error)), str(error)) from error


def _line_with(family: str, message: str) -> int | None:
    """Return the line of the family's file on which the quoted word of `message` first stands."""
    word = message.split("'")[1] if "'" in message else ""
    path = SERVICES / f"{family}.yaml"
    if not word or not path.exists():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if word in line), None)


def _study(spec: StudySpec, family: ServiceFile, known: frozenset[str]) -> CompiledStudy:
    for structure in spec.structures:
        for group in (*structure.any, *structure.removed):
            if group not in known:
                message = f"'{group}' is no concept or group of the lexicon"
                raise KnowledgeError(SERVICES / f"{family.id}.yaml", _line_with(family.id, message), message)
    structures = tuple(
        CompiledStructure(structure, _test(structure.when, known, family.id) if structure.when else None)
        for structure in spec.structures
    )
    complete = _test(spec.complete_when, known, family.id) if spec.complete_when else None
    partial = _test(spec.partial, known, family.id) if spec.partial else None
    whole = _test(spec.whole, known, family.id) if spec.whole else None
    return CompiledStudy(
        spec, family, _test(spec.present, known, family.id), complete, partial, whole, structures, sieves(spec.present)
    )


def _code(spec: CodeSpec, family: ServiceFile, known: frozenset[str], position: int) -> CompiledCode:
    kinds = [spec.study] if isinstance(spec.study, str) else spec.study or [study.kind for study in family.studies]
    rule = f"{family.id}.{spec.code}.{position + 1}"
    return CompiledCode(
        spec, family, _test(spec.when, known, family.id), frozenset(kinds), rule, named_groups(spec.when)
    )


def _element(name: str, entry: ElementEntry, known: frozenset[str]) -> CompiledElement:
    try:
        present = compile_condition(entry.present, known) if entry.present else None
        denied = compile_condition(entry.denied, known) if entry.denied else None
        moot = compile_condition(entry.moot, known) if entry.moot else None
    except ValueError as error:
        raise KnowledgeError(ELEMENTS, None, f"element '{name}': {error}") from error
    return CompiledElement(entry, present, denied, moot)
