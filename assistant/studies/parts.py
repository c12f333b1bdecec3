"""Splits a text that holds several reports, so that each is judged by its own title and findings."""

from __future__ import annotations

from assistant.analysis import Conflict
from assistant.language.layout import Reading
from assistant.language.service_date import find_dates
from assistant.studies.detect import FoundStudy

NOT_THIS_DAY = 9


def find_parts(reading: Reading) -> list[tuple[int, int]]:
    """Return the parts of a text (start, end in characters, end exclusive): one, or each of its reports.

    A further report begins at a numbered heading ("REPORT 2"), or at a title that names a modality after an impression.
    """
    starts = reading.report_starts or _repeated_titles(reading)
    starts = [0, *starts[1:]]
    return list(zip(starts, [*starts[1:], len(reading.text)], strict=True))


def _repeated_titles(reading: Reading) -> list[int]:
    """Return where titles stand that open a report of their own, the first one included."""
    starts = [0]
    if reading.nature == "visit":
        return starts
    titles = [mention for mention in reading.mentions if mention.zone == "title"]
    named = {mention.section for mention in titles if mention.concept.label == "MODALITY"}
    concluded = False
    for index, section in enumerate(reading.sections):
        concluded = concluded or (section.kind == "impression" and min(named, default=index) < index)
        if section.kind == "title" and section.title and concluded and index in named:
            starts.append(section.start)
            concluded = False
    return starts


def find_duplicates(reading: Reading, parts: list[list[FoundStudy]]) -> list[Conflict]:
    """Return one conflict for each area that two reports of one day examine.

    Args:
        reading: The whole text.
        parts: The studies of each report, in the order of the text.
    """
    conflicts: list[Conflict] = []
    seen: dict[str, FoundStudy] = {}
    for studies in parts:
        for study in studies:
            area = study.compiled.spec.area
            earlier = seen.get(area)
            if not area or earlier is None or earlier.report is study.report:
                continue
            if _one_day(reading, earlier, study):
                first, second = earlier.spans(1), study.spans(1)
                if first and second:
                    message = f"Two studies of one area ({area}) are documented for one day."
                    conflicts.append(Conflict("duplicate_study", message, first[0], second[0]))
        seen.update({study.compiled.spec.area: study for study in studies if study.compiled.spec.area})
    return conflicts


def _one_day(reading: Reading, first: FoundStudy, second: FoundStudy) -> bool:
    """Whether two reports can be of one day: they share a date, or one of them bears none."""
    dates = [found for found in find_dates(reading) if found.rank < NOT_THIS_DAY]
    parts = (first.evidence, second.evidence)
    days = [{found.day for found in dates if part.start <= found.start < part.end} for part in parts]
    return not days[0] or not days[1] or bool(days[0] & days[1])
