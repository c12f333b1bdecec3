"""Splits a paste of several reports: at each header of another patient, or of another day of the same one.

Reports of different patients are never left together. What belongs to one report stays in one part: an earlier report that
it quotes, its addenda, the header that each page repeats, and several examinations of one patient and day, which the
analysis tells apart itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from assistant.documents.identifiers import Identifier, Kind, find_identifiers, metadata_words
from assistant.documents.metadata import alike, name_parts, patient_key, patient_name
from assistant.documents.reading_form import reading_form
from assistant.language.pipeline import read_report
from assistant.language.sections.headings import ADDENDUM_LINE
from assistant.language.sections.words import TECHNIQUE_NAME
from assistant.language.service_date import FoundDate, date_of_service, find_dates
from assistant.language.signature.words import signature_words
from assistant.language.vocabulary import vocabulary

#: How the sentence begins that warns of several reports in one text.
SEEMS = "This text seems to hold"
ONLY = "the only report"
FIRST = "the first report"
WHYS = {
    "record": "another medical record number",
    "account": "another account",
    "name": "another patient's name",
    "birth": "another date of birth",
    "accession": "another accession",
    "day": "another date of examination",
    "header": "a header of its own",
    "message": "another message",
}

RULE = re.compile(r"[ \t]*(?:[=\-_*~#+–—.]{4,}+[ \t]*+)++$")  # takes nothing back: one long run is not many short ones
MARK = re.compile(
    r"[ \t]*[=\-_*~#]{3,}|[ \t]*\f|[ \t]*(?:page|pg\.?)[ \t]*\d+[ \t]*(?:of|/)[ \t]*\d+[ \t]*$", re.IGNORECASE
)
CELL_LABEL = re.compile(r"(?:^|[ \t]{2}|[|\t])[ \t]*[A-Za-z][\w /.#-]{1,24}[:|=]")
LOWER_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}")
WORD = re.compile(r"[^\W\d_]{2,}")
SIGNED_LINE = re.compile(r"(?:Dr\.? |Prof\.? )?[A-ZÀ-Þ][\w'’.-]*(?:[ ,]+[A-ZÀ-Þ][\w'’.-]*){1,5}")
DOCTOR_LINE = re.compile(r"(?:Dra?|Prof)\b\.? [A-Z][^\n]{2,70}$")
CIVIL_LINE = re.compile(r"(?:Mrs?|Ms|Miss)\b\.? [A-Z][^\n:]{2,70}$")
SEGMENT = re.compile(r"[A-Z][A-Z\d]{2}\|")
MESSAGE = re.compile(r"^MSH\|", re.MULTILINE)
# Headings under which reports tell what was found; no header goes on with them.
BODY = re.compile(
    r"[ \t]*(?:impressions?|imp|concl|dx|results?|conclusions?|findings|opinion|summary|comments?|remarks?|recommendations?|plan|technique|indications?|history|comparison|assessment)\b[ \t]*[:/-]",
    re.IGNORECASE,
)
SENTENCE_INSIDE = re.compile(r"[a-z]{3,}\. +[A-Z]")
MOST_TITLE_LINES = 4  # between two rules, or above one
LONGEST_PLACE = 80
LONGEST_HEADER_LINE = 170
MOST_LOWER = 0.4
MOST_CAPITALS = 0.6
HEADER_GAP = 5  # lines between two things that one header tells
LONGEST_CLOSING = 120  # characters of a line that closes a report
CLOSING_LINES = 4  # the last lines of a report, one of which closes it
LONGEST_ANNOUNCEMENT = 70  # characters of a line above a header that says that it is quoted
HEADER_LINES = 14  # that a header may have above what tells of its patient
LONGEST_PREFACE = 150  # characters before the first header that are no report
SHORTEST_REPORT = 40  # characters beside its header
VISIT = "visit"  # a note that lists what was done on many days
PATIENT_KINDS: tuple[Kind, ...] = ("record", "name", "birth")


class Part(NamedTuple):
    """One report of a paste.

    Attributes:
        start: Its first character.
        end: Where it ends (exclusive), which is where the next part begins.
        patient: The key of its patient (see `metadata.Metadata`); empty where it is not told.
        day: Its date of service; None where it is not told.
        why: Why it begins here, in a few words.
        name: The patient's name; empty where it is not told.
    """

    start: int
    end: int
    patient: str
    day: date | None
    why: str
    name: str = ""


class Line(NamedTuple):
    """A line of the text: its place in characters, and its words without the blanks around them."""

    start: int
    end: int
    text: str


@dataclass
class Header:
    """What a stretch of header lines tells; `first` and `last` are numbers of lines."""

    first: int
    last: int
    told: dict[str, set[str]] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)

    def add(self, kind: str, value: str) -> None:
        """Take in what an identifier tells."""
        self.told.setdefault(kind, set()).add(value)

    @property
    def names_patient(self) -> bool:
        """Whether it tells whose report it heads."""
        return any(self.told.get(kind) for kind in PATIENT_KINDS)

    def get(self, kind: str) -> set[str]:
        """Return the values of a kind; none where it is not told."""
        return self.told.get(kind, set())


def split_reports(text: str, read: tuple[Sequence[FoundDate], str] | None = None) -> tuple[Part, ...]:
    """Return the reports of a text; its parts joined are the text.

    Args:
        text: A paste, of any length.
        read: The dates of the text and the nature of the document, by whom it was read already; None reads it.
    """
    identifiers = find_identifiers(text)
    dates, nature = read or _dates(text)
    further = _starts(text, identifiers, [] if nature == VISIT else dates)
    if not further:
        found = date_of_service(list(dates))
        day = found.day if found else None
        return (Part(0, len(text), patient_key(identifiers), day, ONLY, patient_name(identifiers)),)
    starts = [(0, FIRST), *further]
    ends = [start for start, _ in further] + [len(text)]
    return tuple(_part(text, start, end, why) for (start, why), end in zip(starts, ends, strict=True))


def patients_of(parts: Sequence[Part]) -> int:
    """Return of how many patients parts are, as far as they tell; at least one."""
    keys = {part.patient or " ".join(sorted(name_parts(part.name))) for part in parts}
    return max(1, len(keys - {""}) + ("" in keys and parts[0].patient + parts[0].name == ""))


def warning_of(parts: Sequence[Part]) -> str:
    """Return one sentence that says that a text holds several reports; empty where it holds one."""
    if len(parts) < 2:
        return ""
    patients = patients_of(parts)
    if patients > 1:
        return f"{SEEMS} reports of {patients} patients: check each by itself."
    return f"{SEEMS} {len(parts)} reports of different days: check each by itself."


def _part(text: str, start: int, end: int, why: str) -> Part:
    own = text[start:end]
    found, identifiers = date_of_service(_dates(own)[0]), find_identifiers(own)
    return Part(start, end, patient_key(identifiers), found.day if found else None, why, patient_name(identifiers))


def _dates(text: str) -> tuple[list[FoundDate], str]:
    """Return the dates of a text, as the analysis finds them, by places in it, and the nature of the document."""
    form = reading_form(text, vocabulary().words.__contains__)
    reading = read_report(form.text, one_case=form.one_case)
    found: tuple[FoundDate, ...] = form.restored(tuple(find_dates(reading)))
    return list(found), reading.nature


def _starts(text: str, identifiers: Sequence[Identifier], dates: Sequence[FoundDate]) -> list[tuple[int, str]]:
    """Return where further reports begin, and why there."""
    if not identifiers and len({found.day for found in dates}) < 2:
        return []  # nothing that two headers could differ in
    lines = [
        Line(match.start(), match.end(), match[0].strip(" \t\r\n")) for match in re.finditer(r"[^\n]*\n|[^\n]+$", text)
    ]
    found: list[tuple[int, str]] = []
    current: Header | None = None
    floor = 0
    for header in _headers(text, lines, identifiers, dates):
        begins = _first_line(lines, header.first, floor)
        if current is not None:
            why = _difference(lines, current, header, begins)
        elif begins and header.names_patient and _apart(lines, begins) and _titled(lines, begins, header.last):
            why = WHYS["header"]
        else:
            current = header
            continue
        if why and _told_between(lines, floor, begins) and _told_between(lines, header.last + 1, len(lines)):
            found.append((lines[begins].start, why))
            current, floor = header, begins
        elif current is not None:
            _join(current, header)
    return found


def _told_between(lines: Sequence[Line], first: int, last: int, least: int = SHORTEST_REPORT) -> bool:
    """Whether lines hold more than a header does, in characters."""
    told = 0
    for number in range(first, last):
        told += len(lines[number].text)
        if told >= least:
            return True
    return False


def _apart(lines: Sequence[Line], begins: int) -> bool:
    """Whether what stands before a line is a report that has ended: a separator parts them, or a closing and a blank line."""
    above = list(
        islice((lines[n].text for n in range(begins - 1, -1, -1) if WORD.search(lines[n].text)), CLOSING_LINES)
    )
    if not _told_between(lines, 0, begins, LONGEST_PREFACE):
        return False
    if MARK.match(lines[begins].text):
        return True
    return not lines[begins - 1].text and any(_closes(line) for line in above if len(line) <= LONGEST_CLOSING)


def _join(current: Header, header: Header) -> None:
    """Take what a further header tells of the same report's patient."""
    for kind in PATIENT_KINDS:
        current.told.setdefault(kind, set()).update(header.get(kind))
    current.days |= header.days if not current.days else set()


