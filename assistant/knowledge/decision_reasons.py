"""The schema of worklist/reasons.yaml: why somebody decides otherwise than the tool, and what came of a question."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import Field

from assistant.errors import KnowledgeFaults
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.sources import shipped_sources
from assistant.knowledge.yaml_file import Strict, read_document, validated

FILE = KNOWLEDGE_FILES / "worklist" / "reasons.yaml"

#: The decisions for which a reason is asked.
Reasoned: TypeAlias = Literal["reject_code", "change_code", "add_code", "dismiss_gap"]


class Reason(Strict):
    """A reason, or an outcome: how people read it, whether words must stand beside it, and where it comes from."""

    label: str = Field(min_length=3, max_length=50)
    words: bool = False
    source: str | None = None


class ReasonFile(Strict):
    """The whole file, each part in the order in which it is offered."""

    reasons: Mapping[Reasoned, Mapping[str, Reason]]
    outcomes: Mapping[str, Reason]


@cache
def decision_reasons() -> ReasonFile:
    """Return the reasons; they are read once a process.

    Raises:
        KnowledgeError: The file breaks its schema, or names a source that sources.yaml does not have.
    """
    return read_reasons(FILE)


def read_reasons(path: Path) -> ReasonFile:
    """Read a file of reasons; see `decision_reasons`."""
    document = read_document(path)
    file = validated(document, ReasonFile)
    faults = [
        document.fault(("reasons", what, key, "source"), f"there is no source '{reason.source}' in sources.yaml")
        for what, reasons in file.reasons.items()
        for key, reason in reasons.items()
        if reason.source and reason.source not in shipped_sources()
    ]
    if faults:
        raise KnowledgeFaults(faults)
    return file


def reason_label(key: str) -> str:
    """Return what people read for a reason or an outcome; one that no file knows any more is its key."""
    file = decision_reasons()
    every = [*file.reasons.values(), file.outcomes]
    return next((reasons[key].label for reasons in every if key in reasons), key.replace("_", " "))
