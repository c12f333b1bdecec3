"""Reads the findings of a worksheet's cells: the structure of the row, what the column is of, and the mark or number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property

from assistant.analysis import Attribute, Side
from assistant.findings.binding import Bound
from assistant.findings.book import System
from assistant.findings.numbers import Number, plain
from assistant.findings.passage import TRANSPLANT
from assistant.findings.prose import Prose
from assistant.findings.shorthand import Shorthand
from assistant.findings.subjects import Run, Subject, named_as
from assistant.knowledge.findings_schema import HeadEntry
from assistant.language.layout import LONGEST_NUMBER, Cell, Heading, Table

MARGIN = 160  # characters before a table in which its measure may be told ("diameters in mm")
# A mark, and the time behind that of reflux: "R+ 1.9".
PARTS = re.compile(r"(?P<mark>[^,;\s]+)(?:[ ]+(?P<number>\d+(?:\.\d+)?)(?=[ ]*(?:s\b|sec|[,;/]|$|\n)))?")
PART_LETTER = re.compile(r"(?P<part>[PMD])[ :](?=\d)")  # proximal, mid or distal, where all three stand in a table
HALVES = ("thigh calf", "proximal distal")  # segments of a row that gives two numbers of one measure
LETTERED = re.compile(r"(?<![A-Za-z])(?P<letter>[A-Za-z]{1,3})[ ]?[:=]?[ ]{0,3}(?P<value>[<>]?\d+(?:\.\d+)?(?:[ ]?(?:mm|cm|ms|s)\b)?|[-–](?!\S))")
# "6.0 / 2.2 s", "8.1 mm Y 2.4", "5.0 mm, N"
WIDTH_AND_REFLUX = re.compile(
    r"(?P<width>\d{1,2}(?:\.\d)?)(?P<unit>[ ]?mm)?(?P<parted>[ ]?(?:[/;]|,(?!\d{3})))?[ ]?(?:(?P<answer>[YyNn]|[Yy]es|[Nn]o|YES|NO|none|neg|nil)?[ ]?)"
    r"(?:(?P<time>\d{1,4}(?:\.\d{1,2})?)(?:[ ]?(?P<in>ms|s)(?:ec)?)?)?"
)
SLOWEST_REFLUX = 60  # seconds; longer times are milliseconds
BOTH_SIDES = re.compile(r"(?<!\w)(?P<first>R|Rt|RT|[Rr]ight|L|Lt|LT|[Ll]eft)[ ]?/[ ]?(?P<second>(?!(?P=first)\b)(?:R|Rt|RT|[Rr]ight|L|Lt|LT|[Ll]eft))$")
BRACKETED = re.compile(r"\([ ]{0,3}\)[ ]?[=:][ ]?(?P<meaning>[A-Za-z][A-Za-z ]{1,24})")
JOINED_AT = "anastomosis"  # the part of a conduit that rows name
GRADES = 2  # no vein is so narrow, told in whole millimetres
WIDE_IN_MM = 10  # a wide vessel is told in centimetres below it
LONGEST_CUT = 8  # tokens of a number that begins in the cell before
LONGEST_LETTER = 3  # characters of what a legend explains
LONGEST_MARKS = 8  # characters of a cell in which single letters are marks, to a writer without capitals
WIDEST = 25  # mm of a vein
SLOWEST = 5  # cm/s of an artery, with a decimal; smaller ones are ratios or indices
LONE: tuple[Attribute, ...] = ("psv", "diameter", "pressure")  # what a number alone may be, where it is told above


def read_cells(prose: Prose, shorthand: Shorthand) -> Iterator[Bound]:
    """Yield what the cells of a text's tables say."""
    for table in prose.passage.reading.tables:
        reader = _TableReader(prose, shorthand, table)
        for cell in table.cells:
            yield from reader.read(cell)


