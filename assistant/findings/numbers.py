"""Finds numbers with their units: single ones, ranges, pairs, several that share a unit."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from assistant.language.layout import LONGEST_NUMBER, Reading

#: A digit at which a number may begin; those of dates, times and words do not.
DIGIT = re.compile(r"\d(?<![A-Za-z0-9:/-]\d)")
SIGNS = "<>≤≥~"
APART = re.compile(r"(?:\s|[x×/~+-]|and|over|,(?!\d{3}))+", re.IGNORECASE)
FAR = 20  # times
CENTURIES = ("19", "20")


class Number(NamedTuple):
    """A number of the text: what it reads as, its unit as written, its tokens and characters (ends exclusive)."""

    values: tuple[str | float, ...]
    unit: str | None
    first: int
    last: int
    start: int
    end: int
    pair: bool = False

    @property
    def decimal(self) -> bool:
        """Whether it is told with a decimal point."""
        return isinstance(self.values[0], float) or "." in str(self.values[0])

    @property
    def whole(self) -> bool:
        """Whether it is one whole number."""
        return len(self.values) == 1 and isinstance(self.values[0], int)

    @property
    def falls(self) -> bool:
        """Whether it is a pair of whole numbers, the second smaller, as a systolic and a diastolic velocity are."""
        if not self.pair:
            return False
        first, last = self.values[0], self.values[-1]
        return isinstance(first, int) and isinstance(last, int | float) and first > last


class NumberBook:
    """Knows how numbers and their units are written.

    Args:
        spelled: The unit of each of its spellings.
        limits: The sign of words for one before a number ("less than").
        percent: Those that are one only before a percentage ("over 50%", but "over 5 cm").
    """

    def __init__(self, spelled: Mapping[str, str], limits: Mapping[str, str], percent: Mapping[str, str]) -> None:
        self.unit_of = {re.sub(r"\s", "", form.lower()): unit for form, unit in spelled.items()}
        limits = {**limits, **percent}
        self._limits, self._percent = dict(limits), frozenset(percent)
        self._limit_words = tuple(sorted(limits, key=len, reverse=True))
        #: What stands before the blank in front of a number that has a sign.
        self._signs_end = frozenset([*SIGNS, *(end for limit in limits for end in (limit[-1], limit[-1].upper()))])
        self._match = _pattern(spelled, limits).match

    def find(self, reading: Reading, begin: int = 0, stop: int | None = None) -> list[Number]:
        """Return the numbers of a text or of its characters from `begin` to `stop`."""
        text, starts, found, match_at = reading.text, reading.starts, [], self._match
        stop = len(text) if stop is None else stop
        for digit in DIGIT.finditer(text, begin, stop):  # nowhere else can a number begin, but for its sign or point
            at = digit.start()
            if at < begin:
                continue
            match = None
            if at > begin and (text[at - 1] != " " or (before := text[at - 2]) in self._signs_end or before.isspace()):
                match = self._match_before(text, begin, at, stop)
            match = match or match_at(text, at, stop)
            if match is None or not match["low"]:
                continue
            start, begin = match.span()
            unit, values = self._read(match)
            if match["list"] and _of_two_kinds(values):  # "PSV 480, 3.0 mm"
                unit, values, begin = None, values[:1], match.end("low")
            if match["sign"] and unit != "%" and match["sign"].strip().lower() in self._percent:
                start = match.start("low")
            if values:
                first = max(0, bisect_right(starts, start) - 1)
                last = max(first + 1, bisect_left(starts, begin, first))
                found.append(Number(values, unit, first, last, start, begin, match["pair"] is not None))
        return found

    def _read(self, match: re.Match[str]) -> tuple[str | None, tuple[str | float, ...]]:
        """Return the unit and the values of a match, no values of a year."""
        sign, low, _, high, pair, times, several, written = match.groups()
        unit = self.unit_of.get(written) or self.unit_of.get("".join(written.lower().split())) if written else None
        if high:
            return unit, (f"{low}-{high}",)
        if sign and (limit := sign.strip().lower()) != "~" and (unit == "%" or limit not in self._percent):
            return unit, (self._limits.get(limit, limit) + low,)
        if pair or times or several:
            told = APART.split(match[0][: match.start("unit") - match.start()] if written else match[0])
            if max(map(len, told)) > LONGEST_NUMBER:
                return unit, ()
            return unit, tuple([plain(part) for part in told if part[:1].isdigit() or part[:1] == "."])
        if len(low) > LONGEST_NUMBER:
            return unit, ()
        if not low.isdigit():
            return unit, (plain(low),)
        is_year = not unit and len(low) == 4 and low.startswith(CENTURIES)
        return unit, () if is_year else (int(low),)

    def _match_before(self, text: str, begin: int, at: int, stop: int) -> re.Match[str] | None:
        """Return the match that begins with a point, a sign, or words for one, before the digit `at`."""
        point = at - 1 if text[at - 1] == "." else at
        word = point
        while word > begin and text[word - 1].isspace():
            word -= 1
        last = text[word - 1] if word > begin else ""
        if last and last in SIGNS:
            if point - word <= 1 and (found := self._match(text, word - 1, stop)):
                return found
        elif last in self._signs_end and word < point:
            for limit in self._limit_words:
                start = word - len(limit)
                if start >= begin and text[start:word].lower() == limit and (found := self._match(text, start, stop)):
                    return found
        return self._match(text, point, stop) if point < at else None


def _of_two_kinds(values: tuple[str | float, ...]) -> bool:
    """Whether a whole number and decimals that it exceeds by far cannot be of one measure."""
    first, *others = values
    return (
        isinstance(first, int)
        and any(isinstance(other, float) for other in others)
        and first > FAR * max([other for other in others if isinstance(other, int | float)], default=first)
    )


def plain(text: str) -> float:
    """Return a number without its thousands' commas, whole ones as integers."""
    digits = text.strip(" \t\n_").replace(",", "")
    return float(digits) if "." in digits else int(digits)


