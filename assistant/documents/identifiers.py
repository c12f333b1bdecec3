"""Finds what a report's header tells of its patient: key, name, date of birth, accession.

Labels are data: `knowledge/documentation/metadata.yaml`. What was masked ("***4471", "withheld", "____") is not told, and
what belongs to somebody else ("mother's MRN") is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from operator import attrgetter
from typing import Literal, NamedTuple, get_args

from ahocorasick_rs import AhoCorasick

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import end_of_line, small_letters
from assistant.language.service_date import day_at
from assistant.language.signature.words import no_surnames, signature_words

WORDS = KNOWLEDGE_FILES / "documentation" / "metadata.yaml"

KeyKind = Literal["record", "account", "accession"]
Kind = Literal["record", "account", "accession", "name", "birth"]
KEY_KINDS: tuple[KeyKind, ...] = get_args(KeyKind)

MARKS = r"(?:[ \t]*(?:[:#=–|]|-(?!\d)|\.{4,}+))*[ \t]*"
KEY = re.compile(
    r"(?P<value>\d{3} \d{3} \d{4}|(?:[A-Za-z]{1,5}[-/]?)?\d[\dA-Za-z]*+(?:[-./^]++[\dA-Za-z]++)*?)(?=$|[\s|,;)\]^]|\.(?:\s|$))"
)
CELL = r"(?:(?<=[ \t]{2})|(?<=[|\t\n\f;.\[(])|(?<=[;.|] )|^)"  # where a column, a sentence or a line begins
NAME_WORD = re.compile(r"(?:[A-ZÀ-Þ][\w'’-]*\.?|(?:de|van|von|der|la|del|al|bin|di|dos|da)(?= ))(?![\w@*])")
SPACE = re.compile(r" (?![ \t])|, ?(?![ \t])")
HALF_PAIR = re.compile("[\ud800-\udfff]")
BEHIND_A_NAME = frozenset({"dob", "d.o.b", "born", "mrn"})
UNLABELLED = re.compile(
    r"^[ \t]*(?:re:[ \t]*)?(?P<name>(?:[a-zÀ-Þ][\w'’-]+, ?[a-zÀ-Þ]|(?:mr|mrs|ms|miss|mstr)\.? [a-zÀ-Þ])[^\n|\t]{0,40}?)"
    rf"(?=[ \t|,(]+(?:{'|'.join(map(re.escape, sorted(BEHIND_A_NAME)))})\b)",
    re.MULTILINE | re.IGNORECASE,
)
SEGMENT = re.compile(
    r"^PID\|[^|\n]*\|[^|\n]*\|(?P<record>[^|\n]*)\|[^|\n]*\|(?P<name>[^|\n]*)(?:\|[^|\n]*\|(?P<birth>[^|\n]*))?",
    re.MULTILINE,
)
COMPACT_DAY = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
COLUMNS = re.compile(r"[ \t]*(?:\||\t|[ ]{2,})[ \t|]*")
CREDENTIAL = re.compile(r",? ?(?:MD|M\.D\.|DO|RVT|RDMS|RN|NP|PA-C)\b")
RULE = re.compile(r"[-=+|: \t]*$")
FILLED_LINE = re.compile(r"[^\n]+")
FEWEST_DIGITS = {"record": 3, "account": 3, "accession": 4}
MOST_NAME_WORDS = 6
LONGEST_NAME_HEAD = 40
MARKED_DIGITS = 5
PLACE = attrgetter("start")


class SiteWords(Strict):
    """Words of the places where reports come from."""

    labels: list[str]
    places: list[str]
    exams: frozenset[str]
    departments: frozenset[str]


class SeveralWords(Strict):
    """Words that show where one report ends and the next begins."""

    titles: frozenset[str]
    closings: list[str]
    quoting: list[str]
    elsewhen: list[str]


class LetterheadWords(Strict):
    """Words of what stands above a report: letterhead, patient block, page and fax lines."""

    labels: frozenset[str]
    days: frozenset[str]
    plain_days: frozenset[str]
    other_days: frozenset[str]
    contacts: list[str]
    institutions: list[str]
    institutions_without_name: frozenset[str]
    departments: frozenset[str]
    beside_departments: frozenset[str]
    papers: frozenset[str]
    papers_of_ultrasound: frozenset[str]
    modalities: frozenset[str]
    in_names: frozenset[str]
    examined: frozenset[str]
    streets: list[str]
    streets_without_number: list[str]
    page_marks: list[str]
    page_goes_on: frozenset[str]
    said_again: frozenset[str]
    machine_papers: list[str]
    machine_verbs: list[str]
    machine_verbs_of_images: list[str]


class ColumnWords(Strict):
    """How tables call their columns."""

    text: list[str]
    id: list[str]
    patient: list[str]
    physician: list[str]
    site: list[str]
    day: list[str]
    accession: list[str]
    others: frozenset[str]

    @cached_property
    def all_words(self) -> frozenset[str]:
        """The words of all names of columns."""
        lists = (self.text, self.id, self.patient, self.physician, self.site, self.day, self.accession)
        return self.others.union(word for names in lists for name in names for word in name.split("_"))


class MetadataWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    record: list[str]
    record_marked: list[str]
    account: list[str]
    name: list[str]
    birth: list[str]
    accession: list[str]
    civil: frozenset[str]
    stops: frozenset[str]
    relatives: list[str]
    withheld: frozenset[str]
    authors: list[list[str]]
    anybody: frozenset[str]
    others: frozenset[str]
    site: SiteWords
    letterhead: LetterheadWords
    several: SeveralWords
    columns: ColumnWords


class Identifier(NamedTuple):
    """What a label and its value tell: `value` in its plain form; `start` and `end` (exclusive) of both, in characters."""

    kind: Kind
    value: str
    start: int
    end: int


@lru_cache(maxsize=1)
def metadata_words() -> MetadataWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, MetadataWords)


def find_identifiers(text: str) -> list[Identifier]:
    """Return the patient's keys, names, dates of birth and accessions of a text, in order of place."""
    places = _label_places(text)
    if not places:
        return sorted(_segments(text), key=PLACE)
    found = {
        one.start: one
        for one in (*_unlabelled(text, places), *_segments(text), *_headed(text, places), *_labelled(text, places))
    }
    return [found[start] for start in sorted(found)]


