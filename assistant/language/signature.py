"""Finds who signed a report: a name with a credential, or a signing phrase with a name, where signatures stand.

A doctor who is only talked about ("Dr. X has kindly requested") signs nothing. Whether the physician who answers for
the report has read the images is another question: `find_unread`.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from assistant.language.layout import Reading

CREDENTIALS = frozenset(
    [
        "md",
        "do",
        "mbbs",
        "mbchb",
        "dpm",
        "pa",
        "np",
        "aprn",
        "arnp",
        "cnm",
        "crna",
        "fnp",
        "acnp",
        "frcr",
        "facr",
        "facc",
        "facs",
        "fsir",
        "rpvi",
        "phd",
        "dnp",
        "frcs",
        "facog",
        "bs",
        "dc",
        "caqsm",
    ]
)
PHYSICIANS = frozenset(["md", "do", "mbbs", "mbchb", "dpm"])
SIGNING = frozenset(
    [
        "signed",
        "signature",
        "authenticated",
        "verified",
        "approved",
        "finalized",
        "finalised",
        "validated",
        "read",
        "reader",
        "interpreted",
        "dictated",
        "reported",
        "reviewed",
        "performed",
        "radiologist",
        "attending",
        "operator",
        "surgeon",
        "provider",
        "physician",
        "author",
        "interpreting",
        "esigned",
        "esign",
        "esig",
        "sig",
        "dict",
        "dictator",
        "cosigned",
        "authorised",
        "authorized",
        "final",
        "signing",
    ]
)
# "Procedure performed: Ultrasound-guided ..." names the work, not who did it.
WORK = frozenset(
    [
        "procedure",
        "procedures",
        "operation",
        "operations",
        "exam",
        "examination",
        "study",
        "studies",
        "test",
        "surgery",
        "service",
        "s",
    ]
)
NAME = r"[A-Z][\w.'’-]*(?:[ ,]+(?:[A-Z][\w.'’-]*|de|van|von|der|la|del|of)){0,4}"
AFTER_SIGNING = re.compile(
    rf"\w*\s*(?:physician|provider|electronically|and \w+|\(?\w*\)?)?\s*(?:by|as)?\s*[:,/-]?\s*(?:/s/)?\s*(?P<name>(?:Dr\.? )?{NAME})"
)
DOCTOR = re.compile(r"\s*\.?\s*(?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})")
DENIED_WORDS = frozenset(
    [
        "unsigned",
        "signed",
        "read",
        "signature",
        "pending",
        "preliminary",
        "prelim",
        "worksheet",
        "authenticated",
        "awaiting",
        "dictated",
    ]
)
DENIED = re.compile(
    r"\b(?:unsigned|not (?:yet )?signed|signature pending|dictated but not (?:read|signed|reviewed)|"
    r"preliminary(?: report| read| interpretation)?|status\W{1,3}prelim\w*|(?:technologist|tech|sonographer)(?:'?s)? worksheet|"
    r"not authenticated|awaiting signature)\b",
    re.IGNORECASE,
)
TRAINEE_WORDS = frozenset(["resident", "fellow", "intern", "trainee", "pgy", "registrar"])
SENIOR = re.compile(r"\b(?:snr|senior|specialist) registrar\b", re.IGNORECASE)
UNREVIEWED = re.compile(
    r"\b(?:co-?sign(?:ed|ature)? only|images? (?:were )?not (?:personally )?(?:re)?viewed by (?:the )?attending|"
    r"attending (?:has |did )?not (?:yet )?review(?:ed)?|without (?:personal )?review|not (?:personally )?reviewed|countersign(?:ed|ature) only|not (?:yet )?staffed)\b",
    re.IGNORECASE,
)
ATTESTED = re.compile(
    r"\b(?:(?:I|attending|staff|consultant|teaching physician|faculty)\b[^\n]{0,60}\b(?:re)?view(?:ed)?|images? (?:were )?(?:personally )?(?:re)?viewed|"
    r"(?:attg|attending|staff|consultant)\b[^\n]{0,40}\breview|review(?:ed)? (?:the )?(?:clips|loops|images|stills|same)|(?:superv(?:ised|isor|\.)?|supervising)\b(?: by)?:? (?:Dr|attending|consultant|staff|[A-Z])|"
    r"own review|agree(?:s|d)? with (?:the )?(?:resident|fellow|above|findings|interpretation|report)|discussed with (?:the )?attending)\b",
    re.IGNORECASE,
)
UNFINISHED_WORDS = frozenset(
    ["worksheet", "final", "pending", "awaited", "awaiting", "waiting", "awaits", "unofficial", "follow", "read"]
)
UNFINISHED_PHRASES = ("not yet", "not read", "not interpreted", "not a final", "not the final")
UNFINISHED = re.compile(
    r"\b(?:not (?:a|the) final (?:report|read)|worksheet only|"
    r"(?:rad(?:iolog(?:y|ist))?|physician|md|attending|final|formal)? ?(?:over)?(?:read|reading|interpretation|report)(?: is)?:? (?:pending|awaited|to follow)|"
    r"(?:pending|awaiting) (?:a |the )?(?:physician|radiolog(?:ist|y)|attending|md|final|formal) (?:over)?(?:read|reading|review|interpretation|report)|"
    r"not (?:yet )?(?:read|interpreted) by (?:a |the )?(?:physician|radiologist|attending)|"
    r"(?:waiting for|awaits|awaiting)(?: (?:a |the )?[A-Z][\w.'-]+){1,3} to (?:over)?read|"
    r"unofficial (?:read|report|interpretation))",
    re.IGNORECASE,
)
SLASH = re.compile(rf"/s/\s*(?P<name>(?:Dr\.? )?{NAME})")
ROLES = frozenset(["radiologist", "cardiologist", "physician", "surgeon", "sonologist", "neurologist"])
ROLE_MARKS = frozenset(["reporting", "interpreting", "reading", "attending", "consultant", "consulting", "staff"])
# Doctors who are only talked about: who ordered, was told, or gets a copy.
ADDRESSED = frozenset(
    [
        "referring",
        "referred",
        "ordering",
        "ordered",
        "order",
        "orders",
        "requested",
        "requesting",
        "request",
        "called",
        "call",
        "discussed",
        "communicated",
        "notified",
        "telephoned",
        "phoned",
        "paged",
        "informed",
        "thank",
        "thanks",
        "cc",
        "copy",
        "pcp",
        "relayed",
        "conveyed",
        "faxed",
        "spoke",
        "texted",
    ]
)
ADDRESSED_WITHIN = 8
NOT_NAMES = frozenset(
    [
        "Date",
        "Time",
        "By",
        "The",
        "Images",
        "Image",
        "Electronically",
        "Signed",
        "Final",
        "Report",
        "None",
        "Department",
        "Not",
        "Pending",
        "Radiology",
        "And",
        "On",
        "In",
        "Of",
        "No",
        "Attending",
        "Team",
        "Without",
        "Under",
        "To",
        "With",
        "As",
        "At",
        "Is",
        "Was",
        "For",
        "Procedure",
        "Findings",
        "Technique",
        "Impression",
        "See",
        "Via",
        "Using",
        "Physician",
    ]
)
TOLD_ZONES = frozenset({"indication", "history", "comparison"})
TAIL_CHARACTERS, TAIL_SHARE = 220, 0.7
LONGEST_SIGNATURE_LINE = 90
WORDS_BEFORE_A_NAME = 3


class Signature(NamedTuple):
    """What the text says of its author."""

    state: Literal["present", "missing", "unsigned"]
    start: int
    end: int


def find_signature(reading: Reading) -> Signature:
    """Return the signature of a report with its place in characters; (0, 0) where there is none."""
    text, words = reading.text, set(reading.words)
    found = _slash_signed(reading) or _signed(reading) or _credentialed(reading)
    if found:
        return Signature("present", *found)
    if words & DENIED_WORDS and (denied := DENIED.search(text)):
        return Signature("unsigned", denied.start(), denied.end())
    return Signature("missing", 0, 0)


def find_unread(reading: Reading, signature: Signature) -> tuple[int, int] | None:
    """Return the words that say that no physician who answers for the report has interpreted the images, or None.

    They say that the reading is still to come, or name a trainee as the only reader. A sheet or preliminary report that
    reads what it shows lacks only its signature. An attending who
    "reviewed the images and agrees" makes the reading his own, a bare countersignature does not (42 CFR 415.172).
    """
    text, words = reading.text, set(reading.words)
    trained = words & TRAINEE_WORDS
    if trained == {"registrar"} and SENIOR.search(text):
        return None  # reads on his own responsibility
    if trained and (unreviewed := UNREVIEWED.search(text)):
        return unreviewed.span()
    if words & UNFINISHED_WORDS or ("not" in words and any(phrase in text.lower() for phrase in UNFINISHED_PHRASES)):
        unfinished = UNFINISHED.search(text)
        if unfinished and not _finished(text, unfinished.end(), signature):
            return unfinished.span()
    if (
        trained
        and signature.state == "present"
        and "attending" not in words
        and _by_trainee(reading, signature)
        and not ATTESTED.search(text)
    ):
        return signature.start, signature.end
    return None


def _finished(text: str, offset: int, signature: Signature) -> bool:
    """Whether a signature or an attestation that stands after words of a preliminary reading makes it final."""
    return signature.state == "present" and (signature.start > offset or ATTESTED.search(text, offset) is not None)


def _by_trainee(reading: Reading, signature: Signature) -> bool:
    """Whether the words beside the name call the signer a trainee, and nobody else with a credential signs."""
    last = reading.text.find("\n", signature.end)
    first = reading.token_at(signature.start)
    beside = reading.words[
        max(0, first - WORDS_BEFORE_A_NAME) : reading.token_at(last if last >= 0 else len(reading.text)) + 1
    ]
    return not TRAINEE_WORDS.isdisjoint(beside) and sum(word in PHYSICIANS for word in reading.words[first:]) < 2


def _slash_signed(reading: Reading) -> tuple[int, int] | None:
    """The mark "/s/" and a name."""
    match = SLASH.search(reading.text) if "/s/" in reading.text else None
    return (match.start(), match.end()) if match and _is_name(match["name"]) else None


def _signed(reading: Reading) -> tuple[int, int] | None:
    """A signing word directly followed by a name."""
    text = reading.text
    for number, word in enumerate(reading.words):
        if word not in SIGNING or (word == "performed" and number and reading.words[number - 1] in WORK):
            continue
        start = reading.starts[number]
        after = AFTER_SIGNING.match(text, start)
        if (
            after
            and not _addressed(reading, start)
            and _is_name(after["name"])
            and (
                "by" in after[0].split()
                or ":" in after[0]
                or "/" in after[0]
                or word in ("signed", "reader")
                or _role(reading, number)
            )
        ):
            return start, after.end()
    return None


def _role(reading: Reading, number: int) -> bool:
    """Whether a word is a role that signs ("reporting radiologist Jane Low")."""
    return reading.words[number] in ROLES and number > 0 and reading.words[number - 1] in ROLE_MARKS


def _is_name(name: str) -> bool:
    """Whether capitalised words are a person's name: not a heading word, and more than an initial or an acronym."""
    words = [stripped for word in name.replace("Dr.", "").replace(",", " ").split() if (stripped := word.strip(".,"))]
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
    while (
        first > 0
        and text[reading.starts[first - 1]].isupper()
        and "\n" not in text[reading.starts[first - 1] : reading.starts[first]]
    ):
        first -= 1
    return reading.starts[first], end


