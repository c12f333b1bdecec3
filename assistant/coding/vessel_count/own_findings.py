"""Vessels that the probe only passed: ways in, landmarks, references, and those of which no finding is told."""

from __future__ import annotations

import re
from bisect import bisect_left

from assistant.coding.vessel_count.statements import statement
from assistant.coding.vessel_count.words import vessel_count_words
from assistant.language.layout import Mention, Reading
from assistant.studies.evidence import Evidence, once

# Said of the vessel itself, up to the next vessel or the end of the statement: the probe was there for another one.
NO_FINDING_OF_ITS_OWN = re.compile(
    r"\b(?:(?:as|a|the|for|only|ok|normal|solely|merely|just)[,:]? (?:(?:a|an|the|of|our|my|as|used|to|landing|zone|level|distal|proximal|upper|lower|healthy|anatomical) ){0,3}"
    r"(?:reference|ref|landmarks?|landing|sizing|comparison|orientation|start(?:ing)?)\b|landmarks?\.|in passing"
    r"|(?:landmark|reference|ref|orientation|start(?:ing)?(?: point)?)s? only|(?:start|starting point|beginning|end) of (?:the|each|every) (?:pull|run)"
    r"|pass(?:ed)? (?:through|over|by|across)?\s?(?:quickly|without)|glanced at"
    r")\b"
    r"|^[\s:,(-]*(?:reference|landmark)\b",
    re.IGNORECASE,
)
# Words of it, without one of which it finds nothing.
OF_NO_FINDING = (
    "ref",
    "land",
    "sizing",
    "comparison",
    "orientation",
    "start",
    "beginning",
    "end of",
    "pass",
    "glanced",
)
# Said of the probe: whatever films show of such a vessel, it was not looked at from inside.
NOT_PROBED = re.compile(
    r"\b(?:(?:was|were) not (?:run|entered|imaged|recorded|examined|interrogated|reached|measured|probed|studied|visited|surveyed)"
    r"|not (?:recorded|measured|taken|probed|entered|imaged|interrogated|studied|reached|seen by ivus)|device not"
    r"|(?:without|no) ivus|ivus not (?:done|used|run|performed)|(?:by|on|with) (?:angiogra\w+|venogra\w+|films?|contrast) (?:alone|only))\b",
    re.IGNORECASE,
)
OF_NO_PROBE = ("not", "ivus", "alone", "only")  # without which NOT_PROBED finds nothing
SAID_OF_BOTH = re.compile(r"[,;(]\s*(?:both|each|all)(?: of (?:them|these|which))?\b", re.IGNORECASE)
REFERENCE_IN = re.compile(
    r"(?:(?:%|\bpercent)(?: stenosis| narrowing)? (?:of|against|versus|vs\.?)(?: the)?(?: (?:right|left|r|l))?\s*$)|\b(?:reference|ref|normal segment|healthy segment)\b[^.;:%]{0,40}\b(?:in|at|from|of|being|was|is)(?: the)?(?: (?:right|left|r|l|rt|lt|healthy|normal|adjacent|ipsilateral))*\s*$",
    re.IGNORECASE,
)
OF_REFERENCE = ("%", "percent", "ref", "segment")  # without which REFERENCE_IN finds nothing
LONGEST_REFERENCE = 200  # characters before a vessel in which REFERENCE_IN can lead to it
MEASURED_AGAINST = re.compile(r"\b(?:against|versus|compared (?:with|to))\b", re.IGNORECASE)
CLAUSE_ENDS = frozenset({".", ";", ":", ","})


def on_the_way(reading: Reading, mention: Mention) -> bool:
    """Whether the vessel is only the way in, a landmark, or the healthy stretch between two lesions."""
    lexicon = vessel_count_words()
    begin = reading.first_of_sentence(mention.sentence)
    before = reading.words[max(begin, mention.first - 5) : mention.first]
    if not lexicon.runs.isdisjoint(before[-1:]) and reading.words[mention.last : mention.last + 1] == ["to"]:
        return True  # "pullback IVC to groin: ..."
    if (
        "not" in before[-3:]
        or lexicon.landmarks & set(before[-3:])
        or not lexicon.between_vessels.isdisjoint(reading.words[mention.last : mention.last + 1])
    ):
        return True
    return (
        bool(lexicon.ways & set(before[-3:])) and not ({"of", "in"} & set(before[-2:]))
    ) or "between" in reading.words[mention.last : mention.last + 4]


