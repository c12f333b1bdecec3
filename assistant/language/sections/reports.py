"""Earlier reports that are pasted in, and where each of several numbered reports begins."""

from __future__ import annotations

import re

from assistant.analysis import Section
from assistant.language.layout import Reading, end_of_line
from assistant.language.sections.words import LONGEST_TITLE, SENTENCE_STOP

# The heading of one of several reports in a text: "REPORT 1 -", "Study #2:", "SECOND EXAM (14:00)".
REPORT_HEAD = re.compile(
    r"^[ \t#*=\[(-]*(?:(?:REPORT|STUDY|EXAM|EXAMINATION|SCAN)[ \t]*(?:#|NO\.?|NUMBER)?[ \t]*(?P<number>[1-9])"
    r"(?:[ \t]*OF[ \t]*[1-9])?(?=[ \t]*[-–—:.,)\]\n])"
    r"|(?<=\*)[ \t]*(?P<starred>[1-9])[ \t]*(?=\*)"
    r"|(?P<ordinal>FIRST|SECOND|THIRD)[ \t]+(?:REPORT|STUDY|EXAM|EXAMINATION|SCAN)\b)",
    re.IGNORECASE | re.MULTILINE,
)
ORDINALS = {"first": 1, "second": 2, "third": 3}
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


def set_pasted_reports_aside(reading: Reading) -> None:
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


def begin_reports(reading: Reading) -> None:
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