def _signs(reading: Reading, start: int, end: int, *, credential: bool) -> bool:
    text = reading.text
    if reading.sections[reading.section_at(start)].kind in TOLD_ZONES or _addressed(reading, start):
        return False
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    tail = max(int(len(text) * TAIL_SHARE), len(text) - TAIL_CHARACTERS)
    if start >= tail and (credential or len(line) < LONGEST_SIGNATURE_LINE):
        return True
    if credential and start - line_start <= 2 and not text[line_end if line_end >= 0 else len(text) :].strip():
        return True
    if not ROLES.isdisjoint(reading.words[reading.token_at(end - 1) : reading.token_at(end - 1) + 5]):
        return True  # "Dr Jane Low, consultant radiologist"
    words = reading.words[reading.token_at(line_start) : reading.token_at(start)]
    return (bool(SIGNING & set(words)) and (credential or len(line) < LONGEST_SIGNATURE_LINE)) or len(
        line
    ) <= end - start + 30


def _addressed(reading: Reading, start: int) -> bool:
    """Whether the words before a name in its sentence and line make it that of somebody else than the author."""
    begin = max(reading.text.rfind("\n", 0, start) + 1, reading.sentences[reading.sentence_at(start)][0])
    first, number = reading.token_at(begin), reading.token_at(start)
    return not ADDRESSED.isdisjoint(reading.words[max(first, number - ADDRESSED_WITHIN) : number])
