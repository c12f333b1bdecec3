"""Finds the sections of a report, in whatever habit its headings are written.

A heading is a known heading phrase (`knowledge/sections.yaml`) before a colon or dash, alone on its line, or, in run-on
dictation, capitalised in the middle of a line before a colon. Other words before a colon at the start of a line are
rubrics ("RIGHT LEG:", "Liver:"): they give side and topic, not a new section kind.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.analysis import Section, SectionKind
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.assertion_cues import cue_book
from assistant.language.forms import is_empty_form
from assistant.language.layout import Reading, end_of_line
from assistant.language.papers import find_paper
from assistant.language.vocabulary import find_forms, form_tokens, vocabulary

SECTIONS = KNOWLEDGE_FILES / "sections.yaml"
BULLET = re.compile(r"[ \t]*(?:\(?\d{1,2}[.)](?!\d)|\(?[A-Za-z][.)](?=\s)|[-*•#>]+|[IVX]{1,4}\.)?[ \t]*")
DASH = re.compile("[-–—]")
DASHED = re.compile(rf"[ \t]*([A-Za-z][A-Za-z /]{{1,38}}?)[ \t]+{DASH.pattern}{{1,2}}[ \t]")
LONGEST_HEADING = 60
TOLD = frozenset({"indication", "history", "comparison", "title"})
DESCRIBING = frozenset({"findings", "procedure", "technique"})
NUMBERED = re.compile(r"\n[ \t]*\d{1,2}[.)]")
LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*\d{1,2}[.)][ \t]*$")
# The heading of one of several reports in a text: "REPORT 1 -", "Study #2:", "SECOND EXAM (14:00)".
REPORT_HEAD = re.compile(
    r"^[ \t#*=\[(-]*(?:(?:REPORT|STUDY|EXAM|EXAMINATION|SCAN)[ \t]*(?:#|NO\.?|NUMBER)?[ \t]*(?P<number>[1-9])"
    r"(?:[ \t]*OF[ \t]*[1-9])?(?=[ \t]*[-–—:.,)\]\n])"
    r"|(?<=\*)[ \t]*(?P<starred>[1-9])[ \t]*(?=\*)"
    r"|(?P<ordinal>FIRST|SECOND|THIRD)[ \t]+(?:REPORT|STUDY|EXAM|EXAMINATION|SCAN)\b)",
    re.IGNORECASE | re.MULTILINE,
)
ADDENDUM_PHRASES = (
    "late entry", "addendum", "addenda", "amendment", "amended report", "corrected report", "supplemental report", "supplementary report",
)  # fmt: skip
# A line that opens an addendum: "ADDENDUM 3/4/2026 09:20 (Dr. Low):", "*** Late entry, 3/4/2026 -", "Addendum #2".
ADDENDUM_LINE = re.compile(
    rf"^[ \t*=#\[>-]*(?P<phrase>{'|'.join(ADDENDUM_PHRASES)})\b"
    r"(?:[^\n:]{0,60}(?::\d\d[^\n:]{0,40}){0,2}:(?!\d)|[ \t\d/.:,#*=()\[\]–-]*$|[ \t\d/.,#]{0,24}[-–]+[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
# "US para 5/13/26, tense ascites. ...": a note in one paragraph that opens with the name of the service and its date.
DATED_OPENING = re.compile(
    r"(?P<title>[^.:;\n]{2,60}?)[ ,(]+(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2} [A-Z][a-z]{2,8}\.?,? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}"
    r"|(?i:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} [a-z]{3,12}(?:[ -][a-z]{3,8})? twenty[ -]twenty[ -][a-z]{3,5}))\b\)?"
)
TELLING = frozenset(
    [
        "on",
        "had",
        "has",
        "have",
        "was",
        "were",
        "is",
        "are",
        "seen",
        "since",
        "after",
        "before",
        "until",
        "from",
        "s/p",
        "underwent",
        "patient",
        "pt",
        "she",
        "he",
    ]
)
LABELLED_OPENING = re.compile(r"[^.:;\n]{4,60}:(?=\s)")
LABELLED_PROSE = re.compile(r"[^.:;,]{4,60}: (?:[^,]+,){1,}")  # "Kidney biopsy: ultrasound in real time, two cores."
CLAUSES = re.compile(r"(?:\S+ ){5,}\S+[,;] \S+ \S+")  # "Hip joint injected under ultrasound, image saved."
PROSE_WORDS = 12
ORDINALS = {"first": 1, "second": 2, "third": 3}
LONGEST_REASON = 400
LONGEST_WORD = 40
WRAPPED_SHARE = 0.75  # a wrapped line is hardly shorter than the widest line by more than a word
NOTE_SHARE = 0.4  # a line of less than this share of the widest line ends where its writer ended it
VISIT_OPENINGS = frozenset({
    "history of present illness", "history of the present illness", "hpi", "chief complaint", "cc", "subjective",
    "reason for visit", "interval history",
})  # fmt: skip
TECHNIQUE_NAME = re.compile(r"ultrasound|sono|echo|doppler|duplex|gra(?:m|phy)\b")
LONGEST_TITLE = 160
BLANK_LINE = re.compile(r"\n[ \t]*\n")
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
BEFORE_TODAY = ("PRIOR", "PREVIOUS", "EARLIER", "LAST", "OLD")
COPIED = ("copied", "pasted", "imported", "carried forward")
PASTED_HEAD = re.compile(
    rf"^[ \t*=#>-]*(?:FOR REFERENCE\b[^\n]{{0,12}})?(?:{'|'.join(BEFORE_TODAY)})"
    r"(?: [A-Z]+){0,2} (?:REPORT|STUDY|EXAM|EXAMINATION|ECHO|ULTRASOUND)\b"
    r"[^\n.;]{0,60}$",
    re.MULTILINE,
)
COPIED_HEAD = re.compile(
    r"^[ \t*=#>-]*(?:(?:below|following|the following)\b[^\n.;]{0,20}?)?(?:"
    rf"(?:{'|'.join(COPIED)})"
    r"\b[^\n.;]{0,20}?\b(?:for (?:comparison|reference)|from (?:the )?(?:archive|chart|prior|previous|earlier|old))\b"
    rf"|comparison (?:study|report|exam(?:ination)?) \((?:{'|'.join(COPIED)})\b)"
    r"[^\n.;]{0,60}$",
    re.MULTILINE | re.IGNORECASE,
)
COPIED_END = re.compile(r"^[ \t*=#>-]*END OF (?:IMPORT|COPY|COPIED|PASTE|PASTED|PRIOR|PREVIOUS)\b[^\n.;]{0,40}$", re.MULTILINE | re.IGNORECASE)
TODAY_HEAD = re.compile(r"^[ \t*=#>-]*(?:TODAY|CURRENT|PRESENT|NEW|THIS)(?:'S)?(?: [A-Z]+){0,2}[ \t]*:", re.MULTILINE)
# Where a table or a ruled-off chapter begins below a reason, a technique or a reader's name: those are told in words.
RULED_OFF = re.compile(r"^[ \t]*[=#*_~-]{4,}.*$", re.MULTILINE)
TABLE_ROW = re.compile(
    r"^[ \t]*\S[^\n]*?(?:[ ]{3,}|\t|[ ]*\|[ ]*)\S[^\n]*?(?:[ ]{3,}|\t|[ ]*\|[ ]*)\S[^\n]*$"
    r"|^[ \t]*(?i:R(?:IGHT|T)?|L(?:EFT|T)?)[ ]{2,}(?:\S+ ){0,3}?\S*\d\S*[ ]{2,}\S[^\n]*$",  # "RT  CCA 70/12  ICA 90/21"
    re.MULTILINE,
)
SIDE_HEADS = re.compile(
    r"^[ \t]*(?:[A-Za-z]+[ \t]+)?R(?:IGHT|ight|T)?[ ]{3,}[^\n]{0,40}?\bL(?:EFT|eft|T)?\b[^\n]*$", re.MULTILINE
)
SIDE_ROW = re.compile(r"^[ \t]*(?:RT|LT|RIGHT|LEFT|R|L)(?:[ \t]*:[ \t]*|[ \t]+)[A-Z]{2,}[^\n]*\d", re.MULTILINE)
WORDED = frozenset({"indication", "technique", "signature"})
PERSON = re.compile(
    r"[ \t]*(?:Dr\b|Drs\b|Prof\b)|[^\n]{2,40}?\b(?:M\.?D|D\.?O|R\.?V\.?T|RDMS|RDCS|RVS|RPhS|RPVI|NP|FNP|PA|PA-C|RN|AVS)\b(?! of)"
)
BY_HAND = frozenset(
    {"physical exam", "physical examination", "pe", "physical findings"}
)  # one line of a procedure's record
EXAMINED = re.compile(
    r"\b(?:BP|blood pressure|pulses?|HR|heart rate|afebrile|SpO2|saturation|vitals?|well[- ]appearing|NAD)\b",
    re.IGNORECASE,
)
NAMING_PERSONS = frozenset({"tech", "ordering", "ordered", "order", "requested for"})
ROW_HEAD = re.compile(r"^[ \t]*([A-Z][A-Z/ ]{2,30})(?=[ \t:]|$)", re.MULTILINE)
FEWEST_ROWS = 2
LONGEST_CLOSING = 200  # what may stand below a signature
HEADING_ENDS_LINE = re.compile(r"[ \t]*:?[ \t]*\n")
CREDENTIALS_STOP = re.compile(r"\b(?:MD|M\.D|DO|D\.O|NP|PA|PA-C|RVT|RDMS|MBBS|FRCR|FRCS|PhD|DPM)\.(?=[ \t]+[A-Z0-9])")
SENTENCE_STOP = re.compile(r"(?<![ .][A-Za-z])[.;](?=\s+[A-Z(]|[ \t]*\n)")
# A line below that is a numbered item or opens with a label: "1) Carotid:", "A: brachial 4.5 mm".
LABEL_BELOW = re.compile(r"\n(?=[ \t]*(?:\d[.)][ \t]|[A-Z][A-Za-z/]{0,11}:[ \t]))")
RUBRIC_OPENS = frozenset({"title", "indication", "history", "technique", "comparison"})
# A line of sentences, not of a name, date or number: "Prepped and draped. A needle was led in."
SENTENCE_BELOW = re.compile(r"\n(?=[ \t]*[A-Z][a-z]+ (?:[a-z]+[,.]? ){2}[^\n:]*\.(?:[ \t\n]|$))")
SIDE_RUBRICS = frozenset(["right", "left", "r", "l", "rt", "lt", "bilateral", "both", "rle", "lle", "rue", "lue"])
SOAP = frozenset("soap")
MORE_RULING, MOST_TELLING = 0.03, 0.04  # shares of the words of a text: of rules more of them rule than tell
OPENING_LINE = 90


class KindEntry(Strict):
    """The heading phrases of one section kind."""

    headings: list[str]


class RuleTexts(Strict):
    """Words by which a text shows that it tells how something is done, and those by which a report tells of a patient."""

    lessons: list[str]
    names: list[str]
    ruling: frozenset[str]
    telling: frozenset[str]
    commands: list[str]


class SectionKnowledge(Strict):
    """The sections file."""

    source: str
    kinds: dict[SectionKind, KindEntry]
    quoted: list[str]
    visit: list[str]
    background: frozenset[str]
    boilerplate: list[str]
    requests: list[str]
    asides: list[str]
    visit_titles: list[str]
    reasons_before_findings: list[str]
    steps_taken: frozenset[str]
    rule_texts: RuleTexts


@lru_cache(maxsize=1)
def section_knowledge() -> tuple[dict[str, SectionKind], frozenset[str], frozenset[str], frozenset[str]]:
    """Return (heading phrase to kind, quoted headings, visit headings, boilerplate headings)."""
    knowledge = read_yaml(SECTIONS, SectionKnowledge)
    kinds: dict[str, SectionKind] = {}
    for kind, entry in knowledge.kinds.items():
        for heading in entry.headings:
            kinds.setdefault(" ".join(heading.lower().split()), kind)
    kinds |= dict.fromkeys((*knowledge.requests, *knowledge.asides), "recommendation")
    boilerplate = frozenset((*knowledge.boilerplate, *knowledge.asides))
    return kinds, frozenset(knowledge.quoted), frozenset(knowledge.visit), boilerplate


@lru_cache(maxsize=1)
def remarks() -> frozenset[str]:
    """Return the headings of remarks of one line: of what was ordered, of models of reports, of papers about payment."""
    file = read_yaml(SECTIONS, SectionKnowledge)
    orders = cue_book().order_headings.difference(file.kinds["recommendation"].headings)
    return orders.union(file.requests, file.asides)


@lru_cache(maxsize=1)
def background() -> frozenset[str]:
    """Return the headings of a patient's background, which reports of studies have too."""
    return read_yaml(SECTIONS, SectionKnowledge).background


