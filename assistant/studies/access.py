"""Tells the vessels that were only punctured: the way in of a needle, sheath or catheter, and nothing that was studied."""

from __future__ import annotations

import re
from bisect import bisect_right

from assistant.language.layout import Mention
from assistant.studies.evidence import Evidence, once

ACCESS_WORDS = frozenset([
    "access", "accessed", "puncture", "punctured", "stick", "stuck", "approach", "sheath", "cannulated", "micropuncture", "percutaneous",
    "needle", "entered", "route",
])  # fmt: skip
COMING_FROM = frozenset(["via", "through", "from", "thru"])
ACCESS_BEFORE, ACCESS_AFTER = 7, 4
CLAUSE = re.compile(r"[,;]\s")
CLOSED = re.compile(r"\s*[,;]")
# A clause that only tells where the catheter lies: "Catheter R CFA", "5 F cath in the left popliteal vein (access)".
CATHETER_AT = re.compile(
    r"[\s*•-]*(?:\d{1,2}[ ]?(?:Fr?|french)?[ ])?(?:cath|catheter|sheath)s?(?:[ ]\d{1,2}[ ]?(?:Fr?|french))?\b[ ]?[:=]?"
    r"(?:[ ](?:placed|put|sits|is|was|in|at|the|a))*(?:[ ](?:r|l|rt|lt|right|left))?[ ]?",
    re.IGNORECASE,
)
LIES_THERE = re.compile(r"[ ]?(?:\([^)\n]{0,12}access\))?(?:[ ]?(?:[,;]|$|\n)|[.](?=\s|$))")
CLAUSE_BEGINS = re.compile(r"[,;(\n]|[.:](?=\s)")
LISTED = re.compile(r"[,;.]")
LONGEST_CLAUSE = 50  # characters before a vessel in which such a clause begins
SAYS_NOTHING = frozenset({"", "and", "or", "to", "then"})
SIDE_WORDS = frozenset(["", "r", "l", "rt", "lt", "right", "left", "bilateral", "both", "bilat"])
PUNCTURES = ("needle_seen", "puncture_word", "access_word")
PICTURES = (
    "venography", "angiography", "contrast", "contrast_injection", "filmed", "ivus", "ivus_run", "catheter", "catheterization_word",
    "cava_catheter", "selective_vein",
)  # fmt: skip
INSTRUMENT_WITHIN = 7
INSTRUMENTS = ("catheter", "catheterization_word", "selective_vein", "cava_catheter", "sheath", "guidewire", "guidance_word", "access_word")
ENTRANCES = frozenset({
    "internal_jugular_vein", "external_jugular_vein", "subclavian_vein", "brachial_vein", "basilic_vein", "cephalic_vein", "median_cubital_vein",
    "common_femoral_vein", "femoral_vein", "popliteal_vein", "posterior_tibial_vein", "great_saphenous_vein", "small_saphenous_vein",
    "common_femoral_artery", "femoral_artery", "superficial_femoral_artery", "popliteal_artery", "groin",
})  # fmt: skip


@once
def entered_vessels(evidence: Evidence) -> list[Mention]:
    """Return the mentions of vessels that were punctured, or through which an instrument came."""
    reading = evidence.reading
    words = reading.words
    punctures = _sentences_of_puncture(evidence)
    entered = []
    for mention in evidence.body:
        if mention.concept.id not in ENTRANCES:
            continue
        begin = max(reading.first_of_sentence(mention.sentence), mention.first - ACCESS_BEFORE)
        if mention.sentence in punctures or stands_alone(evidence, mention):
            entered.append(mention)
            continue
        begin = max(begin, _catheter_clause(evidence, mention))
        around = [*words[begin : mention.first], *words[mention.last : mention.last + ACCESS_AFTER]]
        if not ACCESS_WORDS.isdisjoint(around) or not COMING_FROM.isdisjoint(
            words[max(begin, mention.first - 3) : mention.first]
        ):
            entered.append(mention)
    return entered


