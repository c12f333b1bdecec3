"""What the legend of a table says of its marks and letters."""

from __future__ import annotations

import re
from functools import cached_property

from assistant.analysis import Attribute
from assistant.findings.cells.headings import TableHeadings
from assistant.knowledge.findings_schema import HeadEntry

BRACKETED = re.compile(r"\([ ]{0,3}\)[ ]?[=:][ ]?(?P<meaning>[A-Za-z][A-Za-z ]{1,24})")
LONGEST_LETTER = 3  # characters of what a legend explains


class TableLegend:
    """The legend of one table."""

    def __init__(self, headings: TableHeadings) -> None:
        self.headings, self.table = headings, headings.table
        self.passage, self.book = headings.passage, headings.book

    def said(self, mark: str, head: HeadEntry | None) -> list[tuple[Attribute, str]]:
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
        alone = self.book.cells.alone.get(self.headings.system or "", {}).get(
            mark.upper() if self.passage.reading.one_case else mark
        )
        return [(alone.attribute, alone.value)] if alone else []

    def meaning(self, mark: str, head: HeadEntry | None) -> tuple[int, int] | None:
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

    def said_of(self, meaning: tuple[int, int], attribute: Attribute) -> str | None:
        """Return the value of an attribute that the words of a legend say: "normal compression"."""
        signals = self.passage.signals.within(*self.passage.tokens(*meaning))
        return next((str(one.value) for one in signals if one.attribute == attribute), None)

    def _answered(self) -> Attribute | None:
        """Return what legends of a table that only answer ("P partial, N no") answer: what another of its marks says."""
        for meaning in self.table.legend.values():
            for signal in self.passage.signals.within(*self.passage.tokens(*meaning)):
                if signal.attribute in self.book.marks:
                    return signal.attribute
        return None

    @cached_property
    def letters(self) -> dict[str, Attribute]:
        """What letters of the legend measure: "D = AP diam mm, T = reflux time"."""
        found = {}
        for letter, meaning in self.table.legend.items():
            if letter.isalpha() and len(letter) <= LONGEST_LETTER:
                hits = self.passage.measures.within(*self.passage.tokens(*meaning))
                if hits and not any(
                    hit.says[0] != hits[0].says[0] and not self.headings.is_unit(hit.first, hit.last) for hit in hits
                ):
                    found[letter] = hits[0].says[0]
        return found if len(found) > 1 else {}

    @cached_property
    def units(self) -> dict[str, str]:
        """The units that the legend gives letters."""
        words, unit_of = self.passage.reading.words, self.book.numbers.unit_of
        return {
            letter: units[0]
            for letter in self.letters
            if (
                units := [
                    unit_of[word]
                    for word in words[slice(*self.passage.tokens(*self.table.legend[letter]))]
                    if word in unit_of
                ]
            )
        }

    @cached_property
    def dash(self) -> str | None:
        """What a dash says of reflux, by the legend."""
        if (meaning := self.table.legend.get("-")) is None:
            return None
        signals = self.passage.signals.within(*self.passage.tokens(*meaning))
        return next((str(one.value) for one in signals if one.attribute == "reflux"), None)

    @cached_property
    def bracketed(self) -> Attribute | None:
        """What the numbers in brackets measure, where a line says that of empty ones: "() = diameter mm"."""
        told = BRACKETED.search(self.passage.reading.text)
        hits = self.passage.measures.within(*self.passage.tokens(*told.span("meaning"))) if told else []
        return hits[0].says[0] if hits else None