@lru_cache(maxsize=1)
def reasons_before_findings() -> frozenset[str]:
    """Return the headings that tell the reason where the findings are still to come."""
    return frozenset(read_yaml(SECTIONS, SectionKnowledge).reasons_before_findings)


class _Head:
    """A heading found in the text: where it begins, where its content begins, and its phrase."""

    __slots__ = ("content", "kind", "phrase", "start")

    def __init__(self, start: int, content: int, phrase: str, kind: SectionKind) -> None:
        self.start, self.content, self.phrase, self.kind = start, content, phrase, kind


def find_sections(reading: Reading) -> None:
    """Fill `reading.sections`, `.rubrics`, `.quoted_sections`, `.boilerplate_sections`, `.paper` and `.nature`."""
    text = reading.text
    kinds, quoted, visit, boilerplate = section_knowledge()
    heads, rubrics = _heads(reading, kinds)
    sections = reading.sections
    first = heads[0].start if heads else len(text)
    if text[:first].strip():
        _opening(text, first, sections)
    seen_visit: set[str] = set()
    quoted_starts: set[int] = set()
    boilerplate_starts: set[int] = set()
    rules, rule_starts = rule_texts(), set[int]()
    previous: SectionKind = sections[-1].kind if sections else "other"
    for index, head in enumerate(heads):
        end = heads[index + 1].start if index + 1 < len(heads) else len(text)
        kind = _kind_of(head, text[head.content : end], previous)
        if (
            not sections
            and kind == "findings"
            and TECHNIQUE_NAME.search(head.phrase)
            and "\n" in text[head.start : end]
        ):
            # a first line such as "Intravascular ultrasound - reading report"; what stands below it is described
            line_end = text.index("\n", head.start, end)
            sections.append(Section("title", head.start, line_end))
            head = _Head(line_end, line_end, head.phrase, kind)
        if kind == "impression" and head.phrase in reasons_before_findings() and _opens_before_findings(heads, index):
            kind = "indication"
        if head.phrase == "course" and heads[0].kind == "procedure":
            kind = "procedure"  # the course of a procedure, not of an illness
        elif head.phrase in quoted:
            quoted_starts.add(head.start)
        if kind == "technique" and rules.commands.match(text, head.content, end):
            kind = "recommendation"  # "Protocol: compress every 2 cm": the rule of a house, told in its line
            rule_starts.add(head.start)
        if head.phrase in boilerplate or head.start in rule_starts:
            boilerplate_starts.add(head.start)
        if head.phrase in visit:
            seen_visit.add(head.phrase)
        name = text[head.start : head.content].strip(" \t\n:")
        opens = kind == "procedure" and (head.kind == "title" or not text[: head.start].strip())
        told_from = _end_of_title_line(text, head, end) if opens else head.start  # "PROCEDURE NOTE: KNEE INJECTION"
        if told_from > head.start:
            sections.append(Section("title", head.start, told_from, name))
        sections.append(Section(kind, told_from, end, "" if told_from > head.start else name))
        previous = kind
    if not sections:
        sections.append(Section("other", 0, len(text)))
    if _titled_as_study(sections, text):
        seen_visit -= background()  # what the patient has and takes, told in lines of a report
    if len(seen_visit) >= 2 or (seen_visit and _opens_like_a_visit(sections)) or _titled_as_visit(sections, text):
        reading.nature = "visit"
    if reading.nature == "visit":
        _headed_scans(reading)
    _told_scans(reading, quoted_starts)
    _end_told_sections(reading)
    _end_where_tables_begin(reading)
    _end_names(reading)
    _end_orders(reading, rule_starts)
    _begin_reports(reading)
    _open_findings_at_rubrics(reading, rubrics)
    _title_of_studies(reading, quoted_starts)
    _pasted_reports(reading)
    _end_listed_quotes(reading, quoted_starts)
    for index, section in enumerate(sections):
        if section.start in quoted_starts:
            reading.quoted_sections.add(index)
        if section.start in boilerplate_starts:
            reading.boilerplate_sections.add(index)
    reading.paper = find_paper(reading)
    if reading.paper or is_empty_form(text) or _is_rule_text(reading):
        reading.boilerplate_sections.update(range(len(sections)))
    for start, end in rubrics:
        reading.rubrics.append((start, end, reading.section_at(start)))


