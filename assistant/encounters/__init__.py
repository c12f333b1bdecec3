"""Several reports of one patient and day: one list of codes, and what stands between them."""

from __future__ import annotations

from assistant.encounters.analyze import analyze_encounter, combine
from assistant.encounters.records import CodeSource, Encounter, EncounterCode, EncounterFinding
from assistant.encounters.together import members_together

__all__ = [
    "CodeSource",
    "Encounter",
    "EncounterCode",
    "EncounterFinding",
    "analyze_encounter",
    "combine",
    "members_together",
]
