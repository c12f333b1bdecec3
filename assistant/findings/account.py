"""The findings of a text: every statement about one structure, told once, with the words that tell it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import attrgetter

from assistant.analysis import Attribute, Finding, SectionKind, Side, Span
from assistant.findings.binding import Bound
from assistant.findings.book import finding_book
from assistant.findings.cells import read_cells
from assistant.findings.other_side import OtherSide, Repeat
from assistant.findings.passage import Passage
from assistant.findings.prose import Prose
from assistant.findings.shorthand import Shorthand
from assistant.findings.subjects import Run, Subject
from assistant.language.layout import Reading, end_of_line

SILENT_ZONES: frozenset[SectionKind] = frozenset(
    {"title", "indication", "history", "technique", "comparison", "recommendation", "signature"}
)
TOLD_ZONES: frozenset[SectionKind] = frozenset({"findings", "procedure"})
INSIDE: frozenset[Attribute] = frozenset({"area", "reduction"})  # measured from inside a vessel
UNSEEN: frozenset[Attribute] = frozenset(
    {"visualized", "treatment", "pressure"}
)  # no word of what was seen from inside
ONCE: frozenset[Attribute] = frozenset({"treatment", "imaged_inside"})  # what was done to one side is not said of the other
ARM_ARTERY = "brachial artery"
ARM_PRESSURES = re.compile(
    r"\bBP[ ]{0,3}[:=]?[ ]{0,3}(?P<one>R|L|Rt|Lt|RT|LT|[Rr]ight|[Ll]eft)[ ]?[:=]?[ ]{0,2}(?P<first>\d{2,3})/\d{2,3}[ ]{0,8}[,;|]?[ ]{0,3}"
    r"(?P<other>R|L|Rt|Lt|RT|LT|[Rr]ight|[Ll]eft)[ ]?[:=]?[ ]{0,2}(?P<second>\d{2,3})/\d{2,3}"
)
LEGEND_OPENS = 20  # characters of a line in which its legend begins
MOST_PLACES = 3
Key = tuple[str, Side | None, str | None, Attribute, str | float, str | None]


def find_findings(reading: Reading) -> tuple[Finding, ...]:
    """Return what a text says now of its structures, in its order.

    Histories, requests, plans, earlier results and quoted reports are no findings of today. Offsets of the evidence are
    characters of the text, ends exclusive. That a structure is normal counts where nothing else is said of it.
    """
    passage = Passage(reading, finding_book())
    if not passage.tells:
        return ()
    prose = Prose(passage)
    shorthand = Shorthand(prose)
    cells = sorted(read_cells(prose, shorthand), key=attrgetter("start"))
    bound = [*cells, *_read_sentences(prose, shorthand, cells)]
    bound += _arm_pressures(passage)
    if passage.seen_inside:
        bound += [_seen_inside(one) for one in bound if one.attribute in INSIDE]
    return _told_once(reading, bound, passage.side)


def _arm_pressures(passage: Passage) -> list[Bound]:
    """Return the systolic pressures of both arms of a study of arteries: "BP R 132/78  L 130/80"."""
    if "BP" not in passage.reading.text or not any(run.vessels[0].system == "artery" for run in passage.vessels):
        return []
    bound = []
    for told in ARM_PRESSURES.finditer(passage.reading.text):
        if told["one"][0].lower() == told["other"][0].lower():
            continue
        for letter, value in (("one", "first"), ("other", "second")):
            side: Side = "right" if told[letter][0].lower() == "r" else "left"
            first, last = passage.tokens(*told.span(value))
            subject = Subject((ARM_ARTERY,), side, None, first, last, "artery")
            bound.append(Bound(subject, None, "pressure", int(told[value]), "mmHg", *told.span(value)))
    return bound


def _seen_inside(one: Bound) -> Bound:
    return one._replace(attribute="imaged_inside", value="yes", unit=None, weak=False)


def _repeated(bound: list[Bound], repeat: Repeat) -> list[Bound]:
    """Return what was said in words of the other side, said again of this: "Left leg: the same as above". Numbers are measured once."""
    sides = {"left": "right", "right": "left"}
    return [
        one._replace(subject=one.subject._replace(side=repeat.side), start=repeat.start, end=repeat.end, repeated=True)
        for one in bound
        if one.subject.side == sides[repeat.side]
        and one.start < repeat.start
        and one.subject.paired
        and isinstance(one.value, str)
        and one.unit is None
        and one.attribute not in ONCE
        and repeat.excepted.isdisjoint(one.subject.names)
    ]


def _told_in_tables(reading: Reading, bound: list[Bound]) -> list[tuple[int, int]]:
    """Return the characters of tables with headings, of their legends, and of the rows of others whose cells say something."""
    told = [(table.start, table.end) for table in reading.tables if any(cell.columns for cell in table.cells)]
    for meaning, _ in (place for table in reading.tables for place in table.legend.values()):
        line = reading.text.rfind("\n", 0, meaning) + 1
        if meaning - line < LEGEND_OPENS:
            told.append((line, end_of_line(reading.text, meaning)))
    for one in bound:
        line = reading.text.rfind("\n", 0, one.start) + 1
        told.append((line, end_of_line(reading.text, one.end)))
    return sorted(told)


def _read_sentences(prose: Prose, shorthand: Shorthand, cells: list[Bound]) -> list[Bound]:
    """Return what the sentences outside of the tables that told `cells` say, of a procedure's title only what was done.

    "TECHNIQUE: ... RIGHT: ..." in one paragraph: where nothing is headed as findings, they begin with a side or vessel.
    """
    reading = prose.passage.reading
    tables = _told_in_tables(reading, cells)
    begins = [begin for begin, _ in tables]
    reached = list(accumulate((end for _, end in tables), max))
    bound: list[Bound] = []
    kinds = [section.kind for section in reading.sections]
    headed = not TOLD_ZONES.isdisjoint(kinds)
    below = _read_below(prose, cells)
    other_side = OtherSide(prose)
    opened: set[int] = set()  # sections of the technique that have come to what was seen
    for number, (start, _) in enumerate(reading.sentences):
        if number in below:
            prose.named_last = [below[number]]
        section = reading.section_at(start)
        kind = kinds[section]
        if kind == "title" and reading.nature != "visit":
            bound += [one for one in prose.read(number) if one.attribute == "treatment"]
        elif kind == "technique" and not headed and prose.opens(number):
            opened.add(section)
            bound += prose.read(number)
        elif (kind in SILENT_ZONES and section not in opened) or section in reading.quoted_sections:
            continue
        elif section in reading.boilerplate_sections or (
            tables and (at := bisect_right(begins, start)) and start < reached[at - 1]
        ):
            prose.forget()
        else:
            told = shorthand.read(number) or prose.read(number)
            if repeat := other_side.repeat(number, start):  # what else the sentence tells is of its side: "same as right except ..."
                told = [one._replace(subject=one.subject._replace(side=repeat.side)) for one in told]
                bound += _repeated([*cells, *bound], repeat)
            bound += told
            if told and prose.shows_inside(number):
                bound += [_seen_inside(one) for one in told if one.subject.system and one.attribute not in UNSEEN]
    return bound


def _read_below(prose: Prose, cells: list[Bound]) -> dict[int, Run]:
    """Return the structures of each table by the number of the sentence right below it: "All levels compress." speaks of them."""
    reading, starts = prose.passage.reading, [start for start, _ in prose.passage.reading.sentences]
    begins = [one.start for one in cells]
    below: dict[int, Run] = {}
    for table in reading.tables:
        number = bisect_left(starts, table.end)
        if number == len(starts) or reading.text[table.end : starts[number]].strip():
            continue
        told = cells[bisect_left(begins, table.start) : bisect_left(begins, table.end)]
        subjects = {(one.subject.names, one.subject.side): one.subject._replace(segment=None) for one in told}
        if subjects:
            first, last = prose.passage.tokens(table.start, table.end)
            below[number] = Run(tuple(subjects.values()), first, last)
    return below


def _told_once(reading: Reading, bound: list[Bound], side_of_text: Side | None) -> tuple[Finding, ...]:
    told: dict[Key, list[Span]] = {}
    named: dict[Key, Span] = {}
    spoken_of: set[tuple[str, Side | None]] = set()
    weak: set[Key] = set()
    repeated: set[Key] = set()
    bound.sort(key=attrgetter("start", "end"))
    for one in bound:
        subject = one.subject
        side = subject.side or (side_of_text if subject.paired else None)
        if one.attribute == "reflux_time" and one.value == 0:  # no time of reflux is none
            one = one._replace(attribute="reflux", value="absent", unit=None)
        for name in subject.names:
            key: Key = (name, side, one.segment, one.attribute, one.value, one.unit)
            place = Span(one.start, one.end, reading.text[one.start : one.end])
            if key in told:
                told[key].append(place)
            else:
                told[key], named[key] = [place], _name_of(reading, one)
                if one.weak:
                    weak.add(key)
                if one.repeated:
                    repeated.add(key)
            if not one.weak:
                weak.discard(key)
                spoken_of.add((name, side))
            if not one.repeated:
                repeated.discard(key)
    return tuple(
        [
            Finding(*key, (spans[0],) if len(spans) == 1 else tuple(dict.fromkeys(spans))[:MOST_PLACES], named[key], key in repeated)
            for key, spans in told.items()
            if key not in weak or key[:2] not in spoken_of
        ]
    )


def _name_of(reading: Reading, one: Bound) -> Span:
    """Return the words that name the structure of a statement."""
    start, end = reading.starts[one.subject.first], reading.ends[one.subject.last - 1]
    return Span(start, end, reading.text[start:end])