def _opens_before_findings(heads: list[_Head], index: int) -> bool:
    """Whether findings, or what was done, stand under a later heading and under no earlier one."""
    described = {"findings", "impression", "procedure"}
    before, after = heads[:index], heads[index + 1 :]
    return not any(head.kind in described for head in before) and any(head.kind in described for head in after)


def _is_rule_text(reading: Reading) -> bool:
    """Whether a text tells how something is done ("Protocol: venous duplex. Compress every 2 cm ..."), by its name and words.

    The words are those below its name: a report that begins with the rule of its laboratory is a report.
    """
    text = reading.text
    begin = len(text) - len(text.lstrip())
    lessons, names, ruling, telling, _ = rule_texts()
    opening = text[begin : begin + OPENING_LINE].split("\n", 1)[0].lower()
    if lessons.search(opening):
        return True
    if not names.search(opening):
        return False
    stop = SENTENCE_STOP.search(text, begin, line_end := end_of_line(text, begin))
    words = [word for word in reading.words[reading.token_at(stop.end() if stop else line_end) :] if word.isalpha()]
    words = words or reading.words
    ruled, told = (sum(word in listed for word in words) / len(words) for listed in (ruling, telling))
    return told <= MOST_TELLING and ruled - told >= MORE_RULING


class Rules(NamedTuple):
    """What finds the name of a lesson or of a text of rules, the words that rule or tell of a patient, and what opens a rule."""

    lessons: re.Pattern[str]
    names: re.Pattern[str]
    ruling: frozenset[str]
    telling: frozenset[str]
    commands: re.Pattern[str]