@lru_cache(maxsize=1)
def _openings() -> AhoCorasick:
    """Return the automaton of the words by which labels begin."""
    words = metadata_words()
    groups = (words.record, words.record_marked, words.account, words.accession, words.birth, words.name)
    openings = sorted({label.split()[0] for group in groups for label in group} | BEHIND_A_NAME)
    return AhoCorasick(openings)


def _label_places(text: str) -> list[int]:
    """Return where a word by which a label begins stands by itself, in order: labels are looked for nowhere else."""
    places: set[int] = set()
    letters = small_letters(text)
    try:
        found = _openings().find_matches_as_indexes(letters, overlapping=True)
    except UnicodeEncodeError:  # it holds a lone half of a surrogate pair
        found = _openings().find_matches_as_indexes(HALF_PAIR.sub(" ", letters), overlapping=True)
    for _, start, end in found:
        if (not start or not _in_word(text[start - 1])) and (end == len(text) or not _in_word(text[end])):
            places.add(start)
    return sorted(places)


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def labels(words: Iterable[str]) -> str:
    """Return a pattern of labels: the longer before the shorter, blanks between words as they come, a dot or not."""
    forms = (re.escape(word).replace(r"\ ", r"[ \t]+") for word in sorted(words, key=len, reverse=True))
    return f"(?:{'|'.join(forms)})\\.?"


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    words = metadata_words()
    groups = {
        "record": words.record,
        "account": words.account,
        "accession": words.accession,
        "birth": words.birth,
        "marked": words.record_marked,
    }
    kinds = "|".join(f"(?P<{kind}>{labels(group)})" for kind, group in groups.items())
    return re.compile(
        rf"(?<![\w.*])(?:{kinds}|{CELL}[ \t]*(?P<name>{labels(words.name)})(?=[ \t]*[:|=]|[ \t]*\.{{4}}|[ \t]{{2,}}|\t))(?!\w){MARKS}",
        re.IGNORECASE | re.MULTILINE,
    )