def _pattern(spelled: Mapping[str, str], limits: Mapping[str, str]) -> re.Pattern[str]:
    """Return the pattern of a number or range, several that share a unit ("3.1 x 2.2 cm", "3.8, 3.5 and 3.1 s"), a pair ("92/20"), and the unit.

    Not of a date, a time, a number inside a word, or a list's number before its bracket. It may end a leader of dots.
    """
    forms: dict[str, list[str]] = {}
    for form in sorted(spelled, key=len, reverse=True):
        forms.setdefault(form[0].lower(), []).append(re.escape(form[1:]).replace(r"\ ", r"\s?"))
    units = "|".join(rf"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in forms.items())
    told = "|".join(re.escape(limit) for limit in limits)
    one = r"(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"
    return re.compile(
        rf"(?<![A-Za-z0-9:/-])(?:(?<!\.)|(?<=\.\.)(?!\.))(?<!\d,)(?P<sign>[{SIGNS}]\s?|(?:{told})\s+)?(?=\.?\d)(?P<low>{one})(?P<more>\+)?"
        rf"(?:(?:\s?%)?\s?(?:-|–|to)\s?(?P<high>(?=\.?\d){one})|(?P<pair>(?:\s?/\s?|\sover\s)(?=\.?\d){one}(?!\s?/))"
        rf"|(?P<times>(?:\s?[x×]\s?(?=\.?\d){one}){{1,3}})|(?P<list>(?:(?:,\s(?:and\s)?|\sand\s|\s?/\s?)(?=\.?\d){one}){{1,6}}(?=\s?-?(?:{units})(?![A-Za-z0-9/]))))?"
        rf"(?:_{{0,8}}\s?-?(?P<unit>{units})(?![A-Za-z0-9/]))?(?![A-Za-z0-9^]|[:.]\d|/\d|-\d)",
        re.IGNORECASE,
    )
