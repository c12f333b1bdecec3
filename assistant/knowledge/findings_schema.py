"""The schema of `knowledge/findings/*.yaml`: words of statements, measures, structures and segments.

A phrase is written in lower case and matches in any case, token by token; `(a|b)` writes out a choice, `=SVT` is found
in exactly that case.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from assistant.analysis import Attribute, Side
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.acts_schema import Phrases
from assistant.knowledge.yaml_file import Strict, read_yaml

FINDINGS = KNOWLEDGE_FILES / "findings"
Unit = Literal["cm/s", "m/s", "mm", "cm", "mm2", "cm2", "s", "ms", "%", "mL/min", "mmHg", ""]


class StatementEntry(Strict):
    """Words that say one value of one attribute."""

    attribute: Attribute
    value: str
    denied: str | None = Field(default=None, description="the value where the words are denied")
    thing: bool = Field(default=False, description="something that is in a structure, not what a structure does")
    of: str | None = Field(default=None, description="the structure that is meant where none is named")
    onward: bool = Field(default=False, description="said of the structure that follows: \"could not see the SSV\"")
    system: Literal["vein", "artery"] | None = None
    procedures_only: bool = Field(default=False, description="words that tell it in the report of a procedure alone")
    qualified: dict[str, list[str]] = Field(
        default_factory=dict, description="the value with one of these words before it"
    )
    mentions: list[str] = Field(default_factory=list, description="concepts of the lexicon")
    not_words: list[str] = Field(default_factory=list, description="words of those concepts that do not say it")
    words: Phrases = Field(default_factory=list)


class Denials(Strict):
    """Words that deny a statement behind or before them, and those that a list of denied things goes on through."""

    before: Phrases
    after: Phrases
    affirm: list[str] = Field(description="words that end what a denial reaches: \"no thrombus and normal augmentation\"")
    untold: Phrases = Field(description="words behind a statement that take it back, so that nothing is said")
    through: Phrases


class StatementFile(Strict):
    """`statements.yaml`."""

    source: str
    says: list[StatementEntry]
    silent: Phrases
    healthy: Phrases
    denials: Denials
    before_qualifier: list[str] = Field(description="words between a thing and its age: \"clot in the vein looks old\"")
    opposites: Phrases = Field(description="words that deny again what was said last: \"CFV compresses, FV does not\"")
    repeats: Phrases = Field(description="words that say again what was said last: \"FV ditto\"")
    repeats_onward: Phrases = Field(description="those that say it of the structure behind them: \"as does the FV\"")
    as_other_side: Phrases = Field(description="words of a whole side that is as the other: \"Left leg: the same as above\"")
    from_outside: list[str] = Field(description="words for what presses upon a vessel that is seen from inside")
    studies: list[str] = Field(description="words of a study, behind which a thing and its colon are what was looked for")
    listed_normal: list[str] = Field(description="words before a list of what is well: \"normal flow and augmentation\"")
    head_nouns: list[str] = Field(description="words behind one of those that make another thing of it: \"flow imaging\"")
    joins_seen: list[str] = Field(description="words between a thing and whether it was seen: \"clot was not seen\"")
    diseases: list[str]
    nothing: Phrases
    inside: list[str]
    inside_labels: list[str]
    refluxing: list[str]
    punctures: list[str]
    aside: Phrases
    links: Phrases
    leads: Phrases
    leads_onto: Phrases
    excepting: list[str] = Field(description="words behind which a structure is taken out of what was said")
    reaching: Phrases
    landmarks: Phrases
    all_of_them: Phrases
    pronouns: Phrases
    stops: Phrases
    lost: list[str] = Field(description="words beside the side of a limb that is lost")


class MeasureEntry(Strict):
    """What one attribute is measured in, the unit of a number that has none, and the words for it."""

    units: list[Unit]
    bare: Unit | None = Field(default=None, description="the unit of a number that is told without one")
    of: dict[str, str] = Field(default_factory=dict, description="words that name the structure themselves, and which")
    or_of: str | None = Field(default=None, description="the structure of a table's rows that name only a level")
    words: Phrases


class MeasureFile(Strict):
    """`measures.yaml`."""

    source: str
    measures: dict[Attribute, MeasureEntry]
    by_unit: dict[str, Attribute]
    units: dict[Unit, list[str]]
    dilating: list[str] = Field(description="words before the size of a balloon: \"dilated to 16 mm\"")
    devices: list[str]
    compared: list[str]
    compared_beside: list[str]
    formerly: list[str]
    others: list[str]
    counted: list[str]
    farther: list[str]
    joins_velocity: list[str]
    ends_velocity: list[str]
    not_flow_back: list[str]
    positions: list[str]
    joins: list[str]
    limits: dict[str, Literal["<", ">"]]
    percent_limits: dict[str, Literal["<", ">"]]
    ranging: list[str] = Field(description="words before \"from\" and a range that is all measured")
    changing: list[str] = Field(description="words before \"from\" and a range of which only the end is")


class StructureFile(Strict):
    """`structures.yaml`."""

    source: str
    names: dict[str, list[str]]
    parts: dict[str, str]
    part_of: dict[str, list[str]]
    outflows: dict[str, str] = Field(description="the vein of an access by the words that name its kind")
    outflow: str = Field(description="the part of an access that this vein is")
    generic: list[str]
    lesions: dict[str, str]
    may_be_absent: list[str]
    crossing: list[str]
    directions: list[str]
    distances: list[str]
    ratio_of: dict[str, str]
    beside_carotid: list[str] = Field(description="arteries behind which a class of narrowing is not theirs")
    ends_of: dict[str, str]
    own_names: dict[str, str]
    own_names_of: dict[str, dict[str, str]] = Field(description="by concept: its words that name another structure")
    sides_of_words: dict[str, Side]
    in_transplant: dict[str, str]
    transplants: list[str]
    dialysis: list[str]
    short_for: dict[str, list[str]]
    row_names: dict[str, dict[str, str]]
    prose_names: list[str] = Field(description="those of `row_names` in small letters that name a structure in prose too")
    aliases: dict[str, dict[str, str]] = Field(description="by the concept that a text names: short words for structures")
    compressed_at: dict[str, str] = Field(description="veins by the places at which they are compressed: \"groin: compresses\"")
    never_pressed: list[str] = Field(description="veins that no probe closes")
    midline: list[str] = Field(description="those of these structures that have no side")
    behind_alias: list[str] = Field(description="words behind a short word that is one, beside what is said of it")
    origins: list[str] = Field(description="words before \"from\" and the vessel that another arises from")
    widths: list[str]
    accesses: list[str]
    grafts: list[str]
    explained: list[str] = Field(description="words of a bracket that parts no list: \"(duplicated in mid thigh)\"")
    plurals: dict[str, str]
    listing: list[str]
    joins: list[str]
    places: list[str]
    prefixes: list[str]
    organs: dict[str, Attribute]

    @model_validator(mode="after")
    def _parts_belong(self) -> StructureFile:
        """Refuse a part of which nothing says what it belongs to."""
        if lost := sorted(self.parts.keys() ^ self.part_of.keys()):
            raise ValueError(f"{', '.join(lost)}: write a part under `parts` and under `part_of`")
        return self


class SegmentFile(Strict):
    """`segments.yaml`."""

    source: str
    segments: dict[str, Phrases]
    at: list[str]


class HeadEntry(Strict):
    """Heads of a column or row of one attribute, and its values where a cell says only yes or no."""

    attribute: Attribute
    yes: str
    no: str | None = None
    system: Literal["vein", "artery"] | None = Field(default=None, description="of which vessels alone it is asked")
    words: Phrases


class MarkEntry(Strict):
    """What a mark says by itself."""

    attribute: Attribute
    value: str


class CellFile(Strict):
    """`cells.yaml`: heads of columns, and the marks in their cells."""

    source: str
    heads: list[HeadEntry]
    values: dict[Attribute, dict[str, list[str]]] = Field(description="marks that say a value by themselves")
    says_yes: list[str]
    says_no: list[str]
    denies: list[str] = Field(description="marks that say no in prose, where a cell leaves them for nothing")
    silent: list[str]
    alone: dict[str, dict[str, MarkEntry]] = Field(description="by the system of the table's structures")
    behind: dict[str, dict[str, MarkEntry]] = Field(description="words that stand alone behind a structure in prose")
    crosses: list[str]
    ditto: frozenset[str] = Field(description="marks for what stands above in the column")
    counted: frozenset[str] = Field(description="words behind a number that is counted, not measured")
    says_system: dict[str, str] = Field(description="words of a row's name that say vein or artery")
    measured: list[str] = Field(description="structures of rows that name only a measure")
    letter_heads: list[dict[str, Attribute]] = Field(description="sets of letters over columns, and what each measures")
    part_letters: dict[str, str] = Field(description="letters by which the name of a row tells a part of a vessel")
    vein_parts: dict[str, str] = Field(description="short words for parts of superficial veins, before a width")
    parted_veins: frozenset[str] = Field(description="the veins of which these are")
    told_by_marks: dict[str, list[Attribute]] = Field(description="of what the marks of cells stand in shorthand too, by system")
    separators: frozenset[str] = Field(description="what parts the items of a sentence in shorthand")
    fillers: frozenset[str] = Field(description="words in such a sentence that say nothing of a vessel")
    parts_of: dict[str, str] = Field(description="parts that only one structure has, and which")
    unpaired: list[str] = Field(description="those of these structures of which there is one")


class FindingKnowledge(NamedTuple):
    """All files of findings, each checked by itself."""

    statements: StatementFile
    measures: MeasureFile
    structures: StructureFile
    segments: SegmentFile
    cells: CellFile


@lru_cache(maxsize=1)
def finding_knowledge() -> FindingKnowledge:
    """Return the files of findings, checked.

    Raises:
        KnowledgeError: A file says what it may not.
    """
    return FindingKnowledge(
        statements=read_yaml(FINDINGS / "statements.yaml", StatementFile),
        measures=read_yaml(FINDINGS / "measures.yaml", MeasureFile),
        structures=read_yaml(FINDINGS / "structures.yaml", StructureFile),
        segments=read_yaml(FINDINGS / "segments.yaml", SegmentFile),
        cells=read_yaml(FINDINGS / "cells.yaml", CellFile),
    )
