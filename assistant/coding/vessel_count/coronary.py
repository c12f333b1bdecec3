"""The coronary arteries that the probe was in, which codes of their own count."""

from __future__ import annotations

import re

from assistant.coding.code_evidence import listed
from assistant.coding.counters import counter
from assistant.coding.vessel_count.coronary_runs import without_run_on
from assistant.coding.vessel_count.probe import follow_up
from assistant.coding.vessel_count.statements import clause
from assistant.language.layout import Mention
from assistant.studies.evidence import Evidence, once
from assistant.studies.scene import FoundStudy

ARTERY_CLAUSE = re.compile(r"[;+\n]|\.(?=\s)|,(?!\d)|\b(?:and|while|but)\b")
# Said of the probe behind the name of an artery, up to the end of the sentence: it only went through.
ONLY_CROSSED = re.compile(
    r"\b(?:passed through|crossed|run through|traversed|in passing|only for seating|no pull-?back|not (?:analy[sz]ed|imaged|probed|interrogated)"
    r"|could not be (?:placed|passed|crossed|reached))\b",
    re.IGNORECASE,
)
CLAUSE_OF_RUN = re.compile(r"[;\n]|\.(?=\s)")
MEASURED_GROUPS = ("lumen_measure", "percent_figure")


@counter("coronary_vessels")
def coronary_vessels(study: FoundStudy) -> int:
    """The major coronary arteries that the probe was in: those of its sentences and of the findings that follow these."""
    return max(1, len(coronary_arteries(study)))


@listed("coronary_vessels")
def coronary_arteries(study: FoundStudy) -> list[Mention]:
    """The coronary arteries that the probe was in, each where it is first named."""
    evidence = study.evidence
    probe = evidence.sentences("ivus") | evidence.sentences("oct") | evidence.sentences("ivus_run", "body")
    findings = evidence.sentences("lumen_measure", "body")
    field = follow_up(evidence.reading, probe, findings)
    seen = [*evidence.done.get("coronary_artery", ()), *evidence.done.get("coronary_graft", ())]
    inside = [m for m in seen if m.sentence in field and not (_by_films(evidence, m.sentence) or _by_wire(evidence, m))]
    named: dict[str, Mention] = {}
    for mention in without_run_on(evidence.reading, inside):
        named.setdefault(mention.concept.id, mention)
    if len(named) > 1:
        named.pop("coronary_artery", None)  # the general word beside the artery that was meant
    crossed = _only_crossed(evidence, seen) if len(named) > 1 else frozenset()
    return [mention for artery, mention in named.items() if artery not in crossed]


def _only_crossed(evidence: Evidence, arteries: list[Mention]) -> frozenset[str]:
    """Return the arteries through which the probe only went ("left main passed through, not analysed"), measured nowhere."""
    text, crossed, measured = evidence.reading.text, set[str](), set[str]()
    ordered = sorted(arteries, key=lambda mention: mention.start)
    for mention, following in zip(ordered, [*ordered[1:], None], strict=True):
        _, stop = clause(evidence, mention, ARTERY_CLAUSE)
        stop = min(stop, following.start) if following is not None else stop
        if any(evidence.between(mention.end, stop, group) for group in MEASURED_GROUPS):
            measured.add(mention.concept.id)
        _, stop = clause(evidence, mention, CLAUSE_OF_RUN)
        stop = min(stop, following.start) if following is not None else stop
        if ONLY_CROSSED.search(text, mention.end, stop):
            crossed.add(mention.concept.id)
    return frozenset(crossed - measured)


def _by_wire(evidence: Evidence, mention: Mention) -> bool:
    """Whether the clause of an artery tells of a pressure taken by a wire, and nothing that only the probe tells."""
    begin, stop = clause(evidence, mention, ARTERY_CLAUSE)

    def told(*groups: str) -> bool:
        return any(evidence.between(begin, stop, group) for group in groups)

    return told("wire_pressure") and not told("ivus", "oct", "lumen_measure")


@once
def _by_films(evidence: Evidence, sentence: int) -> bool:
    """Whether a sentence says that an artery was only filmed, or that the probe was not in it."""
    start, end = evidence.reading.sentences[sentence]
    text = evidence.reading.text[start:end].lower()
    return "only" in text and "angio" in text
