"""Finds the dates of a report and which of them is the date of service.

Only complete dates (day, month, year) count. The date of service is, in this order: a date after a label such as
"Date of service", a date in the opening lines, a date beside "performed" or "seen", the date of the signature.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from assistant.language.layout import Reading, end_of_line
from assistant.language.tables.lines import any_within
from assistant.language.word_codes import any_of

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january januari januar", "feb february februari februar", "mar march", "apr april aprile", "may", "jun june juni", "jul july juli",
         "aug august augustus augusti", "sep sept september", "oct october octobre octubre", "nov november novembre", "dec december decembre"), start=1)
    for name in names.split()
}  # fmt: skip
MONTH_WORDS = any_of(MONTHS)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(?P<y1>(?:19|20)\d\d)(?P<sep1>[-/.])(?P<m1>\d{1,2})(?P=sep1)(?P<d1>\d{1,2})"
    r"|(?P<m2>\d{1,2})(?P<sep>[-/.]|(?: [-/] | )(?=\d{1,2}[ /-]{1,3}(?:19|20)\d\d))(?P<d2>\d{1,2})(?P=sep)(?P<y2>(?:19|20)\d\d|\d\d))"
    r"(?!\d|[/.]\d|-(?!\d{4}\b))"
)
# What every one of them has inside, or six digits without marks; it begins with a digit, so that a search leaps.
TWICE_PARTED = re.compile(r"\d(?:(?P<mark>[-/.]| [-/] | )\d{1,2}(?P=mark)\d|(?=\d{5}))")
WRITTEN = re.compile(
    rf"\b(?:(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?: of |[ /-]?)(?P<n3>{MONTH})\.?,?(?: of |[ /-]?)(?P<y3>(?:19|20)\d\d|'?[2-6]\d\b(?![:.]?\d))"
    rf"|(?P<n4>{MONTH})\.?[ /-](?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?:of )?|[/-])(?P<y4>(?:19|20)\d\d|'[2-6]\d\b)"
    rf"|(?P<y5>(?:19|20)\d\d)[ -](?P<n5>{MONTH})[ -](?P<d5>\d{{1,2}}))(?![\d/-])",
    re.IGNORECASE,
)
# Dates that were spoken and never put in digits: "december second twenty twenty six".
ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
    "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
SPOKEN_DAYS = {word: day for words in (ONES + TEENS + ("twenty",), ORDINALS) for day, word in enumerate(words, start=1)}
SPOKEN_DAYS |= {f"twenty {word}": 20 + day for words in (ONES, ORDINALS[:9]) for day, word in enumerate(words, start=1)}
SPOKEN_DAYS |= {"thirty": 30, "thirtieth": 30, "thirty one": 31, "thirty first": 31}
SPOKEN_YEARS = {word: 10 + more for more, word in enumerate(TEENS)} | {"twenty": 20, "thirty": 30}
SPOKEN_YEARS |= {f"twenty {word}": 20 + more for more, word in enumerate(ONES, start=1)}
LONGEST_SPOKEN_LEAD = 22  # characters before the name of a month: "the twenty seventh of "
CENTURY_WORDS = any_of(("twenty", "thousand"))


def _spelled(words: Iterable[str]) -> str:
    """Return a pattern of numbers in words, the longest first; a space in one may be a hyphen."""
    return "|".join(sorted(words, key=len, reverse=True)).replace(" ", "[ -]")


SPOKEN_YEAR = rf"(?:twenty|two thousand(?: and)?)[ -](?P<y6>{_spelled(SPOKEN_YEARS)})"
SPOKEN = re.compile(
    rf"\b(?:(?P<n6>{MONTH})(?: the)? (?P<d6>{_spelled(SPOKEN_DAYS)}|\d{{1,2}}(?:st|nd|rd|th)?)"
    rf"|(?P<d7>{_spelled(SPOKEN_DAYS)})(?: of)? (?P<n7>{MONTH}))"
    rf",? {SPOKEN_YEAR}\b",
    re.IGNORECASE,
)
# Its parts may be dictated with their marks ("ten slash thirteen slash twenty twenty six").
SPOKEN_MARK = re.compile(
    rf"\b(?P<m6>{_spelled(ONES + TEENS[:3])}) (?:slash|dash|hyphen|stroke) (?P<d6>{_spelled(SPOKEN_DAYS)}) (?:slash|dash|hyphen|stroke) {SPOKEN_YEAR}\b",
    re.IGNORECASE,
)
MARK_WORDS = any_of(("slash", "dash", "hyphen", "stroke"))
# Digits without marks between them are a date only where a label says so ("Study date: 20260304", "DOS 030426").
COMPACT = re.compile(
    r"(?:date|dos)[^\w\n]{1,4}(?:(?P<y1>(?:19|20)\d\d)(?P<m1>0[1-9]|1[0-2])(?P<d1>[0-3]\d)"
    r"|(?P<m2>0[1-9]|1[0-2])(?P<d2>[0-3]\d)(?P<y2>(?:20)?[2-4]\d))\b(?P<sep>)",
    re.IGNORECASE,
)
# What a poor copy makes of the digits of a date ("O8/l9/2O25").
COPIED_END = re.compile(r"/[\dOolIS]{1,2}/[\dOolIS]{4}(?!\w)")
COPIED = re.compile(rf"(?<![\w/.-])(?=[\d/]*[OolIS])[\dOolIS]{{1,2}}{COPIED_END.pattern}")
DIGITS = str.maketrans("OolIS", "00115")
LONGEST_LEAD = 8  # characters before the name of a month: "23rd of "
LONGEST_WRITTEN = 64
LABEL = re.compile(
    r"(?:\b(?:date(?:/time)?(?: of (?:service|exam(?:ination)?|procedure|study|surgery|operation|visit|birth))?|dos|exam date|study date|"
    r"service date|procedure date|visit|performed|exam performed|done|seen|examined|surgery date|date of)\b[^.\n]{0,28})$",
    re.IGNORECASE,
)
DONE_ON = re.compile(r"\b(?:performed|done|date of service|dos|exam date|study date|(?:came|seen|scanned|attended|here) today,?)\s*(?:on|:)?\s*$", re.IGNORECASE)
BIRTH = re.compile(
    r"(?:birth(?: ?date)?|dob|lmp|edd|edc|due|delivery|confinement|menstrual period|admitted|admission)\b(?:(?!\bdate)[^.\n]){0,14}$",
    re.IGNORECASE,
)
EARLIER = re.compile(
    r"\b(?:before\b(?!.*,)|prior|previous(?:ly)?|compar\w+|since|from|last|outside|(?<=[a-z,] )(?<!report )dated|history|ordered|(?<!year-)(?<!month-)(?<!week-)(?<!day-)(?<!year )(?<!month )(?<!week )(?<!day )old|earlier|yesterday|until|scheduled|booked|next|follow-?up|appt|appointment|return|planned)\b[^.\n]{0,24}$",
    re.IGNORECASE,
)
NOT_SERVICE = frozenset({"history", "indication", "comparison", "recommendation"})
QUOTING = NOT_SERVICE - {"indication"}
ADDENDUM = re.compile(r"\baddendum\b[^.\n]{0,24}$", re.IGNORECASE)
REPORT_LINE = re.compile(r"^\W*report\b[^.\n]{0,24}$", re.IGNORECASE)
SENTENCE_OPENS = re.compile(r"[.;)–—-]\s*$|^\s*$")
LONGEST_CLOSING = 100  # what may follow the date of the signature

# In a message the segment of the order bears the date of the study, with or without its time.
SEGMENT = re.compile(
    r"^OBR\|[^\n]*?\|(?P<y1>(?:19|20)\d\d)(?P<m1>0[1-9]|1[0-2])(?P<d1>[0-3]\d)(?:\d{4}|\d{6})?(?=\||[ \t]*$)",
    re.MULTILINE,
)
FIRST_YEAR = 1983  # in which services began to be reported by these codes: an earlier day is a birthday, though no word says so
NAMED = re.compile(r"(?:Dr|Prof|Mr|Mrs|Ms|Miss)\b[^\n:]{3,60},? *")
# "Jane Low MD 3/4/26", which closes a text though its last heading is that of a plan.
CREDENTIALED = re.compile(
    r"(?:^|[.;:\n]\s*|\b[Ss]igned:? )[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3},? (?:M\.?D|D\.?O|MBBS|DPM|NP|PA-C|PA|RN|FRC[A-Z]+)\.?,? *$"
)
CLOSES_LINE = re.compile(r"(?:,? +\d{1,2}[:.]?\d{2})? *(?:\n|$)")
ADJACENT = re.compile(r"\b(?:before|from|since|dated|of|on|until|to|vs|for|in|compar\w+)[ :]*$", re.IGNORECASE)
VISIT = re.compile(r"follow-?up|return", re.IGNORECASE)


class FoundDate(NamedTuple):
    """A complete date in the text; `rank` 0 to 4 says how it is known to be the date of service, 9 that it is not."""

    start: int
    end: int
    day: date
    rank: int


def find_dates(reading: Reading) -> list[FoundDate]:
    """Return the complete dates of the text, those of each way of writing in order of place."""
    text = reading.text
    parted = list(TWICE_PARTED.finditer(text))
    matches = [*_numeric(text, parted), *_written(reading), *_spoken(reading)]
    if any(one["mark"] is None for one in parted):
        matches += COMPACT.finditer(text)
    matches += _copied(text)
    if "OBR|" in text:
        matches += SEGMENT.finditer(text)
    if not matches:
        return []
    outline = _outline(reading)
    return [found for match in matches if (found := _dated(reading, match, outline)) is not None]


def _written(reading: Reading) -> Iterator[re.Match[str]]:
    """Yield the dates with the name of a month: each is looked for around such a name only."""
    behind = 0
    for number in reading.places(MONTH_WORDS):
        start = reading.starts[number]
        match = WRITTEN.search(reading.text, max(behind, start - LONGEST_LEAD), start + LONGEST_WRITTEN)
        if match is not None and match.start() <= start:
            behind = match.end()
            yield match


def _spoken(reading: Reading) -> Iterator[re.Match[str]]:
    """Yield the dates in words alone, each around the name of a month or the first of its dictated marks."""
    if not reading.places(CENTURY_WORDS):
        return
    behind = 0
    for number in reading.places(MONTH_WORDS):
        start = reading.starts[number]
        match = SPOKEN.search(reading.text, max(behind, start - LONGEST_SPOKEN_LEAD), start + LONGEST_WRITTEN)
        if match is not None and match.start() <= start:
            behind = match.end()
            yield match
    for number in reading.places(MARK_WORDS):
        start = reading.starts[number]
        match = SPOKEN_MARK.search(reading.text, max(0, start - LONGEST_SPOKEN_LEAD), start + LONGEST_WRITTEN)
        if match is not None and match.start() <= start < match.start("d6"):
            yield match


def _copied(text: str) -> Iterator[re.Match[str]]:
    for end in COPIED_END.finditer(text):
        places = (end.start() - 2, end.start() - 1)
        match = next((match for place in places if place >= 0 and (match := COPIED.match(text, place))), None)
        if match is not None:
            yield match


def _numeric(text: str, parted: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    for one in parted:
        if one["mark"] is None:
            continue
        start = one.start()
        while start and text[start - 1].isdecimal():
            start -= 1
        if match := NUMERIC.match(text, start):
            yield match


def day_at(text: str, offset: int) -> tuple[date, int] | None:
    """Return the complete date that begins at the character `offset`, and where it ends; None where none does."""
    match = NUMERIC.match(text, offset) or WRITTEN.match(text, offset)
    day = _day(match) if match else None
    return (day, match.end()) if match and day else None


def date_of_service(dates: list[FoundDate]) -> FoundDate | None:
    """Return the date of service among the dates of a report, or None where the text has none."""
    usable = [found for found in dates if found.rank < 9 and found.day.year >= FIRST_YEAR]
    return min(usable, key=lambda found: (found.rank, found.start)) if usable else None


def _dated(reading: Reading, match: re.Match[str], outline: _Outline) -> FoundDate | None:
    day = _day(match)
    if day is None:
        return None
    if match.re is SEGMENT:
        return FoundDate(match.start("y1"), match.end(), day, 0)
    if match.re is COMPACT:
        start = match.start("y1") if match["y1"] else match.start("m2")
        return FoundDate(start, match.end(), day, _rank(reading, start, match.end(), outline))
    return FoundDate(match.start(), match.end(), day, _rank(reading, match.start(), match.end(), outline))


def _day(match: re.Match[str]) -> date | None:
    if match.re is COPIED:
        copied = NUMERIC.match(match[0].translate(DIGITS))
        return _day(copied) if copied else None
    part = match.groupdict(default="")
    if match.re is SPOKEN_MARK:
        words = [part[name].lower().replace("-", " ") for name in ("y6", "m6", "d6")]
        numbers = 2000 + SPOKEN_YEARS[words[0]], SPOKEN_DAYS[words[1]], SPOKEN_DAYS[words[2]]
    elif match.re is SPOKEN:
        name, spoken = part["n6"] or part["n7"], (part["d6"] or part["d7"]).lower().replace("-", " ")
        day = SPOKEN_DAYS.get(spoken) or int(re.sub(r"\D", "", spoken) or 0)
        numbers = 2000 + SPOKEN_YEARS[part["y6"].lower().replace("-", " ")], MONTHS.get(name.lower(), 0), day
    elif part.get("y1"):
        numbers = int(part["y1"]), int(part["m1"]), int(part["d1"])
    elif part.get("y2"):
        month, day = int(part["m2"]), int(part["d2"])
        if month > 12 or (part["sep"] == "." and day <= 12):  # 25.3.2026 is written day first
            month, day = day, month
        year = int(part["y2"])
        numbers = (year + 2000 if year < 70 else year + 1900) if year < 100 else year, month, day
    else:
        form = next(form for form in "345" if part["y" + form])
        name, day_text, year_text = part["n" + form], part["d" + form], part["y" + form]
        number = MONTHS.get(name.lower())
        if number is None:
            return None
        year = int(year_text.lstrip("'"))
        numbers = year + 2000 if year < 100 else year, number, int(day_text)
    try:
        return date(*numbers)
    except ValueError:
        return None


def _rank(reading: Reading, start: int, end: int, outline: _Outline) -> int:
    text = reading.text
    line_start = reading.line_starts[bisect_right(reading.line_starts, start) - 1]
    opens = line_start <= outline.first
    before = text[max(line_start, start - 48) : start]
    if BIRTH.search(before):
        return 9
    section = reading.sections[reading.section_at(start)]
    if DONE_ON.search(before):
        return 0
    earlier = EARLIER.search(before)
    titled = opens and "." not in before and CLOSES_LINE.match(text, end) is not None
    if earlier and opens and (VISIT.match(earlier[0]) or (titled and not ADJACENT.search(before))):
        earlier = None  # the title of the text: "VEIN CLINIC FOLLOW-UP 3/4/2026", "THYROID (booked as FNA) 3/4/2026"
    if LABEL.search(before) and not earlier and section.kind not in QUOTING:
        return 4 if section.kind == "addendum" else 0
    if section.kind == "signature":
        return 9 if reading.section_at(start) > outline.addendum else 3
    closes = SENTENCE_OPENS.search(before) and len(text) - end <= LONGEST_CLOSING
    named = NAMED.match(text, line_start, start) or (section.kind == "recommendation" and CREDENTIALED.search(before))
    if section.kind in NOT_SERVICE and not earlier and outline.last <= end and named:
        return 3  # "Dr Jane Low, 3 March 2026"
    if earlier or (section.kind in NOT_SERVICE and not closes):
        return 9
    if section.kind == "addendum" or ADDENDUM.search(before):
        # that of the addendum, if a report stands above it and the line itself names no study that was done then
        if any_within(outline.studies, line_start, end_of_line(text, end)):
            return 4
        return 9 if reading.sections[0].kind != "addendum" and not opens else 4
    if line_start <= outline.opening and section.kind in ("title", "other", "procedure", "findings"):
        return 1
    if closes or start > 0.6 * len(text):
        return 3
    return 2 if section.kind in ("title", "other", "technique", "procedure") or REPORT_LINE.search(before) else 9


class _Outline(NamedTuple):
    """What the rank of a date goes by, in characters: where a text begins, its third line, and where its last words end.

    `studies` is where it names a modality. `addendum` is the first section below the first one that is an addendum, so that a date below it is that of the
    addendum; the number of sections where there is none, or where nothing stands above it.
    """

    first: int
    opening: int
    last: int
    studies: list[int]
    addendum: int


def _outline(reading: Reading) -> _Outline:
    text, sections = reading.text, reading.sections
    added = () if sections[0].kind == "addendum" else range(1, len(sections))
    addendum = next((number for number in added if sections[number].kind == "addendum"), len(sections))
    first = len(text) - len(text.lstrip())
    studies = [mention.start for mention in reading.mentions if mention.concept.label == "MODALITY"]
    return _Outline(first, _third_line(text), len(text.rstrip(" .\n")), studies, addendum)


def _third_line(text: str) -> int:
    position, seen = 0, 0
    for line in text.split("\n"):
        if line.strip():
            seen += 1
            if seen == 3:
                return position
        position += len(line) + 1
    return position
