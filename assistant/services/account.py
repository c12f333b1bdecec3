"""The account of a report: its parts, the studies of each, and their candidate codes compared with each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assistant.analysis import Conflict
from assistant.coding.candidates import Candidate, find_candidates
from assistant.coding.comparison import compare
from assistant.coding.dating import date_codes
from assistant.language.layout import Reading
from assistant.studies.conflicts import find_conflicts
from assistant.studies.decision import UNDECIDED, Decision
from assistant.studies.detect import find_studies
from assistant.studies.evidence import Evidence, share_out
from assistant.studies.gates import Gates
from assistant.studies.parts import find_parts
from assistant.studies.scene import FoundStudy, ReportScene

PRESENT_YEAR = 2026
SIDES_DIFFER = "laterality_conflict"


@dataclass(slots=True)
class Account:
    """What a text was found to document: one list of studies for each of its reports, their codes, what is at odds."""

    scenes: list[ReportScene] = field(default_factory=list)
    parts: list[list[FoundStudy]] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def studies(self) -> list[FoundStudy]:
        """The studies of all parts, in the order of the text."""
        return [study for found in self.parts for study in found]


def scene_of(reading: Reading, gates: Gates, day: date | None, evidence: Evidence | None = None) -> ReportScene:
    """Return the scene of a report, or of the part of a text of which `evidence` is given."""
    year = day.year if day else PRESENT_YEAR
    return ReportScene(evidence or Evidence(reading), year, dict(gates.states))


def take_account(
    reading: Reading,
    gates: Gates,
    day: date | None,
    addenda: Iterable[Conflict] = (),
    decision: Decision = UNDECIDED,
) -> Account:
    """Return the account of a text.

    Args:
        reading: The text as the pipeline read it.
        gates: Its gate elements.
        day: The date of service, None for the present code set.
        addenda: What the addenda are at odds with; a side in dispute withholds the side modifiers.
        decision: Studies to take in and codes to leave out.
    """
    account = Account()
    unsure = any(conflict.kind == SIDES_DIFFER for conflict in addenda)
    parts = find_parts(reading)
    number = 1
    for (start, end), mentions in zip(parts, share_out(reading, parts), strict=True):
        scene = scene_of(reading, gates, day, Evidence(reading, start, end, mentions))
        found = find_studies(scene, number, decision)
        number += len(found)
        at_odds = find_conflicts(reading, found)
        disputed = unsure or any(conflict.kind == SIDES_DIFFER for conflict in at_odds)
        proposed = find_candidates(found, disputed, decision)
        compare(proposed, scene)
        date_codes(proposed, day)
        account.scenes.append(scene)
        account.parts.append(found)
        account.candidates += proposed
        account.conflicts += at_odds
    return account