@lru_cache(maxsize=1)
def rule_texts() -> Rules:
    """Return the words by which a text shows that it tells how something is done."""
    file = read_yaml(SECTIONS, SectionKnowledge).rule_texts
    lessons, names, commands = ("|".join(map(re.escape, listed)) for listed in (file.lessons, file.names, file.commands))
    commanding = re.compile(rf"[ \t:]*(?:{commands})\b(?![ \t]*[,:=])", re.IGNORECASE)
    return Rules(
        re.compile(rf"\b(?:{lessons})\b"), re.compile(rf"\b(?:{names})\b"), file.ruling, file.telling, commanding
    )


def _pasted_reports(reading: Reading) -> None:
    """Make what stands below the heading of an earlier report ("PRIOR COMPLETE STUDY OF 08/14/2025"), or of a copy, a comparison."""
    text, sections = reading.text, reading.sections
    pasted = reading.lines_like(PASTED_HEAD) if any(map(text.__contains__, BEFORE_TODAY)) else []
    copied_here = reading.lines_like(COPIED_HEAD) if any(map(reading.small.__contains__, COPIED)) else []
    for match in sorted((*pasted, *copied_here), key=re.Match.start):
        first = reading.section_at(match.start())
        if first == 0 and not sections[0].start < match.start():
            continue
        copied, today = COPIED_END.search(text, match.end()), TODAY_HEAD.search(text, match.end())
        now = copied or today  # what stands below the end of a copy is of today, whatever it is
        end = copied.end() if copied else today.start() if today else len(text)
        kept = [
            s if s.end <= match.start() or s.start >= end else None for s in sections
        ]  # fmt: skip
        before = sections[first]._replace(end=match.start())
        rest = sections[reading.section_at(end - 1)] if now else None
        result = [s for s in kept[:first] if s] + [before, Section("comparison", match.start(), end, match[0].strip())]
        if rest is not None and now is not None:
            name = "" if copied else now[0].strip(" :\n")
            result.append(Section("other" if copied else "findings", end, rest.end if rest.end > end else len(text), name))
        result += [s for s in kept[first:] if s and s.start >= end]
        reading.sections[:] = [s for s in result if s.end > s.start]


def _told_scans(reading: Reading, quoted_starts: set[int]) -> None:
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


def _headed_scans(reading: Reading) -> None:
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
        at = _open_findings(sections, index, match.start(), match.end("phrase"), match["phrase"]) + 1
        if at < len(sections) and sections[at].kind == "indication":
            reason_end = text.find("\n", sections[at].start, sections[at].end)
            if reason_end >= 0:
                sections.insert(at + 1, Section("findings", reason_end, sections[at].end))
                sections[at] = sections[at]._replace(end=reason_end)


def _titled_as_study(sections: list[Section], text: str) -> bool:
    """Whether the text opens with the name of a study."""
    first = sections[0]
    return first.kind == "title" and TECHNIQUE_NAME.search(text[first.start : first.end].lower()) is not None


def _titled_as_visit(sections: list[Section], text: str) -> bool:
    """Whether the first line calls the text a visit's note ("Discharge summary") and names no technique; no findings follow."""
    first = sections[0]
    title = text[first.start : first.end].lower() if first.kind == "title" else ""
    if not title or TECHNIQUE_NAME.search(title) or any(section.kind in DESCRIBING for section in sections[1:]):
        return False
    return visit_titles().search(title) is not None


@lru_cache(maxsize=1)
def visit_titles() -> re.Pattern[str]:
    """Return what finds a phrase by which a title calls its text a visit's note, as words: no "er note" in "catheter note"."""
    phrases = read_yaml(SECTIONS, SectionKnowledge).visit_titles
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def _opens_like_a_visit(sections: list[Section]) -> bool:
    """Whether a text opens with the patient's story, and no heading of a study or procedure follows."""
    return sections[0].title.lower() in VISIT_OPENINGS and not any(
        section.kind in (*DESCRIBING, "title") for section in sections
    )


