"""Looks up rows that every complete table holds, to show that an import is the table that it should be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from assistant.knowledge.code_registry import CodeText
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.tables.lookup import OfficialTables
from assistant.tables.rows import Indicator, Kind, Setting
from assistant.tables.store import Vintage

PATH = Path(__file__).with_name("anchors.yaml")


class PtpAnchor(Strict):
    """An edit that is in force in every table."""

    column_1: CodeText
    column_2: CodeText
    indicator: Indicator


class FeeAnchor(Strict):
    """Indicators of a code; None is not looked at."""

    bilateral: str | None = None
    pctc: str | None = None
    global_days: str | None = None


class Anchors(Strict):
    """The shape of anchors.yaml."""

    ptp: dict[Setting, tuple[PtpAnchor, ...]]
    mue: dict[Setting, dict[CodeText, int]]
    aoc: dict[CodeText, CodeText]
    rvu: dict[CodeText, FeeAnchor]


class AnchorResult(NamedTuple):
    """One row looked up: what was expected, and what the table holds (None: no such row)."""

    vintage: Vintage
    row: str
    expected: str
    found: str | None

    @property
    def state(self) -> Literal["agrees", "differs", "absent"]:
        """Whether the table holds the row as expected, otherwise, or not at all."""
        if self.found is None:
            return "absent"
        return "agrees" if self.found == self.expected else "differs"


@cache
def load_anchors() -> Anchors:
    """Return the shipped anchor rows.

    Raises:
        KnowledgeError: The file breaks its schema.
    """
    return read_yaml(PATH, Anchors)


def verify_tables(tables: OfficialTables) -> list[AnchorResult]:
    """Return one result for each anchor row of each imported table; descriptors have none.

    Raises:
        TableError: A table cannot be read.
    """
    checks = {Kind.PTP: _verify_pairs, Kind.MUE: _verify_units, Kind.AOC: _verify_add_ons, Kind.RVU: _verify_fees}
    return [
        result
        for vintage in tables.vintages()
        if vintage.kind in checks
        for result in checks[vintage.kind](tables, vintage)
    ]


def _verify_pairs(tables: OfficialTables, vintage: Vintage) -> Iterator[AnchorResult]:
    setting = vintage.setting or "practitioner"
    for anchor in load_anchors().ptp[setting]:
        pairs = tables.pairs([anchor.column_1, anchor.column_2], vintage.effective, setting)
        found = next((pair.indicator for pair in pairs if pair.column_1 == anchor.column_1), None)
        yield AnchorResult(vintage, f"{anchor.column_1} > {anchor.column_2} indicator", anchor.indicator, found)


def _verify_units(tables: OfficialTables, vintage: Vintage) -> Iterator[AnchorResult]:
    setting = vintage.setting or "practitioner"
    for code, units in load_anchors().mue[setting].items():
        mue = tables.mue(code, vintage.effective, setting)
        yield AnchorResult(vintage, f"{code} units", str(units), str(mue.units) if mue else None)


def _verify_add_ons(tables: OfficialTables, vintage: Vintage) -> Iterator[AnchorResult]:
    for add_on, primary in load_anchors().aoc.items():
        bases = tables.bases(add_on, vintage.effective)
        found = primary if bases and primary in bases.primaries else None
        yield AnchorResult(vintage, f"{add_on} primary code", primary, found)


def _verify_fees(tables: OfficialTables, vintage: Vintage) -> Iterator[AnchorResult]:
    for code, anchor in load_anchors().rvu.items():
        fee = tables.fee(code, vintage.effective)
        for name, expected in anchor.model_dump(exclude_none=True).items():
            yield AnchorResult(vintage, f"{code} {name}", expected, getattr(fee, name) if fee else None)
