"""The code registry: what each procedure code is, when it is in force, and what the official tables say of it.

The facts are in codes/, one YAML file per family; labels there are our own words, never the licensed descriptors.
Indicators are those of the Medicare fee schedule and unit limits those of its edit tables, of the days that
vintages.yaml names. Tables that the user supplies take precedence over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assistant.errors import KnowledgeError
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.kept import hash_of, kept
from assistant.knowledge.sources import Vintages, load_vintages, shipped_sources
from assistant.knowledge.yaml_file import Strict, read_yaml

CODES = KNOWLEDGE_FILES / "codes"

CodeText = Annotated[str, Field(pattern=r"^[0-9A-Z]\d{3}[0-9A-Z]$")]
CodeOrRange = Annotated[str, Field(pattern=r"^([0-9A-Z]\d{3}[0-9A-Z]|\d{5}-\d{5})$")]
Service = Literal[
    "diagnostic ultrasound", "test without images", "guidance", "intravascular imaging", "contrast imaging",
    "nuclear imaging", "catheterization", "intervention", "needle procedure", "adjunct", "device", "unlisted",
]  # fmt: skip
Tag = Literal[
    "screening", "follow-up", "component", "monitoring", "intraoperative", "category III",
    "supervision and interpretation", "hospital outpatient", "films contained",
]  # fmt: skip
Unit = Literal[
    "study", "both sides", "one side or limited", "one or both sides", "side", "eye", "extremity", "leg", "joint",
    "site", "organ", "lesion", "vessel", "vascular family", "major coronary artery", "fetus", "pregnancy", "encounter",
    "dialysis access", "access site", "graft", "line",
]  # fmt: skip
Relation = Literal[
    "complete", "limited", "unilateral", "bilateral", "initial", "additional", "follow-up", "with imaging",
    "without imaging", "with Doppler", "without Doppler", "with ECG", "without ECG",
]  # fmt: skip


class CodeSet:
    """Codes that a file names one by one or by ranges ("99281-99285"), which hold codes of five characters."""

    __slots__ = ("_ranges", "_single")

    def __init__(self, patterns: Iterable[str]) -> None:
        patterns = tuple(patterns)
        self._single = frozenset(patterns)
        self._ranges = tuple(pattern.partition("-")[::2] for pattern in patterns if "-" in pattern)

    def __contains__(self, code: str) -> bool:
        if code in self._single:
            return True
        return len(code) == 5 and any(first <= code <= last for first, last in self._ranges)

    def among(self, codes: Set[str]) -> Set[str]:
        """Return those of the codes that are of the set."""
        return {code for code in codes if code in self} if self._ranges else codes & self._single


class FeeSchedule(Strict):
    """Indicators of the Medicare fee schedule.

    Attributes:
        status: Payment status letter: A active, B bundled, C priced by the contractor, N not covered, R restricted.
        pc_tc: 1 splits into professional (26) and technical (TC) parts; 0 is a physician service; 2 professional
            only; 3 technical only; 4 never split; 9 the split does not apply.
        global_days: 000, 010, 090 days; XXX none; YYY set by the contractor; ZZZ belongs to a base code.
        bilateral: 0 no extra payment for a second side; 1 modifier 50 pays 150 %; 2 already bilateral;
            3 each side in full; 9 does not apply.
        bilateral_26: The same of the professional part, where its own row differs; None where it does not.
    """

    status: str = Field(pattern=r"^[A-Z]$")
    pc_tc: int = Field(ge=0, le=9)
    global_days: Literal["000", "010", "090", "XXX", "YYY", "ZZZ"]
    bilateral: Literal[0, 1, 2, 3, 9]
    bilateral_26: Literal[0, 1, 2, 3, 9] | None = None


class UnitLimit(Strict):
    """The most units that Medicare believes of one clinician, patient and day.

    Attributes:
        practitioner: Units on a practitioner's claim.
        hospital: Units on an outpatient hospital's claim where they differ; None where they are the same.
        mai: 1 judged by claim line, 2 by day and absolute, 3 by day and open to appeal.
    """

    practitioner: int = Field(ge=0)
    hospital: int | None = Field(default=None, ge=0)
    mai: Literal[1, 2, 3]

    def units(self, setting: Literal["practitioner", "hospital"]) -> int:
        """Return the limit on the claims of a setting."""
        return self.practitioner if setting == "practitioner" or self.hospital is None else self.hospital


class CodeEntry(Strict):
    """One code of the registry.

    Attributes:
        label: What the code is, in our own words.
        service: What sort of service it is.
        tags: Further marks of the service.
        extent: Whether the code claims a complete or a limited study; None where no such pair exists.
        unit: What one unit of the code covers.
        valid_from, valid_to: First and last day in force; None where the registry knows of no end on that side.
        dates_uncertain: The dates need checking.
        predecessors, successors: Codes that this one replaced, and codes that replaced it.
        fee_schedule: Indicators, None where the code was not in that schedule.
        mue: Unit limit, None where none was published.
        counterpart: The twin code by what sets it apart from this one.
        includes_imaging_guidance: Whether the code contains the imaging; None where the question does not arise.
        imaging_included_from: Day from which it does, where the code is older than that.
        includes_ivus: Whether the code contains intravascular ultrasound.
        add_on: Whether the code can only go with a base code.
        base_list: "closed": only the bases given; "open": the contractor decides; None where not known.
        bases: Base codes of the official add-on table, single or as inclusive ranges.
        bases_expected: Bases that follow from the code's meaning, or that contractors commonly accept, and that the
            official table of the vintage does not list.
        note: What a coder should know, in one or two sentences.
        sources: Ids of sources.yaml.
    """

    code: CodeText
    label: str = Field(min_length=3, max_length=70)
    service: Service
    tags: tuple[Tag, ...] = ()
    extent: Literal["complete", "limited"] | None = None
    unit: Unit | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    dates_uncertain: bool = False
    predecessors: tuple[CodeText, ...] = ()
    successors: tuple[CodeText, ...] = ()
    fee_schedule: FeeSchedule | None = None
    mue: UnitLimit | None = None
    counterpart: dict[Relation, CodeText] = Field(default_factory=dict)
    includes_imaging_guidance: bool | None = None
    imaging_included_from: date | None = None
    includes_ivus: bool = False
    add_on: bool = False
    base_list: Literal["closed", "open"] | None = None
    bases: tuple[CodeOrRange, ...] = ()
    bases_expected: tuple[CodeOrRange, ...] = ()
    note: str | None = None
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"{self.code}: valid_from {self.valid_from} is after valid_to {self.valid_to}")
        if self.successors and not self.valid_to:
            raise ValueError(f"{self.code}: has successors but no valid_to")
        if not self.add_on and (self.base_list or self.bases or self.bases_expected):
            raise ValueError(f"{self.code}: has bases but no 'add_on: true'")
        if self.imaging_included_from and not self.includes_imaging_guidance:
            raise ValueError(f"{self.code}: imaging_included_from needs 'includes_imaging_guidance: true'")
        return self

    @property
    def status(self) -> str | None:
        """Payment status letter, None where the code is not in the fee schedule."""
        return self.fee_schedule.status if self.fee_schedule else None

    @property
    def pc_tc(self) -> int | None:
        """Professional and technical split indicator, None where the code is not in the fee schedule."""
        return self.fee_schedule.pc_tc if self.fee_schedule else None

    @property
    def global_days(self) -> str | None:
        """Global period, None where the code is not in the fee schedule."""
        return self.fee_schedule.global_days if self.fee_schedule else None

    @property
    def bilateral(self) -> int | None:
        """Bilateral indicator, None where the code is not in the fee schedule."""
        return self.fee_schedule.bilateral if self.fee_schedule else None

    def in_force_on(self, day: date) -> bool:
        """Return whether the code may be reported for a service on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def base_support(self, base: str) -> Literal["listed", "expected"] | None:
        """Return how well `base` is known as a base of this add-on: in the official table, expected, or not at all."""
        if _contains(self.bases, base):
            return "listed"
        return "expected" if _contains(self.bases_expected, base) else None