def _end_listed_quotes(reading: Reading, quoted_starts: set[int]) -> None:
    """End a quoted section that is one item of a numbered list with its item: "1. Physical exam: no thrill" is no chapter."""
    text, sections = reading.text, reading.sections
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if section.start in quoted_starts and reading.nature != "visit" and section.title.lower() in BY_HAND:
            content = section.start + len(section.title)
            line_end = text.find("\n", content, section.end)
            if line_end >= 0 and text[content:line_end].strip(" :\t-") and text[line_end : section.end].strip():
                sections[index] = section._replace(end=line_end)
                sections.insert(index + 1, Section("other", line_end, section.end))
            continue
        if section.start not in quoted_starts or not LIST_NUMBER.search(text, max(0, section.start - 8), section.start):
            continue
        following = NUMBERED.search(text, section.start, section.end)
        if following:
            sections[index] = section._replace(end=following.start())
            sections.insert(index + 1, Section("other", following.start(), section.end))


def _title_of_studies(reading: Reading, quoted_starts: set[int]) -> None:
    """Make the first line of a report that lists its studies ("Studies: (a) neck ultrasound, (b) arm duplex") its title."""
    text, first = reading.text, reading.sections[0]
    line_end = text.find("\n", first.start, first.end)
    if reading.nature == "visit" or first.start not in quoted_starts or line_end < 0:
        return
    if TECHNIQUE_NAME.search(text[first.start : line_end].lower()):
        quoted_starts.discard(first.start)
        reading.sections[:1] = [Section("title", first.start, line_end, first.title), Section("other", line_end, first.end)]


def _begin_reports(reading: Reading) -> None:
    """Note where each of several numbered reports begins, and make the line of its number a title."""
    text, sections = reading.text, reading.sections
    heads = reading.lines_like(REPORT_HEAD)
    numbers = [int(head["number"] or head["starred"] or ORDINALS[head["ordinal"].lower()]) for head in heads]
    if len(heads) < 2 or numbers != list(range(1, len(heads) + 1)):
        return
    reading.report_starts = [head.start() for head in heads]
    for start in reading.report_starts:
        line_end = end_of_line(text, start)
        if line_end - start > LONGEST_TITLE and (stop := SENTENCE_STOP.search(text, start, line_end)):
            line_end = stop.end()  # the study is told in the same paragraph
        index = reading.section_at(start)
        section = sections[index]
        if section.kind == "title":
            continue
        following = [Section("other", line_end, section.end)] if section.end > line_end else []
        sections[index : index + 1] = [section._replace(end=start), Section("title", start, line_end), *following]


def _end_told_sections(reading: Reading) -> None:
    """End an indication, history or comparison with its line where no heading announces what follows it.

    Short reports give the reason in one line and go on with findings without a heading.
    """
    sections, text = reading.sections, reading.text
    described = any(section.kind in DESCRIBING for section in sections)
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if section.kind == "comparison" and PASTED_HEAD.match(section.title):
            continue
        if section.kind == "signature":
            _end_named_line(sections, index, text)
            continue
        if section.kind not in TOLD | {"technique"} or reading.nature == "visit":
            continue
        if (
            section.kind in TOLD
            and section.start
            and text[section.start - 1] == " "
            and text[: section.start].rstrip(" ")[-1:] not in ("\n", "")
            and not HEADING_ENDS_LINE.match(text, section.start + len(section.title))
        ):
            _end_with_sentence(sections, index, text)
            continue
        if described and section.kind in ("indication", "technique", "title"):
            _end_with_paragraph(sections, index, text)
            continue
        if described and section.kind == "history" and (rows := _rows_begin(text, section)):
            sections[index] = section._replace(end=rows)
            sections.insert(index + 1, Section("other", rows, section.end))
            continue
        if (described and section.kind != "comparison") or section.kind == "technique":
            continue
        content = section.start + len(section.title)
        while content < section.end and text[content] in ": \t":
            content += 1
        line_end = text.find("\n", content, section.end)
        last = line_end < 0 or not text[line_end:].strip()
        if last and section.kind == "indication" and section.end - section.start < LONGEST_REASON:
            _end_with_sentence(sections, index, text)
        if line_end <= content or not text[line_end : section.end].strip():
            continue
        while line_end > 0 and (NUMBERED.match(text, line_end) or _wrapped(text, section.start, line_end)):
            following = text.find("\n", line_end + 1, section.end)
            if following < 0:
                line_end = -1
                break
            line_end = following
        if line_end < 0 or not text[line_end : section.end].strip():
            continue
        sections[index] = section._replace(end=line_end)
        sections.insert(index + 1, Section("other", line_end, section.end))


def _end_named_line(sections: list[Section], index: int, text: str) -> None:
    """End a signature with its line where the report itself follows ("Attending: Dr. Low" at its head)."""
    section = sections[index]
    line_end = text.find("\n", section.start, section.end)
    named = CREDENTIALS_STOP.search(text, section.start, line_end if line_end >= 0 else section.end)
    if named:  # "Attending: A. Low, MD. Clotted graft of the left forearm."
        line_end = named.end()
    if line_end >= 0 and len(text[line_end : section.end].strip()) > LONGEST_CLOSING:
        sections[index] = section._replace(end=line_end)
        sections.insert(index + 1, Section("other", line_end, section.end))


def _end_where_tables_begin(reading: Reading) -> None:
    """End a reason, a technique or a name where a table, a ruled line or a structure's own line begins below it."""
    sections, text = reading.sections, reading.text
    if reading.nature == "visit":
        return
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        first_line = text.find("\n", section.start + len(section.title), section.end)
        if section.kind not in WORDED | {"history"} or first_line < 0 or not section.title:
            continue
        starts = [
            match.start()
            for pattern in ((SIDE_HEADS,) if section.kind == "history" else (RULED_OFF, TABLE_ROW, SIDE_ROW))
            if (match := pattern.search(text, first_line + 1, section.end))
        ]
        if section.kind != "history":
            starts += list(_lines_of_structures(text, first_line, section.end))[:1]
        if starts and text[min(starts) : section.end].strip():
            sections[index] = section._replace(end=min(starts))
            sections.insert(index + 1, Section("other", min(starts), section.end))


