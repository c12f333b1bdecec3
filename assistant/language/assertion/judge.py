"""Says of each mention what its sentence, its section and the text as a whole make of it."""

from __future__ import annotations

import re

from assistant.analysis import Assertion
from assistant.language.assertion.earlier_exams import EarlierExams
from assistant.language.assertion.elsewhere import (
    intend_what_was_called_off,
    leave_open,
    take_back,
    tell_elsewhere,
    tell_of_other_studies,
)
from assistant.language.assertion.places import Places
from assistant.language.assertion.scopes import DENIALS, VERB_DENIALS, CueScopes
from assistant.language.assertion.storage import ITEM_ENDS, said_of_storage
from assistant.language.assertion.traits import Traits, traits_of
from assistant.language.assertion_cues import Kind, cue_book
from assistant.language.boxes import is_unticked, ticked_answer
from assistant.language.layout import Mention, Reading

VALUE_LEADS = frozenset({"of", "is", "was", ":", "=", "at", "about", "measuring", "measures"})
ALL_DENIALS = DENIALS | VERB_DENIALS
DENIED_BEFORE = 3
BLANK_AFTER = re.compile(
    r"[ \t]*(?:[.:·…-][ \t.:·…-]*)?_{2,}(?:(?![^\n_]{0,2}\w)|(?=[ \t]{2,}[A-Za-z]|[ \t][A-Za-z][^\n_\d]{0,20}_{2}))|[ \t]*(?:\.[ \t]?){4,}[ \t]*(?=\n|$)|[ \t*]{0,4}:?[ \t*]{0,4}\*{3}(?=\s|$)|[ \t]?:[ \t]{0,3}(?:--+|[–—])(?=[ \t]*(?:[.;\n]|$))"
)
# What boxes of answers, and blanks, have inside: most texts have none of either. Each begins with its sign.
SQUARE_ANSWER, ROUND_ANSWER = (re.compile(rf"\{sign}[ \t]*[xX✓✔]?[ \t]*[\])][ \t]*[ynYN]") for sign in "[(")
DOTTED_BLANK = re.compile(r"\.[ \t]?\.[ \t]?\.[ \t]?\.")
DASHED_BLANK = re.compile(r":[ \t]{0,3}[-–—]")


def find_assertions(reading: Reading) -> None:
    """Fill `mention.assertion` for all mentions and context mentions."""
    everything = [*reading.mentions, *reading.context]
    if not everything:
        return
    judge = Judge(reading, everything)
    scopes, judged, text = judge.scopes.by_sentence, judge.places.judged, reading.text
    unticked = bool(reading.unticked)
    boxed, blank = _has_answer_boxes(text), _has_blanks(text)
    earlier: list[Mention] = []
    elsewhere: list[Mention] = []
    for mention, kind, traits in zip(everything, judge.kinds, judge.traits, strict=True):
        said: Assertion | None = None
        if traits.asks or unticked or (mention.sentence, kind) in scopes:
            said = judge.by_words(mention, kind, traits)
            if said == "historical" and kind != "structure":
                earlier.append(mention)
            elif said is None and traits.other_technique:
                elsewhere.append(mention)
        if traits.storage:
            said = said_of_storage(reading, mention, said, judge.scopes)
        elif said is None:
            if blank and BLANK_AFTER.match(text, mention.end) is not None:
                said = "negated"  # "Pancreas ....... ____"
            elif kind == "finding" or judged.get((mention.section, kind)) != "affirmed":
                said = judge.places.by_place(kind, mention.first, mention.last, mention.sentence, mention.section)
        if boxed:
            said = ticked_answer(text, mention.end) or said
        mention.assertion = said or mention.assertion  # a side that a title leaves out is marked by now
    book, own_date = judge.book, judge.earlier.own_date
    tell_elsewhere(reading, book, own_date, everything)
    for study in earlier:
        judge.earlier.carry_results(study)
        judge.earlier.carry_name(study)
    tell_of_other_studies(reading, book, own_date, [*earlier, *elsewhere], everything)
    intend_what_was_called_off(reading, book, everything)
    take_back(reading, book, everything)
    leave_open(reading, everything)


class Judge:
    """Judges the mentions of one reading.

    Attributes:
        scopes: What the cues of its sentences speak of.
        places: What its sections say.
        earlier: Its exams of other days.
        traits, kinds: What each mention is to a cue.
    """

    def __init__(self, reading: Reading, mentions: list[Mention]) -> None:
        self.reading, self.book, self.mentions = reading, cue_book(), mentions
        self.traits = traits_of(mentions)
        self.kinds = self._kinds()
        self.scopes = CueScopes(reading, mentions, self.traits)
        self.places, self.earlier = Places(reading), EarlierExams(reading)

    def _kinds(self) -> list[Kind]:
        """Return the kind of each mention: a vessel's word may stand for a finding, those of an act may be a result."""
        words, book = self.reading.words, self.book
        kinds: list[Kind] = []
        for mention, traits in zip(self.mentions, self.traits, strict=True):
            kind = traits.kind
            if traits.may_be_finding:
                if words[mention.first] in book.findings:
                    kind = "finding"
            elif (
                traits.may_be_result
                and words[mention.first] in book.result_openings
                and " ".join(words[mention.first : mention.last]) in book.results
            ):
                kind = "result"
            kinds.append(kind)
        return kinds

    def by_words(self, mention: Mention, kind: Kind, traits: Traits) -> Assertion | None:
        """Return what cues, an empty box or a date say of a mention; None where only its section is left to say it."""
        words, first, last = self.reading.words, mention.first, mention.last
        if traits.storage and words[first] in DENIALS:
            first += 1  # "no images were saved" is one mention: the denial speaks of the rest of it
        said = self.scopes.by_cue(kind, first, last, mention.sentence, mention.section)
        if self.reading.unticked and is_unticked(self.reading, mention.start):
            said = "negated"
        if said == "negated":
            if kind != "structure" and _measured_item(words, first, last):
                said = None  # "no regurgitation, mean gradient 3": what is measured is there
            elif traits.denies_itself and not _denied_before(words, first):
                said = None  # "by feel, probe not used": the imaging is denied, and these words say so themselves
        earlier = self.earlier
        if said is None and traits.dated and (earlier.dated_earlier(mention) or earlier.tells_results(mention)):
            said = "historical"
        if traits.storage and said == "historical" and "chart" in words[first:last]:
            said = None  # "filed in the chart" tells where today's image is, not that a finding is an old one
        return said


def _measured_item(words: list[str], first: int, last: int) -> bool:
    """Whether a finding or technique opens an item of a list and its size or value follows at once ("no mass, CW 1.8")."""
    if not first or words[first - 1] not in (",", ";"):
        return False
    following = next((word for word in words[last : last + 2] if word not in VALUE_LEADS), "")
    return following[:1].isdigit()


def _denied_before(words: list[str], first: int) -> bool:
    """Whether a denial stands right before a phrase ("not by feel", "never done blind")."""
    before = words[max(0, first - DENIED_BEFORE) : first]
    return not ALL_DENIALS.isdisjoint(before) and ITEM_ENDS.isdisjoint(before)


def _has_answer_boxes(text: str) -> bool:
    return ("[" in text and SQUARE_ANSWER.search(text) is not None) or ROUND_ANSWER.search(text) is not None


def _has_blanks(text: str) -> bool:
    return (
        "__" in text or "***" in text or DOTTED_BLANK.search(text) is not None or DASHED_BLANK.search(text) is not None
    )
