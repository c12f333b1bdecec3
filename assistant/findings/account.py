"""The findings of a text: every statement about one structure, told once, with the words that tell it."""

from __future__ import annotations

from collections import Counter

from assistant.analysis import Attribute, Finding, SectionKind, Side, Span
from assistant.findings.binding import Bound, Prose
from assistant.findings.book import finding_book
from assistant.findings.cells import read_cells
from assistant.language.layout import Reading
from assistant.language.phrase_book import Words

SILENT_ZONES: frozenset[SectionKind] = frozenset(
    {"title", "indication", "history", "technique", "comparison", "recommendation", "signature"}
)
INSIDE: frozenset[Attribute] = frozenset({"area", "reduction"})
MOST_PLACES = 3
Key = tuple[str, Side | None, str | None, Attribute, str | float, str | None]


def find_findings(reading: Reading) -> tuple[Finding, ...]:
    """Return what a text says now of its structures, in its order.

    Histories, requests, plans, earlier results and quoted reports are no findings of today. Offsets of the evidence are
    characters of the text, ends exclusive. That a structure is normal counts where nothing else is said of it.
    """
    book = finding_book()
    prose = Prose(reading, Words(reading), book)
    if not prose.signals and not prose.numbers:
        return ()
    bound = [*read_cells(prose)]
    tables = [(table.start, table.end) for table in reading.tables if any(cell.columns for cell in table.cells)]
    for number, (start, end) in enumerate(reading.sentences):
        section = reading.section_at(start)
        silent = reading.sections[section].kind in SILENT_ZONES or section in reading.quoted_sections
        if not silent and section not in reading.boilerplate_sections and not any(begin <= start < stop for begin, stop in tables):
            bound += prose.read(number)
        elif reading.nature == "procedure" and reading.sections[section].kind == "title":
            bound += [one for one in prose.read(number) if one.attribute == "treatment"]  # what was done is listed there
        elif not silent:
            prose.forget()
    if prose.seen_inside:
        bound += [_imaged_inside(one) for one in bound if one.attribute in INSIDE]
    return _told_once(reading, bound, prose.side_of_text())


def _imaged_inside(measured: Bound) -> Bound:
    """Return that a vessel whose lumen was measured in a study from inside it was imaged by that."""
    return measured._replace(attribute="imaged_inside", value="yes", unit=None)


def _told_once(reading: Reading, bound: list[Bound], side_of_text: Side | None) -> tuple[Finding, ...]:
    told: dict[Key, list[Span]] = {}
    spoken_of: Counter[tuple[str, Side | None]] = Counter()
    weak: set[Key] = set()
    for one in sorted(bound, key=lambda one: (one.start, one.end)):
        for name in one.subject.names:
            side = one.subject.side or (side_of_text if one.paired else None)
            key: Key = (name, side, one.segment, one.attribute, one.value, one.unit)
            told.setdefault(key, []).append(Span(one.start, one.end, reading.text[one.start : one.end]))
            if one.weak:
                weak.add(key)
            else:
                weak.discard(key)
                spoken_of[name, side] += 1
    kept = {key: spans for key, spans in told.items() if key not in weak or not spoken_of[key[0], key[1]]}
    return tuple(
        Finding(*key, tuple(list(dict.fromkeys(spans))[:MOST_PLACES])) for key, spans in kept.items()
    )