def _lines_of_structures(text: str, line_end: int, end: int) -> Iterator[int]:
    """Yield the lines that hold nothing but a side or structure in capitals ("RIGHT LEG - DEEP VEINS")."""
    while 0 <= line_end < end:
        start = line_end + 1
        line_end = text.find("\n", start, end)
        line = text[start : line_end if line_end >= 0 else end].strip()
        if line.isupper() and len(line) <= LONGEST_WORD and _names_structure(line.strip(" :")):
            yield start


def _end_orders(reading: Reading, rule_starts: set[int]) -> None:
    """End what was ordered, who ordered it, a rule, another remark, or a plan told first, with its line: the study follows."""
    sections, text = reading.sections, reading.text
    if reading.nature == "visit":
        return
    opening, places = _opening_of_plan(sections), dict[SectionKind, list[int]]()
    for index, section in enumerate(sections):
        places.setdefault(section.kind, [index, index])[1] = index
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        remark = section.title.lower() in remarks() or section.start in rule_starts
        plan_first = index <= opening and section.kind == "recommendation"
        if not (remark or plan_first or _interrupts(sections, index, places)):
            continue
        content = section.start + len(section.title)
        line_end = text.find("\n", content, section.end)
        if len(sections) == 1 and "\n" not in text.strip() and section.title.lower() in cue_book().order_headings:
            _end_with_sentence(sections, index, text)  # the whole note in one line ("Order: US breast. Right breast: cyst")
        if line_end < 0 or not text[content:line_end].strip(" :\t-") or NUMBERED.match(text, line_end):
            continue
        if text[:line_end].rstrip()[-1] not in ".;" and _wrapped(text, section.start, line_end):
            continue
        if text[line_end : section.end].strip():
            sections[index] = section._replace(end=line_end)
            sections.insert(index + 1, Section("other", line_end, section.end))


def _interrupts(sections: list[Section], index: int, places: Mapping[SectionKind, list[int]]) -> bool:
    """Whether a plan or a history stands in the middle of a report: its conclusion is still to come, and so is what was found.

    `places` are the first and the last section of each kind.
    """
    if sections[index].kind not in ("recommendation", "history") or sections[index].title.lower() in VISIT_OPENINGS:
        return False
    first, last = places.get("impression", (index, index))
    if first < index or last <= index:
        return False
    return sections[index].kind == "recommendation" or any(places[kind][0] < index for kind in places if kind in DESCRIBING)


def _opening_of_plan(sections: list[Section]) -> int:
    """Return up to which section, inclusive, a plan stands before anything is described; none of a report that describes under headings.

    Such a report itself has no heading, and begins below the plan.
    """
    if any(section.kind in DESCRIBING for section in sections):
        return -1
    told = (
        section.kind in ("title", *TOLD) or (section.kind == "other" and not number)
        for number, section in enumerate(sections)
    )
    return next((number for number, is_told in enumerate(told) if not is_told), len(sections))


def _end_names(reading: Reading) -> None:
    """End a name that stands above the report with its paragraph, or above the next field of a form: what follows is no signature."""
    sections, text = reading.sections, reading.text
    described = (number for number, section in enumerate(sections) if section.kind in (*DESCRIBING, "impression"))
    for index in range(next(described, len(sections) - 1), -1, -1):
        section = sections[index]
        if section.kind != "signature":
            continue
        named = section.start + len(section.title) + 2
        endings = [NEXT_FIELD, BLANK_LINE]
        if _nothing_done_above(sections[:index], text):
            endings.append(SENTENCE_BELOW)
        ends = (ending.search(text, named, section.end) for ending in endings)
        gap = min(filter(None, ends), key=re.Match.start, default=None)
        if gap and text[gap.end() : section.end].strip():
            sections[index] = section._replace(end=gap.end())
            sections.insert(index + 1, Section("other", gap.end(), section.end))


def _nothing_done_above(above: Sequence[Section], text: str) -> bool:
    """Whether above a name stand only fields of one line and what is told before a report: the report itself is below it."""
    return bool(above) and all(
        section.kind in (*TOLD, "signature")
        or ((section.kind == "title" or section.title) and "\n" not in text[section.start : section.end].strip())
        for section in above
    )


def _rows_begin(text: str, section: Section) -> int | None:
    """Return where rows of what was seen ("PLACENTA anterior") begin as a paragraph of their own within a history."""
    for gap in BLANK_LINE.finditer(text, section.start, section.end):
        heads = ROW_HEAD.findall(text, gap.end(), min(section.end, _paragraph_end(text, gap.end())))
        if sum(_names_structure(head) for head in heads) >= FEWEST_ROWS:
            return gap.end()
    return None


def _paragraph_end(text: str, start: int) -> int:
    gap = BLANK_LINE.search(text, start)
    return gap.start() if gap else len(text)


def _end_with_paragraph(sections: list[Section], index: int, text: str) -> None:
    """End a reason or technique that begins on its heading's line with its paragraph: a table may follow unannounced."""
    section = sections[index]
    content = section.start + len(section.title)
    line_end = text.find("\n", content, section.end)
    if line_end < 0 or not text[content:line_end].strip(" :\t-"):
        return
    gap = BLANK_LINE.search(text, line_end, section.end)
    end = gap.end() if gap else section.end
    if section.kind == "indication" and _broken_on_purpose(text, section.start, line_end):
        end = line_end
    if text[end : section.end].strip():
        sections[index] = section._replace(end=end)
        sections.insert(index + 1, Section("other", end, section.end))


