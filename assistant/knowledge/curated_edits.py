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
from itertools import product, repeat
from pathlib import Path
from typing import Literal, NamedTuple

from assistant.errors import KnowledgeError
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.code_registry import CodeText
from assistant.knowledge.kept import hash_of, kept
from assistant.knowledge.yaml_file import Strict, read_yaml

FOLDER = KNOWLEDGE_FILES
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
        self._families = {column_1: family for family in families for column_1 in family.edits}
        self._edits: dict[str, dict[str, _Edit]] = {}  # by the first code, of those that were asked for

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Walk over every pair as (column 1 code, column 2 code)."""
        return ((column_1, column_2) for column_1 in self._families for column_2 in self._edits_of(column_1))

    def pair(self, column_1: str, column_2: str) -> CuratedPair | None:
        """Return the edit that pays `column_1` and denies `column_2`, None where there is none in this order."""
        edit = self._edits_of(column_1).get(column_2)
        if edit is None:
            return None
        notes = reversed(self._families[column_1].notes)
        note = next((one.note for one in notes if column_1 in one.column_1 and column_2 in one.column_2), None)
        return CuratedPair(
            column_1, column_2, edit.indicator, self._rationales[edit.rationale], note, edit.source, edit.rationale
        )

    def _edits_of(self, column_1: str) -> dict[str, _Edit]:
        """Return the edits that pay `column_1`, by the code that they deny."""
        if column_1 not in self._edits:
            family = self._families.get(column_1)
            self._edits[column_1] = dict(_edits(family, column_1)) if family else {}
        return self._edits[column_1]

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
    contents = [part for path in sorted(EDITS.glob("*.yaml")) for part in (path.name, path.read_bytes())]
    return _edits_with(kept("edits", hash_of(*contents), lambda: _families(EDITS)))


def read_curated_edits(folder: Path) -> CuratedEdits:
    """Return the edits of the family files in `folder`.

    Raises:
        KnowledgeError: A file breaks its schema, lists a pair twice, or is of another vintage than the rest.
    """
    return _edits_with(_families(folder))


def _edits_with(families: tuple[EditFamily, ...]) -> CuratedEdits:
    return CuratedEdits(families, families[0].vintage, read_yaml(FOLDER / "edit_rationales.yaml", RationaleFile))


def _families(folder: Path) -> tuple[EditFamily, ...]:
    """Return the content of the family files in `folder`, checked as a whole (see `read_curated_edits`)."""
    files = {path: read_yaml(path, EditFamily) for path in sorted(folder.glob("*.yaml"))}
    if not files:
        raise KnowledgeError(folder, None, "holds no edit files (*.yaml)")
    vintage = next(iter(files.values())).vintage
    home: dict[str, str] = {}
    for path, family in files.items():
        if family.family != path.stem:
            raise KnowledgeError(path, None, f"family '{family.family}' must be the file's name, '{path.stem}'")
        if family.vintage != vintage:
            raise KnowledgeError(path, None, f"vintage {family.vintage} differs from {vintage} of the other files")
        away = next((f"{code} has its edits in {home[code]}" for code in family.edits if code in home), None)
        if fault := _fault(family) or away:
            raise KnowledgeError(path, None, fault)
        home.update(dict.fromkeys(family.edits, path.name))
    return tuple(files.values())


def _edits(family: EditFamily, column_1: str) -> Iterator[tuple[str, _Edit]]:
    """Yield the second codes of a first code of one file, each with what the file says of the pair."""
    for indicator, by_rationale in family.edits[column_1].items():
        for rationale, codes in by_rationale.items():
            yield from zip(codes, repeat(_Edit(indicator, rationale, family.source)))


def _fault(family: EditFamily) -> str | None:
    """Return what one file says twice or of a pair that it does not hold, None where it is sound."""
    listed = Counter((column_1, column_2) for column_1 in family.edits for column_2, _ in _edits(family, column_1))
    twice = next((pair for pair, times in listed.items() if times > 1), None)
    if twice:
        return f"{twice[0]} with {twice[1]} is listed twice; keep one modifier indicator and one rationale"
    for remark in family.notes:
        for pair in product(remark.column_1, remark.column_2):
            if pair not in listed:
                return f"a note is on {pair[0]} with {pair[1]}, which is no pair of this file"
    return None
