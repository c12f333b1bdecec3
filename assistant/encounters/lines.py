"""The working form of an encounter's codes: one line a code and report, before repeats are joined."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.analysis import Analysis, Code, Side, Status, Study
from assistant.encounters.records import CodeSource, EncounterCode
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.code_registry import load_codes
from assistant.language.vocabulary import vocabulary
from assistant.studies.compiled import knowledge
from assistant.tables.edits import BilledCode

LIMBS = ("leg", "arm")
SIDE_OF: dict[str, Side] = {"RT": "right", "LT": "left"}
POINT_OF_CARE = "pocus"


class Line:
    """A code of one report, and what the other reports made of it."""

    __slots__ = (
        "area",
        "code",
        "label",
        "modifiers",
        "needs",
        "notes",
        "reason",
        "report",
        "rule",
        "side",
        "sources",
        "status",
        "study",
        "units",
    )

    def __init__(self, analysis: Analysis, code: Code) -> None:
        study = next((study for study in analysis.studies if study.id == code.study), None)
        self.code, self.label, self.units = code.code, code.label, code.units
        self.modifiers, self.needs, self.notes = list(code.modifiers), list(code.needs), list(code.notes)
        self.status: Status = code.status
        self.reason, self.rule = code.reason, code.rule
        self.report = analysis.id
        self.study = code.study
        self.area = area_of(study)
        self.side = _side(code, study)
        self.sources = [CodeSource(analysis.id, code.study, code.evidence)]

    @property
    def alive(self) -> bool:
        """Whether the code may still be reported."""
        return self.status != "not_reportable"

    @property
    def limb(self) -> str | None:
        """Leg or arm, where the study's area is one."""
        return next((limb for limb in LIMBS if limb in self.area.split()), None)

    @property
    def service(self) -> str | None:
        """The registry's sort of service."""
        entry = load_codes().get(self.code)
        return entry.service if entry else None

    def satisfy(self, element: str) -> None:
        """Take an element off what the code waits for."""
        self.needs.remove(element)
        if not self.needs:
            rule = knowledge().rule(self.rule)
            self.status, self.reason = "supported", rule.spec.reason if rule else self.reason

    def drop(self, reason: str) -> None:
        """Make the code not reportable."""
        self.status, self.reason, self.needs = "not_reportable", reason, []

    def billed(self) -> BilledCode:
        """Return the line as the edit check takes it."""
        return BilledCode(self.code, tuple(self.modifiers), self.units)

    def record(self) -> EncounterCode:
        """Return the finished line."""
        return EncounterCode(
            self.code, self.label, self.units, tuple(self.modifiers), self.status, self.reason, tuple(self.needs),
            tuple(dict.fromkeys(self.notes)), tuple(self.sources),
        )  # fmt: skip


def lines_of(analyses: Iterable[Analysis]) -> list[Line]:
    """Return one line for each code of each report that may be reported, in the order of the reports."""
    return [Line(analysis, code) for analysis in analyses for code in analysis.codes if code.status != "not_reportable"]


def apart(first: Line, second: Line) -> bool:
    """Whether two lines are on different sides or different limbs."""
    if {first.side, second.side} == {"left", "right"}:
        return True
    return bool(first.limb and second.limb and first.limb != second.limb)


def area_of(study: Study | None) -> str:
    """Return the area that a study examines, empty where its kind names none."""
    return _areas().get(study.kind, "") if study else ""


def at_bedside(analysis: Analysis) -> bool:
    """Whether a report calls itself a point-of-care study."""
    concepts = vocabulary().concepts
    return any(
        entity.assertion == "affirmed"
        and entity.concept in concepts
        and POINT_OF_CARE in concepts[entity.concept].groups
        for entity in analysis.entities
    )


@per_knowledge()
def _areas() -> dict[str, str]:
    return {compiled.spec.kind: compiled.spec.area for compiled in knowledge().studies}


def _side(code: Code, study: Study | None) -> Side | None:
    named = [SIDE_OF[modifier] for modifier in code.modifiers if modifier in SIDE_OF]
    return named[0] if len(named) == 1 else study.side if study else None
