"""The schema of `knowledge/documentation/elements.yaml`: the elements of a report and how one sees them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.active import active
from assistant.knowledge.service_schema import Condition
from assistant.knowledge.yaml_file import Strict

ELEMENTS = KNOWLEDGE_FILES / "documentation" / "elements.yaml"


class ElementEntry(Strict):
    """One documentation element.

    `present` and `denied` are conditions over the text (CONTRIBUTING.md explains them); an element without them is judged
    by a mechanism of its own (dates, signature, ledger). `section` is where the words would belong.
    """

    label: str
    topic: str
    section: str
    severity: Literal["required", "recommended"] = "recommended"
    present: Condition = Field(default_factory=list)
    denied: Condition = Field(default_factory=list)
    moot: Condition = Field(default_factory=list, description="where this holds the element cannot be asked for")
    evidence: list[str] = Field(default_factory=list)
    missing: str
    missing_of: str = Field(
        default="", pattern=r"^$|\{structures\}", description="the same, where the study describes structures that it would be told of"
    )
    denied_message: str = ""
    why: str
    source: str


class UnseenWords(Strict):
    """Words by which a report says why nothing was seen of a structure or a side; each list is explained in the file."""

    reasons: frozenset[str]
    obstacles: frozenset[str]
    absent: frozenset[str]
    unexamined: frozenset[str]
    excuses: frozenset[str]


class ElementFile(Strict):
    """The elements file."""

    source: str
    unseen: UnseenWords
    elements: dict[str, ElementEntry]


def element_file() -> ElementFile:
    """Return the documentation elements of the knowledge in use."""
    return active().elements
