"""Finds who signed a report: a name with a credential, or a signing phrase with a name, where signatures stand.

A doctor who is only talked about ("Dr. X has kindly requested") signs nothing. A trainee's reading with a bare
countersignature is no signature of the responsible physician (42 CFR 415.180).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from assistant.language.layout import Reading

CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|MBBS|MBChB|D\.?P\.?M\.?|PA-?C|N\.?P\.?|APRN|CNM|CRNA|FNP(?:-BC)?|ACNP|FRCR|FACR|FACC|FACS|FSIR|RPVI|Ph\.?D\.?|DNP|"
    r"FRCS|FACOG|RVT|RDMS|RDCS|D\.?C\.?)"
)
NAME = r"[A-Z][\w.'’-]*(?:[ ,]+(?:[A-Z][\w.'’-]*|de|van|von|der|la|del|of)){0,4}"
WITH_CREDENTIAL = re.compile(rf"(?P<name>{NAME}),?\s*\(?{CREDENTIAL}(?![A-Za-z])")
DOCTOR = re.compile(r"\bDr\.? (?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})")
SIGNING = re.compile(
    r"(?:electronic(?:al)?ly|e-?|digitally)?\s*(?:signed|authenticated|verified|approved|finali[sz]ed|validated)\b|\bsignature\b|"
    r"\b(?:read|interpreted|dictated|reported|reviewed|performed|transcribed|scanned)(?: and \w+)*(?: by|:)|"
    r"\b(?:interpreting physician|radiologist|attending(?: physician)?|operator|surgeon|provider|reader|sonographer|physician|author|operator/reader)\s*[:/]",
    re.IGNORECASE,
)
AFTER_SIGNING = re.compile(rf"\s*(?:by|as|/[a-z]+/)?\s*[:,-]?\s*(?:/s/)?\s*(?P<name>(?:Dr\.? )?{NAME})")
DENIED = re.compile(r"\b(?:unsigned|not (?:yet )?signed|signature pending|dictated but not (?:read|signed|reviewed)|preliminary(?: report| read)?|not authenticated|awaiting signature)\b", re.IGNORECASE)
TRAINEE = re.compile(r"\b(?:PGY-?\s?\d|resident|fellow|intern|trainee)\b", re.IGNORECASE)
UNREVIEWED = re.compile(
    r"\b(?:co-?sign(?:ed|ature)? only|images? not reviewed by (?:the )?attending|attending (?:has )?not reviewed|without (?:personal )?review|not (?:personally )?reviewed|countersignature only)\b",
    re.IGNORECASE,
)  # fmt: skip
NOT_NAMES = frozenset("Date Time By The Images Image Electronically Signed Final Report None Department Not Pending Radiology And On In Of No Attending Team".split())


class Signature(NamedTuple):
    """What the text says of its author: `state` is present, missing, unsigned, or trainee (unreviewed)."""

    state: Literal["present", "missing", "unsigned", "trainee"]
    start: int
    end: int


def find_signature(reading: Reading) -> Signature:
    """Return the signature of a report with its place; (0, 0) where there is none."""
    text = reading.text
    unreviewed = UNREVIEWED.search(text)
    if unreviewed and TRAINEE.search(text):
        return Signature("trainee", unreviewed.start(), unreviewed.end())
    found = _signed(reading) or _credentialed(reading)
    if found:
        return Signature("present", *found)
    denied = DENIED.search(text)
    if denied:
        return Signature("unsigned", denied.start(), denied.end())
    return Signature("missing", 0, 0)


def _signed(reading: Reading) -> tuple[int, int] | None:
    """A signing phrase directly followed by a name."""
    for match in SIGNING.finditer(reading.text):
        after = AFTER_SIGNING.match(reading.text, match.end())
        if after and _is_name(after["name"]):
            return match.start(), after.end()
    return None


def _is_name(name: str) -> bool:
    words = [word.strip(".,") for word in name.replace("Dr.", "").replace("Dr ", "").split()]
    words = [word for word in words if word]
    return bool(words) and words[0] not in NOT_NAMES and not words[0].isupper() | (len(words[0]) < 2) or len(words) >= 2 and words[0] not in NOT_NAMES


def _credentialed(reading: Reading) -> tuple[int, int] | None:
    """A name with a credential (or "Dr." and a name) in the last lines, on a line of its own, or beside a signing word."""
    text = reading.text
    tail = max(int(len(text) * 0.7), len(text) - 220)
    for pattern in (WITH_CREDENTIAL, DOCTOR):
        for match in pattern.finditer(text):
            line_start = text.rfind("\n", 0, match.start()) + 1
            line_end = text.find("\n", match.end())
            line = text[line_start : line_end if line_end >= 0 else len(text)]
            if reading.sections[reading.section_at(match.start())].kind in ("indication", "history", "comparison"):
                continue
            at_end = match.start() >= tail and (pattern is WITH_CREDENTIAL or len(line) < 90)
            if at_end or SIGNING.search(line) or len(line.strip()) <= len(match[0]) + 30:
                return match.start(), match.end()
    return None