@lru_cache(maxsize=1)
def _relative() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(metadata_words().relatives)})(?:['’]?s)?[ \t]+$", re.IGNORECASE)


def _heads_another(text: str, start: int) -> bool:
    """Whether the line above a label says in a few words whose name stands below it ("Emergency contact")."""
    line_start = text.rfind("\n", 0, start)
    above = text[max(text.rfind("\n", 0, max(0, line_start)) + 1, line_start - LONGEST_NAME_HEAD) : max(0, line_start)]
    return _relative().search(above.strip(" \t\r:*=-") + " ") is not None


def _label_matches(text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield the labels of a text; the pattern may begin at the blanks before a place."""
    pattern, behind = _labels(), 0
    for place in places:
        if place < behind:
            continue
        begin = place
        while begin > behind and text[begin - 1] in " \t":
            begin -= 1
        for start in sorted({begin, min(begin + 1, place), min(begin + 2, place), place}):
            if match := pattern.match(text, start):
                behind = match.end()
                yield match
                break


def _labelled(text: str, places: Iterable[int]) -> Iterator[Identifier]:
    for match in _label_matches(text, places):
        kind = match.lastgroup
        start, end = match.start(kind or 0), match.end()
        if _relative().search(text, max(0, start - 24), start) or (kind == "name" and _heads_another(text, start)):
            continue
        if kind == "birth":
            if dated := day_at(text, end):
                yield Identifier("birth", dated[0].isoformat(), start, dated[1])
        elif kind == "name":
            if name := name_at(text, end):
                yield Identifier("name", name[0], start, name[1])
        elif key_kind := next((one for one in KEY_KINDS if one == kind), None):
            if key := key_at(text, end, key_kind):
                yield Identifier(key_kind, key[0], start, key[1])
        elif (key := key_at(text, end, "record")) and _firm(text, match.end("marked"), end, key):
            yield Identifier("record", key[0], start, key[1])


def _firm(text: str, label_end: int, start: int, key: tuple[str, int]) -> bool:
    """Whether a mark, or a number long enough that is no date, shows that a word was a label ("Chart 5520917")."""
    between = text[label_end:start].strip()
    if "/" in key[0] or ((dated := day_at(text, start)) and dated[1] >= key[1]) or between not in ("", ":", "#"):
        return False
    return bool(between) or sum(letter.isdigit() for letter in key[0]) >= MARKED_DIGITS


def key_at(text: str, offset: int, kind: KeyKind) -> tuple[str, int] | None:
    """Return the number that stands at an offset and where it ends; None where none does, or only a part was written."""
    match = KEY.match(text, offset)
    if match is None or sum(letter.isdigit() for letter in match["value"]) < FEWEST_DIGITS[kind]:
        return None
    value = match["value"].split("^")[0]
    if value.upper().endswith("XX"):
        return None
    if (dated := day_at(text, offset)) and dated[1] >= match.end() and ("/" in value or kind != "record"):
        return None
    return value.replace(" ", "").upper(), match.end()


def name_at(text: str, offset: int) -> tuple[str, int] | None:
    """Return the person's name at an offset as "Given Surname" or as it stands, and where it ends; None where none does.

    Words of reports are no names, unless a date of birth or a key follows on the line.
    """
    words: list[str] = []
    commas, position, end = 0, offset, offset
    civil = metadata_words().civil
    while len(words) < MOST_NAME_WORDS and (match := NAME_WORD.match(text, position)):
        word = match[0]
        if words and word.rstrip(".").lower() in metadata_words().stops:
            break
        following = SPACE.match(text, match.end())
        if text.startswith(".", match.end() - 1) and len(word.strip(".")) > 2 and word.rstrip(".").lower() not in civil:
            words.append(word.rstrip("."))
            end = match.end() - 1
            break
        words.append(word)
        end = match.end()
        if following is None:
            break
        if "," in following[0]:
            commas += 1
            if commas > 1:
                break
        position = following.end()
    while words and words[0].rstrip(".").lower() in civil:
        words.pop(0)
        offset = text.index(words[0], offset) if words else end
    plain = [word.strip(".").lower() for word in words]
    if CREDENTIAL.match(text, end) or not signature_words().credentials.isdisjoint(plain[2:]):
        return None
    if (
        len([word for word in plain if word]) < 2
        or max(map(len, plain)) < 3
        or not metadata_words().withheld.isdisjoint(plain)
    ):
        return None
    if not no_surnames().isdisjoint(word for word in plain if len(word) > 1) and not _identified(text, end):
        return None
    return " ".join(text[offset:end].split()).rstrip(",. "), end


@lru_cache(maxsize=1)
def _identifies() -> re.Pattern[str]:
    words = metadata_words()
    return re.compile(
        rf"[^\n]{{0,60}}?(?<!\w)(?:{labels((*words.birth, *words.record, *words.account))})(?!\w)", re.IGNORECASE
    )


def _identified(text: str, offset: int) -> bool:
    """Whether a date of birth or a key stands behind a place on its line."""
    return _identifies().match(text, offset) is not None


def _unlabelled(text: str, places: Iterable[int]) -> Iterator[Identifier]:
    """Yield a name that opens a line before a date of birth ("MARTINEZ, Rosa L.   DOB 01/07/1957")."""
    if not any(text[place : place + 5].lower().startswith(tuple(BEHIND_A_NAME)) for place in places):
        return
    for match in UNLABELLED.finditer(text):
        if name := name_at(text, match.start("name")):
            yield Identifier("name", name[0], match.start("name"), name[1])


def _segments(text: str) -> Iterator[Identifier]:
    """Yield what the patient's segment of a message tells."""
    if "PID|" not in text:
        return
    for match in SEGMENT.finditer(text):
        if key := key_at(text, match.start("record") + len("MRN ") * match["record"].startswith("MRN "), "record"):
            yield Identifier("record", key[0], match.start("record"), key[1])
        parts = [part for part in match["name"].split("^") if part.strip("* ")]
        if len(parts) > 1:
            yield Identifier("name", f"{parts[0]}, {' '.join(parts[1:])}", match.start("name"), match.end("name"))
        if birth := COMPACT_DAY.match(match["birth"] or ""):
            yield Identifier("birth", "-".join(birth.groups()), match.start("birth"), match.end("birth"))


def _headed(text: str, places: Sequence[int]) -> Iterator[Identifier]:
    """Yield the values of a table of one row whose head names them ("Patient | MRN | DOB")."""
    behind = 0
    for first, second in pairwise(places):
        if first < behind or "\n" in text[first:second]:
            continue
        behind = end_of_line(text, second)
        kinds = _kinds_of(text[text.rfind("\n", 0, first) + 1 : behind])
        if sum(kind is not None for kind in kinds) < 2:
            continue
        below = [(row.start(), row[0]) for row in islice(FILLED_LINE.finditer(text, behind), 3)]
        rows = [row for row in below if not RULE.match(row[1])][:2]
        if not rows or len(_cells(rows[0][1])) != len(kinds) or (rows[1:] and len(_cells(rows[1][1])) == len(kinds)):
            continue  # a list of several patients is no header
        for kind, (place, cell) in zip(kinds, _cells(rows[0][1]), strict=True):
            start = rows[0][0] + place
            value: tuple[str, int] | None = None
            if kind == "name":
                value = name_at(text, start)
            elif kind == "birth":
                dated = day_at(text, start)
                value = (dated[0].isoformat(), dated[1]) if dated else None
            elif kind is not None:
                value = key_at(text, start, kind)
            if kind and value:
                yield Identifier(kind, value[0], start, start + len(cell))


def _cells(line: str) -> list[tuple[int, str]]:
    """Return the columns of a line, each with its place in it."""
    cells, position = [], 0
    for match in COLUMNS.finditer(line):
        if match.start() > position:
            cells.append((position, line[position : match.start()]))
        position = match.end()
    return [*cells, (position, line[position:].rstrip())] if line[position:].strip() else cells


def _kinds_of(line: str) -> list[Kind | None]:
    if ":" in line:
        return []
    kinds = _heads()
    return [kinds.get(cell.strip().rstrip(".").lower()) for _, cell in _cells(line)]


@lru_cache(maxsize=1)
def _heads() -> dict[str, Kind]:
    words = metadata_words()
    groups: dict[Kind, list[str]] = {
        "record": [*words.record, *words.record_marked],
        "account": words.account,
        "name": words.name,
        "birth": words.birth,
        "accession": words.accession,
    }
    return {label: kind for kind, group in groups.items() for label in group}