def _headers(
    text: str, lines: Sequence[Line], identifiers: Sequence[Identifier], dates: Sequence[FoundDate]
) -> list[Header]:
    """Return the stretches of lines that tell of a patient or a day, in order."""
    starts = [line.start for line in lines]
    told: dict[int, list[Identifier]] = {}
    for one in identifiers:
        number = bisect_right(starts, one.start) - 1
        opens = not text[lines[number].start : one.start].strip()
        if _header_like(lines[number].text) or one.kind == "name" or opens:
            told.setdefault(number, []).append(one)
    days: dict[int, set[date]] = {}
    births = {one.value for one in identifiers if one.kind == "birth"}
    for found in dates:
        number = bisect_right(starts, found.start) - 1
        line = lines[number].text
        if found.rank > 1 and not _names_report(line):
            continue
        if found.day.isoformat() in births or not _header_like(line) or _closes(line):
            continue
        if not _quotes(line) and not _elsewhen().search(line):
            days.setdefault(number, set()).add(found.day)
    headers: list[Header] = []
    for number in sorted({*told, *days}):
        header = headers[-1] if headers else None
        if header is None or not _goes_on(lines, header, number, told.get(number, ())):
            header = Header(number, number)
            headers.append(header)
        header.last = number
        for one in told.get(number, ()):
            header.add(one.kind, one.value)
        header.days |= days.get(number, set())
    return headers


