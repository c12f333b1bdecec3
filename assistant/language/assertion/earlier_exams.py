"""Exams and treatments of an earlier day: what dates them, what they showed, and what they are named by."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from assistant.language.assertion.scopes import BRACKETS, CLAUSE_END
from assistant.language.assertion.traits import STRUCTURES, TREATMENTS
from assistant.language.assertion_cues import cue_book
from assistant.language.dates import MONTHS, Date, date_at, date_before, is_earlier, report_date
from assistant.language.layout import FIRST_TOKEN, Mention, Reading, end_of_line

PAST_ZONES = frozenset({"indication", "history"})
# "the ocular ultrasound of the right eye from last week", but not "ultrasound for pain of two weeks"
EARLIER_DAY = re.compile(
    r"(?:\s+(?!(?:for|because|with|since|due|after|today)\b)[\w'-]+){0,4}?\s+(?:from|of)\s+(?:the\s+)?"
    r"(?:(?:last|previous)\s+(?:week|month|year|visit)|yesterday|(?:an?|one|two|three|several|some|\d+)\s+(?:day|week|month|year)s?\s+ago)\b",
    re.IGNORECASE,
)
RESULT_WITHIN = 10
NAME_BEFORE = 3  # tokens before a study that opens its line
BULLETS = frozenset("-*•>+")
DATE_WITHIN = 6
RUBRIC_WITHIN = 16
LONGEST_NAME = 40  # tokens of a mention
SCORE = "bpp_score"  # the group of scores that are told as a fraction
NAMED_BY_PLACE = frozenset({"MODALITY", "PROCEDURE"})


class EarlierExams:
    """The exams of other days that one reading tells of."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.book = reading, cue_book()
        self._carried: dict[int, int] = {}  # where the results begin that were carried up to a token
        self._labelled: dict[int, int] = {}  # by sentence, up to which token its labels were judged

    def dated_earlier(self, act: Mention) -> bool:
        """Whether an earlier date or day follows an act: "duplex of 2/19/2026", "filter placed in 2024", "echo from last week"."""
        reading = self.reading
        if act.zone == "title":
            return False
        if self._under_earlier_date(act):
            return True
        if act.concept.label == "MODALITY" and (
            is_earlier(date_before(reading.text, act.start), self.own_date) or EARLIER_DAY.match(reading.text, act.end)
        ):
            return True
        number = act.last
        for word in reading.words[act.last : act.last + DATE_WITHIN]:
            if word in self.date_stops:
                return False
            if (word[0].isdigit() or word[:3] in MONTHS) and number not in self._scores:
                date = date_at(reading.text, reading.starts[number])
                if date is not None:
                    return date.before(own) if (own := self.own_date()) else act.zone in PAST_ZONES
            number += 1
        return False

    @cached_property
    def _scores(self) -> frozenset[int]:
        """The tokens of scores that look like dates ("BPP 6/8")."""
        return frozenset(mention.first for mention in self.reading.context if SCORE in mention.concept.groups)

    @cached_property
    def date_stops(self) -> frozenset[str]:
        """The words beyond which a date does not speak of an act before them."""
        return self.book.asked | CLAUSE_END - {","}

    def _under_earlier_date(self, act: Mention) -> bool:
        """Whether the sentence opens with an earlier date as its rubric: "Stage 1 (7-29-2026): venogram, IVUS"."""
        reading, words = self.reading, self.reading.words
        begin = reading.sentences[act.sentence][0] if act.sentence < len(reading.sentences) else 0
        if reading.text.find(":", begin, act.start) < 0:
            return False
        first, _ = self.reading.tokens_of_sentence(act.sentence)
        opening = words[first : min(act.first, first + RUBRIC_WITHIN)]
        if ":" not in opening:
            return False
        for number, word in enumerate(opening[: opening.index(":")], first):
            if word[0].isdigit():
                date = date_at(reading.text, reading.starts[number])
                if date is not None and date.day and (own := self.own_date()) and own.day:
                    return date.before(own)
        return False

    def own_date(self) -> Date | None:
        """Return the date of the report, which few texts make anybody ask for."""
        return self._own_date

    @cached_property
    def _own_date(self) -> Date | None:
        return report_date(self.reading.text)

    def tells_results(self, study: Mention) -> bool:
        """Whether a study in an indication has results already: then it is an earlier one, the reason for this one."""
        if study.concept.label != "MODALITY" or study.zone not in PAST_ZONES:
            return False
        begin = self.reading.sections[study.section].start
        same_paragraph = "\n\n" not in self.reading.text[begin : study.start]
        return same_paragraph and self._result_start(study, self.book.reporting) is not None

    def carry_results(self, study: Mention) -> None:
        """Make historical what an earlier study showed: "prior duplex showed thrombus in the ...".

        A treatment has no results that a colon could quote: "1 wk post RFA: CFV, SFJ compress" tells today's.
        """
        study.assertion = "historical"
        treated = not TREATMENTS.isdisjoint(study.concept.groups)
        start = self._result_start(study, self.book.quoting - {":"} if treated else self.book.quoting)
        if start is None:
            return
        end = self._end_of_results(study, start)
        at = bisect_left(self._current, start)
        stop = min(self._current[at], end) if at < len(self._current) else end
        self._carried[stop], stop = min(start, self._carried.get(stop, stop)), self._carried.get(stop, stop)
        for mentions in (self.reading.mentions, self.reading.context):
            begin = bisect_left(mentions, start, key=FIRST_TOKEN)
            for mention in mentions[begin : bisect_left(mentions, stop, key=FIRST_TOKEN)]:
                if mention.assertion == "affirmed":
                    mention.assertion = "historical"

    def _end_of_results(self, study: Mention, start: int) -> int:
        """Return the token at which the results of an earlier study end: with its sentence, or with the line that it labels.

        "TTE (11/11/26, Dr. Low): LVEF 60 %. RV normal. No effusion." is told of that day to the end of the line.
        """
        reading = self.reading
        _, end = self.reading.tokens_of_sentence(study.sentence)
        if reading.words[start] != ":" or study.concept.label != "MODALITY" or not self._opens_line(study):
            return end
        line = end_of_line(reading.text, study.end)
        return max(end, bisect_left(reading.starts, line)) if line < len(reading.text.rstrip()) else end

    def _opens_line(self, study: Mention) -> bool:
        """Whether a study opens its line, alone or with its place before it ("Renal ultrasound 6/1: ...")."""
        reading = self.reading
        line = reading.text.rfind("\n", 0, study.start) + 1
        before = reading.words[bisect_left(reading.starts, line) : study.first]
        return len(before) <= NAME_BEFORE and all(word.isalpha() or word in BULLETS for word in before)

    @cached_property
    def _current(self) -> list[int]:
        """The tokens that lead back to this exam."""
        return [token for token, word in enumerate(self.reading.words) if word in self.book.current]

    def carry_name(self, study: Mention) -> None:
        """Make historical what an earlier study or treatment is named by ("right renal scan 2022"), and what else its words mean."""
        if study.concept.label not in NAMED_BY_PLACE:
            return
        edge = study.first
        for mentions in (self.reading.context, self.reading.mentions):
            for number in range(bisect_left(mentions, study.last, key=FIRST_TOKEN) - 1, -1, -1):
                mention = mentions[number]
                if mention.first < edge - LONGEST_NAME:
                    break
                within = study.first <= mention.first and mention.last <= study.last
                around = mention.first <= study.first and mention.last == study.last  # "ocular ultrasound"
                if not within and not around and (mention.last != edge or mention.concept.label not in STRUCTURES):
                    continue
                if mention.assertion == "affirmed" and mention.concept.label != "IMAGE_STORAGE":
                    mention.assertion = "historical"
                edge = edge if around else min(edge, mention.first)
        if ":" not in self.reading.words[max(0, study.first - 2) : study.first]:
            return
        first, _ = self.reading.tokens_of_sentence(study.sentence)
        told = self._labelled.get(study.sentence, 0)
        self._labelled[study.sentence] = max(told, study.first)
        first = max(first, told - LONGEST_NAME)
        for mentions in (self.reading.mentions, self.reading.context):  # "left renal artery: duplex of 4/2026 normal"
            begin = bisect_left(mentions, first, key=FIRST_TOKEN)
            for mention in mentions[begin : bisect_left(mentions, study.first, key=FIRST_TOKEN)]:
                label = mention.sentence == study.sentence and mention.last <= study.first
                if label and mention.concept.label in STRUCTURES and mention.assertion == "affirmed":
                    mention.assertion = "historical"

    def _result_start(self, study: Mention, verbs: frozenset[str]) -> int | None:
        """Return the token at which the results of a study begin."""
        words = self.reading.words
        _, end = self.reading.tokens_of_sentence(study.sentence)
        begin = study.last
        if words[begin : begin + 1] in (
            ["("],
            ["["],
        ):  # "TTE (11/11/26, Dr. Low): ...": the bracket says when and by whom
            bracket = words[begin : min(end, begin + RUBRIC_WITHIN)]
            begin += next((number for number, word in enumerate(bracket) if word in BRACKETS), 0)
        return next((i for i in range(study.last, min(end, begin + RESULT_WITHIN)) if words[i] in verbs), None)
