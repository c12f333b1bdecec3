"""The schema of `knowledge/acts/*.yaml`: the words of techniques, places, statuses and kinds of document.

A phrase is written in lower case and matches in any case, token by token; `(a|b)` writes out a choice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from assistant.analysis import ActStatus, DocumentKind, SectionKind, Side, Technique
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

ACTS = KNOWLEDGE_FILES / "acts"
Takes = Literal["exam", "list", "mode", "row", "target", "organ", "number", "side", "none"]
Reach = Literal["clause", "ahead", "behind", "forward", "backward", "sentence"]


def _balanced(phrases: list[str]) -> list[str]:
    """Refuse a phrase whose choice is not closed, or holds another: it would be found as something else, or never."""
    for phrase in phrases:
        marks = "".join(mark for mark in phrase if mark in "()")
        if marks.replace("()", ""):
            wrong = "holds a choice within a choice" if "((" in marks else "opens a choice that it does not close"
            raise ValueError(f"'{phrase}' {wrong}; write (a|b)")
    return phrases


Phrases = Annotated[list[str], AfterValidator(_balanced)]


class SignEntry(Strict):
    """Words that tell one or more techniques, and where their place is to be looked for."""

    acts: list[Technique]
    takes: Takes
    at: str | None = Field(default=None, description="the canonical place that the words name themselves")
    or_at: str | None = Field(default=None, description="the place that is meant where none is named")
    inherits: bool = Field(default=True, description="done where the text last named a place, if none stands near")
    result: bool = Field(default=False, description="a denial beside the words tells a finding")
    name: bool = Field(default=False, description="a procedure's name, which gives way to the telling of its steps")
    says: ActStatus | None = Field(default=None, description="the status that the words tell themselves")
    needs: list[str] = Field(default_factory=list, description="only in a text that mentions one of these")
    mentions: list[str] = Field(default_factory=list, description="concepts or groups of the lexicon")
    words: Phrases = Field(default_factory=list)


class TechniqueFile(Strict):
    """`techniques.yaml`."""

    source: str
    sonographic: list[Technique]
    by_sound: list[str]
    by_other_means: list[str]
    on_flow: list[str]
    signs: list[SignEntry]


class PlaceFile(Strict):
    """`places.yaml`."""

    source: str
    names: dict[str, list[str]]
    words: dict[str, Phrases]
    idioms: Phrases
    line_veins: dict[str, str]
    line_arteries: dict[str, str]
    not_alone: list[str]
    venous_lines: list[str]
    arterial_lines: list[str]
    regions: list[str]
    seen_from: dict[str, str]
    stands_for: dict[str, str]
    inside: dict[str, str]
    alike: dict[str, list[str]]
    wholes: dict[str, list[str]]
    guiding: list[str]
    quadrants: dict[str, Side]
    also: list[str]
    lesions: dict[str, dict[str, str]]
    fields: dict[str, Phrases]
    containers: list[str]
    covers: dict[str, list[str]]
    seen_whole: list[str]
    from_within: list[str]
    tips: list[str]
    route_before: list[str]
    route_after: list[str]
    ends_before: list[str]
    landmark_before: list[str]
    directions: list[str]
    later_before: list[str]
    disease_after: list[str]
    left_before: list[str]
    left_after: list[str]
    not_words: list[str]
    sideless: list[str]


class StatusCue(Strict):
    """Words that tell a status, and which acts of their sentence they speak of."""

    says: ActStatus
    reach: Reach
    within: int | None = Field(default=None, description="at most so many words away")
    over: bool = Field(default=False, description="stronger than a cue that stands nearer")
    unmeant: bool = Field(default=False, description="a denied intervention was not called off: nobody had meant to do it")
    opens: bool = Field(default=False, description="only where the words open their clause or line")
    words: Phrases


class StatusFile(Strict):
    """`status.yaml`."""

    source: str
    strength: list[ActStatus]
    by_document: dict[DocumentKind, ActStatus]
    interventions_by_document: dict[DocumentKind, ActStatus]
    by_zone: dict[SectionKind, ActStatus]
    from_assertion: dict[str, ActStatus]
    intended: list[Technique]
    dated_earlier: list[DocumentKind]
    past: list[str]
    results: list[str]
    deeds: list[str]
    people: list[str]
    studies: list[Technique]
    not_counted: dict[ActStatus, str]
    images_denied: str
    cues: list[StatusCue]


class DocumentFile(Strict):
    """`document.yaml`: words that are features of a text, and what a text calls itself."""

    source: str
    words: dict[str, list[str]]
    headings: dict[DocumentKind, Phrases]


class DocumentWeights(Strict):
    """`document-weights.yaml`: for each kind of document what a feature counts; `bias` counts always."""

    source: str
    weights: dict[DocumentKind, dict[str, float]]


@lru_cache(maxsize=1)
def act_files() -> tuple[TechniqueFile, PlaceFile, StatusFile, DocumentFile, DocumentWeights]:
    """Return the files of the package."""
    return (
        read_yaml(ACTS / "techniques.yaml", TechniqueFile),
        read_yaml(ACTS / "places.yaml", PlaceFile),
        read_yaml(ACTS / "status.yaml", StatusFile),
        read_yaml(ACTS / "document.yaml", DocumentFile),
        read_yaml(ACTS / "document-weights.yaml", DocumentWeights),
    )
