"""Decides the status of each act, once: from the words around it, its section, its assertion and the kind of document."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from assistant.acts.book import FARTHEST, ActBook, Cue
from assistant.acts.clauses import Clauses
from assistant.acts.dates import find_dates, find_day_possessives, find_doers, find_strangers, find_weekdays
from assistant.acts.signs import Sign
from assistant.analysis import ActStatus, DocumentKind, Technique
from assistant.language.dates import Date, date_at, report_date
from assistant.language.layout import Reading
from assistant.language.phrase_book import Words
from assistant.language.tables.lines import any_within

DATED = Cue("earlier", "clause", 12, False)
STRANGER = Cue("others", "clause", 12, False)
DOER_BEHIND = Cue("others", "backward", 14, True)
DOER_BEFORE = Cue("others", "forward", FARTHEST, False)
OWN_TEAM: frozenset[DocumentKind] = frozenset({"study", "procedure"})  # "the resident placed the line while I watched"
KEPT: tuple[Technique, ...] = ("store_images",)  # "in Forum" is an archive and no other house
ANSWER_MARKS = (["("], [":"], ["-"], ["?"])
NOES = (["no"], ["n"], ["none"], ["nil"])
ANSWER_ENDS = frozenset({")", ".", ";", ",", "|"})
AND = frozenset({"and", "then"})
# What had been done when the work was given up: "basilic vein found with ultrasound, two sticks, gave up".
BEGUN: frozenset[Technique] = frozenset({"scan", "color_doppler", "spectral_doppler", "compress", "puncture", "store_images",
    "film", "inject_contrast", "mark_site", "watch_needle", "catheterize"})
AGO = (["ago"], ["earlier"], ["back"], ["previously"], ["prior"], ["old"])  # behind "18 months", which are else to come
AGO_CUE = Cue("earlier", "clause", FARTHEST, False)
DAY_PAST = Cue("earlier", "clause", FARTHEST, False)
DAY_TO_COME = Cue("planned", "behind", FARTHEST, False)
RESULTS: frozenset[ActStatus] = frozenset({"done", "earlier", "others"})  # of exams that have any
OPENERS = frozenset({",", ";", ":", "and", "or", "only", "but", "then"})
APART = frozenset({"with", "w", "w/", "then", "or"})
BLANK_LINE = re.compile(r"\n(?=\n)")
LETTERS = 2  # of the answers to one question: C and NC, Y and N
CARRIED: frozenset[ActStatus] = frozenset({"earlier", "others", "ordered", "planned", "conditional"})


class Heard(NamedTuple):
    """A cue in the text: its tokens, end exclusive."""

    first: int
    last: int
    cue: Cue


class Verdict(NamedTuple):
    """The status of an act, the tokens of the words that name who did it (None where nobody is named), and how it is known.

    `ours`: the text says that its author or service did it. `meant`: who says that it was not done had meant it. `told`: words say the status, not the kind of the document.
    """

    status: ActStatus
    by: tuple[int, int] | None
    ours: bool = False
    meant: bool = True
    told: bool = True


class StatusJudge:
    """Holds the cues of one text by sentence, and what was last decided in each."""

    def __init__(
        self, reading: Reading, words: Words, clauses: Clauses, signs: list[Sign], document: DocumentKind, book: ActBook
    ) -> None:
        self.reading, self.clauses, self.document, self.book = reading, clauses, document, book
        self.acting = [sign.first for sign in signs if sign.wording.acts]
        self.heard: dict[int, dict[int, list[tuple[int, Heard]]]] = {}  # by sentence, by stretch of words, numbered
        self.count = 0
        for found in book.cues.find(words):
            for cue in found.says:
                if cue.opens and not (self._opens(found.first) and self._commands(found.first)):
                    continue
                ago = cue.says == "planned" and reading.words[found.last : found.last + 1] in AGO
                self._hear(Heard(found.first, found.last, AGO_CUE if ago else cue))
        for token in find_dates(reading) if document in book.status.dated_earlier else ():
            if document != "message" or clauses.sentence[token] or not self._is_own_date(token):
                self._hear(Heard(token, token + 1, DATED))
        for token in find_strangers(reading):
            self._hear(Heard(token, token + 1, STRANGER))
        for first, last, behind in find_doers(reading, book.deeds, book.people, before=document not in OWN_TEAM):
            self._hear(Heard(first, last, DOER_BEHIND if behind else DOER_BEFORE))
        for token in find_weekdays(reading):
            self._hear(Heard(token, token + 1, DAY_PAST if self._is_past(token) else DAY_TO_COME))
        for token in find_day_possessives(reading):
            self._hear(Heard(token, token + 1, DAY_PAST))
        self.last: dict[int, Verdict] = {}
        self.exam: tuple[int, Verdict] | None = None

    def _opens(self, token: int) -> bool:
        """Whether a token is the first of its clause, of a part that "and" or "or" begins, or of its line."""
        if not token or self.clauses.clause[token - 1] != self.clauses.clause[token]:
            return True
        words, text = self.reading.words, self.reading.text
        between = text[self.reading.ends[token - 1] : self.reading.starts[token]]
        return words[token - 1] in OPENERS or "\n" in between

    def _commands(self, token: int) -> bool:
        """Whether what begins at a token tells no result: "Repeat duplex shows it closed" is no command."""
        return self.book.results.isdisjoint(self._clause_of(token))

    def _is_past(self, token: int) -> bool:
        """Whether the clause of a token tells what was, by its verb."""
        return not self.book.past.isdisjoint(self._clause_of(token))

    def _clause_of(self, token: int) -> list[str]:
        """Return the words of the clause in which a token stands."""
        clause = self.clauses.clause
        first, last = token, token + 1
        while first and clause[first - 1] == clause[token]:
            first -= 1
        while last < len(clause) and clause[last] == clause[token]:
            last += 1
        return self.reading.words[first:last]

    def _is_own_date(self, token: int) -> bool:
        """Whether the date that begins at a token is the text's own: its first full one."""
        return date_at(self.reading.text, self.reading.starts[token]) == self._own_date

    @cached_property
    def _own_date(self) -> Date | None:
        return report_date(self.reading.text)

    def _hear(self, heard: Heard) -> None:
        in_sentence = self.heard.setdefault(self.clauses.sentence[heard.first], {})
        in_sentence.setdefault(heard.first // FARTHEST, []).append((self.count, heard))
        self.count += 1

    def judge(self, sign: Sign, technique: Technique) -> Verdict:
        """Return the status of the act that a sign tells."""
        verdict = self._by_words(sign, technique)
        if verdict is None:
            verdict = (
                self.last.get(sign.sentence)
                or self._of_exam(sign)
                or Verdict(self._by_place(sign, technique), None, told=False)
            )
        elif verdict.status == "earlier" and not verdict.ours and (carried := self.last.get(sign.sentence)) and carried.status == "others":
            verdict = carried  # whoever did the one did the other: "placed by IR last week under ultrasound"
        elif verdict.status in CARRIED:
            self.last[sign.sentence] = verdict
        if sign.wording.takes == "exam" and technique not in self.book.intended:
            self.exam = (sign.last, verdict)
        if verdict.status == "planned" and self.document == "order":
            verdict = Verdict("ordered", None)
        if verdict.status == "denied" and verdict.meant and technique in self.book.intended:
            verdict = Verdict("called_off", None)
        quoted_chart = self.document == "billing" and verdict.status in ("others", "denied")
        if self.book.status.by_document[self.document] == "general" and not quoted_chart:
            verdict = Verdict("general", None)
        return verdict

    def _of_exam(self, sign: Sign) -> Verdict | None:
        """Return the status of the exam whose result a sign tells: today's, another day's or another house's."""
        if not sign.wording.result or self.exam is None or self.exam[1].status not in RESULTS:
            return None
        begin, end = self.reading.starts[self.exam[0] - 1], self.reading.starts[sign.first]
        return None if any_within(self._blank_lines, begin, end - 1) else self.exam[1]

    @cached_property
    def _blank_lines(self) -> list[int]:
        """The characters at which two line breaks follow one another."""
        return [found.start() for found in BLANK_LINE.finditer(self.reading.text)]

    def _by_words(self, sign: Sign, technique: Technique) -> Verdict | None:
        """Return what the words of a sign and the cues around it say, None where there are none."""
        if self._unticked(sign.first):
            return Verdict("general", None)
        if sign.wording.says is not None:
            return Verdict(sign.wording.says, None)
        if not sign.wording.result and self._answered_no(sign.last):
            return Verdict("denied", None)
        best: tuple[bool, int] | None = None
        strongest: Heard | None = None
        ours = False
        for heard in self._around(sign):
            if not self._reaches(heard, sign) or (heard.cue is STRANGER and sign.wording.acts == KEPT):
                continue
            near = self.clauses.clause[heard.first] == self.clauses.clause[sign.first]
            if not near and heard.cue.says == "called_off" and heard.cue.reach == "backward" and technique in BEGUN:
                continue
            ours = ours or (heard.cue.says == "done" and heard.cue.over)
            near = near or heard.cue.over
            rank = (near, self.book.strength[heard.cue.says])
            if best is None or rank > best:
                best, strongest = rank, heard
        if strongest is None:
            return None
        says = strongest.cue.says
        return Verdict(says, (strongest.first, strongest.last) if says == "others" else None, ours, not strongest.cue.unmeant)

    def _around(self, sign: Sign) -> Iterable[Heard]:
        """Return the cues of a sign's sentence that may reach it, in the order in which they were heard."""
        in_sentence = self.heard.get(sign.sentence)
        if in_sentence is None:
            return ()
        stretch = sign.first // FARTHEST
        near = [one for n in (stretch - 1, stretch, stretch + 1) for one in in_sentence.get(n, ())]
        return [heard for _, heard in sorted(near, key=itemgetter(0))]

    def _unticked(self, first: int) -> bool:
        """Whether an empty box stands before a word, and no ticked one before its alternative ("☒C ☐NC")."""
        words = self.reading.words
        if not first or words[first - 1] != "☐":
            return False
        other = words[max(0, first - 3) : first - 1]
        return not (other[:1] == ["☒"] and len(other[-1]) <= LETTERS and len(words[first]) <= LETTERS)

    def _answered_no(self, last: int) -> bool:
        """Whether "no" answers the words that end before a token: "IVUS (no)", "images saved: no"."""
        words, reading = self.reading.words, self.reading
        if words[last : last + 1] not in ANSWER_MARKS or words[last + 1 : last + 2] not in NOES:
            return False
        if last + 2 == len(words) or words[last + 2] in ANSWER_ENDS:
            return True
        return "\n" in reading.text[reading.ends[last + 1] : reading.starts[last + 2]]

    def _is_of_another(self, heard: Heard, sign: Sign) -> bool:
        """Whether a cue follows an act of its own, and "and" begins the next: "foamed elsewhere and lasered"."""
        between = self.reading.words[heard.last : sign.first]
        if AND.isdisjoint(between):
            return False
        before, nearest = bisect_left(self.acting, heard.first), bisect_left(self.acting, heard.last)
        joint = heard.last + next(at for at, word in enumerate(between) if word in AND)
        owned = before > 0 and self.clauses.clause[self.acting[before - 1]] == self.clauses.clause[heard.first]
        return owned and (nearest == len(self.acting) or self.acting[nearest] > joint)

    def _reaches(self, heard: Heard, sign: Sign) -> bool:
        cue, clauses = heard.cue, self.clauses
        if sign.wording.result and cue.says == "denied" and cue.reach == "ahead":
            return False
        if heard.first < sign.last and sign.first < heard.last:
            said_within = cue.says == "others" or (cue.says == "denied" and heard.first == sign.first)
            said_within = said_within or (heard.first < sign.first and cue.reach in ("ahead", "forward"))
            return said_within or cue.reach in ("clause", "sentence", "behind", "backward")
        distance = sign.first - heard.last if heard.last <= sign.first else heard.first - sign.last
        if distance > cue.within:
            return False
        if cue.reach in ("clause", "sentence") and heard.last <= sign.first and self._is_of_another(heard, sign):
            return False
        if cue.reach == "sentence":
            return True
        if cue.reach in ("clause", "ahead", "behind") and clauses.clause[heard.first] != clauses.clause[sign.first]:
            return False
        if clauses.segment[heard.first] != clauses.segment[sign.first]:
            return False
        if cue.reach in ("ahead", "forward"):
            apart = clauses.clause[heard.first] != clauses.clause[sign.first]
            return heard.last <= sign.first and not (apart and cue.says == "conditional" and self._is_inside(heard))
        if cue.reach in ("behind", "backward"):
            return sign.last <= heard.first and not (cue.says == "conditional" and self._another_between(sign, heard))
        return True

    def _another_between(self, sign: Sign, heard: Heard) -> bool:
        """Whether a condition is that of a later act alone: "thyroid ultrasound with biopsy if suspicious"."""
        other = bisect_left(self.acting, sign.last)
        if other == len(self.acting) or self.acting[other] >= heard.first:
            return False
        return not APART.isdisjoint(self.reading.words[sign.last : self.acting[other]])

    def _is_inside(self, heard: Heard) -> bool:
        """Whether a condition follows what it is the condition of: "duplex today if slot, angiogram likely"."""
        at, clause = heard.first, self.clauses.clause
        opens = at == 0 or clause[at - 1] != clause[at] or self.reading.words[at - 1] in OPENERS
        return not opens

    def _by_place(self, sign: Sign, technique: Technique) -> ActStatus:
        """Return what the section, the assertion and the kind of document say of an act without a cue."""
        status = self.book.status
        if sign.boilerplate:
            return "general"
        if sign.quoted:
            return "others"
        if sign.zone in status.by_zone:
            return status.by_zone[sign.zone]
        if sign.assertion == "negated" and not sign.wording.result:
            return "denied"
        if sign.assertion in status.from_assertion:
            return status.from_assertion[sign.assertion]
        if technique in self.book.intended and self.document in status.interventions_by_document:
            return status.interventions_by_document[self.document]
        return status.by_document[self.document]
