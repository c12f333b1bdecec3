"""Reads the findings of a worksheet's cells: the structure of the row, what the column is of, and the mark or number."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator

from assistant.analysis import Attribute
from assistant.findings.binding import Bound, Prose
from assistant.findings.book import System
from assistant.findings.signals import Number, find_numbers, plain
from assistant.findings.subjects import Run, Subject, runs_within
from assistant.knowledge.findings_schema import HeadEntry
from assistant.language.layout import Cell, Heading, Table

FASTEST_VEIN = 20  # a bare number of a vein below this is a width in mm, one of an artery above it a velocity
PARTS = re.compile(r"(?P<mark>[^,;\s]+)(?:[ ]+(?P<number>\d+(?:\.\d+)?)(?=[ ]*(?:s\b|sec|[,;/]|$|\n)))?")
HALVES = (["thigh", "calf"], ["proximal", "distal"])
MARGIN = 160  # characters before a table in which its measure may be told ("diameters in mm")


def read_cells(prose: Prose) -> Iterator[Bound]:
    """Yield what the cells of a text's tables say."""
    for table in prose.reading.tables:
        reader = _TableReader(prose, table)
        for cell in table.cells:
            yield from reader.read(cell)


class _TableReader:
    """Reads the cells of one table."""

    def __init__(self, prose: Prose, table: Table) -> None:
        self.prose, self.table, self.book = prose, table, prose.book
        self.heads: dict[tuple[int, int], tuple[HeadEntry | None, tuple[Attribute, ...]]] = {}
        headings = {heading for cell in table.cells for heading in (*cell.rows, *cell.columns)}
        self.pressures = any(self._at_levels(heading) for heading in (*headings, Heading(max(0, table.start - MARGIN), table.start)))
        self.system = "artery" if self.pressures else self._system()
        self.owner = self._owner(table.start)
        self.fast = "cm/s" in prose.reading.text[table.start : table.end] and self.system != "vein"
        self.told = [says for start, _, says in prose.measures if table.start - MARGIN <= prose.reading.starts[start] < table.start]

    def _at_levels(self, heading: Heading) -> bool:
        """Whether a heading says that pressures are taken, at levels of a limb: "mmHg", "ABI"."""
        levels = {entry.or_of for entry in self.book.measure.measures.values() if entry.or_of}
        owned = {name for subject in self._owned(*self._tokens(heading.start, heading.end)) for name in subject.names}
        return "pressure" in self._of_heading(heading)[1] or bool(owned & levels)

    def _system(self) -> System:
        """Return whether most structures of the table are veins or arteries."""
        prose, table = self.prose, self.table
        systems = Counter(
            subject.system for run in prose.runs for subject in run.vessels
            if subject.system and table.start <= prose.reading.starts[subject.first] < table.end
        )  # fmt: skip
        return systems.most_common(1)[0][0] if systems else None

    def read(self, cell: Cell) -> Iterator[Bound]:
        """Yield what a cell says of the structures of its row or column."""
        run = self._run(cell)
        first, last = self._tokens(cell.start, cell.end)
        if run is None or first >= last:
            return
        if any(self._compared(heading) for heading in cell.columns):
            return
        head, measures = self._head(cell)
        if measures and (found := find_numbers(self.prose.reading, self.book, cell.start, cell.end)):
            yield from self._numbers(run, found, measures)
            yield from self.prose.said_of(run, first, last, numbers=False)
        elif head and (value := self._mark(cell, head)) is not None:
            if value:
                yield from (Bound(subject, subject.segment, head.attribute, value, None, cell.start, cell.end, paired=subject.paired) for subject in run.vessels)
        else:
            used: set[int] = set()
            yield from self._marks(cell, run, used)
            yield from self.prose.said_of(run, first, last, numbers=True, bare=self._bare_measure(run), used=used, pairs=not self._halves(run))

    def _marks(self, cell: Cell, run: Run, used: set[int]) -> Iterator[Bound]:
        """Yield what marks say in a cell that no heading explains ("C, R-"), a number behind that of reflux being its time.

        Adds the tokens that are read so to `used`.
        """
        text = self.prose.reading.text
        for part in PARTS.finditer(text, cell.start, cell.end):
            mark = part["mark"].strip("*.")
            if place := self.table.legend.get(mark):
                said = [(signal.attribute, signal.value) for signal in self.prose.signals_within(*self._tokens(*place))]
            elif (alone := self.book.cells.alone.get(mark)) and self.system == "vein":
                said = [(alone.attribute, alone.value)]
            else:
                continue
            used.update(range(*self._tokens(part.start(), part.end())))
            for attribute, value in said:
                told: tuple[Attribute, str | float, str | None] = (attribute, value, None)
                if attribute == "reflux" and value == "present" and part["number"]:
                    told = ("reflux_time", plain(part["number"]), "s")
                yield from (Bound(subject, subject.segment, *told, part.start(), part.end(), paired=subject.paired) for subject in run.vessels)

    def _tokens(self, start: int, end: int) -> tuple[int, int]:
        starts = self.prose.reading.starts
        return bisect_left(starts, start), bisect_left(starts, end)

    def _run(self, cell: Cell) -> Run | None:
        """Return the structures that a cell is about, with its side and the segment of its headings."""
        segment = None
        found: tuple[Subject, ...] = ()
        for heading in (*cell.rows[::-1], *cell.columns[::-1]):
            first, last = self._tokens(heading.start, heading.end)
            segment = segment or self.prose.segments.within(first, last)
            runs = [run.vessels for run in runs_within(self.prose.runs, first, last) if run.vessels and run.last <= last]
            subjects = next((vessels for vessels in runs if not vessels[0].part), runs[0] if runs else ())
            if not subjects or (self.system and any(subject.system not in (None, self.system) for subject in subjects)):
                subjects = self._row_name(first, last) or subjects
            found = found or self._owned(first, last) or subjects
        if not found and segment and self.owner:
            found = self.owner
        if not found:
            return None
        side = cell.side
        subjects = tuple(
            subject._replace(side=(side or subject.side) if subject.paired else None, segment=subject.segment or segment) for subject in found
        )  # fmt: skip
        return Run(subjects, subjects[0].first, subjects[-1].last)

    def _owned(self, first: int, last: int) -> tuple[Subject, ...]:
        """Return the structure that a measure's words name: "ABI", "ICA/CCA"."""
        names = [name for start, end, name in self.prose.owners if first <= start and end <= last]
        return (Subject((names[0],), None, None, first, last, "artery"),) if names else ()

    def _row_name(self, first: int, last: int) -> tuple[Subject, ...]:
        """Return the structure that a row is named for in short: "PT" in a table of arteries."""
        for token in range(first, last):
            names, said = self.book.row_names, self.prose.words.text(token, token + 1)
            by_system = names.get(said) or names.get(said.lower(), {})
            if name := by_system.get(self.system or ""):
                return (Subject((name,), None, None, token, token + 1, self.system),)
        return ()

    def _owner(self, start: int) -> tuple[Subject, ...]:
        """Return the structure of rows that name only a part or level: the one named last before the table."""
        if self.pressures:
            name = next(entry.or_of for entry in self.book.measure.measures.values() if entry.or_of)
            return (Subject((name,), None, None, 0, 1, "artery"),)
        first = bisect_left(self.prose.reading.starts, start)
        before = self.prose.runs[: bisect_right(self.prose.runs, first, key=lambda run: run.first)]
        named = [run.vessels for run in before if run.vessels and self.system in (None, run.vessels[0].system)]
        return named[-1] if named else ()

    def _compared(self, heading: Heading) -> bool:
        """Whether a column is of what is compared with: "ref", "prior"."""
        first, last = self._tokens(heading.start, heading.end)
        return not self.book.compared.isdisjoint(self.prose.reading.words[first:last])

    def _head(self, cell: Cell) -> tuple[HeadEntry | None, tuple[Attribute, ...]]:
        """Return what a cell's headings say it holds: a kind of mark, or numbers of one or more measures."""
        owned = [heading for heading in cell.rows if self._owned(*self._tokens(heading.start, heading.end))]
        for heading in (*owned, *cell.columns[::-1], *cell.rows[::-1]):
            head, measures = self._of_heading(heading)
            if head or measures:
                return head, measures
        return None, ()

    def _of_heading(self, heading: Heading) -> tuple[HeadEntry | None, tuple[Attribute, ...]]:
        key = (heading.start, heading.end)
        if key not in self.heads:
            first, last = self._tokens(*key)
            measures = tuple(says[0] for start, end, says in self.prose.measures if first <= start and end <= last)
            heads = [says for start, end, says in self.prose.heads if first <= start and end <= last]
            self.heads[key] = (heads[0] if heads else None, measures)
        return self.heads[key]

    def _numbers(self, run: Run, found: list[Number], measures: tuple[Attribute, ...]) -> Iterator[Bound]:
        """Yield the numbers of a cell, one for each measure of its heading, or several of the same."""
        entries = self.book.measure.measures
        for index, number in enumerate(found):
            fitting = [measure for measure in measures if number.unit in entries[measure].units] if number.unit else measures
            attribute = fitting[min(index, len(fitting) - 1)] if fitting else self.book.measure.by_unit[number.unit]
            both = tuple(measures) if number.pair and len(measures) == 2 else (attribute, "edv") if number.pair and attribute == "psv" and len(self._halves(run)) < 2 else None
            if both:
                for half, value in zip(both, number.values, strict=False):
                    yield from (Bound(subject, subject.segment, half, value, entries[half].bare or None, number.start, number.end, paired=subject.paired) for subject in run.vessels)
                continue
            unit = number.unit or entries[attribute].bare or (entries[attribute].units or [None])[0] or None
            for subject in run.vessels:
                for value in number.values:
                    yield Bound(subject, subject.segment, attribute, value, unit, number.start, number.end, paired=subject.paired)

    @staticmethod
    def _halves(run: Run) -> list[str]:
        """Return the segments of a row that names two: "POP AK/BK"."""
        segments = (run.subjects[0].segment or "").split()
        return segments if segments in HALVES else []

    def _mark(self, cell: Cell, head: HeadEntry) -> str | None:
        """Return the value of a mark, empty for one that says nothing, None for words that are no mark."""
        text = self.prose.reading.text
        mark = " ".join(text[cell.start : cell.end].lower().strip("*.[]() _").split())
        if cell_legend := self.table.legend.get(text[cell.start : cell.end].strip()):
            mark = " ".join(text[slice(*cell_legend)].lower().split())
        cells = self.book.cells
        if mark in self.book.marks.get(head.attribute, {}):
            return self.book.marks[head.attribute][mark]
        if mark in cells.says_yes:
            return head.yes
        if mark in cells.says_no:
            return head.no or ""
        return "" if mark in cells.silent or not mark else None

    def _bare_measure(self, run: Run) -> Attribute:
        """Return what a number without a word for it measures: what is told above the table, or by kind of vessel."""
        if self.pressures:
            return "pressure"
        if self.prose.seen_inside:
            return "area"
        for says in reversed(self.told):
            for attribute in says:
                if attribute in ("psv", "diameter", "pressure"):
                    return attribute
        flow = self.fast or any(subject.system == "artery" for subject in run.subjects)
        return "psv" if flow else "diameter"
