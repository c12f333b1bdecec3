"""Reads how far a pregnancy is and how many fetuses a report describes."""

from __future__ import annotations

import re

from assistant.studies.evidence import Evidence, once

FIRST_TRIMESTER_ENDS = 14.0
WEEKS = re.compile(  # begins with its digit: a search leaps from one digit of the text to the next
    r"(?P<weeks>\d(?<![\d/.-]\d)\d?)(?:(?:\s*\+\s*\d|\s+[0-6]/7|\.\d)?\s*[-–]?\s*(?:weeks?|wks?|w)(?![a-z])"
    r"(?:\s*(?:and\s*)?[0-6]\s*(?:days?|d)\b)?"
    r"|\s*w\s*[0-6]\s*d)",
    re.IGNORECASE,
)
NOT_AN_AGE_BEFORE = re.compile(
    r"(?:[<>≤≥]\s*|\b(?:in|for|every|over|past|last|within|next|q\.?|plus or minus|than|to|x|since|until|till|from|before|by(?: an?)?"
    r"|repeat(?:ed)?(?: \w+)? at|again at|(?:seen|done|had|loss|miscarriage|delivered|booked) at)"
    r"|\+/-|\+\s?-|±)\s*(?:about |approximately )?$",
    re.IGNORECASE,
)
NOT_AN_AGE_AFTER = re.compile(
    r"\W*(?:ago|later|post-?partum|earlier|prior|from now|old\b|history|follow|after|since|post\b|status"
    r")|[ -]{1,2}(?:CRL|crown)\b",
    re.IGNORECASE,
)
# The age today, as its label says: "GA 31w6d", "EGA: 31 3/7 weeks", "gestational age of 22 weeks".
LABELLED_AGE = re.compile(
    r"\b(?:E?GA|gest(?:ational|\.)? age|menstrual age|clinical age|now|today|currently)\b(?:\s*\([^)\n]{1,12}\))?"
    r"(?:\s*(?:today|now|at (?:this )?exam|by \w++|is|of|at|:|=|-|about))*\s*$",
    re.IGNORECASE,
)
INTENDED = re.compile(r"\b(?:recommend|schedul|return|advis|book|plan|re-?scan|suggest|next)", re.IGNORECASE)
YOUNGEST, OLDEST = 3, 43
DESIGNATED = re.compile(
    r"\b(?:twin|triplet|baby|fetus|foetus|fetal|embryo|(?<!yolk )sac)\s*(?:#\s*|no\.?\s*)?(?P<mark>[A-D]|[1-4]|I{1,3})\b"
    r"(?![.,]?\d|\s*(?:cm|mm|week|wk|/))",
    re.IGNORECASE,
)
LINE_OF_ONE = re.compile(r"^[ \t]*(?P<mark>[A-D]|[TF][1-4])[ \t]*(?:\([^)\n]{1,30}\)[ \t]*)?[:-]", re.MULTILINE)
# "A CRL 58 NT 1.3. B CRL 57", "T3 EFW 870 g": the letter of a twin before a measurement or its lie.
LETTER_OF_ONE = re.compile(
    r"(?<![\w'])(?P<mark>[A-D]|[TF][1-4])[:),]?\s+(?=(?:CRL|BPD|HC|AC|FL|EFW|FHR|FHT|FHM|NT|MVP|DVP|SDP|MSD|GS|YS|UA|MCA|vertex|vtx|cephalic|ceph|breech|br|transverse|umbilical|middle cerebral)\b|\d{1,2}\s?/\s?(?:8|10)\b)"
)
# "NT  A 1.4  B 1.6  C 2.9": the letters of twins behind a measurement, each before its value.
LETTERS_OF_VALUES = re.compile(
    r"\b(?:CRLs?|NTs?|FHRs?|FHTs?|BPDs?|HC|AC|FL|EFW|MVP|DVP|MSD|PI|RI|PSV|MoM|S/D)\b[ \t:=]*(?:(?:\bin[ ]|(?<![A-Za-z])(?:mm|cm|g|bpm)\b|[ \t,;/.])*(?<![\w'])[A-D][ :=]*\d+(?:[.,]\d+)*){2,}"
)
LETTER_OF_VALUE = re.compile(r"(?<![\w'])(?P<mark>[A-D])(?=[ :=]*\d)")
# "umbilical artery of T3", "cord of B": what stands for a fetus in the middle of a sentence.
NUMBER_OF_ONE = re.compile(r"(?<![\w'])(?P<mark>[TF][1-4])\b(?!-)")
LETTER_IN_PROSE = re.compile(r"\b(?:of|in|for|from|only) (?P<mark>[A-D])\b(?![-.']\w)")
# The head of a table with a column for each: "            A (lower)        B (upper)".
COLUMNS_OF_EACH = re.compile(
    r"^(?:[^\n:]{0,40}?[ \t|]{2,})?(?P<first>(?:twin|fetus|baby)?[ ]?A|F1|T1)\b(?:[ ]?\([^)\n]{1,40}\))?[ \t]*[ \t|]{2,}"
    r"(?:(?:twin|fetus|baby)?[ ]?B|F2|T2)\b(?:[ ]?\([^)\n]{1,40}\))?(?P<third>[ \t]*[ \t|]{2,}(?:(?:twin|fetus|baby)?[ ]?C|F3|T3)\b)?",
    re.IGNORECASE | re.MULTILINE,
)
ORDINAL_OF_ONE = re.compile(
    r"\b(?P<mark>first|presenting|leading|lower|right|second|upper|left|other|third) (?:twin|triplet|baby|f(?:o)?etus)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\b(?:(?:number|no\.?) of (?:live |living |viable )?(?:f(?:o)?etus(?:es)?|embryos|babies)\W{1,4}(?P<after>[2-4]|two|three|four)"
    r"|(?P<before>[2-4]|two|three|four) (?:(?:live|living|viable|intrauterine|separate|active|moving) ){0,2}(?:f(?:o)?etuses|embryos|babies))\b",
    re.IGNORECASE,
)
NUMBERS = {"two": 2, "three": 3, "four": 4}
# "Growth: A: BPD 75 ... B: all measured": letters before a colon, wherever a clause begins.
CLAUSE_OF_ONE = re.compile(r"(?:^|[.;:,]\s+)(?P<mark>[A-D]):(?=\s)", re.MULTILINE)
# "twin B not obtained", "B: deferred": what follows the name of a fetus that was not looked at.
LEFT_OUT = re.compile(
    r"[\s:,-]*(?:(?:was|is|were) )?(?:(?:could )?not (?:be )?(?:done|obtained|obtainable|measured|scanned|possible"
    r"|examined|assessed|imaged|looked at|today)|couldn'?t be (?:done|obtained|measured|seen|scanned|assessed)"
    r"|deferred|skipped|next (?:time|visit|week)|to be (?:done|measured|scanned))\b",
    re.IGNORECASE,
)
ORDER_OF = {"A": "1", "B": "2", "C": "3", "D": "4", "I": "1", "II": "2", "III": "3"}
ALL_OF_THEM = re.compile(
    r"\b(?:both|each)\s+(?:of the\s+)?(?:twins?|f(?:o)?etus(?:es)?|bab(?:y|ies)|embryos?|sacs?)\b|\b(?:for|in|of) both\b(?! (?:ovar|kidney|side|uter|limb|arm|leg|ventricle|eye|feet|hand|outflow|umbilical art))"
    r"|\bA and (?:for )?B(?: each|, each)\b|\bboth (?:active|alive|live|viable|cephalic|vertex|breech|growing|grown|measured|hearts?|sacs)\b",
    re.IGNORECASE,
)
# "CRLs 15, 16, 15 mm": a plural and a value for each.
VALUES_OF_EACH = re.compile(
    r"\b(?:CRLs|FHRs|EFWs|NTs|hearts|heart rates)[ :=]*(?P<values>\d{1,4}(?:\.\d+)?(?:(?: ?(?:mm|cm|g|bpm))?(?:, ?|/| ?& ?|,? and )\d{1,4}(?:\.\d+)?){1,3})",
    re.IGNORECASE,
)
VALUE = re.compile(r"\d+(?:\.\d+)?")
# "CRL 44/46, FHR 160 and 158": a measure that stands once for each.
PAIR_OF_VALUES = re.compile(
    r"\b(?:CRLs?|FHRs?|FHTs?|FHM|BPDs?|HC|AC|FL|EFW|NT|MVP|DVP|MSD)[ :=]*\d+(?:[.,]\d+)?[ ]?(?:mm|cm|g|bpm)?[ ]?(?:/|&|and)[ ]?"
    r"\d+(?:[.,]\d+)?(?![\d.,]*[ ]?(?:%|/))",
    re.IGNORECASE,
)
TRIPLETS = re.compile(r"\btriplet", re.IGNORECASE)
TOLD = frozenset({"indication", "history", "comparison", "recommendation", "signature"})
FINAL = frozenset({"impression", "addendum", "title"})


