"""What the codes of HL7 v2 messages and FHIR resources mean: `knowledge/documentation/messages.yaml` and its schema."""

from __future__ import annotations

import codecs
from functools import lru_cache
from typing import Literal

from pydantic import field_validator

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

WORDS = KNOWLEDGE_FILES / "documentation" / "messages.yaml"

ReportStatus = Literal["preliminary", "final", "corrected"]
Place = Literal["inpatient", "outpatient", "emergency", "office"]


class Codes(Strict):
    """What both standards tell by codes; the keys are explained in the file."""

    statuses: dict[ReportStatus, tuple[str, ...]]
    set_aside: dict[str, str]
    places: dict[str, Place]
    patient_numbers: tuple[str, ...]
    other_numbers: frozenset[str]

    def status_of(self, code: str) -> ReportStatus | Literal[""]:
        """Return how far a report with this code is; empty for a code that tells nothing."""
        return next((status for status, codes in self.statuses.items() if code in codes), "")


class Comments(Strict):
    """What stands above comments, and which comments are none."""

    orderer: str
    other: str
    reasons: frozenset[str]
    left_out: frozenset[str]


class MessageCodes(Codes):
    """The codes of HL7 v2."""

    reports: frozenset[str]
    withdrawals: frozenset[str]
    replacements: frozenset[str]
    tests: dict[str, str]
    takes_back: frozenset[str]
    character_sets: dict[str, str]
    comments: Comments

    @field_validator("character_sets")
    @classmethod
    def _codecs_there(cls, sets: dict[str, str]) -> dict[str, str]:
        for codec in sets.values():
            try:
                codecs.lookup(codec)
            except LookupError:
                raise ValueError(f"no codec is called '{codec}'") from None
        return sets


class ResourceCodes(Codes):
    """The codes of FHIR."""

    accession: frozenset[str]


class MessageWords(Strict):
    """The words file."""

    source: str
    hl7: MessageCodes
    fhir: ResourceCodes


@lru_cache(maxsize=1)
def message_words() -> MessageWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, MessageWords)
