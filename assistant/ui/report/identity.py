"""The labels after which a report names its patient and its day: by them a paste is told from an edit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assistant.knowledge.yaml_file import Strict, read_yaml

FILE = Path(__file__).with_name("identity.yaml")


class IdentityLabels(Strict):
    """Labels by what stands after them: the patient's name, a number, the date of birth, the date of the exam."""

    patient: tuple[str, ...]
    number: tuple[str, ...]
    born: tuple[str, ...]
    day: tuple[str, ...]


@cache
def identity_labels() -> dict[str, list[str]]:
    """Return the labels, the longer before the shorter that they hold, as the report view takes them.

    Raises:
        KnowledgeError: The file is malformed.
    """
    groups = read_yaml(FILE, IdentityLabels).model_dump()
    return {name: sorted(labels, key=len, reverse=True) for name, labels in groups.items()}