def _goes_on(lines: Sequence[Line], header: Header, number: int, told: Sequence[Identifier]) -> bool:
    """Whether a line belongs to a header above it: near, nothing but header lines between, and nothing contradicts."""
    if number - header.last > HEADER_GAP or any(header.get(one.kind) - {one.value} for one in told):
        return False
    between = [line.text for line in lines[header.last + 1 : number] if line.text]
    return all(_header_like(line) and not RULE.match(line) and not _closes(line) for line in between)


def _difference(lines: Sequence[Line], current: Header, header: Header, begins: int) -> str:
    """Return why a header is that of another report; empty where it can be of the same."""
    above = next((lines[n].text for n in range(begins - 1, -1, -1) if WORD.search(lines[n].text)), "")
    quoted = any(_quotes(line.text) for line in lines[begins : header.last + 1]) or (
        _quotes(above) and (above.endswith(":") or len(above) <= LONGEST_ANNOUNCEMENT) and not _closes(above)
    )
    marked, titled = MARK.match(lines[begins].text) is not None, _titled(lines, begins, header.last)
    kind = _other_patient(current, header, quoted)
    if kind:
        return WHYS[kind]
    if quoted:
        return ""
    if header.names_patient and not any(current.get(one) and header.get(one) for one in PATIENT_KINDS):
        fresh = marked or (titled and (not lines[begins - 1].text or _closes(lines[begins - 1].text)))
        return WHYS["header"] if fresh and (current.names_patient or _apart(lines, begins)) else ""
    if not titled or not _apart(lines, begins):
        return ""
    if current.days and header.days and not current.days & header.days:
        return WHYS["day"]
    same = any(current.get(one) & header.get(one) for one in ("record", "account", "name"))
    accessions = current.get("accession"), header.get("accession")
    if not same and not current.days & header.days and all(accessions) and not accessions[0] & accessions[1]:
        return WHYS["accession"]
    accounts = current.get("account"), header.get("account")
    if not same and all(accounts) and not accounts[0] & accounts[1]:
        return WHYS["account"]
    return ""


def _other_patient(current: Header, header: Header, quoted: bool) -> str:
    """Return what shows that a header is another patient's; empty where it can be the same one's."""
    names = [[name_parts(name) for name in one.get("name")] for one in (current, header)]
    records, births = [one.get("record") for one in (current, header)], [one.get("birth") for one in (current, header)]
    same_record, same_birth = bool(records[0] & records[1]), bool(births[0] & births[1])
    other_record, other_birth = all(records) and not same_record, all(births) and not same_birth
    if all(names):
        if not any(alike(one, other) for one in names[0] for other in names[1]):
            return "" if same_record else "name"
        if other_birth:
            return "" if same_record else "birth"
        return "record" if other_record and not same_birth and not quoted else ""
    if other_birth and not same_record:
        return "birth"
    return "record" if other_record and not same_birth and not quoted else ""


def _first_line(lines: Sequence[Line], number: int, floor: int) -> int:
    """Return the line at which the report begins whose header tells of its patient on line `number`.

    Above it may stand a separator, the place, the title; the line that ends the report before stands above these.
    """
    if SEGMENT.match(lines[number].text):
        return next(
            (
                above
                for above in range(number, max(floor, number - HEADER_LINES), -1)
                if MESSAGE.match(lines[above].text)
            ),
            number,
        )
    first = number
    for position in range(number - 1, max(floor, number - HEADER_LINES), -1):
        line = lines[position].text
        if MARK.match(line):
            title = _box(lines, position, floor) if RULE.match(line) else position
            if title < position:
                return title
            first = position
            if not WORD.search(line):
                return first
        elif line and _closes(line):
            return first
        elif line and not _header_like(line):
            break
        elif line:
            first = position
    return _opening(lines, first, number)


