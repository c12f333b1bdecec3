"""Finds the sections of a report, in whatever habit its headings are written.

A heading is a known heading phrase (`knowledge/sections.yaml`) before a colon or dash, alone on its line, or, in run-on
dictation, capitalised in the middle of a line before a colon. Other words before a colon at the start of a line are
rubrics ("RIGHT LEG:", "Liver:"): they give side and topic, not a new section kind.
"""

from __future__ import annotations

from assistant.analysis import Section, SectionKind
from assistant.language.forms import is_empty_form
from assistant.language.layout import Reading
from assistant.language.papers import find_paper
from assistant.language.sections.endings import (
    end_listed_quotes,
    end_names,
    end_orders,
    end_told_sections,
    end_where_tables_begin,
)
from assistant.language.sections.findings import open_findings_at_rubrics
from assistant.language.sections.headings import Head, find_heads
from assistant.language.sections.kinds import end_of_title_line, kind_of, opens_before_findings
from assistant.language.sections.opening import add_opening, title_of_studies
from assistant.language.sections.reports import begin_reports, set_pasted_reports_aside
from assistant.language.sections.rule_texts import is_rule_text, rule_texts
from assistant.language.sections.visits import (
    is_titled_as_study,
    is_titled_as_visit,
    open_headed_scans,
    open_told_scans,
    opens_like_a_visit,
)
from assistant.language.sections.words import TECHNIQUE_NAME, background, reasons_before_findings, section_knowledge


def find_sections(reading: Reading) -> None:
    """Fill `reading.sections`, `.rubrics`, `.quoted_sections`, `.boilerplate_sections`, `.paper` and `.nature`."""
    text = reading.text
    kinds, quoted, visit, boilerplate = section_knowledge()
    heads, rubrics = find_heads(reading, kinds)
    sections = reading.sections
    first = heads[0].start if heads else len(text)
    if text[:first].strip():
        add_opening(text, first, sections)
    seen_visit: set[str] = set()
    quoted_starts: set[int] = set()
    boilerplate_starts: set[int] = set()
    rules, rule_starts = rule_texts(), set[int]()
    previous: SectionKind = sections[-1].kind if sections else "other"
    for index, head in enumerate(heads):
        end = heads[index + 1].start if index + 1 < len(heads) else len(text)
        kind = kind_of(head, text[head.content : end], previous)
        if (
            not sections
            and kind == "findings"
            and TECHNIQUE_NAME.search(head.phrase)
            and "\n" in text[head.start : end]
        ):
            # a first line such as "Intravascular ultrasound - reading report"; what stands below it is described
            line_end = text.index("\n", head.start, end)
            sections.append(Section("title", head.start, line_end))
            head = Head(line_end, line_end, head.phrase, kind)
        if kind == "impression" and head.phrase in reasons_before_findings() and opens_before_findings(heads, index):
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
        name = text[head.start : head.content].strip(" \t\n:]")
        opens = kind == "procedure" and (head.kind == "title" or not text[: head.start].strip())
        told_from = end_of_title_line(text, head, end) if opens else head.start  # "PROCEDURE NOTE: KNEE INJECTION"
        if told_from > head.start:
            sections.append(Section("title", head.start, told_from, name))
        sections.append(Section(kind, told_from, end, "" if told_from > head.start else name))
        previous = kind
    if not sections:
        sections.append(Section("other", 0, len(text)))
    if is_titled_as_study(sections, text):
        seen_visit -= background()  # what the patient has and takes, told in lines of a report
    if len(seen_visit) >= 2 or (seen_visit and opens_like_a_visit(sections)) or is_titled_as_visit(sections, text):
        reading.nature = "visit"
    if reading.nature == "visit":
        open_headed_scans(reading)
    open_told_scans(reading, quoted_starts)
    end_told_sections(reading)
    end_where_tables_begin(reading)
    end_names(reading)
    end_orders(reading, rule_starts)
    begin_reports(reading)
    open_findings_at_rubrics(reading, rubrics)
    title_of_studies(reading, quoted_starts)
    set_pasted_reports_aside(reading)
    end_listed_quotes(reading, quoted_starts)
    for index, section in enumerate(sections):
        if section.start in quoted_starts:
            reading.quoted_sections.add(index)
        if section.start in boilerplate_starts:
            reading.boilerplate_sections.add(index)
    reading.paper = find_paper(reading)
    if reading.paper or is_empty_form(text) or is_rule_text(reading):
        reading.boilerplate_sections.update(range(len(sections)))
    for start, end in rubrics:
        reading.rubrics.append((start, end, reading.section_at(start)))
