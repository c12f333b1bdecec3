"""Reads the marks right behind a structure in prose: "CFV C, POP NC", and behind the word for them "Compression: CFV +, POP -"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.analysis import Attribute
from assistant.findings.book import System
from assistant.findings.passage import Clause, Passage
from assistant.findings.signals import CLOSE, Signal
from assistant.findings.subjects import Run
from assistant.knowledge.findings_schema import HeadEntry
from assistant.language.phrase_book import Found

OPENS = re.compile(r"[ ]?[:=][ ]{0,2}|[ ]-{1,2}>?[ ]|[ ]?\.{2,}[ ]?|[ ]|$")
MARK = re.compile(r"(?:(?P<minus>[-–])|[+])?(?P<mark>[A-Za-z](?:[A-Za-z]|/(?=[A-Za-z]))*[+-]{0,3})")
BETWEEN = re.compile(r"[ ]?[,/+&][ ]?(?:and[ ])?|[ ]and[ ]")
ENDS = re.compile(r"[ ]?(?:[.;)|\n]|$)|[ ]{2}|[ ]?,")


class Marks:
    """Knows what marks behind a structure say."""

    def __init__(self, passage: Passage) -> None:
        self.passage, self.book, self.text = passage, passage.book, passage.reading.text
        #: What a minus before a mark makes of what it says: "-C".
        self.denied = {(head.attribute, head.yes): head.no for head in self.book.cells.heads if head.no}
        words, begins = passage.reading.words, set(passage.runs.firsts)
        #: The first tokens of structures that a mark may stand behind, and those of words that marks may answer.
        self.markable = {run.first for run in passage.runs if self._may_be_marked(run)}
        self.labels = {
            hit.first
            for hit in passage.heads
            if hit.last in begins or (hit.last < len(words) and words[hit.last] == ":")
        }

    def may_mark(self, clause: Clause) -> bool:
        """Whether marks may stand in a clause."""
        if not self.labels.isdisjoint((clause.first, clause.first + 1)):
            return True
        return bool(self.markable) and any(run.first in self.markable for run in clause.runs)

    def label(self, first: int, last: int, clause: Clause) -> Found[HeadEntry] | None:
        """Return the word that a clause begins with and that the marks behind its structures answer, None without one."""
        if not clause.named or not self.passage.heads:
            return None
        for hit in self.passage.heads.within(first, min(first + 2, last)):
            behind = hit.last
            if behind < last and self.passage.reading.words[behind] == ":":
                behind += 1
            if any(0 <= run.first - behind <= CLOSE for run in clause.named[:1]):
                return hit
        return None

    def behind(self, clause: Clause, label: Found[HeadEntry] | None) -> Iterator[tuple[Run, Signal]]:
        """Yield what marks say right behind the structures of a clause, each with its structures."""
        for run in clause.runs:
            if not self.passage.denied.isdisjoint((run.first, run.first - 1)):
                continue  # "no fistula seen"
            if not label and run.first not in self.markable:
                continue
            end = self.passage.reading.ends[run.last - 1]
            if label and (answer := self.book.answers.answer(label.says[0], self.text, end)):
                yield run, self._signal(label.says[0].attribute, answer[0], run, end, answer[1])
            else:
                yield from self._marks(run, end)

    def _may_be_marked(self, run: Run) -> bool:
        """Whether the word behind a structure, or behind its colon, can be a mark."""
        words, at = self.passage.reading.words, run.last
        while at < min(len(words), run.last + 2) and words[at] in (":", "=", "-", "+"):
            at += 1
        return at < len(words) and words[at] in self.book.mark_words

    def _marks(self, run: Run, end: int) -> Iterator[tuple[Run, Signal]]:
        """Yield what the marks behind a structure say by themselves, all of them known and nothing else behind them."""
        systems = {subject.system for subject in run.vessels}
        if len(systems) != 1 or (opening := OPENS.match(self.text, end)) is None:
            return
        at, system = opening.end(), systems.pop()
        if at == end:
            return
        found: list[Signal] = []
        while mark := MARK.match(self.text, at):
            said = self._said(mark["mark"], system, run, mark.start(), mark.end())
            if mark["minus"]:
                said = [signal._replace(value=value) for signal in said if (value := self.denied.get((signal.attribute, str(signal.value))))]
            if not said:
                return
            found += said
            if ENDS.match(self.text, mark.end()):
                for signal in found:
                    yield run, signal
                found = []
            if (between := BETWEEN.match(self.text, mark.end())) is None:
                return
            at = between.end()

    def _said(self, mark: str, system: System, run: Run, start: int, end: int) -> list[Signal]:
        """Return what a mark, or each of its parts, says of a vein or an artery."""
        alone = self.book.cells.alone.get(system or "", {})
        behind = self.book.cells.behind.get(system or "", {}) | self.book.cells.behind["any"]
        parts = [mark] if mark.lower() in behind else mark.split("/")
        one_case = self.passage.reading.one_case or len(parts) > 1  # "c/p/a"
        signals = []
        for part in parts:
            entry = alone.get(part) or (alone.get(part.upper()) if one_case else None) or behind.get(part.lower())
            if entry is None:
                return []
            signals.append(self._signal(entry.attribute, entry.value, run, start, end))
        return signals

    def _signal(self, attribute: Attribute, value: str, run: Run, start: int, end: int) -> Signal:
        first, last = self.passage.tokens(start, end)
        return Signal(attribute, value, None, max(run.last, first), max(run.last, last), start, end)
