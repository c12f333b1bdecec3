"""Which kind of section a heading opens, told by what stands below it."""

from __future__ import annotations

import re

from assistant.analysis import SectionKind
from assistant.language.sections.headings import Head
from assistant.language.sections.words import LONGEST_TITLE, remarks, steps_taken

PERSON = re.compile(
    r"[ \t]*(?:Dr\b|Drs\b|Prof\b)|[^\n]{2,40}?\b(?:M\.?D|D\.?O|R\.?V\.?T|RDMS|RDCS|RVS|RPhS|RPVI|NP|FNP|PA|PA-C|RN|AVS)\b(?! of)"
)
EXAMINED = re.compile(
    r"\b(?:BP|blood pressure|pulses?|HR|heart rate|afebrile|SpO2|saturation|vitals?|well[- ]appearing|NAD)\b",
    re.IGNORECASE,
)
NAMING_PERSONS = frozenset({"tech", "ordering", "ordered", "order", "requested for"})
PROSE = 260
SHORT_TITLE = 120
TOLD_WORDS = frozenset({"was", "were", "is", "are", "patient", "he", "she", "we", "i"})
TITLE_STOP = re.compile(r"(?<![ .][A-Za-z])(?<!\s\d)(?<!\s\d\d)(?<!Dr)(?<!St)\.\s+(?=[A-Z]\w* |\d{1,2} [A-Z]|\d{1,2}/)")
NARRATED = 2
WORD, STEPS_OF_A_STORY = re.compile(r"[a-z]+"), 3


def opens_before_findings(heads: list[Head], index: int) -> bool:
    """Whether findings, or what was done, stand under a later heading and under no earlier one."""
    described = {"findings", "impression", "procedure"}
    before, after = heads[:index], heads[index + 1 :]
    return not any(head.kind in described for head in before) and any(head.kind in described for head in after)


def kind_of(head: Head, content: str, previous: SectionKind) -> SectionKind:
    """Return the section kind, reading a long text under a title heading as the procedure that it is."""
    if head.phrase in NAMING_PERSONS and PERSON.match(content):
        return "other"
    if head.phrase in remarks():
        return head.kind
    if head.phrase in ("exam", "examination") and EXAMINED.search(content):
        return "other"  # the patient was examined, by hand
    long = len(content.strip()) > PROSE and content.count(". ") >= NARRATED
    if head.kind == "title" and (long or _narrates(content) or _told_in_one_line(content)):
        return "procedure"
    if head.kind == "title" and head.phrase in ("study", "test") and previous in ("findings", "impression"):
        return previous
    return head.kind


def end_of_title_line(text: str, head: Head, end: int) -> int:
    """Return where the narrative below a title line begins ("PROCEDURE: Paracentesis" and then what was done)."""
    line_end = text.find("\n", head.content, end)
    first = TITLE_STOP.search(text, head.content, end if line_end < 0 else line_end)
    named = text[head.content : first.start()].strip() if first else ""
    if first and named and len(named) <= LONGEST_TITLE and TOLD_WORDS.isdisjoint(named.lower().split()):
        return first.end() if _steps_in(named) < STEPS_OF_A_STORY - 1 else head.start
    title = text[head.content : line_end].strip() if line_end >= 0 else ""
    if _steps_in(title) >= STEPS_OF_A_STORY - 1:
        return head.start
    return line_end + 1 if title and len(title) <= LONGEST_TITLE and ". " not in title else head.start


def _told_in_one_line(content: str) -> bool:
    """Whether a title's line goes on with sentences ("PROCEDURE: Port placement. The vein was entered. ...")."""
    line = content.strip()
    return "\n" not in line and len(line) > SHORT_TITLE and len(TITLE_STOP.findall(line)) >= NARRATED


def _narrates(content: str) -> bool:
    """Whether a short text tells what was done, as a list of titles never does: in sentences, or by steps taken alone.

    "Procedure: 22g needle placed in the sac, 500 U thrombin injected, sac thrombosed."
    """
    content = content.lower()
    if " prepped" in content or content.count(" was ") + content.count(" were ") >= NARRATED:
        return True
    return _steps_in(content) >= STEPS_OF_A_STORY


def _steps_in(content: str) -> int:
    """Return how many different words of a text tell a step as taken."""
    return len(steps_taken().intersection(WORD.findall(content.lower())))