class CodeFamily(Strict):
    """The shape of one file of codes/; `family` repeats the file's name."""

    family: str
    title: str
    codes: tuple[CodeEntry, ...]


class CodeRegistry(Mapping[str, CodeEntry]):
    """All codes, by code. Days in its questions are dates of service; None means no date is known: the present.

    Attributes:
        families: Code to the name of the family file that holds it.
        vintages: The age of the facts.
    """

    def __init__(self, families: Iterable[CodeFamily], vintages: Vintages) -> None:
        self.vintages = vintages
        self.families: dict[str, str] = {}
        self._entries: dict[str, CodeEntry] = {}
        for family in families:
            for entry in family.codes:
                self._entries[entry.code] = entry
                self.families[entry.code] = family.family

    def __getitem__(self, code: str) -> CodeEntry:
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def valid_on(self, code: str, day: date | None) -> bool:
        """Return whether `code` was in force on `day`.

        Raises:
            KeyError: The registry does not know the code, so that nothing can be said of it.
        """
        return self[code].in_force_on(day or self.vintages.reviewed_on)

    def successor_on(self, code: str, day: date | None) -> tuple[str, ...]:
        """Return the codes in force on `day` that replaced `code`; empty while `code` itself is in force.

        Raises:
            KeyError: The registry does not know the code.
        """
        return self._replacements(code, day or self.vintages.reviewed_on, "successors")

    def predecessor_on(self, code: str, day: date | None) -> tuple[str, ...]:
        """Return the codes in force on `day` that `code` later replaced; empty while `code` itself is in force.

        Raises:
            KeyError: The registry does not know the code.
        """
        return self._replacements(code, day or self.vintages.reviewed_on, "predecessors")

    def code_set_label(self, day: date | None) -> str:
        """Return the name of the code set that applies on `day`, with the reason where it is not that day's own."""
        present = self.vintages.present_code_set
        if day is None:
            return f"CPT {present} (no date of service: the present set)"
        if day.year > present:
            return f"CPT {present} (date of service in {day.year}: the latest set known)"
        return f"CPT {day.year}"

    def _replacements(self, code: str, day: date, direction: Literal["predecessors", "successors"]) -> tuple[str, ...]:
        entry = self[code]
        if entry.in_force_on(day):
            return ()
        found: list[str] = []
        for neighbor in getattr(entry, direction):
            found += [neighbor] if self[neighbor].in_force_on(day) else self._replacements(neighbor, day, direction)
        return tuple(dict.fromkeys(found))


