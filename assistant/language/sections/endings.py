"""Where a section ends before the next heading: with its line, its sentence, its paragraph, or where rows of a table begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.analysis import Section, SectionKind
from assistant.language.assertion_cues import cue_book
from assistant.language.layout import Reading
from assistant.language.sections.findings import names_structure
from assistant.language.sections.reports import PASTED_HEAD
from assistant.language.sections.visits import BY_HAND, LONGEST_REASON
from assistant.language.sections.words import (
    BLANK_LINE,
    DESCRIBING,
    LONGEST_WORD,
    NUMBERED,
    SENTENCE_STOP,
    TOLD,
    VISIT_OPENINGS,
    remarks,
)

LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*\d{1,2}[.)][ \t]*$")
WRAPPED_SHARE = 0.75  # a wrapped line is hardly shorter than the widest line by more than a word
NOTE_SHARE = 0.4  # a line of less than this share of the widest line ends where its writer ended it
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
ROW_HEAD = re.compile(r"^[ \t]*([A-Z][A-Z/ ]{2,30})(?=[ \t:]|$)", re.MULTILINE)
FEWEST_ROWS = 2
LONGEST_CLOSING = 200  # what may stand below a signature
HEADING_ENDS_LINE = re.compile(r"[ \t]*:?[ \t]*\n")
CREDENTIALS_STOP = re.compile(r"\b(?:MD|M\.D|DO|D\.O|NP|PA|PA-C|RVT|RDMS|MBBS|FRCR|FRCS|PhD|DPM)\.(?=[ \t]+[A-Z0-9])")
# A line below that is a numbered item or opens with a label: "1) Carotid:", "A: brachial 4.5 mm".
LABEL_BELOW = re.compile(r"\n(?=[ \t]*(?:\d[.)][ \t]|[A-Z][A-Za-z/]{0,11}:[ \t]))")
# A line of sentences, not of a name, date or number: "Prepped and draped. A needle was led in."
SENTENCE_BELOW = re.compile(r"\n(?=[ \t]*[A-Z][a-z]+ (?:[a-z]+[,.]? ){2}[^\n:]*\.(?:[ \t\n]|$))")


def end_listed_quotes(reading: Reading, quoted_starts: set[int]) -> None:
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


def end_told_sections(reading: Reading) -> None:
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


def end_where_tables_begin(reading: Reading) -> None:
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
        if line.isupper() and len(line) <= LONGEST_WORD and names_structure(line.strip(" :")):
            yield start


def end_orders(reading: Reading, rule_starts: set[int]) -> None:
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


def end_names(reading: Reading) -> None:
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
        if sum(names_structure(head) for head in heads) >= FEWEST_ROWS:
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


NEXT_FIELD = re.compile(r"\n(?=[ \t]*[A-Z][A-Za-z /()-]{2,40}:[ \t]*\S)")  # "Catheter type: triple lumen"
