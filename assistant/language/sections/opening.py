"""What stands before the first heading: the title, and where it ends."""

from __future__ import annotations

import re

from assistant.analysis import Section
from assistant.language.layout import Reading
from assistant.language.sections.words import LONGEST_TITLE, TECHNIQUE_NAME

# "US para 5/13/26, tense ascites. ...": a note in one paragraph that opens with the name of the service and its date.
DATED_OPENING = re.compile(
    r"(?P<title>[^.:;\n]{2,60}?)[ ,(]+(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2} [A-Z][a-z]{2,8}\.?,? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}"
    r"|(?i:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} [a-z]{3,12}(?:[ -][a-z]{3,8})? twenty[ -]twenty[ -][a-z]{3,5}))\b\)?"
)
TELLING = frozenset({
    "on", "had", "has", "have", "was", "were", "is", "are", "seen", "since", "after", "before", "until", "from", "s/p",
    "underwent", "patient", "pt", "she", "he",
})  # fmt: skip
LABELLED_OPENING = re.compile(r"[^.:;\n]{4,60}:(?=\s)")
LABELLED_PROSE = re.compile(r"[^.:;,]{4,60}: (?:[^,]+,){1,}")  # "Kidney biopsy: ultrasound in real time, two cores."
CLAUSES = re.compile(r"(?:\S+ ){5,}\S+[,;] \S+ \S+")  # "Hip joint injected under ultrasound, image saved."
PROSE_WORDS = 12


def title_of_studies(reading: Reading, quoted_starts: set[int]) -> None:
    """Make the first line of a report that lists its studies ("Studies: (a) neck ultrasound, (b) arm duplex") its title."""
    text, first = reading.text, reading.sections[0]
    line_end = text.find("\n", first.start, first.end)
    if reading.nature == "visit" or first.start not in quoted_starts or line_end < 0:
        return
    if TECHNIQUE_NAME.search(text[first.start : line_end].lower()):
        quoted_starts.discard(first.start)
        reading.sections[:1] = [Section("title", first.start, line_end, first.title), Section("other", line_end, first.end)]


def add_opening(text: str, end: int, sections: list[Section]) -> None:
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
