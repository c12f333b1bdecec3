"""Notes of visits, and the scans that their writers did themselves."""

from __future__ import annotations

import re

from assistant.analysis import Section
from assistant.language.layout import Reading, end_of_line
from assistant.language.sections.findings import open_findings
from assistant.language.sections.words import DESCRIBING, TECHNIQUE_NAME, VISIT_OPENINGS, visit_titles

LONGEST_REASON = 400
# A line in a visit note that heads a scan done in the visit.
OWN_SCAN = re.compile(
    r"^[ \t*=#>-]*(?P<phrase>(?:[A-Z][A-Z-]*[ /&,+-]+){0,6}(?:ULTRASOUND|POCUS|ECHOCARDIOGRAM|ECHO|SONOGRAPHY|SONOGRAM|USS|US|SCAN)\b"
    r"(?:[ ,/&+-]+[A-Z][A-Z/&-]*\b){0,6})(?=[ \t]*(?:[(:*–-]|$))",
    re.MULTILINE,
)
SCAN_OF_OTHERS = re.compile(
    r"\b(?:prior|previous|outside|result(?:s|ed)?|ordered|reviewed|scheduled|radiology|pending|review|done at|report of|19\d\d|last)\b",
    re.IGNORECASE,
)
SCANNED, ULTRASOUNDED = ("scanned", "imaged", "insonated", "sonographed"), "ultrasounded"
USED_A_PROBE = ("examined with", "looked at with", "scanned with")
OWN_ACTS = (*SCANNED, ULTRASOUNDED, *USED_A_PROBE, "by me", "by myself", "by us", "by our", "i ", "we ", "today", "this ")
SCAN_TOOL = r"(?:duplex|doppler|ultrasound|sono|sonogram|u/?s|pocus|scan|scanner|probe|transducer|cart|machine)\b(?![ -]guid)"
DESCRIBED_SCAN = r"(?:(?:an?|the|his|her|my|our|own|repeat|another|bedside|portable|quick|limited|focused|complete|formal|full) ){0,3}"
# A sentence of a visit note in which its writer scans: "I scanned the kidneys while she was on the couch", "repeat duplex
# of the leg by me", "we went over both groins with the duplex", "duplex repeated today".
OWN_ACT = re.compile(
    r"\b(?:I|we) (?:(?:have|had|also|then|myself|briefly|quickly|personally|therefore|again) ){0,2}"
    rf"(?:(?:re-?)?(?:{'|'.join(SCANNED)})|{ULTRASOUNDED}"
    rf"|(?:repeated|performed|did|redid|obtained) {DESCRIBED_SCAN}(?:\w+ ){{0,2}}{SCAN_TOOL}"
    rf"|(?:repeated|went over|looked at|looked over|examined|checked|studied|interrogated) [^.;:\n]{{1,50}}"
    rf" (?:with|using) {DESCRIBED_SCAN}(?:\w+ )?{SCAN_TOOL})"
    rf"|\b(?:{'|'.join(SCANNED)}) (?:today |here )?by (?:me|myself)\b"
    rf"|\b(?:{'|'.join(USED_A_PROBE)}) (?:the |a |my )?(?:(?:linear|curved|curvilinear|phased|bedside|hand-?held|portable|butterfly) )?(?:probe|transducer)\b"
    rf"|\b{SCAN_TOOL}[^.;:\n]{{0,50}} by (?:me|myself|us|our (?:tech|technologist|sonographer|lab))\b"
    rf"|\b{SCAN_TOOL}(?: of [^.;:\n]{{1,40}})? (?:was |were )?(?:repeated|done|performed|obtained) (?:again |here )?"
    r"(?:today|this morning|this afternoon|this evening|in (?:the )?(?:clinic|office))\b",
    re.IGNORECASE,
)
CLAUSE_STOP = re.compile(r"[.;:\n]")
SENTENCE_BEGIN = re.compile(r"(?:[.;:!?][ \t]+|\n[ \t]*)(?=\S)")
BY_HAND = frozenset(
    {"physical exam", "physical examination", "pe", "physical findings"}
)  # one line of a procedure's record


def open_told_scans(reading: Reading, quoted_starts: set[int]) -> None:
    """Open a section of findings where the writer of a visit's note, or of what quotes others, tells of a scan of his own.

    "Imaging: I scanned the kidneys", "Data: duplex elsewhere negative. Repeat duplex by me:": that is no result of others.
    """
    text, sections = reading.text, reading.sections
    visit = reading.nature == "visit"
    if not visit and not quoted_starts:
        return
    for match in OWN_ACT.finditer(text) if any(map(reading.small.__contains__, OWN_ACTS)) else ():
        index = reading.section_at(match.start())
        section = sections[index]
        if section.kind not in ("history", "other") or section.title.lower() in BY_HAND:
            continue
        if not visit and section.start not in quoted_starts:
            continue
        first = max(section.start, match.start() - LONGEST_REASON)
        begin = max((stop.end() for stop in SENTENCE_BEGIN.finditer(text, first, match.start() + 1)), default=first)
        stop = CLAUSE_STOP.search(text, match.end())
        if not SCAN_OF_OTHERS.search(text, begin, stop.start() if stop else len(text)):
            if text[section.start : begin].strip(" \t\n:") == section.title:
                begin = section.start
                quoted_starts.discard(begin)
            before = [section._replace(end=begin)] if begin > section.start else []
            sections[index : index + 1] = [*before, Section("findings", begin, section.end)]


def open_headed_scans(reading: Reading) -> None:
    """Open a section of findings where a visit note heads a scan of its own: "POCUS HEART AND LUNGS (by me, 08:40)"."""
    text, sections = reading.text, reading.sections
    for match in reading.lines_like(OWN_SCAN):
        line_end = end_of_line(text, match.start())
        index = reading.section_at(match.start("phrase"))
        section = sections[index]
        if section.kind in ("title", "recommendation", "findings") or SCAN_OF_OTHERS.search(
            text, match.start(), line_end
        ):
            continue
        at = open_findings(sections, index, match.start(), match.end("phrase"), match["phrase"]) + 1
        if at < len(sections) and sections[at].kind == "indication":
            reason_end = text.find("\n", sections[at].start, sections[at].end)
            if reason_end >= 0:
                sections.insert(at + 1, Section("findings", reason_end, sections[at].end))
                sections[at] = sections[at]._replace(end=reason_end)


def is_titled_as_study(sections: list[Section], text: str) -> bool:
    """Whether the text opens with the name of a study."""
    first = sections[0]
    return first.kind == "title" and TECHNIQUE_NAME.search(text[first.start : first.end].lower()) is not None


def is_titled_as_visit(sections: list[Section], text: str) -> bool:
    """Whether the first line calls the text a visit's note ("Discharge summary") and names no technique; no findings follow."""
    first = sections[0]
    title = text[first.start : first.end].lower() if first.kind == "title" else ""
    if not title or TECHNIQUE_NAME.search(title) or any(section.kind in DESCRIBING for section in sections[1:]):
        return False
    return visit_titles().search(title) is not None


def opens_like_a_visit(sections: list[Section]) -> bool:
    """Whether a text opens with the patient's story, and no heading of a study or procedure follows."""
    return sections[0].title.lower() in VISIT_OPENINGS and not any(
        section.kind in (*DESCRIBING, "title") for section in sections
    )
