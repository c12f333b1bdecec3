"""The words that the pages use for the record's terms."""

from __future__ import annotations

from assistant.analysis import Analysis, Assertion, Side, Status, StructureState

STATUS_WORDS: dict[Status, str] = {
    "supported": "supported",
    "needs_documentation": "needs documentation",
    "not_reportable": "not reportable",
}
STRUCTURE_WORDS: dict[StructureState, str] = {
    "documented": "documented",
    "not_visualized": "not visualized, reason given",
    "not_seen_unexplained": "not visualized, no reason given",
    "absent": "absent",
    "missing": "not mentioned",
}
ELEMENT_WORDS = {
    "present": "documented",
    "not_documented": "not documented",
    "denied": "denied",
    "not_assessed": "not assessed",
    "conflicting": "conflicting",
}
ASSERTION_WORDS: dict[Assertion, str] = {
    "affirmed": "affirmed",
    "negated": "negated",
    "historical": "historical",
    "planned": "planned",
    "conditional": "conditional",
    "not_visualized": "not visualized",
}
SIDE_WORDS: dict[Side | None, str] = {"left": "left", "right": "right", "bilateral": "both sides", None: ""}

#: The kinds of mention: how each is called, in the order of the legend. The last takes every kind not named.
KIND_WORDS = {
    "LATERALITY": "side",
    "ANATOMY": "anatomy",
    "VESSEL": "vessel",
    "MODALITY": "modality",
    "MANEUVER": "maneuver",
    "IMAGE_STORAGE": "images kept",
    "FINDING": "finding",
    "PROCEDURE": "procedure",
    "OTHER": "other",
}
#: The kinds that codes rest on; the others are underlined when the reader asks for them.
MARKED_KINDS = ("LATERALITY", "ANATOMY", "VESSEL", "MODALITY", "MANEUVER", "IMAGE_STORAGE")


def element_label(analysis: Analysis, element: str) -> str:
    """Return what the reader calls a documentation element."""
    return analysis.element_label(element)


def plain(name: str) -> str:
    """Return an identifier as words."""
    return name.replace("_", " ").replace("-", " ")


def inside(words: str) -> str:
    """Return what begins with a capital as it stands inside a sentence: color Doppler."""
    return words[:1].lower() + words[1:]


def count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 place, 2 places."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