class _TableReader:
    """Reads the cells of one table."""

    def __init__(self, prose: Prose, shorthand: Shorthand, table: Table) -> None:
        self.shorthand = shorthand
        self.prose, self.passage, self.table, self.book = prose, prose.passage, table, prose.book
        self.kinds: dict[tuple[int, int], tuple[HeadEntry | None, tuple[Attribute, ...]]] = {}
        self.letters = self._letters()
        self.segments: dict[Heading, str | None] = {}
        self.owned: dict[Heading, tuple[Subject, ...]] = {}
        self.named: dict[Heading, tuple[Subject, ...]] = {}
        above = Heading(max(0, table.start - MARGIN), table.start)
        headings = {heading for cell in table.cells for heading in (*cell.rows, *cell.columns)}
        self.pressures = any(self._at_levels(heading) for heading in (*headings, above))
        self.system = "artery" if self.pressures else self._system()
        self.sided = any(cell.side in ("left", "right") for cell in table.cells)
        self.owner = self._owner(table.start)
        self.above_part = self._structures_above()
        self.lone = self._lone(above)
        #: Whether rows name only a part of the owner ("origin", "mid"), as those that name only a measure may.
        self.owned_rows = self.sided and sum(
            bool(self._segment(heading)) and not self._named(heading) for heading in {cell.rows[-1] for cell in table.cells if cell.rows}
        ) > 1
        self.measured = self._measured()
        text = self.passage.reading.text
        letters = {part["part"] for cell in table.cells if (part := PART_LETTER.match(text, cell.start, cell.end))}
        #: What crosses and dashes answer yes and no to.
        self.signed = {
            head.attribute
            for cell in table.cells
            if cell.columns and text[cell.start : cell.end].strip() == "+" and (head := self._kind(cell)[0])
        }
        self.above: dict[tuple[Heading, ...], Cell] = {}  # what was read last under each column
        self.parted = len(letters) == 3
        self.measuring = any(
            self._kind_of(heading)[1] and not heading.side for cell in table.cells for heading in cell.columns
        )

    def read(self, cell: Cell) -> Iterator[Bound]:
        """Yield what a cell says of the structures of its row or column."""
        run = self._run(cell)
        first, last = self._tokens(cell)
        if run is None or any(self._compared(heading) for heading in cell.columns):
            return
        if first >= last:  # a dash is no token
            if (head := self._kind(cell)[0]) and (mark := self._mark(cell, head)):
                yield from self._all(run, head.attribute, mark, None, cell.start, cell.end)
            return
        if self.passage.reading.text[cell.start : cell.end].strip(" .").lower() in self.book.cells.ditto:
            if (above := self.above.get(cell.columns)) is None:
                return
            cell = cell._replace(start=above.start, end=above.end)
            first, last = self._tokens(cell)
        if cell.columns:
            self.above[cell.columns] = cell
        if self.parted and (part := PART_LETTER.match(self.passage.reading.text, cell.start, cell.end)):
            cell = cell._replace(start=part.end())  # "P 130   M 144   D 138"
        if lettered := [*self._lettered(cell)]:
            for attribute, value, unit, start, end in lettered:
                yield from self._all(run, attribute, value, unit, start, end)
            return
        used: set[int] = set()
        head, measures = self._kind(cell)
        if ticked := self._ticked(cell):
            for attribute, value in ticked:
                yield from self._all(run, attribute, value, None, cell.start, cell.end)
        elif measures and (halves := [*self._halves(cell, run, measures[0])]):
            yield from halves
        elif measures and (found := self._unnamed(cell)):
            yield from self._numbers(run, found, measures)
            used.update(token for number in found for token in range(number.first, number.last))
            yield from self._beside(cell, run, head, used)
        elif head and (mark := self._mark(cell, head)) is not None:
            yield from self._all(run, head.attribute, mark, None, cell.start, cell.end) if mark else ()
        elif not (head or measures) and self._refluxes_not(cell, run):
            yield from self._all(run, "reflux", "absent", None, cell.start, cell.end)
        elif not (head or measures) and (both := self._width_and_reflux(cell, run)):
            for attribute, value, unit in both:
                yield from self._all(run, attribute, value, unit, cell.start, cell.end)
        elif not (head or measures) and (cut := [*self._cut(cell, run)]):
            yield from cut
        elif not (head or measures) and (short := self.shorthand.read_cell(run, first, last, self.lone)):
            yield from short
        else:
            yield from self._marks(cell, run, used, head)
            bare = (
                self._unmeasured if self.measuring and cell.columns and not cell.columns[-1].side else self._bare(run)
            )
            yield from self.prose.read_cell(run, first, last, bare=bare, used=used, pairs=not _halved(run))

    def _letters(self) -> dict[str, Attribute]:
        """Return what single letters over columns measure: each says it only where the others of its set stand there too."""
        words = self.passage.reading.words
        firsts = {self._tokens(heading) for cell in self.table.cells for heading in cell.columns[-1:]}
        heads = {words[first] for first, last in firsts if last > first and (last == first + 1 or words[first + 1] == "(")}
        return next((letters for letters in self.book.cells.letter_heads if heads.issuperset(letters)), {})

    def _halves(self, cell: Cell, run: Run, attribute: Attribute) -> Iterator[Bound]:
        """Yield two numbers of a row of both sides in the order that its name gives: "Pop  R / L   0.7 / 0.8"."""
        text = self.passage.reading.text
        order = next((told for heading in cell.rows if (told := BOTH_SIDES.search(text, heading.start, heading.end))), None)
        numbers = self.book.numbers.find(self.passage.reading, cell.start, cell.end) if order else []
        if not order or len(numbers) != 1 or len(numbers[0].values) != 2 or "/" not in text[numbers[0].start : numbers[0].end]:
            return
        number = numbers[0]
        entry = self.book.measure.measures[attribute]
        for letter, value in zip((order["first"], order["second"]), number.values, strict=True):
            side: Side = "right" if letter[0].lower() == "r" else "left"
            for subject in run.vessels:
                sided = subject._replace(side=side)
                yield Bound(sided, sided.segment, attribute, value, number.unit or entry.bare or None, number.start, number.end)

    def _beside(self, cell: Cell, run: Run, head: HeadEntry | None, used: set[int]) -> Iterator[Bound]:
        """Yield what stands in a cell beside the numbers that its headings explain, which are `used`: "120 T", "yes, 1650 ms"."""
        first, last = self._tokens(cell)
        opening = self.passage.reading.text[cell.start : cell.end].partition(",")
        if head and opening[1] and (mark := self._mark(cell._replace(end=cell.start + len(opening[0])), head)):
            yield from self._all(run, head.attribute, mark, None, cell.start, cell.start + len(opening[0]))
        yield from self._marks(cell, run, used, head)
        yield from self.prose.read_cell(run, first, last, used=used)

    def _width_and_reflux(self, cell: Cell, run: Run) -> list[tuple[Attribute, str | float, str | None]]:
        """Return the width and the reflux of a vein that one cell of one side tells: "6.0 / 2.2 s", "8.1 mm Y 2.4", "5.0 mm, N"."""
        if cell.side not in ("left", "right") or not self.passage.refluxing or any(subject.system != "vein" for subject in run.vessels):
            return []
        text = self.passage.reading.text
        told = WIDTH_AND_REFLUX.fullmatch(text, cell.start, cell.start + len(text[cell.start : cell.end].rstrip()))
        if told is None or (width := plain(told["width"])) > WIDEST or not (told["unit"] or told["parted"]):
            return []
        said: list[tuple[Attribute, str | float, str | None]] = [("diameter", width, "mm")]
        if told["time"] and (time := plain(told["time"])):
            said.append(("reflux_time", time, told["in"] or ("ms" if time >= SLOWEST_REFLUX else "s")))
        elif not told["time"] and not told["answer"]:
            return []
        elif told["time"] or told["answer"].lower() in self.book.nothing or told["answer"].lower() in self.book.cells.says_no:
            said.append(("reflux", "absent", None))
        else:
            said.append(("reflux", "present", None))
        return said

    def _refluxes_not(self, cell: Cell, run: Run) -> bool:
        """Whether a cell that no heading explains only denies, in a text on reflux whose rows tell its time: "CFV ..... none"."""
        said = self.passage.reading.text[cell.start : cell.end].strip(" .").lower()
        return (
            said in self.book.nothing
            and not said.isdigit()
            and all(subject.system == "vein" for subject in run.vessels)
            and self.passage.refluxing
            and any(number.unit in ("s", "ms") for number in self.passage.numbers)
        )

    def _cut(self, cell: Cell, run: Run) -> Iterator[Bound]:
        """Yield the numbers of a cell that the text runs together with those of the next ("0.8 / 0.9 cm", one of each side)."""
        numbers = self.passage.numbers
        first, last = self._tokens(cell)
        near = [number for number in numbers.within(first - LONGEST_CUT, last) if number.start < cell.end and number.end > cell.start]
        across = next((number for number in near if number.start < cell.start or number.end > cell.end), None)
        if across is None:
            return
        for number in self.book.numbers.find(self.passage.reading, cell.start, cell.end):
            unit = number.unit or across.unit
            attribute = self.book.measure.by_unit.get(unit) if unit else self._bare(run)(number)
            if attribute is not None:
                entry = self.book.measure.measures[attribute]
                for value in number.values:
                    yield from self._all(run, attribute, value, unit or entry.bare or None, number.start, number.end)

    def _unnamed(self, cell: Cell) -> list[Number]:
        """Return the numbers of a cell but those behind a word of their own: "245 (ratio 2.6)"."""
        first, last = self._tokens(cell)
        numbers = self.book.numbers.find(self.passage.reading, cell.start, cell.end)
        words = [hit for hit in self.passage.measures.within(first, last) if not self._is_unit(hit.first, hit.last)]
        return [number for number in numbers if not any(hit.last <= number.first for hit in words)]

    def _is_unit(self, first: int, last: int) -> bool:
        return "".join(self.passage.reading.words[first:last]) in self.book.numbers.unit_of

    @staticmethod
    def _unmeasured(_: Number) -> None:
        """Numbers under a heading that no one knows measure nothing, in a table whose headings name measures."""

    def _bare(self, run: Run) -> Callable[[Number], Attribute | None]:
        """Return what tells what a number without a word or unit measures: no vein is so wide, no artery's flow so slow."""
        systems = {subject.system for subject in run.subjects}

        def measure(number: Number) -> Attribute | None:
            value = number.values[0]
            if self._counts(number.end) or (isinstance(value, int) and value <= GRADES and "vein" in systems):
                return None  # a grade
            fast = "artery" in systems or (isinstance(value, int) and value > WIDEST)
            measured = self.lone or ("psv" if fast else "diameter")
            return None if measured == "psv" and isinstance(value, float) and value < SLOWEST else measured

        return measure

    def _lettered(self, cell: Cell) -> Iterator[tuple[Attribute, str | float, str | None, int, int]]:
        """Yield what the numbers of a cell measure behind letters that the legend explains: "D 9.4  T 3.1", "T = reflux time".

        A dash denies it, where the legend or the letter's measure gives that a meaning.
        """
        if not self.legend_letters:
            return
        text, denied = self.passage.reading.text, self.legend_dash
        for part in LETTERED.finditer(text, cell.start, cell.end):
            if (attribute := self.legend_letters.get(part["letter"])) is None:
                continue
            start, end = part.span("value")
            if numbers := self.book.numbers.find(self.passage.reading, start, end):
                entry = self.book.measure.measures[attribute]
                unit = numbers[0].unit or self.legend_units.get(part["letter"]) or entry.bare or None
                yield attribute, numbers[0].values[0], unit, start, end
            elif attribute == "reflux_time" and denied:
                yield "reflux", denied, None, part.start(), end

    @cached_property
    def legend_letters(self) -> dict[str, Attribute]:
        """What letters of the legend measure: "D = AP diam mm, T = reflux time"."""
        found = {}
        for letter, meaning in self.table.legend.items():
            if letter.isalpha() and len(letter) <= LONGEST_LETTER:
                hits = self.passage.measures.within(*self.passage.tokens(*meaning))
                if hits and not any(hit.says[0] != hits[0].says[0] and not self._is_unit(hit.first, hit.last) for hit in hits):
                    found[letter] = hits[0].says[0]
        return found if len(found) > 1 else {}

    @cached_property
    def bracketed(self) -> Attribute | None:
        """What the numbers in brackets measure, where a line says that of empty ones: "() = diameter mm"."""
        told = BRACKETED.search(self.passage.reading.text)
        hits = self.passage.measures.within(*self.passage.tokens(*told.span("meaning"))) if told else []
        return hits[0].says[0] if hits else None

    @cached_property
    def legend_units(self) -> dict[str, str]:
        """The units that the legend gives letters."""
        words, unit_of = self.passage.reading.words, self.book.numbers.unit_of
        return {
            letter: units[0]
            for letter in self.legend_letters
            if (units := [unit_of[word] for word in words[slice(*self.passage.tokens(*self.table.legend[letter]))] if word in unit_of])
        }

    @cached_property
    def legend_dash(self) -> str | None:
        """What a dash says of reflux, by the legend."""
        if (meaning := self.table.legend.get("-")) is None:
            return None
        signals = self.passage.signals.within(*self.passage.tokens(*meaning))
        return next((str(one.value) for one in signals if one.attribute == "reflux"), None)

    def _counts(self, end: int) -> bool:
        """Whether the word behind a number says that it counts something ("14 months")."""
        first, _ = self.passage.tokens(end, end)
        return not self.book.cells.counted.isdisjoint(self.passage.reading.words[first : first + 1])

    def _tokens(self, place: Cell | Heading) -> tuple[int, int]:
        return self.passage.tokens(place.start, place.end)

    def _at_levels(self, heading: Heading) -> bool:
        """Whether a heading says that pressures are taken, at levels of a limb: "mmHg", "ABI"."""
        levels = {entry.or_of for entry in self.book.measure.measures.values() if entry.or_of}
        owned = {name for subject in self._owned(heading) for name in subject.names}
        return "pressure" in self._kind_of(heading)[1] or bool(owned & levels)

    def _system(self) -> System:
        """Return whether most structures of the table are veins or arteries."""
        first, last = self.passage.tokens(self.table.start, self.table.end)
        systems = Counter(
            subject.system for run in self.passage.runs.within(first, last) for subject in run.vessels if subject.system
        )
        return systems.most_common(1)[0][0] if systems else None

    def _owner(self, start: int) -> tuple[Subject, ...]:
        """Return the structure of rows that name only a part or level: the one named last before the table."""
        if self.pressures:
            name = next(entry.or_of for entry in self.book.measure.measures.values() if entry.or_of)
            return (Subject((name,), None, None, 0, 1, "artery"),)
        first, _ = self.passage.tokens(start, start)
        owning = self.passage.owning.get(self.system)
        named = owning.last_within(0, first + 1) if owning else None
        if owning and self.sided and named and not named.vessels[0].paired:  # the aorta above the renal arteries
            named = next((run for run in reversed(owning) if run.first <= first and run.vessels[0].paired), named)
        return named.vessels if named else ()

    def _measured(self) -> tuple[Subject, ...]:
        """Return the structure of rows that name only a measure ("ratio"), of those that the table names."""
        first, last = self.passage.tokens(self.table.start, self.table.end)
        subjects = [subject for run in self.passage.runs.within(first, last) for subject in run.vessels]
        of = self.book.cells.measured
        found = next((subject for name in of for subject in subjects if subject.names == (name,)), None)
        return (found._replace(side=None, segment=None),) if found else ()

    def _lone(self, above: Heading) -> Attribute | None:
        """Return what a number without a word for it measures, told above the table or by all of it."""
        if self.pressures:
            return "pressure"
        if self.passage.seen_inside:
            return "area"
        first, last = self._tokens(above)
        told = [says for hit in self.passage.measures.within(first, last) for says in hit.says if says in LONE]
        if told:
            return told[-1]
        flow = "cm/s" in self.passage.reading.text[self.table.start : self.table.end] and self.system != "vein"
        return "psv" if flow else None

    def _run(self, cell: Cell) -> Run | None:
        """Return the structures that a cell is about, with its side and the segment of its headings."""
        segment = None
        found: tuple[Subject, ...] = ()
        for heading in (*cell.rows[::-1], *cell.columns[::-1]):
            segment = segment or self._segment(heading)
            found = found or self._owned(heading) or self._named(heading)
        if not found and cell.rows and (of := self.above_part.get(cell.rows[-1])):
            found, segment = of[0], of[1] or segment
        if not found and segment:
            found = self._owner_of_part(segment) or (() if self._names_other(cell) else self._owner_of(cell))
        if not found and any(self._kind(cell)):
            found = self.measured or (self.owner if self.owned_rows else ())
        if not found:
            return None
        if any(subject.short for subject in found) and (system := self._system_of(cell.rows[:-1])):
            found = tuple(named_as(found, system))
        subjects = tuple(
            subject._replace(
                side=(cell.side or subject.side) if subject.paired else subject.side, segment=subject.segment or segment
            )
            for subject in found
        )
        return Run(subjects, subjects[0].first, subjects[-1].last)

    def _owner_of(self, cell: Cell) -> tuple[Subject, ...]:
        """Return the structure of the table's parts; of a side it is a paired one, the only one that the text names where the table's is none."""
        if cell.side not in ("left", "right") or all(subject.paired for subject in self.owner):
            return self.owner
        runs = self.passage.owning.get(self.system, ())
        named = {subject.names: subject for run in runs for subject in run.vessels if subject.paired}
        return (next(iter(named.values()))._replace(side=None, segment=None),) if len(named) == 1 else ()

    def _names_other(self, cell: Cell) -> bool:
        """Whether a column's heading tells a part of a structure that no one knows, over a row of a measure: "Br prox" over "PSV  98"."""
        if self.pressures or not cell.columns or not cell.rows or not any(self._kind_of(cell.rows[-1])):
            return False
        first, last = self._tokens(cell.columns[-1])
        known = self.passage.sided | self.passage.named
        parts = [token in self.passage.segments.tokens for token in range(first, last) if token not in known]
        return any(parts) and not all(parts)

    def _system_of(self, groups: tuple[Heading, ...]) -> System:
        """Return whether the headings over a row say that its structures are veins or arteries: "VEINS", then "Axillary"."""
        words, says = self.passage.reading.words, self.book.cells.says_system
        told = {says[word] for heading in groups for word in words[slice(*self._tokens(heading))] if word in says}
        return told.pop() if len(told) == 1 else None

    def _structures_above(self) -> dict[Heading, tuple[tuple[Subject, ...], str | None]]:
        """Return the structures and the part of the rows that name only a part of those of a row above: "SFA o", then "   p".

        Such a row stands further to the right, or the row above names a part too.
        """
        found: dict[Heading, tuple[tuple[Subject, ...], str | None]] = {}
        above: tuple[Subject, ...] = ()
        left, parted = 0, False
        text = self.passage.reading.text
        for heading in dict.fromkeys(cell.rows[-1] for cell in self.table.cells if cell.rows):
            begin = heading.start - text.rfind("\n", 0, heading.start)
            part = self._part(heading)
            if subjects := self._named(heading):
                above, left = self._trunks(subjects), begin
                parted = above != subjects or self._segment(heading) is not None
            elif part and above and (begin > left or parted) and not self._owned(heading):
                found[heading] = above, part
            else:
                above = ()
        return found

    def _trunks(self, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
        """Return structures with the trunk of a junction, which has no parts, in its place: below "SFJ" is the great saphenous vein."""
        ends = self.book.ends_of
        return tuple(subject._replace(names=tuple(ends.get(name, name) for name in subject.names)) for subject in subjects)

    def _part(self, heading: Heading) -> str | None:
        """Return the part of a vessel that a heading names and nothing else: "Distal", "m"."""
        first, last = self._tokens(heading)
        if last == first + 1 and (letter := self.book.cells.part_letters.get(self.passage.reading.words[first])):
            return letter
        tokens = self.passage.segments.tokens
        return self._segment(heading) if last > first and all(token in tokens for token in range(first, last)) else None

    def _conduit(self) -> tuple[Subject, ...]:
        """Return the access or graft that the text names before the table, or else first: its ends are sewn, no vessel's are."""
        conduits = self.passage.conduits
        first, _ = self.passage.tokens(self.table.start, self.table.start)
        run = conduits.last_within(0, first + 1) or next(iter(conduits), None)
        return tuple(subject._replace(segment=None) for subject in run.vessels) if run else ()

    def _owner_of_part(self, segment: str) -> tuple[Subject, ...]:
        """Return the structure that alone has a part: the aorta above and below the renal arteries, a graft its anastomoses."""
        if JOINED_AT in segment and (conduit := self._conduit()):
            return conduit
        name = self.book.cells.parts_of.get(segment)
        return (Subject((name,), None, None, 0, 1, "artery", paired=name not in self.book.cells.unpaired),) if name else ()

    def _segment(self, heading: Heading) -> str | None:
        """Return the part of a vessel that a heading names."""
        if heading not in self.segments:
            first, last = self._tokens(heading)
            segment = self.passage.segments.within(first, last)
            if segment is None and last > first + 1:  # "SFA o"
                segment = self.book.cells.part_letters.get(self.passage.reading.words[last - 1])
            self.segments[heading] = segment
        return self.segments[heading]

    def _named(self, heading: Heading) -> tuple[Subject, ...]:
        """Return the vessels that a heading names, by their own names or by those of rows."""
        if heading not in self.named:
            self.named[heading] = self._vessels_of(heading)
        return self.named[heading]

    def _vessels_of(self, heading: Heading) -> tuple[Subject, ...]:
        first, last = self._tokens(heading)
        words = self.passage.reading.words
        runs = [
            vessels
            for run in self.passage.runs.within(first, last)
            if (
                vessels := tuple(
                    subject
                    for subject in run.vessels
                    if subject.first < last and not (subject.first > first + 1 and words[subject.first - 1] == "(")
                )
            )  # the renal arteries only tell where: "aorta prox (renals)"
        ]
        subjects = next((vessels for vessels in runs if not vessels[0].part), ())
        if not subjects and runs:  # "outflow PT"
            subjects = self._row_name(first, last) or runs[0]
        if subjects and not self.book.cells.says_system.keys().isdisjoint(words[first:last]):
            return subjects if all(subject.system for subject in subjects) else self._row_name(first, last) or subjects
        if not subjects or (self.system and any(subject.system not in (None, self.system) for subject in subjects)):
            return self._row_name(first, last) or subjects
        return subjects

    def _owned(self, heading: Heading) -> tuple[Subject, ...]:
        """Return the structure that a measure's words name: "ABI", "ICA/CCA"."""
        if not self.passage.owners:
            return ()
        if heading not in self.owned:
            first, last = self._tokens(heading)
            names = [hit.says[0] for hit in self.passage.owners.within(first, last) if hit.last <= last]
            self.owned[heading] = (Subject((names[0],), None, None, first, last, "artery"),) if names else ()
        return self.owned[heading]

    def _row_name(self, first: int, last: int) -> tuple[Subject, ...]:
        """Return the structures that a row is named for in short: "PT" in a table of arteries, "RAD/ULN" in one of veins."""
        words = self.passage.reading.words[first:last]
        told = {self.book.cells.says_system[word] for word in words if word in self.book.cells.says_system}
        system = told.pop() if len(told) == 1 else self.system or ""
        found = []
        names, token = self.book.row_names, first
        while token < last:
            for stop in (token + 2, token + 1):  # "common hepatic", then "hepatic"
                said = self.passage.words.text(token, stop) if stop <= last else ""
                name = (names.get(said) or names.get(said.lower(), {})).get(system)
                if name and (self.passage.transplanted or not name.startswith(TRANSPLANT)):
                    found.append(Subject((name,), None, None, token, stop, system))
                    break
            token = found[-1].last if found and found[-1].last > token else token + 1
        return tuple(found)

    def _compared(self, heading: Heading) -> bool:
        """Whether a column is of what is compared with: "ref", "prior"."""
        first, last = self._tokens(heading)
        return not self.book.compared.isdisjoint(self.passage.reading.words[first:last])

    def _kind(self, cell: Cell) -> tuple[HeadEntry | None, tuple[Attribute, ...]]:
        """Return what a cell's headings say it holds: a kind of mark, or numbers of one or more measures."""
        owned = [heading for heading in cell.rows if self._owned(heading)]
        for heading in (*owned, *cell.columns[::-1], *cell.rows[::-1]):
            head, measures = self._kind_of(heading)
            if head or measures:
                return head, measures
        return None, ()

    def _kind_of(self, heading: Heading) -> tuple[HeadEntry | None, tuple[Attribute, ...]]:
        key = (heading.start, heading.end)
        if key not in self.kinds:
            first, last = self._tokens(heading)
            hits = [hit for hit in self.passage.measures.within(first, last) if hit.last <= last]
            named = [hit for hit in hits if not self._is_unit(hit.first, hit.last)]  # "diam/depth mm"
            measures = tuple(hit.says[0] for hit in (named if len(named) > 1 else hits))
            if first < last and (letter := self.letters.get(self.passage.reading.words[first])):
                measures = (letter,)
            if self.passage.reading.words[first:last] == ["%"]:  # of its lumen, seen from inside, or of its width
                measures = ("stenosis",)
            if self.passage.tells_reductions and measures == ("stenosis",):
                measures = ("reduction",)
            heads = [hit.says[0] for hit in self.passage.heads.within(first, last) if hit.last <= last]
            self.kinds[key] = (heads[0] if heads else None, measures)
        return self.kinds[key]

    def _numbers(self, run: Run, found: list[Number], measures: tuple[Attribute, ...]) -> Iterator[Bound]:
        """Yield the numbers of a cell, one for each measure of its heading, or several of the same."""
        file = self.book.measure
        for index, number in enumerate(found):
            fitting = [m for m in measures if number.unit in file.measures[m].units] if number.unit else [*measures]
            if number.unit and not fitting:
                fitting = [file.by_unit[number.unit]]
            attribute = fitting[min(index, len(fitting) - 1)]
            if self.bracketed and not number.unit and self.passage.reading.text[number.start - 1] == "(":
                attribute = self.bracketed
            told = [(attribute, value) for value in number.values]
            if len(number.values) == 2 == len(measures):
                told = list(zip(measures, number.values, strict=False))
            elif number.pair and attribute == "psv" and not _halved(run):
                told = [("psv", number.values[0]), ("edv", number.values[-1])]
            for one, value in told:
                entry = file.measures[one]
                bare = self.prose.measures.unit_of_bare(one, number)
                unit = number.unit or bare or (entry.units[0] if entry.units else None) or None
                if one == "diameter" and not number.unit and isinstance(value, float) and value < WIDE_IN_MM and (
                    not self.book.widths.isdisjoint(name for subject in run.vessels for name in subject.names)
                ):
                    unit = "cm"
                yield from self._all(run, one, value, unit, number.start, number.end)

    def _said_of(self, meaning: tuple[int, int], attribute: Attribute) -> str | None:
        """Return the value of an attribute that the words of a legend say: "normal compression"."""
        signals = self.passage.signals.within(*self.passage.tokens(*meaning))
        return next((str(one.value) for one in signals if one.attribute == attribute), None)

    def _meaning(self, mark: str, head: HeadEntry | None) -> tuple[int, int] | None:
        """Return the words that the legend gives a mark; of several those of the list that the column's head opens: "aug: 0 = none"."""
        told = self.table.meanings.get(mark)
        if told and head:
            text = self.passage.reading.text
            for start, end in told:
                begin = max(text.rfind(sign, 0, start) for sign in "\n;|") + 1
                heads = self.passage.heads.within(*self.passage.tokens(begin, start))
                if any(hit.says[0].attribute == head.attribute for hit in heads):
                    return start, end
        return self.table.legend.get(mark)

    def _mark(self, cell: Cell, head: HeadEntry) -> str | None:
        """Return the value of a mark, empty for one that says nothing, None for words that are no mark."""
        text = self.passage.reading.text
        mark = " ".join(text[cell.start : cell.end].lower().strip("*.[]() _").split())
        if meaning := self._meaning(text[cell.start : cell.end].strip(), head):
            mark = " ".join(text[slice(*meaning)].lower().split())
        cells = self.book.cells
        marks = self.book.marks.get(head.attribute, {})
        if mark in marks:
            return marks[mark]
        if meaning and (said := self._said_of(meaning, head.attribute)):
            return said
        if head.attribute == "plaque" and "," in mark:  # "mixed, irregular"
            kinds = {marks.get(part.strip()) for part in mark.split(",")}
            return kinds.pop() if len(kinds) == 1 else None
        if mark in cells.says_yes:
            return head.yes
        if mark in cells.says_no:
            return head.no or ""
        if mark in cells.denies and cell.columns and head.attribute in self.signed:
            return head.no or ""
        return "" if mark in cells.silent or not mark else None

    def _marks(self, cell: Cell, run: Run, used: set[int], head: HeadEntry | None = None) -> Iterator[Bound]:
        """Yield what marks say in a cell that no heading explains ("C, R-"), a number behind that of reflux being its time.

        Adds the tokens that are read so to `used`.
        """
        for part in PARTS.finditer(self.passage.reading.text, cell.start, cell.end):
            mark = part["mark"].strip("*._")
            if self.passage.reading.one_case and len(mark) == 1 and cell.end - cell.start > LONGEST_MARKS:
                continue  # "a" of a sentence
            said = self._said(mark, head) or [one for piece in mark.split("/") for one in self._said(piece, head)]
            if not said:
                continue
            used.update(range(*self.passage.tokens(part.start(), part.end())))
            for attribute, value in said:
                if attribute == "waveform" and part["number"] and part["number"].isdigit() and int(part["number"]) >= SLOWEST:
                    yield from self._all(run, "psv", plain(part["number"]), "cm/s", part.start("number"), part.end("number"))
                if (
                    attribute == "reflux"
                    and value == "present"
                    and part["number"]
                    and len(part["number"]) <= LONGEST_NUMBER
                ):
                    yield from self._all(run, "reflux_time", plain(part["number"]), "s", part.start(), part.end())
                else:
                    yield from self._all(run, attribute, value, None, part.start(), part.end())

    def _said(self, mark: str, head: HeadEntry | None) -> list[tuple[Attribute, str]]:
        """Return what a mark says: what the legend says of it, else what it says by itself beside a vein or artery."""
        if meaning := self.table.legend.get(mark):
            words = " ".join(self.passage.reading.text[slice(*meaning)].lower().split())
            if words in self.book.cells.says_yes and (named := self.book.head_words.get(mark.lower())):  # "aug = ok"
                return [(named.attribute, named.yes)]
            first, last = self.passage.tokens(*meaning)
            signals = self.passage.signals.within(first, last)
            said = {one.attribute: str(one.value) for one in reversed(signals) if not one.weak or len(signals) == 1}
            if said:
                return [*said.items()]
            of = head.attribute if head else self._answered()
            if of and words in self.book.cells.says_no:
                return [(of, head.no) for head in self.book.cells.heads if head.attribute == of and head.no][:1]
            marks = self.book.marks
            marks_of = [of] if head and of in marks else (of, *marks) if of else marks
            return [(one, marks[one][words]) for one in marks_of if words in marks[one]][:1]
        alone = self.book.cells.alone.get(self.system or "", {}).get(
            mark.upper() if self.passage.reading.one_case else mark
        )
        return [(alone.attribute, alone.value)] if alone else []

    def _answered(self) -> Attribute | None:
        """Return what legends of a table that only answer ("P partial, N no") answer: what another of its marks says."""
        for meaning in self.table.legend.values():
            for signal in self.passage.signals.within(*self.passage.tokens(*meaning)):
                if signal.attribute in self.book.marks:
                    return signal.attribute
        return None

    def _ticked(self, cell: Cell) -> list[tuple[Attribute, str]]:
        """Return what the heading over a cross says, where columns are values ("full | partial | none")."""
        text = self.passage.reading.text
        if not cell.columns or text[cell.start : cell.end].strip().lower() not in self.book.cells.crosses:
            return []
        *outer, inner = cell.columns
        value = " ".join(text[inner.start : inner.end].lower().split())
        for heading in (*outer[::-1], *cell.rows[::-1]):
            if head := self._kind_of(heading)[0]:
                of = self.book.marks.get(head.attribute, {}).get(value)
                of = of or (head.yes if value in self.book.cells.says_yes else None)
                of = of or (head.no if value in self.book.cells.says_no else None)
                return [(head.attribute, of)] if of else []
        if self._kind_of(inner)[0]:
            return []
        if self.system == "vein" and (of := self.book.marks["compressibility"].get(value)):
            return [("compressibility", of)]
        signals = self.passage.signals.within(*self._tokens(inner))
        return [(one.attribute, str(one.value)) for one in signals if not one.weak]

    @staticmethod
    def _all(
        run: Run, attribute: Attribute, value: str | float, unit: str | None, start: int, end: int
    ) -> Iterator[Bound]:
        """Yield a statement of each vessel of a row."""
        for subject in run.vessels:
            yield Bound(subject, subject.segment, attribute, value, unit, start, end)


def _halved(run: Run) -> bool:
    """Whether a row names two segments, each with a number: "POP AK/BK"."""
    return run.subjects[0].segment in HALVES