@once
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


@once
def gestational_weeks(evidence: Evidence) -> float | None:
    """Return the completed weeks of gestation, None where none are told; an advised later scan gives no age."""
    reading = evidence.reading
    told: float | None = None
    described: float | None = None
    for match in WEEKS.finditer(reading.text):
        weeks = int(match["weeks"])
        before = reading.text[max(0, match.start() - 24) : match.start()]
        if not YOUNGEST <= weeks <= OLDEST or NOT_AN_AGE_BEFORE.search(before):
            continue
        if NOT_AN_AGE_AFTER.match(reading.text, match.end()):
            continue
        start, _ = reading.sentences[reading.sentence_at(match.start())]
        zone = reading.sections[reading.section_at(match.start())].kind
        if zone in ("recommendation", "comparison") or INTENDED.search(reading.text, start, match.start()):
            continue
        if zone not in ("history", "comparison") and LABELLED_AGE.search(before):
            return float(weeks)
        if zone not in TOLD:
            described = described if described is not None else float(weeks)
        told = told if told is not None else float(weeks)
    return described if described is not None else told


def marks_in(text: str, several_told: bool) -> list[tuple[int, str]]:
    """Return where a text names one of several fetuses, and which: "twin B" is the second, like "T2" and "B:".

    Args:
        text: A section, or another stretch.
        several_told: Whether the report tells of more than one fetus: only then do letters alone stand for one.
    """
    named = [(match.start(), match) for match in DESIGNATED.finditer(text)]
    if several_told:
        for pattern in (LINE_OF_ONE, LETTER_OF_ONE, CLAUSE_OF_ONE, NUMBER_OF_ONE, LETTER_IN_PROSE):
            named += [(match.start("mark"), match) for match in pattern.finditer(text)]
    found = [(start, match["mark"]) for start, match in named if not LEFT_OUT.match(text, match.end("mark"))]
    if several_told:
        for values in LETTERS_OF_VALUES.finditer(text):
            found += [(match.start(), match["mark"]) for match in LETTER_OF_VALUE.finditer(text, *values.span())]
    return sorted((start, ORDER_OF.get(mark.upper(), mark[-1])) for start, mark in found)


