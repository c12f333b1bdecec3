"""What the headings of a table name: the structures of its rows and columns, and what its cells hold."""

from __future__ import annotations

from collections import Counter

from assistant.analysis import Attribute
from assistant.findings.book import System
from assistant.findings.passage import TRANSPLANT
from assistant.findings.prose import Prose
from assistant.findings.subjects import Run, Subject, named_as
from assistant.knowledge.findings_schema import HeadEntry
from assistant.language.layout import Cell, Heading, Table

MARGIN = 160  # characters before a table in which its measure may be told ("diameters in mm")
JOINED_AT = "anastomosis"  # the part of a conduit that rows name
LONE: tuple[Attribute, ...] = ("psv", "diameter", "pressure")  # what a number alone may be, where it is told above


class TableHeadings:
    """The headings of one table, each read once.

    Attributes:
        pressures: Whether the table tells pressures, at levels of a limb.
        system: Whether most of its structures are veins or arteries.
        sided: Whether cells have sides.
        lone: What a number without a word for it measures.
        measuring: Whether headings of columns name measures.
    """

    def __init__(self, prose: Prose, table: Table) -> None:
        self.passage, self.table, self.book = prose.passage, table, prose.book
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
        self.owned_rows = (
            self.sided
            and sum(
                bool(self._segment(heading)) and not self._named(heading)
                for heading in {cell.rows[-1] for cell in table.cells if cell.rows}
            )
            > 1
        )
        self.measured = self._measured()
        self.measuring = any(
            self.kind_of(heading)[1] and not heading.side for cell in table.cells for heading in cell.columns
        )

    def run_of(self, cell: Cell) -> Run | None:
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
        if not found and any(self.kind(cell)):
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

    def kind(self, cell: Cell) -> tuple[HeadEntry | None, tuple[Attribute, ...]]:
        """Return what a cell's headings say it holds: a kind of mark, or numbers of one or more measures."""
        owned = [heading for heading in cell.rows if self._owned(heading)]
        for heading in (*owned, *cell.columns[::-1], *cell.rows[::-1]):
            head, measures = self.kind_of(heading)
            if head or measures:
                return head, measures
        return None, ()

    def kind_of(self, heading: Heading) -> tuple[HeadEntry | None, tuple[Attribute, ...]]:
        key = (heading.start, heading.end)
        if key not in self.kinds:
            first, last = self.tokens(heading)
            hits = [hit for hit in self.passage.measures.within(first, last) if hit.last <= last]
            named = [hit for hit in hits if not self.is_unit(hit.first, hit.last)]  # "diam/depth mm"
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

    def compared(self, heading: Heading) -> bool:
        """Whether a column is of what is compared with: "ref", "prior"."""
        first, last = self.tokens(heading)
        return not self.book.compared.isdisjoint(self.passage.reading.words[first:last])

    def is_unit(self, first: int, last: int) -> bool:
        return "".join(self.passage.reading.words[first:last]) in self.book.numbers.unit_of

    def tokens(self, place: Cell | Heading) -> tuple[int, int]:
        return self.passage.tokens(place.start, place.end)

    def _owner_of(self, cell: Cell) -> tuple[Subject, ...]:
        """Return the structure of the table's parts; of a side it is a paired one, the only one that the text names where the table's is none."""
        if cell.side not in ("left", "right") or all(subject.paired for subject in self.owner):
            return self.owner
        runs = self.passage.owning.get(self.system, ())
        named = {subject.names: subject for run in runs for subject in run.vessels if subject.paired}
        return (next(iter(named.values()))._replace(side=None, segment=None),) if len(named) == 1 else ()

    def _names_other(self, cell: Cell) -> bool:
        """Whether a column's heading tells a part of a structure that no one knows, over a row of a measure: "Br prox" over "PSV  98"."""
        if self.pressures or not cell.columns or not cell.rows or not any(self.kind_of(cell.rows[-1])):
            return False
        first, last = self.tokens(cell.columns[-1])
        known = self.passage.sided | self.passage.named
        parts = [token in self.passage.segments.tokens for token in range(first, last) if token not in known]
        return any(parts) and not all(parts)

    def _system_of(self, groups: tuple[Heading, ...]) -> System:
        """Return whether the headings over a row say that its structures are veins or arteries: "VEINS", then "Axillary"."""
        words, says = self.passage.reading.words, self.book.cells.says_system
        told = {says[word] for heading in groups for word in words[slice(*self.tokens(heading))] if word in says}
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
        return tuple(
            subject._replace(names=tuple(ends.get(name, name) for name in subject.names)) for subject in subjects
        )

    def _part(self, heading: Heading) -> str | None:
        """Return the part of a vessel that a heading names and nothing else: "Distal", "m"."""
        first, last = self.tokens(heading)
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
        return (
            (Subject((name,), None, None, 0, 1, "artery", paired=name not in self.book.cells.unpaired),) if name else ()
        )

    def _segment(self, heading: Heading) -> str | None:
        """Return the part of a vessel that a heading names."""
        if heading not in self.segments:
            first, last = self.tokens(heading)
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
        first, last = self.tokens(heading)
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
            first, last = self.tokens(heading)
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

    def _letters(self) -> dict[str, Attribute]:
        """Return what single letters over columns measure: each says it only where the others of its set stand there too."""
        words = self.passage.reading.words
        firsts = {self.tokens(heading) for cell in self.table.cells for heading in cell.columns[-1:]}
        heads = {
            words[first] for first, last in firsts if last > first and (last == first + 1 or words[first + 1] == "(")
        }
        return next((letters for letters in self.book.cells.letter_heads if heads.issuperset(letters)), {})

    def _at_levels(self, heading: Heading) -> bool:
        """Whether a heading says that pressures are taken, at levels of a limb: "mmHg", "ABI"."""
        levels = {entry.or_of for entry in self.book.measure.measures.values() if entry.or_of}
        owned = {name for subject in self._owned(heading) for name in subject.names}
        return "pressure" in self.kind_of(heading)[1] or bool(owned & levels)

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
        first, last = self.tokens(above)
        told = [says for hit in self.passage.measures.within(first, last) for says in hit.says if says in LONE]
        if told:
            return told[-1]
        flow = "cm/s" in self.passage.reading.text[self.table.start : self.table.end] and self.system != "vein"
        return "psv" if flow else None
