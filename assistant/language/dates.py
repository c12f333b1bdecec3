"""Reads the dates of a report: which date stands at an offset, and which one is the report's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
MONTH = r"(?P<{}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
MONTH_NAME = r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
YEAR = r"(?:19|20)\d\d"
ORDINAL = r"(?:st|nd|rd|th)?"  # behind a day
DATE = re.compile(
    rf"(?P<y1>{YEAR})-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)"
    r"|(?P<m2>\d{1,2})(?P<sep>[/.-])(?P<d2>\d{1,2})(?P=sep)(?P<y2>\d{4}|\d\d)(?!\d)"
    rf"|(?P<d3>\d{{1,2}}){ORDINAL}\s(?:of\s)?{MONTH.format('m3')}[\s,]*(?P<y3>{YEAR})"
    rf"|{MONTH.format('m4')}\s(?:(?P<d4>\d{{1,2}}){ORDINAL},?\s)?(?P<y4>{YEAR})"
    rf"|{MONTH_NAME.format('m8')}\s(?P<d8>\d{{1,2}})(?!\d|[.,/:]?\d){ORDINAL}(?=[\s.,;:)]|$)(?!\s?(?:mm|cm|ml|%|w(?:ee)?ks?)\b)"
    rf"|(?P<d9>\d{{1,2}}){ORDINAL}\s(?:of\s)?{MONTH_NAME.format('m9')}\b(?!\.?[\s,]*\d)"
    rf"|(?P<m5>\d{{1,2}})/(?P<y5>{YEAR})"
    r"|(?P<m6>\d{1,2})/(?P<d6>\d{1,2})(?![\d/%.])"
    rf"|(?P<y7>{YEAR})(?!\d|[./]\d)",
    re.IGNORECASE,
)
# Where alone a date can begin: at a digit, or at the name of a month. It begins with a set, so that a search leaps.
BEGIN = re.compile(
    r"[\djfmasondJFMASOND](?:(?<=\d)|(?<=[jJ])(?:[aA][nN]|[uU][nNlL])|(?<=[fF])[eE][bB]|(?<=[mM])[aA][rRyY]"
    r"|(?<=[aA])(?:[pP][rR]|[uU][gG])|(?<=[sS])[eE][pP]|(?<=[oO])[cC][tT]|(?<=[nN])[oO][vV]|(?<=[dD])[eE][cC])"
)
# What every full date has inside: two parts between marks, or a year.
FULL_HINT = re.compile(r"\d[/.-]\d{1,2}[/.-]\d\d|(?:19|20)\d\d")
DIGIT = re.compile(r"\d")
BIRTH = re.compile(r"(?:dob|birth|born)\W*$", re.IGNORECASE)
CENTURY = 2000
LONGEST_DATE = 24


class Date(NamedTuple):
    """A date as precisely as it was written; 0 stands for a part that was not."""

    year: int
    month: int
    day: int

    def before(self, other: Date) -> bool:
        """Whether this date lies before `other`, as far as both are precise; without a year it is of the same year."""
        for mine, others in zip((self.year or other.year, self.month, self.day), other, strict=True):
            if not mine or not others:
                return False
            if mine != others:
                return mine < others
        return False


OwnDate = Callable[[], Date | None]  # the report's: looked for only where another date is to be compared with it


def is_earlier(date: Date | None, own: OwnDate) -> bool:
    """Whether there is a date, and it lies before the report's own."""
    return date is not None and (today := own()) is not None and date.before(today)


def date_at(text: str, offset: int) -> Date | None:
    """Return the date that begins at the character `offset` of `text`, if one does."""
    match = DATE.match(text, offset)
    return _date(match) if match else None


def date_before(text: str, offset: int) -> Date | None:
    """Return the date that ends right before the character `offset`, on the same line ("the 2023 echo")."""
    begin = max(text.rfind("\n", max(0, offset - LONGEST_DATE), offset) + 1, offset - LONGEST_DATE)
    if DIGIT.search(text, begin, offset) is None:
        return None
    while begin and text[begin - 1].isalnum() and text[begin].isalnum():
        begin += 1  # not within a word or number
    for match in DATE.finditer(text, begin, offset):
        if not text[match.end() : offset].strip(" -"):
            return _date(match)
    return None


def report_date(text: str) -> Date | None:
    """Return the report's own date: the first full date in the text that is no date of birth."""
    behind = 0
    for hint in FULL_HINT.finditer(text):
        for begin in BEGIN.finditer(text, max(behind, hint.start() - 2 * LONGEST_DATE), hint.end()):
            match = DATE.match(text, begin.start()) if begin.start() >= behind else None
            if match is None:
                continue
            behind = match.end()
            date = _date(match)
            if date is not None and all(date) and not BIRTH.search(text, max(0, match.start() - 16), match.start()):
                return date
    return None


def _date(match: re.Match[str]) -> Date | None:
    parts = {key[0]: value for key, value in match.groupdict().items() if value and key != "sep"}
    year, month, day = parts.get("y", "0"), parts.get("m", "0"), int(parts.get("d", 0))
    number = int(month) if month.isdigit() else MONTHS[month[:3].lower()]
    if number > 12 or day > 31:
        return None
    return Date(int(year) + (CENTURY if len(year) == 2 else 0), number, day)
