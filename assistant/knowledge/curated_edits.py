"""The curated procedure-to-procedure edits: which two codes of the registry Medicare does not pay side by side.

A dated excerpt of the official practitioner table, in our own form under edits/, one file per family of the first
code. It is what the assistant knows when the user has supplied no official table, and every use names its vintage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Literal, NamedTuple

from assistant.errors import KnowledgeError
from assistant.knowledge.code_registry import CodeText
from assistant.knowledge.yaml_file import Strict, read_yaml

FOLDER = Path(__file__).parent
EDITS = FOLDER / "edits"

Indicator = Literal[0, 1]
Rationale = Literal[
    "misuse", "usual-part", "coding-instruction", "one-or-other", "definition", "larger-service",
    "separate-procedure", "sequential", "anesthesia",
]  # fmt: skip


class RationaleFile(Strict):
    """The shape of edit_rationales.yaml: each rationale in one sentence of our own."""

    rationales: dict[Rationale, str]


class EditScope(Strict):
    """The shape of edit-scope.yaml: how far the shipped edits go.

    Attributes:
        source: Id of sources.yaml.
        in_full: Codes whose pairs with every other code were looked up.
        in_part: Codes of which only the pairs with those of `in_full` were looked up.
    """

    source: str
    in_full: frozenset[CodeText]
    in_part: frozenset[CodeText]

    def speaks_of(self, first: str, second: str) -> bool:
        """Return whether a pair that the edits do not hold is therefore no edit."""
        codes = {first, second}
        return codes.isdisjoint(self.in_part) or not codes.isdisjoint(self.in_full)


class PairNote(Strict):
    """What a coder should know of every pair of a first code of `column_1` with a second code of `column_2`."""

    column_1: tuple[CodeText, ...]
    column_2: tuple[CodeText, ...]
    note: str


class EditFamily(Strict):
    """The shape of one file of edits/.

    Attributes:
        family: The file's name: the family of the first codes.
        vintage: Day on which these pairs were in force.
        source: Id of sources.yaml.
        edits: First code, modifier indicator, rationale, second codes.
        notes: Remarks on pairs that are in `edits`.
    """

    family: str
    vintage: date
    source: str
    edits: dict[CodeText, dict[Indicator, dict[Rationale, tuple[CodeText, ...]]]]
    notes: tuple[PairNote, ...] = ()


@dataclass(frozen=True, slots=True)
class CuratedPair:
    """Two codes that are not paid side by side: the second is denied when both are billed.

    Attributes:
        column_1: The code that is paid.
        column_2: The code that is denied.
        modifier_indicator: 0 never both; 1 both with a modifier such as 59, if the record supports it.
        rationale: Why, in our own words.
        note: What a coder should know of this very pair, None where there is nothing to add.
        source: Id of sources.yaml.
        rationale_id: The rationale's name in edit_rationales.yaml.
    """

    column_1: str
    column_2: str
    modifier_indicator: Indicator
    rationale: str
    note: str | None
    source: str
    rationale_id: Rationale


class _Edit(NamedTuple):
    """What the files say of one pair; `CuratedPair` is built from it only when somebody asks."""

    indicator: Indicator
    rationale: Rationale
    source: str


class CuratedEdits:
    """All curated pairs.

    Attributes:
        vintage: Day on which the pairs were in force.
    """

    def __init__(self, families: Iterable[EditFamily], vintage: date, rationales: RationaleFile) -> None:
        self.vintage = vintage
        self._rationales = rationales.rationales
        self._edits: dict[tuple[str, str], _Edit] = {}
        self._notes: dict[tuple[str, str], str] = {}
        for family in families:
            self._edits.update(_pairs(family))
            for remark in family.notes:
                self._notes.update(dict.fromkeys(product(remark.column_1, remark.column_2), remark.note))

    def __len__(self) -> int:
        return len(self._edits)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Walk over every pair as (column 1 code, column 2 code)."""
        return iter(self._edits)

    def pair(self, column_1: str, column_2: str) -> CuratedPair | None:
        """Return the edit that pays `column_1` and denies `column_2`, None where there is none in this order."""
        edit = self._edits.get((column_1, column_2))
        if edit is None:
            return None
        note = self._notes.get((column_1, column_2))
        return CuratedPair(
            column_1, column_2, edit.indicator, self._rationales[edit.rationale], note, edit.source, edit.rationale
        )

    def between(self, first: str, second: str) -> CuratedPair | None:
        """Return the edit between two codes in whichever order it exists, None where there is none."""
        return self.pair(first, second) or self.pair(second, first)


@cache
def load_edit_scope() -> EditScope:
    """Return how far the shipped edits go; it is read once per process.

    Raises:
        KnowledgeError: The file breaks its schema.
    """
    return read_yaml(FOLDER / "edit-scope.yaml", EditScope)


@cache
def load_curated_edits() -> CuratedEdits:
    """Return the shipped edits; they are read once per process.

    Raises:
        KnowledgeError: A file breaks its schema, lists a pair twice, or is of another vintage than the rest.
    """
    return read_curated_edits(EDITS)


def read_curated_edits(folder: Path) -> CuratedEdits:
    """Return the edits of the family files in `folder`.

    Raises:
        KnowledgeError: A file breaks its schema, lists a pair twice, or is of another vintage than the rest.
    """
    files = {path: read_yaml(path, EditFamily) for path in sorted(folder.glob("*.yaml"))}
    if not files:
        raise KnowledgeError(folder, None, "holds no edit files (*.yaml)")
    vintage = next(iter(files.values())).vintage
    for path, family in files.items():
        if family.family != path.stem:
            raise KnowledgeError(path, None, f"family '{family.family}' must be the file's name, '{path.stem}'")
        if family.vintage != vintage:
            raise KnowledgeError(path, None, f"vintage {family.vintage} differs from {vintage} of the other files")
        fault = _fault(family)
        if fault:
            raise KnowledgeError(path, None, fault)
    return CuratedEdits(files.values(), vintage, read_yaml(FOLDER / "edit_rationales.yaml", RationaleFile))


def _pairs(family: EditFamily) -> dict[tuple[str, str], _Edit]:
    """Return the edits of one file by (column 1 code, column 2 code)."""
    return {
        (column_1, column_2): edit
        for column_1, by_indicator in family.edits.items()
        for indicator, by_rationale in by_indicator.items()
        for rationale, codes in by_rationale.items()
        for edit in [_Edit(indicator, rationale, family.source)]
        for column_2 in codes
    }


def _fault(family: EditFamily) -> str | None:
    """Return what one file says twice or of a pair that it does not hold, None where it is sound."""
    pairs = _pairs(family)
    listed = Counter(
        (column_1, column_2)
        for column_1, by_indicator in family.edits.items()
        for by_rationale in by_indicator.values()
        for codes in by_rationale.values()
        for column_2 in codes
    )
    twice = next((pair for pair, times in listed.items() if times > 1), None)
    if twice:
        return f"{twice[0]} with {twice[1]} is listed twice; keep one modifier indicator and one rationale"
    for remark in family.notes:
        for pair in product(remark.column_1, remark.column_2):
            if pair not in pairs:
                return f"a note is on {pair[0]} with {pair[1]}, which is no pair of this file"
    return None
