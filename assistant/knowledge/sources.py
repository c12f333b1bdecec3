"""The list of sources that knowledge files cite by id, and the age of the facts that ship."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.active import active
from assistant.knowledge.yaml_file import Strict, read_yaml

FOLDER = KNOWLEDGE_FILES


class Source(Strict):
    """Where a fact comes from.

    Attributes:
        title: Our own title for it.
        address: Its address, None where there is no document.
        as_of: The day that its facts are of, where it is one of a series that is published anew; else None.
    """

    title: str
    address: str | None = None
    as_of: date | None = None


class SourceFile(Strict):
    """The shape of sources.yaml."""

    sources: dict[str, Source]


class Vintages(Strict):
    """The shape of vintages.yaml: from when the shipped facts are.

    Attributes:
        present_code_set: Year of the code set that applies when a report has no date of service.
        reviewed_on: Day on which the codes were last compared with their sources.
        fee_schedule: Start of the quarter whose fee schedule the indicators come from.
        medically_unlikely_edits: Day from which the unit limits were in force.
        add_on_edits: Day of the add-on code file that the listed bases come from.
    """

    present_code_set: int
    reviewed_on: date
    fee_schedule: date
    medically_unlikely_edits: date
    add_on_edits: date


def load_sources() -> Mapping[str, Source]:
    """Return every source of the knowledge in use by its id."""
    return active().sources


@cache
def shipped_sources() -> Mapping[str, Source]:
    """Return the sources that ship, by id.

    Raises:
        KnowledgeError: sources.yaml breaks its schema.
    """
    return read_yaml(FOLDER / "sources.yaml", SourceFile).sources


@cache
def load_vintages() -> Vintages:
    """Return the age of the shipped facts.

    Raises:
        KnowledgeError: vintages.yaml breaks its schema.
    """
    return read_yaml(FOLDER / "vintages.yaml", Vintages)
