"""Reads legends: what the marks in the cells of a table mean."""

from __future__ import annotations

import re
from bisect import bisect_left

from assistant.language.layout import Reading

LEGEND_MARK = r"(?:[A-Za-z]{1,5}(?:[/-][A-Za-z]{1,3})?|\d|[+\-*0]{1,3}|[+]/-)"
LEGEND = re.compile(rf"(?<![^\s,;:(|])[\"'“]?(?P<mark>{LEGEND_MARK})[\"'”]?[ ]{{0,3}}[=][ ]{{0,3}}(?P<meaning>[A-Za-z])")
LEGEND_SIGN = re.compile(
    r"(?:(?<=[ ]{2})|(?<=[,;|:] )|^|(?<=[a-z] ))(?P<mark>[+]/-|[+0oO-])[ ]{1,2}(?P<meaning>[A-Za-z])", re.MULTILINE
)
# "C compressible / P partial": a mark in capitals and a meaning that begins with its letter, several in a line.
LEGEND_INITIAL = re.compile(
    r"(?<![^\s,;:(|/])(?=[A-Za-z])(?P<mark>(?P<letter>[A-Z])[A-Z]{0,2})[ ]{1,2}(?:[-–:][ ])?(?P<meaning>(?P=letter)[A-Za-z]+)",
    re.IGNORECASE,
)
# A mark in capitals and a word behind it: no line without one has such a legend.
INITIAL_HINT = re.compile(r"[A-Z](?<![^\s,;:(|/].)[A-Z]{0,2}[ ]{1,2}(?:[-–:][ ])?[A-Za-z]{2}")
# "Score: 0 normal compression, 1 partial, 2 none": digits that count up, behind the head of a scale.
SCALE_HEAD = re.compile(r"[ \t(]*(?:[A-Za-z]+[ ]){0,2}(?:score|grade|grades|grading|scale|code|codes|key|legend)\b[^:\n]{0,24}:", re.IGNORECASE)
SCALE_MARK = re.compile(r"(?<![\w.])(?P<mark>[0-5])[ ]{0,2}[-–]?[ ](?P<meaning>[A-Za-z])")
LEGEND_HEAD = re.compile(r"[ \t(]*(?:[+-] |(?:legend|key)\b)", re.IGNORECASE)
FEWEST_INITIALS = 3  # of a line that is no row
STATEMENTS_END = re.compile(r"[;|\n(]|[ ]{2,}|\.(?=\s|$)")
MEANING_END = re.compile(r"[,;|\n(]|[ ]{2,}|\.(?=\s|$)")


def is_legend(text: str, start: int, end: int) -> bool:
    """Whether a line explains several marks: "C = compressible, N = not", "T tri  B bi  M mono"."""
    return sum(1 for _ in LEGEND.finditer(text, start, end)) > 1 or len(_initials(text, start, end)) >= FEWEST_INITIALS


def _initials(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the marks in capitals of a line whose meanings begin with their letter."""
    if not INITIAL_HINT.search(text, start, end):
        return []
    return [match for match in LEGEND_INITIAL.finditer(text, start, end) if match["mark"].isupper()]


def add_legends(reading: Reading) -> None:
    """Fill the legends: what each mark means that stands in a cell, as the nearest legend below or above says it."""
    text, tables = reading.text, reading.tables
    places: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for raw in text.split("\n") if tables else ():
        end = start + len(raw)
        found = list(LEGEND.finditer(text, start, end)) if "=" in raw else []
        if found or LEGEND_HEAD.match(raw):
            found += LEGEND_SIGN.finditer(text, start, end)
        initials = _initials(text, start, end)
        if len(initials) > 1 or (initials and LEGEND_HEAD.match(raw)):
            placed = {match.start("meaning") for match in found}
            found += [match for match in initials if match.start("meaning") not in placed]
        if not found and SCALE_HEAD.match(raw):
            found = list(SCALE_MARK.finditer(text, start, end))
            digits = [int(match["mark"]) for match in found]
            if len(digits) < 2 or digits != list(range(digits[0], digits[0] + len(digits))):
                found = []
        found.sort(key=lambda match: match.start())
        for number, match in enumerate(found):
            stop = found[number + 1].start() if number + 1 < len(found) else end
            ends = STATEMENTS_END if len(found) == 1 else MEANING_END  # "WNL = compressible, no clot"
            close = ends.search(text, match.start("meaning"), stop)
            meaning = text[match.start("meaning") : close.start() if close else stop].rstrip(" /")
            mark = match["mark"].lower() if reading.one_case else match["mark"]
            places.setdefault(mark, []).append((match.start("meaning"), match.start("meaning") + len(meaning)))
        start = end + 1
    if not places:
        return
    for table in tables:
        marks = {mark for cell in table.cells for mark in re.findall(r"[^\s,;/()]+", text[cell.start : cell.end])}
        marks |= {mark.rstrip("*") for mark in marks}
        for mark in sorted(marks):
            told = places.get(mark.lower() if reading.one_case else mark)
            if told is None:
                continue
            after = bisect_left(told, (table.start, 0))
            near = told[max(0, after - 1) : after + 1]
            table.legend[mark] = min(near, key=lambda place: max(table.start - place[1], place[0] - table.end))
            if len(told) > 1:
                table.meanings[mark] = told
