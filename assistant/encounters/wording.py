"""The schema of encounter-findings.yaml: what is said of several reports of one day."""

from __future__ import annotations

from functools import cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

WORDING = KNOWLEDGE_FILES / "encounter-findings.yaml"


class EncounterMessages(Strict):
    """One sentence or two for each kind of finding; fields in braces are filled in where it is raised."""

    other_day: str
    duplicate_study: str
    point_of_care: str
    repeat_study: str
    same_service_twice: str
    base_in_other_report: str
    base_code_in_other_report: str
    guidance_in_other_report: str
    contained_in_other_report: str
    imaging_twin: str
    arms_and_legs: str


class EncounterNotes(Strict):
    """What is noted on a code."""

    base_found: str
    limbs: str
    apart: str
    repeated: str
    counted_once: str
    other_day: str


class EncounterWording(Strict):
    """The whole file."""

    source: str
    messages: EncounterMessages
    notes: EncounterNotes


@cache
def encounter_wording() -> EncounterWording:
    """Return the shipped wording; it is read once a process.

    Raises:
        KnowledgeError: The file breaks its schema.
    """
    return read_yaml(WORDING, EncounterWording)
