"""Checks the codes of one patient, day and clinician against each other: which are not paid together, and why.

Official tables answer where the user has imported them; otherwise the shipped pairs and limits do. Every finding names
its source and vintage. None decides: where a modifier can be proper it says when, and what the record must show.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.knowledge.code_registry import CodeRegistry, load_codes
from assistant.knowledge.curated_edits import CuratedEdits
from assistant.tables.edits.add_ons import check_add_ons
from assistant.tables.edits.claim import BilledCode, Claim
from assistant.tables.edits.dates import check_dates
from assistant.tables.edits.finding import EditFinding, SeparateReason, shipped
from assistant.tables.edits.modifiers import check_modifiers
from assistant.tables.edits.pairs import check_pairs
from assistant.tables.edits.units import check_units
from assistant.tables.edits.unknown import check_unknown
from assistant.tables.lookup import OfficialTables
from assistant.tables.rows import KINDS_WITH_SETTING, TITLES, Kind, Setting


def check_codes(
    codes: Iterable[str | BilledCode],
    day: date,
    tables: OfficialTables | None,
    curated: CuratedEdits,
    *,
    registry: CodeRegistry | None = None,
    setting: Setting = "practitioner",
) -> list[EditFinding]:
    """Return what stands against reporting `codes` together for one patient, day and clinician.

    Args:
        codes: Claim lines, or texts such as 93971-RT and 37253x2 (see `BilledCode.parse`).
        day: The date of service.
        tables: The user's official tables, or None.
        curated: The shipped edits, used where no official table is imported.
        registry: The code registry, or None for the shipped one.
        setting: Whose claim it is.

    Returns:
        Pairs first, in the order of the codes, then add-on codes without a primary code, then units.

    Raises:
        InputError: A text is no code.
        TableError: An official table cannot be read.
    """
    claim = _claim(codes, day, tables, curated, registry, setting)
    return [*check_pairs(claim), *check_add_ons(claim), *check_units(claim)]


def check_claim(
    codes: Iterable[str | BilledCode],
    day: date,
    tables: OfficialTables | None,
    curated: CuratedEdits,
    *,
    registry: CodeRegistry | None = None,
    setting: Setting = "practitioner",
) -> list[EditFinding]:
    """Return what stands against lines that somebody wrote, rather than the rules: all of `check_codes`, and more.

    The rules give codes of their day with modifiers that these take. Of what a person writes it is also told which
    codes are not in force, which are not known, for which pairs nothing is known, and which modifiers a code does not
    take. No finding at all therefore means that every code and pair was looked up.

    Args and errors are those of `check_codes`.

    Returns:
        Dates first, then what is unknown, then what `check_codes` returns, then modifiers.
    """
    claim = _claim(codes, day, tables, curated, registry, setting)
    return [
        *check_dates(claim), *check_unknown(claim), *check_pairs(claim), *check_add_ons(claim), *check_units(claim),
        *check_modifiers(claim),
    ]  # fmt: skip


def _claim(
    codes: Iterable[str | BilledCode],
    day: date,
    tables: OfficialTables | None,
    curated: CuratedEdits,
    registry: CodeRegistry | None,
    setting: Setting,
) -> Claim:
    lines = [line if isinstance(line, BilledCode) else BilledCode.parse(line) for line in codes]
    return Claim(lines, day, setting, tables, curated, registry or load_codes())


def sources_of(
    day: date,
    tables: OfficialTables | None,
    curated: CuratedEdits,
    *,
    registry: CodeRegistry | None = None,
    setting: Setting = "practitioner",
) -> list[str]:
    """Return what `check_codes` asks for a date of service and setting, by name and date."""
    vintages = (registry or load_codes()).vintages
    whose = "practitioner edits" if setting == "practitioner" else "practitioner edits, not the hospital's own"
    instead = {
        Kind.PTP: (whose, curated.vintage),
        Kind.AOC: ("primary codes of add-ons", vintages.add_on_edits),
        Kind.MUE: (f"{setting} unit limits", vintages.medically_unlikely_edits),
    }
    sources = []
    for kind, (what, vintage) in instead.items():
        chosen = tables.vintage_for(kind, day, setting if kind in KINDS_WITH_SETTING else None) if tables else None
        ships = f"{shipped(what, vintage)} ({TITLES[kind]}: none imported)"
        sources.append(chosen.describe(day) if chosen else f"{ships}{_age(vintage, day)}")
    return sources


def _age(vintage: date, day: date) -> str:
    """Return that what ships is of another quarter than `day`; empty where it is of the same."""
    if _quarter(vintage) == _quarter(day):
        return ""
    return f", {'older' if vintage < day else 'newer'} than {day}"


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


__all__ = ["BilledCode", "EditFinding", "SeparateReason", "check_claim", "check_codes", "sources_of"]
