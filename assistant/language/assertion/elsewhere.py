"""What the rest of a text takes from this exam: other sources and days, procedures called off, reports taken back, open questions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from assistant.language.assertion.storage import ITEM_ENDS
from assistant.language.assertion.traits import DATED, STRUCTURES
from assistant.language.assertion_cues import CueBook, withdrawal_phrases
from assistant.language.boxes import is_unanswered
from assistant.language.dates import Date
from assistant.language.earlier_studies import Study, dated_records, states_of_earlier_days, told_on
from assistant.language.layout import FIRST_TOKEN, Mention, Reading
from assistant.language.quotations import find_quotations
from assistant.language.withdrawn import withdrawn_stretches

CALLED_OFF = "called_off"  # the group of words that a procedure was given up
MEANT_WITHIN = 4  # tokens before a procedure in which a word tells that it was only meant
TOLD_OF_EXAM = frozenset({"affirmed", "not_visualized", "negated"})


def tell_elsewhere(
    reading: Reading, book: CueBook, own_date: Callable[[], Date | None], mentions: list[Mention]
) -> None:
    """Take from this exam what the text tells of another source or time; kept images are judged for themselves."""
    passages = find_quotations(reading, book.rubrics, book.current, own_date)
    for mention in mentions if passages else ():
        if mention.assertion not in ("affirmed", "not_visualized") or mention.concept.label == "IMAGE_STORAGE":
            continue
        number = bisect_right(passages, mention.first, key=FIRST_TOKEN) - 1
        if number < 0 or mention.first >= passages[number].last:
            continue
        if mention.concept.label in STRUCTURES or not passages[number].structures_only:
            mention.assertion = passages[number].says


def tell_of_other_studies(
    reading: Reading,
    book: CueBook,
    own_date: Callable[[], Date | None],
    studies: list[Mention],
    mentions: list[Mention],
) -> None:
    """Take from this exam what a clause tells of another study, or of an earlier day, that ends it."""
    named: list[Mention | Study] = [m for m in studies if m.concept.label == "MODALITY"]
    named += dated_records(reading, book.rubrics.record_words, own_date)
    words, current = book.told_on, book.current
    stretches = list(told_on(reading, words, current, named)) if named else []
    stretches += states_of_earlier_days(reading, words, current, own_date)
    stretches.sort()
    for mention in mentions if stretches else ():
        if mention.assertion != "affirmed" or mention.concept.label in (*DATED, "IMAGE_STORAGE"):
            continue
        number = bisect_right(stretches, (mention.first, len(reading.words))) - 1
        if number >= 0 and mention.last <= stretches[number][1]:
            mention.assertion = "historical"


def intend_what_was_called_off(reading: Reading, book: CueBook, mentions: list[Mention]) -> None:
    """Plan the procedures for which a look was made and that were not done ("US of the hip for aspiration. Not aspirated.").

    What was not done is told by its own denial, or by words of calling off; that it was only meant, by the words before it.
    """
    procedures = [m for m in mentions if m.concept.label == "PROCEDURE"]
    if not procedures:
        return
    denied = {m.concept.id for m in procedures if m.assertion == "negated"}
    called_off = any(m.assertion == "affirmed" and CALLED_OFF in m.concept.groups for m in mentions)
    for mention in procedures if denied or called_off else ():
        if mention.assertion == "affirmed" and (called_off or mention.concept.id in denied):
            before = reading.words[
                max(reading.tokens_of_sentence(mention.sentence)[0], mention.first - MEANT_WITHIN) : mention.first
            ]
            if not book.meant.isdisjoint(before) and ITEM_ENDS.isdisjoint(before):
                mention.assertion = "planned"


def take_back(reading: Reading, book: CueBook, mentions: list[Mention]) -> None:
    """Take from this exam what stands in a report that takes itself back."""
    stretches = withdrawn_stretches(reading, book.withdrawals, withdrawal_phrases())
    for mention in mentions if stretches else ():
        if mention.assertion in TOLD_OF_EXAM and any(start <= mention.start < end for start, end in stretches):
            mention.assertion = "conditional"


def leave_open(reading: Reading, mentions: list[Mention]) -> None:
    """Take the word of a question that nobody answered: what it names was neither done nor denied."""
    for mention in mentions if reading.unanswered else ():
        if is_unanswered(reading, mention.start):
            mention.assertion = "conditional"
