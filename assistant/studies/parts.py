"""Splits a text that holds several reports, so that each is judged by its own title and findings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import attrgetter

from assistant.analysis import Conflict
from assistant.language.layout import Reading
from assistant.language.service_date import FoundDate
from assistant.studies.scene import FoundStudy

NOT_THIS_DAY = 9
PLACE = attrgetter("start")


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


def find_duplicates(dates: Iterable[FoundDate], parts: list[list[FoundStudy]]) -> list[Conflict]:
    """Return one conflict for each area that two reports of one day examine.

    Args:
        dates: All dates of the whole text.
        parts: The studies of each report, in the order of the text.
    """
    if len(parts) < 2:
        return []
    of_this_day = sorted((found for found in dates if found.rank < NOT_THIS_DAY), key=PLACE)
    conflicts: list[Conflict] = []
    seen: dict[str, FoundStudy] = {}
    for studies in parts:
        for study in studies:
            area = study.compiled.spec.area
            earlier = seen.get(area)
            if not area or earlier is None or earlier.report is study.report:
                continue
            if _one_day(of_this_day, earlier, study):
                first, second = earlier.spans(1), study.spans(1)
                if first and second:
                    message = f"Two studies of one area ({area}) are documented for one day."
                    conflicts.append(Conflict("duplicate_study", message, first[0], second[0]))
        seen.update({study.compiled.spec.area: study for study in studies if study.compiled.spec.area})
    return conflicts


def _one_day(dates: list[FoundDate], first: FoundStudy, second: FoundStudy) -> bool:
    """Whether two reports can be of one day: they share one of the text's dates, or one of them bears none."""
    days = [
        {found.day for found in dates[bisect_left(dates, part.start, key=PLACE) : bisect_left(dates, part.end, key=PLACE)]}
        for part in (first.evidence, second.evidence)
    ]
    return not days[0] or not days[1] or bool(days[0] & days[1])
