"""The result for one encounter: its reports, one list of codes each traced to its reports, and findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from assistant.analysis import Analysis, Span, Status, code_name
from assistant.tables.edits import EditFinding
from assistant.tables.edits.finding import FindingKind

EncounterFindingKind: TypeAlias = (
    Literal[
        "other_day", "duplicate_study", "repeat_study", "same_service_twice", "base_in_other_report",
        "guidance_in_other_report", "contained_in_other_report", "imaging_twin", "arms_and_legs",
    ]
    | FindingKind
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodeSource:
    """Where a code comes from: report and study, and the words in that report (offsets in its characters)."""

    report: str
    study: str | None
    evidence: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the source in JSON types."""
        return {"report": self.report, "study": self.study, "evidence": [span.to_dict() for span in self.evidence]}


@dataclass(frozen=True, slots=True)
class EncounterCode:
    """A line of the encounter's list of codes; `sources` has one entry for each report that documents it."""

    code: str
    label: str
    units: int
    modifiers: tuple[str, ...]
    status: Status
    reason: str
    needs: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[CodeSource, ...]

    @property
    def name(self) -> str:
        """The code with its modifiers: 93971-RT."""
        return code_name(self.code, self.modifiers)

    @property
    def reports(self) -> tuple[str, ...]:
        """The ids of the reports that document the code."""
        return tuple(dict.fromkeys(source.report for source in self.sources))

    def to_dict(self) -> dict[str, Any]:
        """Return the line in JSON types."""
        return {
            "code": self.code, "label": self.label, "units": self.units, "modifiers": list(self.modifiers),
            "status": self.status, "reason": self.reason, "needs": list(self.needs), "notes": list(self.notes),
            "reports": list(self.reports), "sources": [source.to_dict() for source in self.sources],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class EncounterFinding:
    """One thing that several reports, or the codes of them together, give rise to.

    `reports` are the ids that it is about; `edit` is the finding of the edit tables behind it, None for others.
    """

    kind: EncounterFindingKind
    message: str
    codes: tuple[str, ...]
    reports: tuple[str, ...]
    edit: EditFinding | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the finding in JSON types; `edit` has verdict, indicator, reasons, source and vintage."""
        edit = self.edit.to_dict() if self.edit else None
        return {
            "kind": self.kind,
            "message": self.message,
            "codes": list(self.codes),
            "reports": list(self.reports),
            "edit": edit,
        }


@dataclass(frozen=True, slots=True)
class Encounter:
    """All reports of one patient and day.

    Attributes:
        id: How the encounter is named.
        day: The date of service, None where neither reports nor user tell it.
        members: The analyses of the reports, in the order given.
        codes: One list for the encounter: supported first, then waiting, then not reportable.
        findings: What stands between the reports and their codes.
        sources: The edit tables that were asked, by name and date.
    """

    id: str
    day: date | None
    members: tuple[Analysis, ...]
    codes: tuple[EncounterCode, ...]
    findings: tuple[EncounterFinding, ...]
    sources: tuple[str, ...]

    def with_status(self, status: Status) -> tuple[EncounterCode, ...]:
        """Return the codes that have `status`."""
        return tuple(code for code in self.codes if code.status == status)

    def to_dict(self) -> dict[str, Any]:
        """Return the encounter in JSON types; `members` are full analyses."""
        return {
            "encounter": {
                "id": self.id, "date_of_service": self.day.isoformat() if self.day else None,
                "reports": [member.id for member in self.members],
            },
            "codes": [code.to_dict() for code in self.codes],
            "findings": [finding.to_dict() for finding in self.findings],
            "sources": list(self.sources),
            "members": [member.to_dict() for member in self.members],
        }  # fmt: skip
