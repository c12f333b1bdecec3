"""Which quarter, setting and part a published file is, read from its names and from the lines above its table.

CMS numbers NCCI releases by years since 1994 and quarter (ccipra-v323r0-f1: 32.3 is the fourth quarter of 2026);
the other files name the quarter (AOC_V2026Q2), the day (Eff_10-01-2026), or the month (PPRRVU2026_Oct, rvu26d).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from assistant.tables.rows import Setting

NCCI_YEAR_ZERO = 1994
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(" + "|".join(MONTHS) + ")[a-z]*"


def _month_start(year: str, month: str, day: str = "1") -> date:
    return date(int(year) if len(year) == 4 else 2000 + int(year), MONTHS.index(month) + 1, int(day))


def _quarter_start(year: int, quarter: int) -> date:
    return date(year, 3 * quarter - 2, 1)


#: Where a date of effect may stand in lower-case text, the surest notation first, and how to read it.
NOTATIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date]], ...] = (
    (re.compile(r"eff[a-z]*[ _-]*(\d\d?)[-/](\d\d?)[-/](\d{4})"), lambda m: date(int(m[3]), int(m[1]), int(m[2]))),
    (re.compile(rf"effective\s+{_MONTH}\s+(\d\d?),?\s+(\d{{4}})"), lambda m: _month_start(m[3], m[1], m[2])),
    (re.compile(r"(?<!\d)(20\d{2})[-_]?q([1-4])(?!\d)"), lambda m: _quarter_start(int(m[1]), int(m[2]))),
    (re.compile(r"(?<![a-z\d])q([1-4])[-_](20\d{2})(?!\d)"), lambda m: _quarter_start(int(m[2]), int(m[1]))),
    (
        re.compile(r"cci(?:pra|oph)-?v(\d\d)([0-3])r\d"),
        lambda m: _quarter_start(NCCI_YEAR_ZERO + int(m[1]), int(m[2]) + 1),
    ),
    (re.compile(rf"pprrvu_?(20\d\d|\d\d)_?{_MONTH}"), lambda m: _month_start(m[1], m[2])),
    (
        re.compile(rf"(20\d\d) national physician fee schedule relative value file {_MONTH} release"),
        lambda m: _month_start(m[1], m[2]),
    ),
    (
        re.compile(r"(?<![a-z])rvu(\d\d)([a-d])(?![a-z]{2})"),
        lambda m: _quarter_start(2000 + int(m[1]), "abcd".index(m[2]) + 1),
    ),
    (re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)"), lambda m: date(int(m[1]), int(m[2]), int(m[3]))),
    (re.compile(rf"(?<!\d)(20\d\d)_?{_MONTH}"), lambda m: _month_start(m[1], m[2])),
)

_PART = re.compile(r"[-_](f\d)(?!\d)")
_HOSPITAL = re.compile(r"ccioph|hospital|outpatient")
_PRACTITIONER = re.compile(r"ccipra|practitioner")


def effective_date(names: Sequence[str], preamble: str) -> date | None:
    """Return the first day on which the table is in force, or None where nothing says so.

    Args:
        names: File names, the nearest to the table first.
        preamble: The text above the table.
    """
    for place in (*names, preamble):
        for notation, read in NOTATIONS:
            for match in notation.finditer(place.lower()):
                try:
                    return read(match)
                except ValueError:  # digits that only look like a date
                    continue
    return None


def setting_of(names: Sequence[str], preamble: str) -> Setting | None:
    """Return whose claims the table edits, or None where neither names nor preamble say so."""
    for place in (*names, preamble):
        hospital, practitioner = _HOSPITAL.search(place.lower()), _PRACTITIONER.search(place.lower())
        if bool(hospital) != bool(practitioner):
            return "hospital" if hospital else "practitioner"
    return None


def part_of(names: Sequence[str]) -> str:
    """Return which part of a split table a file is: f1 to f4 as CMS names them, else the file's own stem."""
    for name in names:
        if match := _PART.search(name.lower()):
            return match[1]
    return Path(names[0]).stem


def quarter_end(effective: date) -> date:
    """Return the last day of the calendar quarter that `effective` is in: CMS replaces every table each quarter."""
    month = 3 * ((effective.month - 1) // 3) + 3
    return (date(effective.year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