def only_measured_against(reading: Reading, mention: Mention) -> bool:
    """Whether the vessel is the place of the puncture, or the healthy segment that another one is measured against."""
    lexicon = vessel_count_words()
    words = reading.words
    after = words[mention.last : mention.last + 8]
    entered = next((word for word in after[:3] if word in lexicon.access or word in CLAUSE_ENDS), "")
    if entered in lexicon.access:
        return True
    opens = reading.first_of_sentence(mention.sentence)
    begin = max(opens, mention.first - 3)
    # "IVUS through the same sheath: EIV 66 mm2"
    listed = ":" in words[begin : mention.first] and not lexicon.probe.isdisjoint(words[opens:begin])
    for word in reversed(words[begin : mention.first]):
        if word in CLAUSE_ENDS and word != ":":
            break
        if word in lexicon.access and not listed:
            return True
    if not lexicon.references.isdisjoint(words[begin : mention.first]) or _taken_there(reading, mention):
        return True
    return (
        not lexicon.references.isdisjoint(after[:3])
        and lexicon.narrowed.isdisjoint(after)
        and CLAUSE_ENDS.isdisjoint(after[:3])
    )


def _taken_there(reading: Reading, mention: Mention) -> bool:
    """Whether the reference is said to have been taken in the vessel ("against a reference of 162 mm2 in the common femoral vein")."""
    start = max(reading.sentences[mention.sentence][0], mention.start - LONGEST_REFERENCE)
    if not any(map(reading.text[start : mention.start].lower().__contains__, OF_REFERENCE)):
        return False
    return REFERENCE_IN.search(reading.text, start, mention.start) is not None


def without_finding(evidence: Evidence, mention: Mention) -> bool:
    """Whether the text says of the vessel that it was a reference or a landmark, or that the probe was not run in it."""
    text = evidence.reading.text
    start, stop = statement(evidence, mention)
    said = text[start:stop]
    if "." not in said.rstrip(" ,;"):
        both, without = _said_of_both(evidence, mention.sentence)
        at = bisect_left(both, stop)
        if at < len(both) and both[at] < without:
            return not _narrowed(said)
    denied = any(map(said.lower().__contains__, OF_NO_PROBE)) and NOT_PROBED.search(said) is not None
    own = MEASURED_AGAINST.split(said, maxsplit=1)[0]  # "48 mm2 against 182 below, used only as reference"
    return denied or (_no_finding_told(own) and not _narrowed(own))


@once
def _said_of_both(evidence: Evidence, sentence: int) -> tuple[list[int], int]:
    """Return where a sentence speaks of several vessels at once, and where it says last that one has no finding (-1 if nowhere)."""
    text, (start, end) = evidence.reading.text, evidence.reading.sentences[sentence]
    both = [found.start() for found in SAID_OF_BOTH.finditer(text, start, end)]
    without, begin = -1, both[0] if both and _may_tell_no_finding(text[start:end]) else end
    while found := NO_FINDING_OF_ITS_OWN.search(text, begin, end):
        without, begin = found.start(), found.start() + 1
    return both, without


def _no_finding_told(text: str) -> bool:
    """Whether a text says that a vessel has no finding of its own."""
    return _may_tell_no_finding(text) and NO_FINDING_OF_ITS_OWN.search(text) is not None


def _may_tell_no_finding(text: str) -> bool:
    return any(map(text.lower().__contains__, OF_NO_FINDING))


def _narrowed(said: str) -> bool:
    return not vessel_count_words().narrowed.isdisjoint(said.lower().replace("%", " % ").split())