@cache
def load_codes() -> CodeRegistry:
    """Return the shipped registry; it is read once per process.

    Raises:
        KnowledgeError: A file breaks its schema, or an entry names a code or source that does not exist.
    """
    contents = [part for path in sorted(CODES.glob("*.yaml")) for part in (path.name, path.read_bytes())]
    families = kept("codes", hash_of(*shipped_sources(), *contents), lambda: _families(CODES))
    return CodeRegistry(families, load_vintages())


def read_codes(folder: Path) -> CodeRegistry:
    """Return the registry of the family files in `folder`.

    Raises:
        KnowledgeError: A file breaks its schema, or an entry names a code or source that does not exist.
    """
    return CodeRegistry(_families(folder), load_vintages())


def _families(folder: Path) -> tuple[CodeFamily, ...]:
    """Return the content of the family files in `folder`, checked as a whole (see `read_codes`)."""
    files = {path: read_yaml(path, CodeFamily) for path in sorted(folder.glob("*.yaml"))}
    if not files:
        raise KnowledgeError(folder, None, "holds no code files (*.yaml)")
    registry = CodeRegistry(files.values(), load_vintages())
    seen: set[str] = set()
    for path, family in files.items():
        if family.family != path.stem:
            raise KnowledgeError(path, None, f"family '{family.family}' must be the file's name, '{path.stem}'")
        for entry in family.codes:
            fault = _fault(entry, registry) or (f"'{entry.code}' is defined twice" if entry.code in seen else None)
            if fault:
                raise KnowledgeError(path, _line_of(path, entry.code), fault)
            seen.add(entry.code)
    return tuple(files.values())


def _fault(entry: CodeEntry, registry: CodeRegistry) -> str | None:
    """Return what `entry` says that the rest of the knowledge contradicts, None where it agrees."""
    for name in (*entry.predecessors, *entry.successors, *entry.counterpart.values()):
        if name not in registry or name == entry.code:
            return f"'{entry.code}' names '{name}', which is no other code of the registry"
    for name in entry.predecessors:
        if entry.code not in registry[name].successors:
            return f"'{entry.code}' names '{name}' as predecessor; add '{entry.code}' to the successors of '{name}'"
    for name in entry.successors:
        end = registry[name].valid_to
        if end and entry.valid_to and end <= entry.valid_to:
            return f"'{entry.code}' names '{name}' as successor, which ended no later than itself"
    for name in entry.sources:
        if name not in shipped_sources():
            return f"'{entry.code}' cites source '{name}', which is not in sources.yaml"
    return None


def _line_of(path: Path, code: str) -> int | None:
    """Return the last line of `path` that opens the entry of `code`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return max((number for number, line in enumerate(lines, 1) if line.startswith(f"- code: '{code}'")), default=None)


def _contains(codes: tuple[str, ...], code: str) -> bool:
    """Return whether `code` is one of `codes` or lies in one of their ranges of five-digit codes."""
    return any(code == item or ("-" in item and code.isdigit() and item[:5] <= code <= item[6:]) for item in codes)
