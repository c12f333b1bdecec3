"""The schema of modifiers.yaml: what notes say of modifiers, and which codes take 52."""

from __future__ import annotations

from functools import cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.code_registry import CodeText
from assistant.knowledge.yaml_file import Strict, read_yaml

MODIFIERS = KNOWLEDGE_FILES / "modifiers.yaml"


class ReducedService(Strict):
    """Codes without a limited twin, the group of words that tell that the study was cut short, and the notes on 52."""

    codes: frozenset[CodeText]
    words: str
    note: str
    by_rule: str


class PairWording(Strict):
    """What is said of two codes with an edit between them; fields in braces are named in the file."""

    other_side: str
    sides_named: str
    other_limb: str
    own_section: str
    told_apart: str
    already: str
    not_shown: str
    one_reason: str
    never: str


class ModifierWording(Strict):
    """The whole file."""

    source: str
    reasons: dict[str, str]
    one_side_complete: str
    other_limb_again: str
    reduced: ReducedService
    pairs: PairWording
    units: str
    units_by: dict[int, str]
    units_appeal: str


@cache
def modifier_wording() -> ModifierWording:
    """Return the shipped wording; it is read once a process.

    Raises:
        KnowledgeError: The file breaks its schema.
    """
    return read_yaml(MODIFIERS, ModifierWording)
