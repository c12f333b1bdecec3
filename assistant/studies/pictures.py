"""Tells the kept pictures of another item of a report from those of a vessel access, so that one does not stand for the other.

"1. Thoracentesis under ultrasound, image saved. 2. Jugular line, needle seen under ultrasound." Nothing of the second is
said to be kept. Words that speak of everything ("all images archived"), and a line of its own at the end, count for each.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from assistant.language.layout import Mention
from assistant.studies.access import entered_vessels
from assistant.studies.evidence import Evidence
from assistant.studies.scene import FoundStudy

# Where an item of a list begins: at a line's mark or hour, or at a number within the line ("1) echo ... 2) line").
ITEM = re.compile(
    r"^[ \t]*(?:#?\d{1,2}[.)]|\(?[A-Ha-h1-9]\)|[A-H][.):]|[-*\u2022]|\d{2}:?\d{2}h?(?=[ \t]))[ \t:]"
    r"|(?<=[.;:\w])[ \t]+\(?[1-9a-h]\)[ \t]",
    re.MULTILINE,
)
LINES = ("cvc", "tunneled_cvc", "picc", "port", "arterial_line", "midline_line", "peripheral_line")
OWN_WORDS = (*LINES, "patency_word", "access_word", "puncture_word")
# What another item is about, be it found as a study or not.
OTHER_WORDS = ("abdominal_organ", "abdomen_region", "heart_any", "hemithorax", "lung_region", "PROCEDURE")
GENERAL = frozenset({"both", "all", "every", "everything", "each"})


def leave_others_pictures(studies: Sequence[FoundStudy]) -> None:
    """Take from a study whose pictures are its own those words on kept images that stand in another study's item."""
    for study in studies:
        if not study.compiled.spec.other_pictures:
            continue
        others = _of_others(study, [other for other in studies if other is not study])
        if others:
            whole = study.evidence
            left_out = [(mention.start, mention.end) for mention in others]
            study.own = Evidence(
                whole.reading, whole.start, whole.end, whole.everywhere, left_out, study.report.evidence.statements
            )


def _of_others(study: FoundStudy, others: Sequence[FoundStudy]) -> list[Mention]:
    """Return the words on kept images that speak of other studies alone."""
    evidence = study.evidence
    kept = evidence.done.get("image_storage", ())
    if not kept or not others:
        return []
    own = sorted({m.start for group in OWN_WORDS for m in evidence.body.get(group, ())} | {m.start for m in entered_vessels(evidence)})
    if not own:
        return []
    text = evidence.reading.text
    items = [evidence.start, *(mark.start() for mark in ITEM.finditer(text, evidence.start, evidence.end)), evidence.end]
    return [mention for mention in kept if _of_another(mention, items, own, others, evidence)]


def _of_another(
    mention: Mention, items: list[int], own: list[int], others: Sequence[FoundStudy], evidence: Evidence
) -> bool:
    """Whether the item, or the sentence, in which images are said to be kept tells of another study, and nothing of the access."""
    reading = evidence.reading
    if not GENERAL.isdisjoint(reading.words[reading.first_of_sentence(mention.sentence) : mention.last]):
        return False
    number = bisect_right(items, mention.start)
    start, end = items[number - 1], items[number]
    listed = start > evidence.start and not _stands_alone(reading.text, mention)
    if not listed:
        start, end = reading.sentences[mention.sentence][0], mention.end
    if any(start <= place < end for place in own):
        return False
    if listed and any(evidence.between(start, end, group, "body") for group in OTHER_WORDS):
        return True
    return any(
        start <= told.start < end
        for other in others
        if listed or other.compiled.spec.diagnostic
        for told in other.evidence_mentions
    )


def _stands_alone(text: str, mention: Mention) -> bool:
    """Whether the words stand on a line of their own."""
    return not text[text.rfind("\n", 0, mention.start) + 1 : mention.start].strip(" \t-*\u2022")