def _broken_on_purpose(text: str, line_start: int, line_end: int) -> bool:
    """Whether a line ends before the width at which the text's lines are wrapped, and a capital opens the next."""
    following = text[line_end + 1 : line_end + 1 + LONGEST_WORD]
    if not following[:1].isupper() or not text[line_end + 1 :].split("\n", 1)[0].rstrip().endswith((".", ";")):
        return False
    widest = max(map(len, text.split("\n")))
    return line_end - line_start + 1 + len(following.split()[0]) < widest * WRAPPED_SHARE


def _wrapped(text: str, start: int, line_end: int) -> bool:
    """Whether the line that ends here goes on in the next: that one begins in lower case, and this one is no short note."""
    if not text[line_end + 1 : line_end + 2].islower():
        return False
    line_start = text.rfind("\n", 0, line_end) + 1
    following = text[line_end + 1 : line_end + 1 + LONGEST_WORD].split()[0]
    return line_end - max(line_start, start) + 1 + len(following) >= max(map(len, text.split("\n"))) * NOTE_SHARE


def _end_with_sentence(sections: list[Section], index: int, text: str) -> None:
    """End a reason that is given in the middle of a line with its sentence, or with the line where a label opens the next."""
    section = sections[index]
    stop = SENTENCE_STOP.search(text, section.start + len(section.title) + 2, section.end)
    end = stop.end() if stop else section.end
    label = LABEL_BELOW.search(text, section.start + len(section.title) + 2, end)
    end = label.start() if label else end
    if text[end : section.end].strip():
        sections[index] = section._replace(end=end)
        sections.insert(index + 1, Section("other", end, section.end))


def _open_findings_at_rubrics(reading: Reading, rubrics: list[tuple[int, int]]) -> None:
    """Let a rubric that names a side or a structure end an indication or technique: what follows are findings."""
    for start, end in rubrics:
        index = reading.section_at(start)
        section = reading.sections[index]
        if section.kind not in RUBRIC_OPENS or section.start == start or not _names_structure(reading.text[start:end]):
            continue
        if section.kind != "title" and not reading.text[section.start + len(section.title) : start].strip(" :\t\n-*•"):
            continue  # the heading's own first line
        _open_findings(reading.sections, index, start, end, reading.text[start:end])


def _open_findings(sections: list[Section], index: int, start: int, title_end: int, title: str) -> int:
    """Open findings under a title within a section, and return their index.

    A title whose last word is a heading ("RENAL ULTRASOUND:", "VALVULAR DISEASE HISTORY:") is of that heading's kind.
    """
    section, end = sections[index], sections[index].end
    if end < title_end:
        if sections[index + 1].kind != "findings":
            return index
        end = sections.pop(index + 1).end
    before = [section._replace(end=start)] if start > section.start else []
    sections[index : index + 1] = [*before, Section("findings", start, end, title)]
    return index + len(before)


def _names_structure(rubric: str) -> bool:
    tokens = form_tokens(rubric)
    if not tokens or len(tokens) > 6:
        return False
    if tokens[0] in SIDE_RUBRICS:
        return True
    layer = vocabulary().primary
    return any(
        candidate.concept.label in ("ANATOMY", "VESSEL")
        for pattern, _, _ in find_forms(layer.number, tokens)
        for candidate in layer.readings[pattern]
    )


def _opening(text: str, end: int, sections: list[Section]) -> None:
    """Add what stands before the first heading: a title where the first line reads or begins like one, then the rest."""
    start = len(text) - len(text.lstrip())
    line_end = text.find("\n", start, end)
    if line_end < 0:
        line_end = end
    title_end = _title_end(text, start, line_end, several_lines=bool(text[line_end:].strip()))
    if title_end > start:
        sections.append(Section("title", start, title_end))
        start = title_end
    if text[start:end].strip():
        sections.append(Section("other", start, end))


def _is_prose(line: str) -> bool:
    """Whether a first line tells something in words instead of naming the study."""
    return line.endswith(".") and bool(
        line.count(" ") >= PROSE_WORDS or LABELLED_PROSE.match(line) or CLAUSES.search(line)
    )


def _title_end(text: str, start: int, line_end: int, several_lines: bool) -> int:
    """Return where the title in the first line ends; `start` where the line is prose from its first word on."""
    line = text[start:line_end].strip()
    if (
        several_lines
        and len(line) <= LONGEST_TITLE  # asked first: the patterns of prose are slow on a wall of text
        and not _is_prose(line)
        and ". " not in line.rstrip(".")[:-1].replace("a. ", "").replace("v. ", "")
    ):
        return line_end
    dated = DATED_OPENING.match(text, start, line_end)
    if dated and TELLING.isdisjoint(dated["title"].lower().split()):
        return dated.end()
    labelled = LABELLED_OPENING.match(text, start, line_end) if several_lines else None
    return labelled.end() if labelled and TELLING.isdisjoint(labelled[0].lower().split()) else start


def _heads(reading: Reading, kinds: dict[str, SectionKind]) -> tuple[list[_Head], list[tuple[int, int]]]:
    text = reading.text
    heads: list[_Head] = []
    rubrics: list[tuple[int, int]] = []
    single: list[_Head] = []
    position = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            found = len(heads)
            _heads_of_line(line, position, kinds, heads, single, rubrics)
            if len(heads) == found and len(line) <= LONGEST_HEADING + 10:
                _bare_heading(line, position, kinds, heads)
        position += len(line) + 1
    if len({head.phrase for head in single} & SOAP) >= 2:
        heads.extend(single)
        heads.sort(key=lambda head: head.start)
    if any(map(reading.small.__contains__, ADDENDUM_PHRASES)):
        _addendum_heads(reading, heads)
    return heads, rubrics


