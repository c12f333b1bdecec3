"""The ways in which units are counted, by the name that the knowledge files use.

Each takes a found study and returns the number of units (0: the rule gives no code).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.language.layout import end_of_line
from assistant.studies.gestation import DESIGNATED, fetuses_described
from assistant.studies.scene import FoundStudy

# A translucency in millimetres, and the name of another measurement.
THICKNESS = re.compile(r"(?<![\d.])\d\.\d{1,2}(?![\d.]|\s*MoM)")
NEXT_MEASURE = re.compile(r"\b(?:CRL|NB|nasal|FHR|BPD|DV|crown|NT|nuchal|MoM)\b")
DOPPLER_OF_HEART = re.compile(r"\b(?:situs|axis|spectral|E/A|cm/s|m/s|arch(?:es)?)\b", re.IGNORECASE)
LONGEST_HEART = 700  # characters told of one heart
Counter = Callable[[FoundStudy], int]
COUNTERS: dict[str, Counter] = {}


def counter(name: str) -> Callable[[Counter], Counter]:
    """Register a counting function under the name that `units:` uses."""

    def register(function: Counter) -> Counter:
        COUNTERS[name] = function
        return function

    return register


def units_of(expression: str, study: FoundStudy) -> int:
    """Return the units of a rule: a number, or the result of a named counter, with an optional "-1".

    Raises:
        KeyError: No counter has that name.
    """
    if expression.isdigit():
        return int(expression)
    name, minus, number = expression.partition("-")
    return max(0, COUNTERS[name](study) - (int(number) if minus else 0))


@counter("per_side")
def per_side(study: FoundStudy) -> int:
    """Two where both sides were studied, else one."""
    return 2 if study.side == "bilateral" else 1


@counter("fetuses")
def fetuses(study: FoundStudy) -> int:
    """The fetuses that the findings describe one by one, at least one."""
    return fetuses_described(study.evidence)


@counter("nuchals")
def nuchals(study: FoundStudy) -> int:
    """The fetuses, or as many of them as the row or sentences of the nuchal translucency hold values for."""
    evidence = study.evidence
    text = evidence.reading.text
    values = 0
    for mention in evidence.findings.get("nuchal_translucency", ()):
        rest = text[mention.end : end_of_line(text, mention.end)]
        following = NEXT_MEASURE.search(rest)
        values += len(THICKNESS.findall(rest[: following.start()] if following else rest))
    count = fetuses_described(evidence)
    return min(count, values) if values else count


@counter("fetal_hearts")
def fetal_hearts(study: FoundStudy) -> int:
    """The fetuses whose hearts are described, each in a paragraph of its own that names the fetus; at least one."""
    evidence = study.evidence
    text = evidence.reading.text
    named = list(DESIGNATED.finditer(text))
    hearts: set[str] = set()
    for group in ("fetal_outflow_tracts", "survey_outflow", "outflow_tract", "fetal_three_vessel_view"):
        for mention in evidence.findings.get(group, ()):
            paragraph = text.rfind("\n", 0, mention.start) + 1
            before = [match for match in named if paragraph <= match.start() < mention.start]
            if before and DOPPLER_OF_HEART.search(text, before[-1].end(), before[-1].end() + LONGEST_HEART):
                hearts.add(before[-1]["mark"].upper())
    return max(1, len(hearts))


@counter("physiologic_studies")
def physiologic_studies(study: FoundStudy) -> int:
    """One for the legs; the arms are a study of their own."""
    return 1
