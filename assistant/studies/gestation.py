"""Reads how far a pregnancy is and how many fetuses a report describes."""

from __future__ import annotations

import re

from assistant.studies.evidence import Evidence

FIRST_TRIMESTER_ENDS = 14.0
WEEKS = re.compile(
    r"(?<![\d/.-])(?P<weeks>\d{1,2})(?:\s*\+\s*\d|\s+[0-6]/7|\.\d)?\s*[-–]?\s*(?:weeks?|wks?|w)(?![a-z])"
    r"(?:\s*(?:and\s*)?[0-6]\s*(?:days?|d)\b)?"
    r"|(?<![\d/.-])(?P<short>\d{1,2})\s*w\s*[0-6]\s*d",
    re.IGNORECASE,
)
NOT_AN_AGE_BEFORE = re.compile(
    r"(?:[<>≤≥]\s*|\b(?:in|for|every|over|past|last|within|next|q\.?|plus or minus|than|to|x|repeat(?:ed)?(?: \w+)? at|again at)"
    r"|\+/-|\+\s?-|±)\s*(?:about |approximately )?$",
    re.IGNORECASE,
)
NOT_AN_AGE_AFTER = re.compile(
    r"\W*(?:ago|later|post-?partum|earlier|prior|from now|old\b|history|follow|after|since|post\b|status)",
    re.IGNORECASE,
)
INTENDED = re.compile(r"\b(?:recommend|schedul|return|advis|book|plan|re-?scan|suggest|next)", re.IGNORECASE)
YOUNGEST, OLDEST = 3, 43
DESIGNATED = re.compile(
    r"\b(?:twin|triplet|baby|fetus|foetus|fetal|embryo|sac)\s*(?:#\s*|no\.?\s*)?(?P<mark>[A-D]|[1-4])\b"
    r"(?![.,]?\d|\s*(?:cm|mm|week|wk|/))",
    re.IGNORECASE,
)
LINE_OF_ONE = re.compile(r"^[ \t]*(?P<mark>[A-D])[ \t]*(?:\([^)\n]{1,30}\)[ \t]*)?[:-]", re.MULTILINE)
# "A CRL 58 NT 1.3. B CRL 57": the letter of a twin before a measurement or its lie.
LETTER_OF_ONE = re.compile(
    r"(?<![\w'])(?P<mark>[A-D])[:)]?\s+(?=(?:CRL|BPD|HC|AC|FL|EFW|FHR|FHT|NT|MVP|MSD|GS|YS|vertex|vtx|cephalic|ceph|breech|br|transverse)\b)"
)
ALL_OF_THEM = re.compile(
    r"\b(?:both|each)\s+(?:of the\s+)?(?:twins?|f(?:o)?etus(?:es)?|bab(?:y|ies)|embryos?|sacs?)\b|\bfor both\b",
    re.IGNORECASE,
)
TRIPLETS = re.compile(r"\btriplet", re.IGNORECASE)
TOLD = frozenset({"indication", "history", "comparison", "recommendation", "signature"})
FINAL = frozenset({"impression", "addendum", "title"})


def pregnancy_stage(evidence: Evidence) -> str | None:
    """Return "early" below 14 weeks 0 days, "later" from there on, None where the report does not tell.

    The age is read from what the report says of this exam, else from its indication or history; without an age, the
    structures that only an early or only a later pregnancy has decide.
    """
    weeks = gestational_weeks(evidence)
    if weeks is not None:
        return "early" if weeks < FIRST_TRIMESTER_ENDS else "later"
    if len({mention.concept.id for mention in evidence.findings.get("biometry", ())}) >= 2:
        return "later"
    if _named(evidence, "first_trimester_sign") or _named(evidence, "first_trimester_word"):
        return "early"
    return "later" if _named(evidence, "late_pregnancy_word") else None


def _named(evidence: Evidence, group: str) -> bool:
    return group in evidence.done or group in evidence.told


def gestational_weeks(evidence: Evidence) -> float | None:
    """Return the completed weeks of gestation, None where none are told; an advised later scan gives no age."""
    reading = evidence.reading
    told: float | None = None
    for match in WEEKS.finditer(reading.text):
        weeks = int(match["weeks"] or match["short"])
        before = reading.text[max(0, match.start() - 24) : match.start()]
        if not YOUNGEST <= weeks <= OLDEST or NOT_AN_AGE_BEFORE.search(before):
            continue
        if NOT_AN_AGE_AFTER.match(reading.text, match.end()):
            continue
        start, _ = reading.sentences[reading.sentence_at(match.start())]
        zone = reading.sections[reading.section_at(match.start())].kind
        if zone in ("recommendation", "comparison") or INTENDED.search(reading.text, start, match.start()):
            continue
        if zone not in TOLD:
            return float(weeks)
        told = told if told is not None else float(weeks)
    return told


def fetuses_described(evidence: Evidence) -> int:
    """Return how many fetuses the findings describe one by one; one where nothing tells of more."""
    reading = evidence.reading
    marks: set[str] = set()
    both = False
    for section in reading.sections:
        if section.kind in TOLD or (section.kind in FINAL and len(reading.sections) > 1):
            continue
        text = reading.text[section.start : section.end]
        marks |= {match["mark"].upper() for match in DESIGNATED.finditer(text)}
        if "twin_pregnancy" in evidence.everywhere:
            marks |= {match["mark"] for pattern in (LINE_OF_ONE, LETTER_OF_ONE) for match in pattern.finditer(text)}
        both = both or bool(ALL_OF_THEM.search(text))
    described = len(marks)
    several = 3 if TRIPLETS.search(reading.text) else 2
    if both and "twin_pregnancy" in evidence.everywhere:
        return max(described, several)
    if described == 0 and reading.nature == "summary" and "twin_pregnancy" in evidence.done:
        return several
    return max(1, described)
