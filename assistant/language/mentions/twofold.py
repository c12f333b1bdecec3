"""Words that name a vessel and a treatment ("PTA"): each gets the one meaning that its place tells."""

from __future__ import annotations

import re

from assistant.language.layout import Mention, Reading
from assistant.language.mentions.words import mention_words

# A treatment and a vessel of one name ("PTA").
CATHETER_WORK = frozenset(
    {"sheath", "guidewire", "venography", "cavography", "dialysis_angiography", "thrombectomy_word"}
)
TREATMENT = "angioplasty_word"
CALF_ARTERY, COMPANY_WITHIN = "tibial_artery", 8  # tokens
DILATED_TO = re.compile(
    r"[ \t]*(?:\(|with |using |to |by )?(?:an? )?(?:\d+(?:\.\d+)?(?: ?mm|[ \t]?[x×][ \t]?\d| ?atm)|[1-9]\.\d+(?! ?(?:m/s|cm)))",
    re.IGNORECASE,
)
TREATED_NEXT = re.compile(r"[ \t]+(?:of\b|(?:AT|PT|TPT|TP|DP)\b)")  # letters that are a vessel nowhere else
FLOW_TOLD = re.compile(
    r"[ \t:=|]*(?:\d+(?:/\d+)?[ \t]*(?:cm|mono|bi|tri|damp|[mbt]\b)|patent|open|occl|mono|bi|tri|damp|flat|absent|not seen|at (?:the )?ankle)",
    re.IGNORECASE,
)


def tell_vessels_from_treatments(reading: Reading) -> None:
    """Give a word that names a vessel and a treatment ("PTA") the one meaning that its place tells.

    It is the treatment before a size or the vessel that was treated ("PTA 14 mm", "PTA L SFA"), and in a report of a
    catheter wherever neither flow nor a neighbor of the vessel is told beside it. Beside these it is the vessel ("ATA, PTA
    44 biphasic"). Where neither is told it stays both.
    """
    lexicon = mention_words()
    acts = {mention.first for mention in reading.context if TREATMENT in mention.concept.groups}
    twofold = {mention for mention in reading.mentions if mention.concept.label == "VESSEL" and mention.first in acts}
    if not twofold:
        return
    named = [mention for mention in reading.mentions if mention.concept.label == "VESSEL" and mention not in twofold]
    begun = {mention.first for mention in named}
    by_catheter = any(not CATHETER_WORK.isdisjoint(m.concept.groups) for m in (*reading.mentions, *reading.context))
    treatments, vessels = set[Mention](), set[int]()
    for vessel in twofold:
        behind = vessel.last
        while reading.words[behind : behind + 1] and reading.words[behind] in lexicon.before_treated:
            behind += 1
        with_neighbor = any(
            abs(other.first - vessel.first) <= COMPANY_WITHIN and CALF_ARTERY in other.concept.groups for other in named
        )
        flow = with_neighbor or FLOW_TOLD.match(reading.text, vessel.end) is not None
        if not lexicon.before_vessel.isdisjoint(reading.words[max(0, vessel.first - 1) : vessel.first]):
            vessels.add(vessel.first)  # "angioplasty of the PTA"
        elif (
            DILATED_TO.match(reading.text, vessel.end)
            or TREATED_NEXT.match(reading.text, vessel.end)
            or behind in begun
            or (by_catheter and not flow)
        ):
            treatments.add(vessel)
        elif flow:
            vessels.add(vessel.first)
    if treatments:
        reading.mentions = [mention for mention in reading.mentions if mention not in treatments]
    if vessels:
        reading.context = [m for m in reading.context if TREATMENT not in m.concept.groups or m.first not in vessels]