def _sentences_of_puncture(evidence: Evidence) -> set[int]:
    """Return the sentences that tell how a needle went in, and of no film, probe or catheter: what they name is the way in.

    Also the sentence before one that names no vessel ("Ultrasound showed the right femoral vein. It was entered.").
    """
    punctures = set().union(*(evidence.sentences(group, "body") for group in PUNCTURES))
    punctures -= set().union(*(evidence.sentences(group, "body") for group in PICTURES))
    named = evidence.sentences("vessel_any", "body")
    return punctures | {number - 1 for number in punctures - named}


def _catheter_clause(evidence: Evidence, mention: Mention) -> int:
    """Return the token from which a clause of a catheter leads to a vessel ("R CFV stick, cobra into the L CFV"), else 0."""
    words = evidence.reading.words
    catheters = evidence.between(evidence.reading.sentences[mention.sentence][0], mention.start, "catheter", "body")
    last = next((m.first for m in reversed(catheters) if m.last <= mention.first), 0)
    return last if any(word in (",", ";", ":") for word in words[max(0, last - ACCESS_BEFORE) : last]) else 0


@once
def _clauses(evidence: Evidence, sentence: int) -> list[int]:
    """Return where a sentence and its clauses begin."""
    start, end = evidence.reading.sentences[sentence]
    return [start, *(mark.end() for mark in CLAUSE.finditer(evidence.reading.text, start, end))]


def stands_alone(evidence: Evidence, mention: Mention) -> bool:
    """Whether a vessel with nothing said of it stands before a catheter: the place of access ("R CFA, cath in aorta")."""
    if mention.concept.id not in ENTRANCES:
        return False
    reading = evidence.reading
    if not CLOSED.match(reading.text, mention.end, reading.sentences[mention.sentence][1]):
        return False
    clauses = _clauses(evidence, mention.sentence)
    clause = clauses[bisect_right(clauses, mention.start) - 1]
    if reading.text[clause : mention.start].strip(" \t-*").lower() not in SIDE_WORDS:
        return False
    following = next(evidence.from_on(mention.start + 1, "vessel_any"), None)
    if following is not None and reading.text[mention.end : following.start].strip(" ,&/").lower() in SIDE_WORDS:
        return False  # a list of vessels
    stop = mention.last + INSTRUMENT_WITHIN
    near = reading.starts[stop] + 1 if stop < len(reading.starts) else len(reading.text)
    return any(
        mention.last < m.first <= mention.last + INSTRUMENT_WITHIN and m.sentence == mention.sentence
        for group in INSTRUMENTS
        for m in evidence.between(mention.end, near, group, "body")
    )


def holds_catheter(evidence: Evidence, mention: Mention) -> bool:
    """Whether a clause tells of a vessel only that the catheter lies in it ("Catheter R CFA; L CIA 70 %"): the way in.

    A list of vessels ("catheter in the CFV, EIV and CIV") is where it was led.
    """
    text = evidence.reading.text
    if mention.concept.id not in ENTRANCES or LIES_THERE.match(text, mention.end) is None:
        return False
    opening = max(0, mention.start - LONGEST_CLAUSE)
    begins = [opening, *(mark.end() for mark in CLAUSE_BEGINS.finditer(text, opening, mention.start))]
    if not any(CATHETER_AT.fullmatch(text, begin, mention.start) for begin in begins[-2:]):
        return False
    following = next(evidence.from_on(mention.start + 1, "vessel_any"), None)
    if following is None or text[mention.end : following.start].strip(" ,&/").lower() not in SIDE_WORDS:
        return True
    stop = next((m.start for m in evidence.from_on(following.end, "vessel_any")), len(text))
    told = LISTED.split(text[following.end : stop], maxsplit=1)[0]
    return told.strip(" &/\n").lower() not in SAYS_NOTHING
