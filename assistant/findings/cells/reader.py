"""The marks and numbers of the cells of one table, each bound to the structures of its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.analysis import Attribute, Side
from assistant.findings.binding import Bound
from assistant.findings.cells.headings import TableHeadings
from assistant.findings.cells.legend import TableLegend
from assistant.findings.numbers import Number, plain
from assistant.findings.prose import Prose
from assistant.findings.shorthand import Shorthand
from assistant.findings.subjects import Run
from assistant.knowledge.findings_schema import HeadEntry
from assistant.language.layout import LONGEST_NUMBER, Cell, Heading, Table

# A mark, and the time behind that of reflux: "R+ 1.9".
PARTS = re.compile(r"(?P<mark>[^,;\s]+)(?:[ ]+(?P<number>\d+(?:\.\d+)?)(?=[ ]*(?:s\b|sec|[,;/]|$|\n)))?")
PART_LETTER = re.compile(r"(?P<part>[PMD])[ :](?=\d)")  # proximal, mid or distal, where all three stand in a table
HALVES = ("thigh calf", "proximal distal")  # segments of a row that gives two numbers of one measure
LETTERED = re.compile(
    r"(?<![A-Za-z])(?P<letter>[A-Za-z]{1,3})[ ]?[:=]?[ ]{0,3}(?P<value>[<>]?\d+(?:\.\d+)?(?:[ ]?(?:mm|cm|ms|s)\b)?|[-–](?!\S))"
)
# "6.0 / 2.2 s", "8.1 mm Y 2.4", "5.0 mm, N"
WIDTH_AND_REFLUX = re.compile(
    r"(?P<width>\d{1,2}(?:\.\d)?)(?P<unit>[ ]?mm)?(?P<parted>[ ]?(?:[/;]|,(?!\d{3})))?[ ]?(?:(?P<answer>[YyNn]|[Yy]es|[Nn]o|YES|NO|none|neg|nil)?[ ]?)"
    r"(?:(?P<time>\d{1,4}(?:\.\d{1,2})?)(?:[ ]?(?P<in>ms|s)(?:ec)?)?)?"
)
SLOWEST_REFLUX = 60  # seconds; longer times are milliseconds
BOTH_SIDES = re.compile(
    r"(?<!\w)(?P<first>R|Rt|RT|[Rr]ight|L|Lt|LT|[Ll]eft)[ ]?/[ ]?(?P<second>(?!(?P=first)\b)(?:R|Rt|RT|[Rr]ight|L|Lt|LT|[Ll]eft))$"
)
GRADES = 2  # no vein is so narrow, told in whole millimetres
WIDE_IN_MM = 10  # a wide vessel is told in centimetres below it
LONGEST_CUT = 8  # tokens of a number that begins in the cell before
LONGEST_MARKS = 8  # characters of a cell in which single letters are marks, to a writer without capitals
WIDEST = 25  # mm of a vein
SLOWEST = 5  # cm/s of an artery, with a decimal; smaller ones are ratios or indices


class TableReader:
    """Reads the cells of one table."""

    def __init__(self, prose: Prose, shorthand: Shorthand, table: Table) -> None:
        self.shorthand = shorthand
        self.prose, self.passage, self.book = prose, prose.passage, prose.book
        self.headings = TableHeadings(prose, table)
        self.legend = TableLegend(self.headings)
        text = self.passage.reading.text
        letters = {part["part"] for cell in table.cells if (part := PART_LETTER.match(text, cell.start, cell.end))}
        #: What crosses and dashes answer yes and no to.
        self.signed = {
            head.attribute
            for cell in table.cells
            if cell.columns and text[cell.start : cell.end].strip() == "+" and (head := self.headings.kind(cell)[0])
        }
        self.above: dict[tuple[Heading, ...], Cell] = {}  # what was read last under each column
        self.parted = len(letters) == 3

    def read(self, cell: Cell) -> Iterator[Bound]:
        """Yield what a cell says of the structures of its row or column."""
        run = self.headings.run_of(cell)
        first, last = self.headings.tokens(cell)
        if run is None or any(self.headings.compared(heading) for heading in cell.columns):
            return
        if first >= last:  # a dash is no token
            if (head := self.headings.kind(cell)[0]) and (mark := self._mark(cell, head)):
                yield from self._all(run, head.attribute, mark, None, cell.start, cell.end)
            return
        if self.passage.reading.text[cell.start : cell.end].strip(" .").lower() in self.book.cells.ditto:
            if (above := self.above.get(cell.columns)) is None:
                return
            cell = cell._replace(start=above.start, end=above.end)
            first, last = self.headings.tokens(cell)
        if cell.columns:
            self.above[cell.columns] = cell
        if self.parted and (part := PART_LETTER.match(self.passage.reading.text, cell.start, cell.end)):
            cell = cell._replace(start=part.end())  # "P 130   M 144   D 138"
        if lettered := [*self._lettered(cell)]:
            for attribute, value, unit, start, end in lettered:
                yield from self._all(run, attribute, value, unit, start, end)
            return
        used: set[int] = set()
        head, measures = self.headings.kind(cell)
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
        elif not (head or measures) and (short := self.shorthand.read_cell(run, first, last, self.headings.lone)):
            yield from short
        else:
            yield from self._marks(cell, run, used, head)
            bare = (
                self._unmeasured
                if self.headings.measuring and cell.columns and not cell.columns[-1].side
                else self._bare(run)
            )
            yield from self.prose.read_cell(run, first, last, bare=bare, used=used, pairs=not _halved(run))

    def _halves(self, cell: Cell, run: Run, attribute: Attribute) -> Iterator[Bound]:
        """Yield two numbers of a row of both sides in the order that its name gives: "Pop  R / L   0.7 / 0.8"."""
        text = self.passage.reading.text
        order = next(
            (told for heading in cell.rows if (told := BOTH_SIDES.search(text, heading.start, heading.end))), None
        )
        numbers = self.book.numbers.find(self.passage.reading, cell.start, cell.end) if order else []
        if (
            not order
            or len(numbers) != 1
            or len(numbers[0].values) != 2
            or "/" not in text[numbers[0].start : numbers[0].end]
        ):
            return
        number = numbers[0]
        entry = self.book.measure.measures[attribute]
        for letter, value in zip((order["first"], order["second"]), number.values, strict=True):
            side: Side = "right" if letter[0].lower() == "r" else "left"
            for subject in run.vessels:
                sided = subject._replace(side=side)
                yield Bound(
                    sided, sided.segment, attribute, value, number.unit or entry.bare or None, number.start, number.end
                )

    def _beside(self, cell: Cell, run: Run, head: HeadEntry | None, used: set[int]) -> Iterator[Bound]:
        """Yield what stands in a cell beside the numbers that its headings explain, which are `used`: "120 T", "yes, 1650 ms"."""
        first, last = self.headings.tokens(cell)
        opening = self.passage.reading.text[cell.start : cell.end].partition(",")
        if head and opening[1] and (mark := self._mark(cell._replace(end=cell.start + len(opening[0])), head)):
            yield from self._all(run, head.attribute, mark, None, cell.start, cell.start + len(opening[0]))
        yield from self._marks(cell, run, used, head)
        yield from self.prose.read_cell(run, first, last, used=used)

    def _width_and_reflux(self, cell: Cell, run: Run) -> list[tuple[Attribute, str | float, str | None]]:
        """Return the width and the reflux of a vein that one cell of one side tells: "6.0 / 2.2 s", "8.1 mm Y 2.4", "5.0 mm, N"."""
        if (
            cell.side not in ("left", "right")
            or not self.passage.refluxing
            or any(subject.system != "vein" for subject in run.vessels)
        ):
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
        elif (
            told["time"]
            or told["answer"].lower() in self.book.nothing
            or told["answer"].lower() in self.book.cells.says_no
        ):
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
        first, last = self.headings.tokens(cell)
        near = [
            number
            for number in numbers.within(first - LONGEST_CUT, last)
            if number.start < cell.end and number.end > cell.start
        ]
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
        first, last = self.headings.tokens(cell)
        numbers = self.book.numbers.find(self.passage.reading, cell.start, cell.end)
        words = [
            hit for hit in self.passage.measures.within(first, last) if not self.headings.is_unit(hit.first, hit.last)
        ]
        return [number for number in numbers if not any(hit.last <= number.first for hit in words)]

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
            measured = self.headings.lone or ("psv" if fast else "diameter")
            return None if measured == "psv" and isinstance(value, float) and value < SLOWEST else measured

        return measure

    def _lettered(self, cell: Cell) -> Iterator[tuple[Attribute, str | float, str | None, int, int]]:
        """Yield what the numbers of a cell measure behind letters that the legend explains: "D 9.4  T 3.1", "T = reflux time".

        A dash denies it, where the legend or the letter's measure gives that a meaning.
        """
        if not self.legend.letters:
            return
        text, denied = self.passage.reading.text, self.legend.dash
        for part in LETTERED.finditer(text, cell.start, cell.end):
            if (attribute := self.legend.letters.get(part["letter"])) is None:
                continue
            start, end = part.span("value")
            if numbers := self.book.numbers.find(self.passage.reading, start, end):
                entry = self.book.measure.measures[attribute]
                unit = numbers[0].unit or self.legend.units.get(part["letter"]) or entry.bare or None
                yield attribute, numbers[0].values[0], unit, start, end
            elif attribute == "reflux_time" and denied:
                yield "reflux", denied, None, part.start(), end

    def _counts(self, end: int) -> bool:
        """Whether the word behind a number says that it counts something ("14 months")."""
        first, _ = self.passage.tokens(end, end)
        return not self.book.cells.counted.isdisjoint(self.passage.reading.words[first : first + 1])

    def _numbers(self, run: Run, found: list[Number], measures: tuple[Attribute, ...]) -> Iterator[Bound]:
        """Yield the numbers of a cell, one for each measure of its heading, or several of the same."""
        file = self.book.measure
        for index, number in enumerate(found):
            fitting = [m for m in measures if number.unit in file.measures[m].units] if number.unit else [*measures]
            if number.unit and not fitting:
                fitting = [file.by_unit[number.unit]]
            attribute = fitting[min(index, len(fitting) - 1)]
            if self.legend.bracketed and not number.unit and self.passage.reading.text[number.start - 1] == "(":
                attribute = self.legend.bracketed
            told = [(attribute, value) for value in number.values]
            if len(number.values) == 2 == len(measures):
                told = list(zip(measures, number.values, strict=False))
            elif number.pair and attribute == "psv" and not _halved(run):
                told = [("psv", number.values[0]), ("edv", number.values[-1])]
            for one, value in told:
                entry = file.measures[one]
                bare = self.prose.measures.unit_of_bare(one, number)
                unit = number.unit or bare or (entry.units[0] if entry.units else None) or None
                if (
                    one == "diameter"
                    and not number.unit
                    and isinstance(value, float)
                    and value < WIDE_IN_MM
                    and (not self.book.widths.isdisjoint(name for subject in run.vessels for name in subject.names))
                ):
                    unit = "cm"
                yield from self._all(run, one, value, unit, number.start, number.end)

    def _mark(self, cell: Cell, head: HeadEntry) -> str | None:
        """Return the value of a mark, empty for one that says nothing, None for words that are no mark."""
        text = self.passage.reading.text
        mark = " ".join(text[cell.start : cell.end].lower().strip("*.[]() _").split())
        if meaning := self.legend.meaning(text[cell.start : cell.end].strip(), head):
            mark = " ".join(text[slice(*meaning)].lower().split())
        cells = self.book.cells
        marks = self.book.marks.get(head.attribute, {})
        if mark in marks:
            return marks[mark]
        if meaning and (said := self.legend.said_of(meaning, head.attribute)):
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
            said = self.legend.said(mark, head) or [
                one for piece in mark.split("/") for one in self.legend.said(piece, head)
            ]
            if not said:
                continue
            used.update(range(*self.passage.tokens(part.start(), part.end())))
            for attribute, value in said:
                if (
                    attribute == "waveform"
                    and part["number"]
                    and part["number"].isdigit()
                    and int(part["number"]) >= SLOWEST
                ):
                    yield from self._all(
                        run, "psv", plain(part["number"]), "cm/s", part.start("number"), part.end("number")
                    )
                if (
                    attribute == "reflux"
                    and value == "present"
                    and part["number"]
                    and len(part["number"]) <= LONGEST_NUMBER
                ):
                    yield from self._all(run, "reflux_time", plain(part["number"]), "s", part.start(), part.end())
                else:
                    yield from self._all(run, attribute, value, None, part.start(), part.end())

    def _ticked(self, cell: Cell) -> list[tuple[Attribute, str]]:
        """Return what the heading over a cross says, where columns are values ("full | partial | none")."""
        text = self.passage.reading.text
        if not cell.columns or text[cell.start : cell.end].strip().lower() not in self.book.cells.crosses:
            return []
        *outer, inner = cell.columns
        value = " ".join(text[inner.start : inner.end].lower().split())
        for heading in (*outer[::-1], *cell.rows[::-1]):
            if head := self.headings.kind_of(heading)[0]:
                of = self.book.marks.get(head.attribute, {}).get(value)
                of = of or (head.yes if value in self.book.cells.says_yes else None)
                of = of or (head.no if value in self.book.cells.says_no else None)
                return [(head.attribute, of)] if of else []
        if self.headings.kind_of(inner)[0]:
            return []
        if self.headings.system == "vein" and (of := self.book.marks["compressibility"].get(value)):
            return [("compressibility", of)]
        signals = self.passage.signals.within(*self.headings.tokens(inner))
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
