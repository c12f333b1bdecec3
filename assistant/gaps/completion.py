"""From the gaps of a report to the statements that its author can choose, and from these to an addendum.

The sentences are data (`knowledge/documentation/statements.yaml`). None of them is preferred to another, names a code or
speaks of payment: the check of the questions (`query_check.py`) reads them all when they are loaded. An addendum bears
the present time, its reason and its author, and the original stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import Field

from assistant.analysis import Analysis, Gap, Section, Study
from assistant.errors import KnowledgeError
from assistant.gaps.letters import structures_asked
from assistant.gaps.query_check import PRESELECTED, diagnoses_named, forbidden_in, leading_in
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.query_schema import DOCUMENTATION
from assistant.knowledge.statement_schema import Choices, ChoiceSpec, StatementFile, StatementSpec
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.studies.compiled import knowledge

STATEMENTS = DOCUMENTATION / "statements.yaml"
BLANK = re.compile(r"\{([^{}]+)\}")
DROPPED = re.compile(r"\[([^\[\]]*)\]")
OPEN_BLANK = "____"
LONGEST_BLANK = 300
#: Where a statement stands if the report has no section of its kind.
INSTEAD = {"findings": ("procedure", "other"), "technique": ("findings", "other"), "procedure": ("findings", "other")}
#: Elements that the name below an addendum would answer by itself.
SIGNED = frozenset({"signature", "interpretation"})
AFTER_THE_BODY = frozenset({"signature", "addendum"})


class Part(NamedTuple):
    """What is to be told of one thing: the element as a whole, or one structure with its side, and the choices."""

    key: str
    structure: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class Completion:
    """One gap with the statements that can be made about it.

    `place` is where in the report they would belong, in characters: they would stand before it.
    """

    gap: Gap
    label: str
    place: int
    parts: tuple[Part, ...]


class Chosen(Strict):
    """A choice among those of a part, by its place, and the words in its blanks, in their order."""

    choice: int = Field(ge=0)
    blanks: tuple[str, ...] = ()


@per_knowledge()
def statement_file() -> StatementFile:
    """Return the statements, which were found to be neutral.

    Raises:
        KnowledgeError: The file is faulty, lacks an element, or a sentence leads.
    """
    file = read_yaml(STATEMENTS, StatementFile)
    for element, spec in file.elements.items():
        for choice in spec.all_choices():
            if faults := statement_problems(choice.words):
                raise KnowledgeError(STATEMENTS, None, f"{element}: '{choice.words}' {faults[0]}")
    return file


def statement_problems(words: str) -> list[str]:
    """Return what is wrong with a sentence that is offered, by the rules of the questions: no code, money or lead."""
    return [
        *forbidden_in(words),
        *leading_in(words),
        *(f"names a diagnosis: {word}" for word in sorted(diagnoses_named(words))),
        *(["has an answer chosen beforehand"] if PRESELECTED.search(words) else []),
    ]


def completions(analysis: Analysis, text: str) -> tuple[Completion, ...]:
    """Return the gaps of a report with the statements that its author may make, in the order of the gaps.

    Args:
        analysis: The answer for `text`.
        text: The report.
    """
    labels = {line.element: line.label for line in analysis.elements}
    return tuple(
        Completion(gap, labels.get(gap.element) or element_file().elements[gap.element].label, place_of(gap, analysis, text), _parts(gap, analysis))
        for gap in gaps_told(analysis)
    )  # fmt: skip


def gaps_told(analysis: Analysis) -> tuple[Gap, ...]:
    """Return the gaps, each fact once: where the structures that lack are named, the extent tells nothing more."""
    named = any(gap.element == "structures" for gap in analysis.gaps)
    return tuple(gap for gap in analysis.gaps if not (named and gap.element == "extent"))


def place_of(gap: Gap, analysis: Analysis, text: str) -> int:
    """Return where the statement that a gap lacks would belong, in characters of `text`.

    That is the end of the line that last speaks of the same side of the study, or else of the gap's section, or else of
    the report before its signature.
    """
    study = _study_of(gap, analysis)
    sides = {
        side for name in structures_asked(gap, analysis.studies) for side in ("left", "right") if name.startswith(side)
    }
    if study and len(sides) == 1:
        told = [span.end for line in study.ledger if line.side in sides for span in line.evidence]
        if told:
            end = text.find("\n", max(told))
            return _stripped(text, 0, end if end >= 0 else len(text))
    for kind in (gap.section, *INSTEAD.get(gap.section, ())):
        if section := next((one for one in reversed(analysis.sections) if one.kind == kind), None):
            return _stripped(text, section.start, section.end)
    body = [section for section in analysis.sections if section.kind not in AFTER_THE_BODY]
    return _end_of(body, text)


def _end_of(sections: Sequence[Section], text: str) -> int:
    return _stripped(text, 0, sections[-1].end if sections else len(text))


def _stripped(text: str, start: int, end: int) -> int:
    """Return the end of a passage without the blanks after it."""
    return start + len(text[start:end].rstrip())


def _study_of(gap: Gap, analysis: Analysis) -> Study | None:
    return next((study for study in analysis.studies if study.id == gap.study), None)


def _parts(gap: Gap, analysis: Analysis) -> tuple[Part, ...]:
    spec = _spec(gap.element)
    study = _study_of(gap, analysis)
    names: Iterable[str] = ()
    if spec.each == "structures":
        names = structures_asked(gap, analysis.studies)
    elif spec.each == "described" and study:
        names = dict.fromkeys(
            " ".join(filter(None, (line.side, line.name))) for line in study.ledger if line.state == "documented"
        )
    if not spec.each:
        return (Part(gap.element, "", spec.choices),)
    return tuple(
        Part(f"{gap.element}/{name}", name, _choices_for(name, spec, study))
        for name in names or ("the structures examined",)
    )


def _choices_for(structure: str, spec: StatementSpec, study: Study | None) -> Choices:
    """Return the choices of a structure: those of a vein where its study compresses veins."""
    if spec.compressed and study and "vein" in structure.split() and study.kind in _compressing():
        return spec.compressed
    return spec.choices


@per_knowledge()
def _compressing() -> frozenset[str]:
    """Return the kinds of study that are done by compression: a code of theirs waits for it."""
    return frozenset(
        kind for kind, rules in knowledge().codes.items() for rule in rules
        if any("compression" in entry.split("|") for entry in (*rule.family.hold, *rule.spec.hold, *rule.spec.needs, *rule.spec.asks))
    )  # fmt: skip


def _spec(element: str) -> StatementSpec:
    """Return the choices of an element, the plainest ones for one that a site added."""
    file = statement_file()
    if element in file.elements:
        return file.elements[element]
    topic = element_file().elements[element].topic
    return StatementSpec(
        choices=tuple(ChoiceSpec(says=one.says, words=one.words.replace("{topic}", topic)) for one in file.plain)
    )


def blanks_of(words: str) -> list[str]:
    """Return the names of the blanks of a sentence, in their order."""
    return BLANK.findall(words)


def sentence(part: Part, chosen: Chosen) -> str:
    """Return the sentence that a choice puts into an addendum; a blank that was left empty stays a line to fill in."""
    fills = iter([*(_one_line(words) for words in chosen.blanks), *[""] * 9])
    words = part.choices[chosen.choice].words
    given = {name: next(fills) for name in blanks_of(words)}
    words = DROPPED.sub(lambda match: match[1] if all(given[name] for name in blanks_of(match[1])) else "", words)
    words = BLANK.sub(lambda match: given[match[1]] or OPEN_BLANK, words)
    return f"{_capitalised(part.structure)}: {words}" if part.structure else words


def sentences(made: Iterable[Completion], chosen: Mapping[str, Chosen]) -> Iterator[str]:
    """Yield the sentences of the choices, in the order of the gaps and their parts."""
    for completion in made:
        for part in completion.parts:
            choice = chosen.get(part.key)
            if choice and choice.choice < len(part.choices):
                yield sentence(part, choice)


def addendum(told: Sequence[str], *, stamp: str, name: str, reason: str = "") -> str:
    """Return an addendum.

    Args:
        told: Its sentences.
        stamp: Present date and time, with the zone.
        name: Its author; empty leaves a line to fill in.
        reason: Why it is made; empty takes a neutral one.
    """
    file = statement_file()
    return "\n".join((
        file.head.format(stamp=stamp), file.reason.format(reason=_one_line(reason).rstrip(".") or file.reason_given) + ".",
        *told, file.signed.format(name=_one_line(name) or OPEN_BLANK, stamp=stamp),
    ))  # fmt: skip


def counted(draft: str, made: Iterable[Completion], chosen: Mapping[str, Chosen]) -> str:
    """Return what of a draft counts when it is read with its report.

    A line that has a blank to fill in says nothing yet. The name below signs the addendum: it signs the report, or its
    interpretation, only where one of these is open and its author says that it is his.
    """
    lines = [line for line in draft.split("\n") if OPEN_BLANK[:2] not in line]
    open_to_him = {completion.gap.element for completion in made} & SIGNED
    told = {part.key: part for completion in made for part in completion.parts}
    his = any(
        told[key].choices[choice.choice].says == "given"
        for key, choice in chosen.items() if key in SIGNED and key in told and choice.choice < len(told[key].choices)
    )  # fmt: skip
    if open_to_him and not his:
        mark = statement_file().signed.partition("{")[0]
        lines = [line for line in lines if not line.startswith(mark)]
    return "\n".join(lines)


def open_blanks(draft: str) -> int:
    """Return how many sentences of a draft, its signature aside, have a blank to fill in."""
    mark = statement_file().signed.partition("{")[0]
    return sum(OPEN_BLANK[:2] in line for line in draft.split("\n") if not line.startswith(mark))


def _one_line(words: str) -> str:
    return " ".join(words.split())[:LONGEST_BLANK]


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
