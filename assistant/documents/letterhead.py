"""Finds what stands above a report in a document: letterhead, patient block, names of papers, page and fax lines, rules.

A hospital prints them above every report, so that they say nothing of this one: its title is looked for below them.
Their words are data: `letterhead` in `knowledge/documentation/metadata.yaml`. A line belongs to the letterhead where each
of its columns does; the first other line is the report's own, as is what was examined and why. Labels that nobody knows
belong there between two that are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.documents.identifiers import NAME_WORD, labels, metadata_words
from assistant.language.layout import end_of_line
from assistant.language.sections.words import section_knowledge
from assistant.language.service_date import NUMERIC, WRITTEN, FoundDate, day_at
from assistant.language.signature.words import TRAINEE_WORDS, no_surnames

MOST_LINES = 40
MOST_BETWEEN = 2  # lines of other labels one below the other
LONGEST_LINE = 200  # characters
LONGEST_VALUE = 70
LONGEST_NAME = 90
MOST_NAME_WORDS = 6
MOST_TOWN_WORDS = 3
WORD = re.compile(r"[^\W\d_]+(?:['’.&-][^\W\d_]+)*")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
BETWEEN_COLUMNS = re.compile(r"[ ]{2,}|[ ]*\t\s*|[ ]*\|[ ]*|[ ][-–—•·~][ ]|[ ]*;[ ]+")
BETWEEN_PARTS = re.compile(r"[ ]*,[ ]*")
ANY_LABEL = re.compile(r"(?P<label>[A-Za-z][\w /.#&'()-]{0,38}?)[ \t]*:(?!\d)(?P<value>.*)")
IN_BRACKETS = re.compile(r"\(([A-Za-z][A-Za-z#. ]*[ :#]+[\w./-]*\d[^()]*)\)")
ADORNED = " \t*=#~_<>[]-–—•·.,"
NUMBERED = re.compile(r"\S*\d\S*")  # "US-26-0091" is a number
SENTENCE = re.compile(r"[^\W\d_]{4,}[.;!?] +\S")
OTHER_LABEL = re.compile(r"[^\W\d_]\)?:(?=\s|$)|[^\W\d_]:(?!\d|//)")
FILLED_LINE = re.compile(r"[^\n]*\w[^\n]*")
TECHNIQUE = re.compile(r"\bUSS?\b|(?i:ultrasound|sono|echo|doppler|duplex|\bscan\b|gra(?:m|phy)\b)")
MARK = re.compile(r"[:=#]|\.{3}")
DIGIT = re.compile(r"\d")
HOUR = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\b\.?)?|\b\d{4} ?(?:h|hrs)\b")
PAGE = re.compile(
    r"\W*(?:(?:page|pg|p)\.?[ :]*\d{1,4}(?: ?(?:of|/) ?\d{1,4})?|\d{1,4} ?(?:of|/) ?\d{1,4}|- ?\d{1,4} ?-)\W*", re.IGNORECASE
)
PAGE_IN_LINE = re.compile(r"\b(?:page|pg|p)\.?[ :]*\d{1,4}(?: ?(?:of|/) ?\d{1,4})?\b|\bpages ?: ?\d", re.IGNORECASE)
SENDS = re.compile(r"\bfax\b|\bfrom ?:", re.IGNORECASE)
NUMBER_CALLED = re.compile(
    r"(?<![\w/])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{2,5}\) ?|\d{3,5}[ .-])\d{3,7}(?:[ .-]\d{3,4})?(?:,? ?(?:x|ext\.?) ?\d{1,5})?(?![\w/])"
)
ADDRESS_OF_WEB = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# "OH 44107", "Nevada 89701-0042", "BD13 2HF", "P.O. Box 771"
POSTAL = re.compile(r"\b[A-Z][A-Za-z]+\.?,? \d{5}(?:-\d{4})?$|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\bP\.? ?O\.? ?Box \d+", re.IGNORECASE)
AGE_AND_SEX = re.compile(
    r"\(?(?:\d{1,3} ?(?:y/?o?|yrs?|years?(?: old)?|mo|months?)?\.?[ /,]*(?:m|f|male|female)?|male|female|m|f)\)?", re.IGNORECASE
)
SEX = re.compile(r"(?:m|f|male|female|other|unknown)\b", re.IGNORECASE)
SMALL_WORDS = frozenset({"of", "and", "the", "for", "at", "in", "de", "la", "del", "st", "on", "upon", "a", "an"})


class Letterhead(NamedTuple):
    """What stands above a report.

    Attributes:
        end: Where the report itself begins, in characters.
        day: The day of the examination, where a label or a line of its own tells it.
        authors: The lines behind whose label somebody stands who reads or signs (start, end exclusive).
    """

    end: int
    day: FoundDate | None
    authors: tuple[tuple[int, int], ...] = ()


class _Column(NamedTuple):
    """A column of a line, without the marks around it: its place in the text (end exclusive)."""

    start: int
    words: str


def find_letterhead(text: str) -> Letterhead | None:
    """Return what stands above the report; None where its own first line does, or where nothing stands below."""
    end = start = 0
    day: FoundDate | None = None
    firm = False
    authors: list[tuple[int, int]] = []
    between = 0  # lines of other labels since the last line that belongs
    for _ in range(MOST_LINES):
        line_end = end_of_line(text, start)
        line = text[start:line_end]
        if line_end - start > LONGEST_LINE or line_end == len(text):
            break
        if LETTER_OR_DIGIT.search(line):
            read = _Line(line, start)
            if not (read.belongs or (_names_only_its_kind(line) and _names_a_study(text, line_end))):
                between += 1
                if not firm or between > MOST_BETWEEN or not read.has_other_labels:
                    break
                if read.names_author:
                    authors.append((start, line_end))
                start = line_end + 1
                continue
            firm, between = firm or read.firm, 0
            if read.day and (day is None or read.day.rank < day.rank):
                day = read.day
            end = line_end + 1
        elif firm and not between:
            end = line_end + 1  # a rule or a blank line below
        start = line_end + 1
    if not firm or not text[end:].strip():
        return None
    return Letterhead(end, day, tuple(line for line in authors if line[1] < end))


def stands_above(line: str, *, again: bool = False) -> bool:
    """Return whether a line by itself is of what stands above a report: letterhead, patient block, page or fax.

    One that tells the day of the examination is only where it stands there `again`: else the day would be lost.
    """
    read = _Line(line, 0)
    return read.belongs and read.firm and (again or read.day is None)


def _names_only_its_kind(line: str) -> bool:
    """Whether a line names a paper of an ultrasound laboratory, but no study ("ULTRASOUND REPORT")."""
    return _plain(line) in metadata_words().letterhead.papers_of_ultrasound


def _names_a_study(text: str, offset: int) -> bool:
    """Whether the next filled line names a study with its technique: the line above it says no more."""
    below = FILLED_LINE.search(text, offset, offset + LONGEST_LINE)
    return below is not None and TECHNIQUE.search(below[0]) is not None


class _Line:
    """A line as what stands above a report: whether it belongs there, shows it by itself, and the day that it tells."""

    def __init__(self, line: str, start: int) -> None:
        self.day: FoundDate | None = None
        self.firm = True
        line = IN_BRACKETS.sub(lambda match: f" {match[1]} ", line)  # of the same length: its places stay
        self._columns = list(_columns(line, start))
        self._sends = PAGE_IN_LINE.search(line) is not None and (
            HOUR.search(line) is not None or NUMBER_CALLED.search(line) is not None or SENDS.search(line) is not None
        )
        if self._sends and _exams().isdisjoint(map(str.lower, WORD.findall(line))) and not SENTENCE.search(line):
            self.belongs = True
            return
        self.belongs = _is_page(line) or self._all_belong(line) or self._offers()

    @property
    def has_other_labels(self) -> bool:
        """Whether all columns are labels with short values, none of which heads a section or names an examination.

        Such a line belongs there between two others: a hospital may print what it likes in its patient block.
        """
        for column in self._columns:
            match = ANY_LABEL.match(column.words)
            if match is None:
                return False
            words = {word.lower() for word in WORD.findall(column.words)}
            if not words.isdisjoint(TRAINEE_WORDS | {"attending"}) or not _exams().isdisjoint(words - {"md", "do"}):
                return False
            if not _is_value(match["value"]) or not _examined().isdisjoint(words) or self._heads(match["label"]):
                return False
        return bool(self._columns)

    @property
    def names_author(self) -> bool:
        """Whether somebody who reads or signs stands behind one of its labels."""
        matches = (ANY_LABEL.match(column.words) for column in self._columns)
        return any(match is not None and match["label"].lower().strip() in _authors() for match in matches)

    def _heads(self, label: str) -> bool:
        kind = section_knowledge()[0].get(" ".join(label.lower().split()))
        return kind is not None and kind != "signature"

    def _all_belong(self, line: str) -> bool:
        columns = self._columns
        value_of = ""  # a label that has a column to itself
        bare = 0
        for column in columns:
            if value_of:
                if not _is_value(column.words):
                    return False
                self._told(value_of, column.start, column.words)
                value_of = ""
            elif len(columns) > 1 and _is_label(label := column.words.lower().rstrip(" :.#=")):
                value_of = label
            elif self._day_alone(column):
                bare += 1
            elif not (self._labelled(column) or self._furniture(column) or self._names_patient(column, line)):
                return False
        self.firm = bare < len(columns)
        return True

    def _offers(self) -> bool:
        """Whether a line lists what a department does."""
        offered = metadata_words().letterhead.modalities
        return len(self._columns) > 1 and all(column.words.lower() in offered for column in self._columns)

    def _day_alone(self, column: _Column) -> bool:
        """Whether a column is a day or an hour alone."""
        if _without_days(column.words).strip(" ,@()"):
            return False
        self._note(column.start, column.words, 1)
        return True

    def _furniture(self, column: _Column) -> bool:
        """Whether a column names a place or paper, or tells how to reach one, with or without a day."""
        undated = _without_days(column.words).strip(ADORNED)
        if not _is_furniture(undated):
            return _is_furniture(column.words)  # a number to call may look like a day
        if dated := next((at for pattern in (NUMERIC, WRITTEN) for at in pattern.finditer(column.words)), None):
            self._note(column.start + dated.start(), dated[0], 1)
        return True

    def _labelled(self, column: _Column) -> bool:
        """Whether a column is labels of the patient block, each with its value."""
        found = list(_label_pattern().finditer(column.words)) if MARK.search(column.words) else []
        if not found or column.words[: found[0].start()].strip(" ("):
            return _unmarked().fullmatch(column.words) is not None and self._note_unmarked(column)
        for match, following in zip(found, [*found[1:], None], strict=True):
            value = column.words[match.end() : following.start() if following else len(column.words)]
            if not _is_value(value):
                return False
        for day in _day_within().finditer(column.words):  # "Pt: 54F, DOS 6-2-26"
            self._told(" ".join(day["day"].lower().split()), column.start + day.end(), column.words[day.end() :])
        for match in found:
            self._told(" ".join(match["label"].lower().split()), column.start + match.end(), column.words[match.end() :])
        return True

    def _note_unmarked(self, column: _Column) -> bool:
        match = _unmarked().fullmatch(column.words)
        if match and match["day"]:
            self._told(match["day"].lower(), column.start + match.start("value"), match["value"])
        return True

    def _told(self, label: str, start: int, value: str = "") -> None:
        words = metadata_words().letterhead
        if label in words.days | words.plain_days:
            self._note(start, value, 0 if label in words.days else 1)

    def _note(self, start: int, words: str, rank: int) -> None:
        offset = len(words) - len(words.lstrip())
        dated = day_at(words, offset)
        if dated and (self.day is None or rank < self.day.rank):
            self.day = FoundDate(start + offset, start + dated[1], dated[0], rank)

    def _names_patient(self, column: _Column, line: str) -> bool:
        """Whether a column is a name, beside a date of birth or a key, or the age and sex beside a name."""
        if AGE_AND_SEX.fullmatch(column.words):
            return len(self._columns) > 1
        words = column.words.replace(",", " ").split()
        named = 2 <= len(words) <= MOST_NAME_WORDS and all(NAME_WORD.fullmatch(word) for word in words)
        own = {word.lower().rstrip(".") for word in words} - metadata_words().civil
        return named and _patient_mark().search(line) is not None and _exams().isdisjoint(own)


def _columns(line: str, start: int) -> Iterator[_Column]:
    begin = 0
    for stop, following in [*((m.start(), m.end()) for m in BETWEEN_COLUMNS.finditer(line)), (len(line), len(line))]:
        words = line[begin:stop]
        place = begin + len(words) - len(words.lstrip(ADORNED))
        if words := words.strip(ADORNED):
            yield _Column(start + place, words)
        begin = following


def _is_value(value: str) -> bool:
    """Whether words are the value of a label: short, no sentence, no other label, nothing of an examination."""
    return (
        len(value) <= LONGEST_VALUE
        and not SENTENCE.search(value)
        and not OTHER_LABEL.search(value)
        and _examined().isdisjoint(map(str.lower, WORD.findall(NUMBERED.sub(" ", value))))
    )


def _is_furniture(words: str) -> bool:
    """Whether words, or their parts between commas, name a place or paper, or tell how to reach one."""
    if any(is_one(words) for is_one in (_is_paper, _is_page, _is_contact, _is_place, _is_address)):
        return True
    first, *parts = BETWEEN_PARTS.split(words)
    return bool(parts) and (_is_place(first) or _is_address(first)) and all(map(_is_part, parts))


def _is_part(part: str) -> bool:
    """Whether a part behind the name of a place may belong to it: a town, a street, a number to call."""
    words = part.split()
    return any(is_one(part) for is_one in (_is_contact, _is_place, _is_address)) or (
        0 < len(words) <= MOST_TOWN_WORDS and part[0].isalpha() and _capitalised(words) and _no_exam(words)
    )


def _no_exam(words: Iterable[str]) -> bool:
    """Whether none of some words is of an examination or a paper that tells of one."""
    return _exams().isdisjoint(word.lower().strip(".,") for word in words)


def _is_paper(words: str) -> bool:
    return _plain(words) in metadata_words().letterhead.papers


def _is_label(words: str) -> bool:
    """Whether words are a label, or several parted by slashes ("DOB/Age/Sex")."""
    return words in _labels() or ("/" in words and all(part.strip() in _labels() for part in words.split("/")))


def _plain(words: str) -> str:
    return " ".join(words.lower().replace("-", " ").split()).strip(ADORNED)


def _is_page(words: str) -> bool:
    return PAGE.fullmatch(words) is not None


def _is_contact(words: str) -> bool:
    """Whether words are telephone numbers and addresses of the web, with or without labels, alone."""
    if not any(letter in words for letter in ".@") and not NUMBER_CALLED.search(words):
        return False
    rest = ADDRESS_OF_WEB.sub(" ", NUMBER_CALLED.sub(" ", words))
    return rest != words and LETTER_OR_DIGIT.search(_contact_labels().sub(" ", rest)) is None


def _is_place(words: str) -> bool:
    """Whether words are the name of an institution or of one of its departments."""
    if len(words) > LONGEST_NAME or re.search(r"[\d:_=?]", words):
        return False
    named = WORD.findall(words)
    small = [word.lower() for word in named]
    book = metadata_words().letterhead
    if small and book.departments | book.beside_departments >= set(small):
        return small[-1] in book.departments or (small[0] in book.departments and small[1:2] == ["of"])
    if not _capitalised(named) or not _no_exam(small) or not (kind := _last_institution(words)):
        return False
    if kind.end() == len(words) and kind.start() and kind[0].lower() in book.institutions_without_name:
        return True
    return any(word not in no_surnames() | _common() for word in small if len(word) > 2)


def _last_institution(words: str) -> re.Match[str] | None:
    return next(reversed(list(_institutions().finditer(words))), None)


def _is_address(words: str) -> bool:
    """Whether words are a street with its number, or a town with its code."""
    small = {word.lower().strip(".,") for word in words.split()}
    if len(words) > LONGEST_NAME or ":" in words or not _capitalised(words.split()):
        return False
    if not small.isdisjoint(_exams() | _examined()):
        return False
    return POSTAL.search(words) is not None or _street().search(words) is not None


def _capitalised(words: Iterable[str]) -> bool:
    letters = [word for word in words if word[:1].isalpha() and word.lower() not in SMALL_WORDS]
    return all(word[0].isupper() for word in letters)


def _without_days(words: str) -> str:
    if DIGIT.search(words) is None:
        return words
    for pattern in (NUMERIC, WRITTEN, HOUR):
        words = pattern.sub(" ", words)
    return words


@lru_cache(maxsize=1)
def _exams() -> frozenset[str]:
    """Return the words of an examination, but those that names of institutions have too."""
    words = metadata_words()
    return (words.site.exams | words.several.titles) - words.letterhead.in_names


@lru_cache(maxsize=1)
def _examined() -> frozenset[str]:
    """Return the words that make a value one of an examination."""
    return metadata_words().letterhead.examined


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    words = metadata_words()
    return words.site.departments | frozenset(place for place in words.letterhead.institutions if " " not in place)


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    words = metadata_words()
    block = words.letterhead
    patient = (*words.record, *words.record_marked, *words.account, *words.name, *words.birth, *words.accession)
    return frozenset(patient) | block.labels | block.days | block.plain_days | block.other_days


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    """Return what finds a label before its mark, at the beginning of a column or behind another value."""
    known = labels([*_labels(), *metadata_words().letterhead.contacts])
    counted, mark = r"(?:[ \t]*(?:no\.?|number|\(s\)))?", r"[ \t]*(?:[:=]|#[ \t]*:?|\.{3,}:?)"
    hour = r"\d\d\b(?![/-])"  # "10:15"
    return re.compile(rf"(?<![\w./])(?P<label>{known}(?: ?/ ?{known}){{0,3}}){counted}{mark}(?!{hour})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _unmarked() -> re.Pattern[str]:
    """Return what finds a label without a mark before a number or date ("MRN 7719025", "DOB 4/1/1957", "Sex F")."""
    words = metadata_words()
    keys = labels([*words.record, *words.account, *words.birth, *words.accession, "age", "order", "npi", "fin", "room", "bed"])
    days = labels([*words.letterhead.days, *words.letterhead.plain_days, *words.letterhead.other_days])
    return re.compile(
        rf"(?:(?:{keys}|(?P<day>{days}))[ \t]+(?P<value>[\w./-]*\d[\w./-]*(?:[ \t][\w./:-]+){{0,3}})|(?:sex|gender)[ \t]+{SEX.pattern})",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _authors() -> frozenset[str]:
    return frozenset(label for listed in metadata_words().authors for label in listed)


@lru_cache(maxsize=1)
def _day_within() -> re.Pattern[str]:
    """Return what finds the label of the day of the examination without a mark, behind another value."""
    return re.compile(rf"(?<!\w)(?P<day>{labels(metadata_words().letterhead.days)})[ \t]+(?=\d)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _patient_mark() -> re.Pattern[str]:
    words = metadata_words()
    return re.compile(rf"(?<!\w){labels([*words.record, *words.birth, *words.account])}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _contact_labels() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{labels(metadata_words().letterhead.contacts)}|or|and)(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _institutions() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){labels(metadata_words().letterhead.institutions)}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _street() -> re.Pattern[str]:
    book = metadata_words().letterhead
    numbered, alone = labels(book.streets), labels(book.streets_without_number)
    rooms = r"(?<!\w)(?:suite|ste|floor|fl|room|bldg|building|level)\.? #?\d"
    return re.compile(rf"^\d{{1,6}}[A-Z]?[ ,].*\b{numbered}(?!\w)|{rooms}|^[A-Z][\w ]+ {alone}$", re.IGNORECASE)
