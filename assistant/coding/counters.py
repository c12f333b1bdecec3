"""The ways in which units are counted, by the name that the knowledge files use.

Each takes a found study and returns the number of units (0: the rule gives no code).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from assistant.language.layout import end_of_line
from assistant.studies.gestation import ALL_OF_THEM, fetuses_described, marks_in
from assistant.studies.scene import FoundStudy

# A translucency in millimetres, and the name of another measurement.
THICKNESS = re.compile(r"(?<![\d.])\d\.\d{1,2}(?!\d|\.\d|\s*MoM)")
NEXT_MEASURE = re.compile(r"\b(?:CRL|NB|nasal|FHR|BPD|DV|crown|NT|nuchal|MoM)\b")
LONGEST_HEART = 700  # characters told of one heart
HEART_GROUPS = (
    "heart_any", "outflow_tract", "fetal_outflow_tracts", "fetal_four_chamber_heart", "color_word", "spectral_word",
)  # fmt: skip
TOLD_OF_A_HEART = 3  # words of heart and flow from which on a heart is described
# What tells the flow that a study measures, and a value for each fetus behind it: "PI 0.94 / 1.41".
FLOW_OF = {
    "umbilical_artery_doppler": ("umbilical_artery_doppler", "umbilical_artery_word"),
    "fetal_middle_cerebral_doppler": ("middle_cerebral_doppler", "middle_cerebral_artery"),
    "obstetric_service_told": (),
}
VALUES_OF_EACH = re.compile(r"\d[ ]?(?:/|and|&)[ ]?\d|\d[^\d\n]{0,30}(?:\||[ \t]{2})[^\d\n]{0,10}\d")
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


@counter("fetuses_with_flow")
def fetuses_with_flow(study: FoundStudy) -> int:
    """The fetuses, or only those of which the report tells the flow ("umbilical artery of twin B: PI 1.05")."""
    evidence = study.evidence
    count = fetuses_described(evidence)
    if count == 1:
        return 1
    text, sentences = evidence.reading.text, evidence.reading.sentences
    several = "twin_pregnancy" in evidence.everywhere
    named = marks_in(text, several)
    owners: set[str] = set()
    for group in FLOW_OF[study.kind]:
        for mention in evidence.findings.get(group, ()):
            start, end = sentences[mention.sentence]
            line, paragraph = text.rfind("\n", 0, mention.start) + 1, text.rfind("\n\n", 0, mention.start)
            end = max(end, end_of_line(text, mention.start))
            if ALL_OF_THEM.search(text, start, end) or VALUES_OF_EACH.search(text, mention.end, end):
                return count
            here = named[bisect_left(named, (max(start, line), "")) : bisect_left(named, (end, ""))]
            above = named[: bisect_left(named, (mention.start, ""))][-1:]
            if not here and above and text[above[0][0] : mention.start].count("\n") and _heads_columns(text, above[0], named):
                return count
            owners.update(mark for at, mark in here or above if here or at > paragraph)
    return min(count, len(owners)) or count


def _heads_columns(text: str, last: tuple[int, str], named: list[tuple[int, str]]) -> bool:
    """Whether the line of a fetus names others too: what stands below it are the rows of a table for all of them."""
    line = text.rfind("\n", 0, last[0]) + 1
    return len({mark for _, mark in named[bisect_left(named, (line, "")) : bisect_left(named, last) + 1]}) > 1


@counter("fetal_hearts")
def fetal_hearts(study: FoundStudy) -> int:
    """The fetuses whose hearts are described, each in a stretch of its own that names the fetus; at least one."""
    evidence = study.evidence
    text = evidence.reading.text
    named = marks_in(text, "twin_pregnancy" in evidence.everywhere)
    hearts: dict[str, set[int]] = {}
    for group in HEART_GROUPS:
        for mention in evidence.findings.get(group, ()):
            before = bisect_left(named, (mention.start, ""))
            if before and mention.start - named[before - 1][0] < LONGEST_HEART:
                hearts.setdefault(named[before - 1][1], set()).add(mention.start)
    return max(1, sum(len(told) >= TOLD_OF_A_HEART for told in hearts.values()))


@counter("physiologic_studies")
def physiologic_studies(study: FoundStudy) -> int:
    """One for the legs; the arms are a study of their own."""
    return 1
