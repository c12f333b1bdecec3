"""The rows of the official tables, one type a table kind: what every layout is read into.

Dates are days in force, both ends included; None in `deleted` means still active, None in `effective` means that
the source does not say (the plain subset layout drops it).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple, TypeAlias

Setting: TypeAlias = Literal["practitioner", "hospital"]
Indicator: TypeAlias = Literal["0", "1", "9"]


class Kind(StrEnum):
    """The kinds of table that can be imported; the values are the names that `--kind` takes."""

    PTP = "ptp"
    MUE = "mue"
    AOC = "aoc"
    RVU = "rvu"
    DESCRIPTORS = "descriptors"


#: What a user reads for each kind.
TITLES: dict[Kind, str] = {
    Kind.PTP: "NCCI PTP edits",
    Kind.MUE: "MUE table",
    Kind.AOC: "add-on code file",
    Kind.RVU: "fee schedule relative values",
    Kind.DESCRIPTORS: "licensee's descriptors",
}

#: Kinds that CMS publishes once for practitioners and once for outpatient hospitals.
KINDS_WITH_SETTING = frozenset({Kind.PTP, Kind.MUE})


class PtpRow(NamedTuple):
    """One episode of a procedure-to-procedure edit; column 2 is denied when both codes are billed together."""

    column_1: str
    column_2: str
    effective: date | None
    deleted: date | None
    indicator: str
    rationale: str


class MueRow(NamedTuple):
    """The most units of one code that are payable; `adjudication` is 1 (line), 2 or 3 (date of service)."""

    code: str
    units: int
    adjudication: int
    rationale: str


class AddOnRow(NamedTuple):
    """One primary code of an add-on code; `primary` CCCCC means that the contractor decides."""

    add_on: str
    primary: str
    edit_type: int
    effective: date | None
    deleted: date | None


class FeeRow(NamedTuple):
    """The payment policy indicators of one code and modifier (empty, 26, TC or 53) in the fee schedule."""

    code: str
    modifier: str
    status: str
    work_rvu: float | None
    pctc: str
    global_days: str
    multiple: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str
    supervision: str
    imaging_family: str


class DescriptorRow(NamedTuple):
    """A descriptor that the licensee may display for a code."""

    code: str
    descriptor: str


TableRow: TypeAlias = PtpRow | MueRow | AddOnRow | FeeRow | DescriptorRow