def _box(lines: Sequence[Line], position: int, floor: int) -> int:
    """Return where a title begins that a rule underlines, or that stands between two rules; the rule where none does."""
    first = position
    named = False
    for above in range(position - 1, max(floor, position - MOST_TITLE_LINES - 1) - 1, -1):
        line = lines[above].text
        if RULE.match(line):
            return above if first < position else position
        if not line:
            return first if named else position
        if not _header_like(line) or _closes(line):
            return position
        first, named = above, named or _names_report(line) or _names_place(line)
    return first if named and floor >= position - MOST_TITLE_LINES else position


def _opening(lines: Sequence[Line], first: int, number: int) -> int:
    """Return the first line from `first` to `number` that opens a report, and not the end of the one before."""
    for position in range(first, number):
        line = lines[position].text
        fresh = position == 0 or not lines[position - 1].text
        if MARK.match(line) or _names_report(line) or _names_place(line):
            return position
        if line and fresh and (CELL_LABEL.match(line) or _in_capitals(line)):
            return position
    return number


def _header_like(line: str) -> bool:
    """Whether a line looks like one of a header: short, of labels or capitals or a title, and no sentence."""
    if not line or len(line) > LONGEST_HEADER_LINE or BODY.match(line) or SEGMENT.match(line):
        return False
    labels = len(CELL_LABEL.findall(line))
    if labels > 1 or (line.startswith("(") and line.endswith(")") and not line.endswith(".)")):
        return True
    if line.count("|") > 1 and not labels:
        return False  # a row of a table
    words = WORD.findall(line)
    lower = len(LOWER_WORD.findall(line))
    if lower > 1 and line.endswith("."):
        return labels > 0 and lower <= MOST_LOWER * len(words)
    if SENTENCE_INSIDE.search(line) and lower > 1 and not labels:
        return False
    return (
        lower <= MOST_LOWER * max(1, len(words))
        or lower <= 3
        or bool(labels)
        or _technique(line)
        or _in_short_a_place(line)
    )


def _in_short_a_place(line: str) -> bool:
    return len(line) <= LONGEST_PLACE and not line.endswith(".") and _places().search(line) is not None


def _in_capitals(line: str) -> bool:
    """Whether the words of a line are written as those of a title or name are."""
    words = WORD.findall(line)
    return (
        bool(words)
        and sum(word[0].isupper() for word in words) >= MOST_CAPITALS * len(words)
        and not line.endswith(".")
    )


def _technique(line: str) -> bool:
    return TECHNIQUE_NAME.search(line.lower()) is not None


def _names_report(line: str) -> bool:
    """Whether a line names an examination or a paper."""
    if not _header_like(line):
        return False
    lowered = line.lower()
    return TECHNIQUE_NAME.search(lowered) is not None or not metadata_words().several.titles.isdisjoint(
        WORD.findall(lowered)
    )


def _names_place(line: str) -> bool:
    return _header_like(line) and _places().search(line) is not None


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    words = metadata_words().site
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, (*words.places, 'department', 'dept', 'unit', 'service')))})\b", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def _closing_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, metadata_words().several.closings))})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _quoting_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, metadata_words().several.quoting))})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _elsewhen() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, metadata_words().several.elsewhen))})\b", re.IGNORECASE)


def _quotes(line: str) -> bool:
    """Whether a line says that what it heads is earlier, added, or still to come."""
    return _quoting_words().search(line) is not None or ADDENDUM_LINE.match(line) is not None


def _closes(line: str) -> bool:
    """Whether a line ends a report: who signed, what was kept."""
    if _closing_words().search(line) or (DOCTOR_LINE.match(line) and not _names_place(line)):
        return True
    if CIVIL_LINE.match(line) and not signature_words().grades.isdisjoint(word.lower() for word in WORD.findall(line)):
        return True
    signed = SIGNED_LINE.match(line)
    letters = {word.lower() for word in re.findall(r"\b[A-Z][A-Za-z]{1,5}\b", line[:60].replace(".", ""))}
    return signed is not None and not letters.isdisjoint(signature_words().physicians | {"np", "pac", "rvt", "rdms"})


def _titled(lines: Sequence[Line], first: int, last: int) -> bool:
    """Whether a header names its examination, in its lines or just below."""
    return any(_names_report(line.text) for line in lines[first : last + 3] if line.text)
