"""Finds who signed a report: a name with a credential, or a signing phrase with a name, where signatures stand.

A doctor who is only talked about ("Dr. X has kindly requested") signs nothing. A trainee's reading with a bare
countersignature is no signature of the responsible physician (42 CFR 415.180).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from assistant.language.layout import Reading

CREDENTIALS = frozenset(
    "md do mbbs mbchb dpm pa np aprn arnp cnm crna fnp acnp frcr facr facc facs fsir rpvi phd dnp frcs facog bs dc caqsm".split()
)
SIGNING = frozenset(
    "signed signature authenticated verified approved finalized finalised validated read reader interpreted dictated reported "
    "reviewed performed transcribed radiologist attending operator surgeon provider physician sonographer author interpreting "
    "esigned final signing".split()
)
# "Procedure performed: Ultrasound-guided ..." names the work, not who did it.
WORK = frozenset("procedure procedures operation operations exam examination study studies test surgery service s".split())
NAME = r"[A-Z][\w.'’-]*(?:[ ,]+(?:[A-Z][\w.'’-]*|de|van|von|der|la|del|of)){0,4}"
AFTER_SIGNING = re.compile(
    rf"\w*\s*(?:physician|provider|electronically|and \w+|\(?\w*\)?)?\s*(?:by|as)?\s*[:,/-]?\s*(?:/s/)?\s*(?P<name>(?:Dr\.? )?{NAME})"
)
DOCTOR = re.compile(r"\s*\.?\s*(?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})")
DENIED_WORDS = frozenset("unsigned pending preliminary authenticated awaiting dictated".split())
DENIED = re.compile(
    r"\b(?:unsigned|not (?:yet )?signed|signature pending|dictated but not (?:read|signed|reviewed)|"
    r"preliminary(?: report| read| interpretation)?|not authenticated|awaiting signature)\b",
    re.IGNORECASE,
)
TRAINEE_WORDS = frozenset("resident fellow intern trainee pgy".split())
UNREVIEWED = re.compile(
    r"\b(?:co-?sign(?:ed|ature)? only|images? (?:were )?not (?:personally )?reviewed by (?:the )?attending|"
    r"attending (?:has |did )?not review(?:ed)?|without (?:personal )?review|not (?:personally )?reviewed|countersign(?:ed|ature) only)\b",
    re.IGNORECASE,
)
NOT_NAMES = frozenset(
    "Date Time By The Images Image Electronically Signed Final Report None Department Not Pending Radiology And On In Of No "
    "Attending Team Without Under To With As At Is Was For Procedure Findings Technique Impression See Via Using Physician".split()
)
TOLD_ZONES = frozenset({"indication", "history", "comparison"})
TAIL_CHARACTERS, TAIL_SHARE = 220, 0.7
LONGEST_SIGNATURE_LINE = 90


class Signature(NamedTuple):
    """What the text says of its author: `state` is present, missing, unsigned, or trainee (unreviewed)."""

    state: Literal["present", "missing", "unsigned", "trainee"]
    start: int
    end: int


def find_signature(reading: Reading) -> Signature:
    """Return the signature of a report with its place in characters; (0, 0) where there is none."""
    text, words = reading.text, set(reading.words)
    if words & TRAINEE_WORDS and (unreviewed := UNREVIEWED.search(text)):
        return Signature("trainee", unreviewed.start(), unreviewed.end())
    found = _signed(reading) or _credentialed(reading)
    if found:
        return Signature("present", *found)
    if words & DENIED_WORDS and (denied := DENIED.search(text)):
        return Signature("unsigned", denied.start(), denied.end())
    return Signature("missing", 0, 0)


def _signed(reading: Reading) -> tuple[int, int] | None:
    """A signing word directly followed by a name."""
    text = reading.text
    for number, word in enumerate(reading.words):
        if word not in SIGNING or (word == "performed" and number and reading.words[number - 1] in WORK):
            continue
        start = reading.starts[number]
        after = AFTER_SIGNING.match(text, start)
        if after and _is_name(after["name"]) and ("by" in after[0].split() or ":" in after[0] or "/" in after[0] or word in ("signed", "reader")):
            return start, after.end()
    return None


def _is_name(name: str) -> bool:
    """Whether capitalised words are a person's name: not a heading word, and more than an initial or an acronym."""
    words = [stripped for word in name.replace("Dr.", "").split() if (stripped := word.strip(".,"))]
    words = [word for word in words if word != "Dr"]
    if not words or words[0] in NOT_NAMES:
        return False
    return len(words) >= 2 or (len(words[0]) > 2 and not words[0].isupper())


def _credentialed(reading: Reading) -> tuple[int, int] | None:
    """A name with a credential, or "Dr." and a name, at the end, on a line of its own, or beside a signing word."""
    text = reading.text
    for number, word in enumerate(reading.words):
        if word in CREDENTIALS:
            place = _name_before(reading, number)
        elif word == "dr":
            match = DOCTOR.match(text, reading.ends[number])
            place = (reading.starts[number], match.end()) if match else None
        else:
            continue
        if place and _signs(reading, *place, credential=word != "dr"):
            return place
    return None


def _name_before(reading: Reading, number: int) -> tuple[int, int] | None:
    """Return the place of a capitalised name that a credential in capitals follows."""
    text, end = reading.text, reading.ends[number]
    if not text[reading.starts[number] : end].isupper() or number == 0:
        return None
    first = number - 1
    if reading.words[first] in (",", "("):
        first -= 1
    if first < 0 or not text[reading.starts[first]].isupper() or reading.words[first] in SIGNING:
        return None
    while first > 0 and text[reading.starts[first - 1]].isupper() and "\n" not in text[reading.starts[first - 1] : reading.starts[first]]:
        first -= 1
    return reading.starts[first], end


def _signs(reading: Reading, start: int, end: int, *, credential: bool) -> bool:
    text = reading.text
    if reading.sections[reading.section_at(start)].kind in TOLD_ZONES:
        return False
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    tail = max(int(len(text) * TAIL_SHARE), len(text) - TAIL_CHARACTERS)
    if start >= tail and (credential or len(line) < LONGEST_SIGNATURE_LINE):
        return True
    words = reading.words[reading.token_at(line_start) : reading.token_at(start)]
    return bool(SIGNING & set(words)) and (credential or len(line) < LONGEST_SIGNATURE_LINE) or len(line) <= end - start + 30
