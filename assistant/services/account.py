"""The account of a report: its parts, the studies of each, and their candidate codes compared with each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.analysis import Conflict
from assistant.coding.candidates import Candidate, find_candidates
from assistant.coding.comparison import compare
from assistant.coding.dating import date_codes
from assistant.studies.conflicts import find_conflicts
from assistant.studies.decision import UNDECIDED, Decision
from assistant.studies.detect import find_studies
from assistant.studies.evidence import Evidence, share_out
from assistant.studies.gates import ReadReport
from assistant.studies.parts import find_parts
from assistant.studies.scene import FoundStudy, ReportScene

PRESENT_YEAR = 2026
SIDES_DIFFER = "laterality_conflict"


@dataclass(slots=True)
class Account:
    """What a text was found to document: one list of studies for each of its reports, their codes, what is at odds.

    `disputed` tells of each report whether its sides are in dispute.
    """

    scenes: list[ReportScene] = field(default_factory=list)
    parts: list[list[FoundStudy]] = field(default_factory=list)
    disputed: list[bool] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def studies(self) -> list[FoundStudy]:
        """The studies of all parts, in the order of the text."""
        return [study for found in self.parts for study in found]


def scene_of(report: ReadReport, evidence: Evidence | None = None) -> ReportScene:
    """Return the scene of a report, or of the part of a text of which `evidence` is given."""
    year = report.day.year if report.day else PRESENT_YEAR
    evidence = evidence or Evidence(report.reading, findings=report.findings)
    return ReportScene(evidence, year, dict(report.gates.states))


def take_account(
    report: ReadReport,
    addenda: Iterable[Conflict] = (),
    decision: Decision = UNDECIDED,
    before: Account | None = None,
) -> Account:
    """Return the account of a text.

    Args:
        report: The text as it was read.
        addenda: What the addenda are at odds with; a side in dispute withholds the side modifiers.
        decision: Studies to take in and codes to leave out.
        before: The account of the same text without a decision, whose evidence and studies are taken over.
    """
    if before is None or decision.added:
        account = _with_studies(report, addenda, decision, before.scenes if before else ())
    else:
        account = _taken_over(before)
    for scene, found, disputed in zip(account.scenes, account.parts, account.disputed, strict=True):
        proposed = find_candidates(found, disputed, decision)
        compare(proposed, scene)
        date_codes(proposed, report.day)
        account.candidates += proposed
    return account


def _with_studies(
    report: ReadReport, addenda: Iterable[Conflict], decision: Decision, before: Sequence[ReportScene]
) -> Account:
    """Return an account with its studies and what is at odds in them; the evidence is that of the scenes `before`, if any."""
    account, reading = Account(), report.reading
    unsure = any(conflict.kind == SIDES_DIFFER for conflict in addenda)
    number = 1
    for evidence in [scene.evidence for scene in before] or _evidence_of_parts(report):
        scene = scene_of(report, evidence)
        found = find_studies(scene, number, decision)
        number += len(found)
        at_odds = find_conflicts(reading, found)
        account.scenes.append(scene)
        account.parts.append(found)
        account.disputed.append(unsure or any(conflict.kind == SIDES_DIFFER for conflict in at_odds))
        account.conflicts += at_odds
    return account


def _evidence_of_parts(report: ReadReport) -> list[Evidence]:
    reading = report.reading
    parts = find_parts(reading)
    shares = zip(parts, share_out(reading, parts), strict=True)
    return [Evidence(reading, start, end, mentions, findings=report.findings) for (start, end), mentions in shares]


def _taken_over(before: Account) -> Account:
    """Return an account with the same studies, of which nothing is coded yet."""
    account = Account(conflicts=before.conflicts, disputed=before.disputed)
    for scene, found in zip(before.scenes, before.parts, strict=True):
        uncoded = replace(scene, codes=set(), states={})
        account.scenes.append(uncoded)
        account.parts.append([replace(study, report=uncoded, own=None) for study in found])
    return account