@once
def fetuses_described(evidence: Evidence) -> int:
    """Return how many fetuses the findings describe one by one; one where nothing tells of more."""
    reading = evidence.reading
    marks: set[str] = set()
    both = False
    counted = 1
    several_told = "twin_pregnancy" in evidence.everywhere
    for section in reading.sections:
        if section.kind in TOLD or (section.kind in FINAL and len(reading.sections) > 1):
            continue
        text = reading.text[section.start : section.end]
        marks |= {mark for _, mark in marks_in(text, several_told)}
        if several_told:
            if PAIR_OF_VALUES.search(text):
                counted = max(counted, 2)
            for values in VALUES_OF_EACH.finditer(text):
                counted = max(counted, len(VALUE.findall(values["values"])))
            if columns := COLUMNS_OF_EACH.search(text):
                counted = max(counted, 3 if columns["third"] else 2)
            if len({match["mark"].lower() for match in ORDINAL_OF_ONE.finditer(text)}) > 1:
                counted = max(counted, 2)
        for match in COUNTED.finditer(text):
            number = (match["after"] or match["before"]).lower()
            counted = max(counted, NUMBERS.get(number) or int(number))
        both = both or bool(ALL_OF_THEM.search(text))
    described = len(marks)
    several = 3 if TRIPLETS.search(reading.text) else 2
    if both and several_told:
        return max(described, several)
    if described == 0 and reading.nature == "summary" and "twin_pregnancy" in evidence.done:
        return several
    return max(counted, described)
