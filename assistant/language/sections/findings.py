"""Opens findings within another section: under a rubric that names a side or a structure."""

from __future__ import annotations

from assistant.analysis import Section
from assistant.language.layout import Reading
from assistant.language.vocabulary import find_forms, form_tokens, vocabulary

RUBRIC_OPENS = frozenset({"title", "indication", "history", "technique", "comparison"})
SIDE_RUBRICS = frozenset(["right", "left", "r", "l", "rt", "lt", "bilateral", "both", "rle", "lle", "rue", "lue"])


def open_findings_at_rubrics(reading: Reading, rubrics: list[tuple[int, int]]) -> None:
    """Let a rubric that names a side or a structure end an indication or technique: what follows are findings."""
    for start, end in rubrics:
        index = reading.section_at(start)
        section = reading.sections[index]
        if section.kind not in RUBRIC_OPENS or section.start == start or not names_structure(reading.text[start:end]):
            continue
        if section.kind != "title" and not reading.text[section.start + len(section.title) : start].strip(" :\t\n-*•"):
            continue  # the heading's own first line
        open_findings(reading.sections, index, start, end, reading.text[start:end])


def open_findings(sections: list[Section], index: int, start: int, title_end: int, title: str) -> int:
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


def names_structure(rubric: str) -> bool:
    """Whether a rubric names a side, a structure or a vessel."""
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