def _addendum_heads(reading: Reading, heads: list[_Head]) -> None:
    """Add the headings of addenda that hold a date, a number or a name besides their phrase."""
    text = reading.text
    heads.sort(key=lambda head: head.start)
    starts = [head.start for head in heads]
    for match in reversed(reading.lines_like(ADDENDUM_LINE)):
        line = slice(bisect_left(starts, match.start()), bisect_left(starts, match.end()))
        if all(head.kind != "addendum" for head in heads[line]):
            heads[line] = [_Head(match.start("phrase"), match.end(), match["phrase"].lower(), "addendum")]
    # "Reason:" right below is why the addendum was made, not why the study was.
    heads[:] = [
        head for head, above in zip(heads, [None, *heads], strict=False)
        if not (above and above.kind == "addendum" and head.phrase == "reason" and not text[above.content : head.start].strip(" \t\n:*-"))
    ]  # fmt: skip


def _heads_of_line(
    line: str, position: int, kinds: dict[str, SectionKind], heads: list[_Head], single: list[_Head],
    rubrics: list[tuple[int, int]],
) -> None:  # fmt: skip
    """Find every heading of one line that stands before a colon, or before a dash at the line's start."""
    colon = line.find(":")
    begin = 0
    while colon >= 0:
        if not (line[colon - 1 : colon].isdigit() and line[colon + 1 : colon + 2].isdigit()):
            _before_colon(line, begin, colon, position, kinds, heads, single, rubrics)
            begin = colon + 1
        colon = line.find(":", colon + 1)
    if begin == 0 and DASH.search(line) and (dashed := DASHED.match(line)) and dashed[1].strip().lower() in kinds:
        phrase = dashed[1].strip().lower()
        if len(phrase) > 2:
            heads.append(_Head(position + dashed.start(1), position + dashed.end(), phrase, kinds[phrase]))


def _before_colon(
    line: str, begin: int, colon: int, position: int, kinds: dict[str, SectionKind], heads: list[_Head],
    single: list[_Head], rubrics: list[tuple[int, int]],
) -> None:  # fmt: skip
    bullet = BULLET.match(line, begin) if begin == 0 else None
    start = bullet.end() if bullet else begin
    phrase = " ".join(line[start:colon].lower().split())
    if len(phrase) <= LONGEST_HEADING:
        kind = kinds.get(phrase) or (kinds.get(phrase.rstrip("s. ")) if begin == 0 else None)
        if kind is None and "(" in phrase:
            phrase = phrase.split("(")[0].strip()
            kind = kinds.get(phrase)
        if kind is not None and begin == 0:
            target = single if len(phrase) == 1 else heads
            target.append(_Head(position + start, position + colon + 1, phrase, kind))
            return
        if begin == 0 and start < colon:
            rubrics.append((position + start, position + colon))
    inline = _inline_heading(line, begin, colon, kinds)
    if inline is not None:
        at, phrase = inline
        heads.append(_Head(position + at, position + colon + 1, phrase, kinds[phrase]))


def _inline_heading(line: str, begin: int, colon: int, kinds: dict[str, SectionKind]) -> tuple[int, str] | None:
    """Return a capitalised heading of up to four words that ends at `colon` inside a line."""
    end = _trimmed(line, colon)
    start, best = end, None
    for _ in range(4):
        start = line.rfind(" ", begin, max(begin, start - 1)) + 1 if start > begin else begin
        if start < begin:
            start = begin
        phrase = line[start:end]
        if not phrase[:1].isupper():
            break
        before = _trimmed(line, start)
        if line[max(0, before - 3) : before].lower() == " of":
            continue  # "DATE OF STUDY:" is no heading "STUDY"
        lowered = phrase.lower()
        if (
            len(lowered) > 2
            and lowered in kinds
            and (
                phrase.isupper() or start == begin or line[max(0, before - 1) : before] in ".;!?" or lowered in remarks()
            )
        ):
            best = (start, lowered)
        if start <= begin:
            break
    return best


def _trimmed(line: str, end: int) -> int:
    """Return the end of what stands before `end`, its trailing blanks left out."""
    while end and line[end - 1].isspace():
        end -= 1
    return end


def _bare_heading(line: str, position: int, kinds: dict[str, SectionKind], heads: list[_Head]) -> None:
    """Find a heading that has its line to itself, without colon."""
    bullet = BULLET.match(line)
    start = bullet.end() if bullet else 0
    phrase = " ".join(line[start:].lower().rstrip(" .\t-–").split())
    kind = kinds.get(phrase)
    if kind is None and "(" in phrase:
        phrase = phrase.split("(")[0].strip()
        kind = kinds.get(phrase)
    if kind is not None and len(phrase) > 2:
        heads.append(_Head(position + start, position + len(line), phrase, kind))


PROSE = 260
SHORT_TITLE = 120
TOLD_WORDS = frozenset({"was", "were", "is", "are", "patient", "he", "she", "we", "i"})
TITLE_STOP = re.compile(r"(?<![ .][A-Za-z])(?<!\s\d)(?<!\s\d\d)(?<!Dr)(?<!St)\.\s+(?=[A-Z]\w* |\d{1,2} [A-Z]|\d{1,2}/)")
NEXT_FIELD = re.compile(r"\n(?=[ \t]*[A-Z][A-Za-z /()-]{2,40}:[ \t]*\S)")  # "Catheter type: triple lumen"
NARRATED = 2
WORD, STEPS_OF_A_STORY = re.compile(r"[a-z]+"), 3
LONGEST_TITLE = 120


def _kind_of(head: _Head, content: str, previous: SectionKind) -> SectionKind:
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


def _end_of_title_line(text: str, head: _Head, end: int) -> int:
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


@lru_cache(maxsize=1)
def steps_taken() -> frozenset[str]:
    """Return the words by which a note without verbs tells a step as taken ("wire advanced, catheter sutured")."""
    return read_yaml(SECTIONS, SectionKnowledge).steps_taken
