"""The diagnoses of a report's indication, as the report view draws them; their index is opened when first asked for."""

from __future__ import annotations

from threading import Thread
from typing import Any

import streamlit as st

from assistant.analysis import Analysis, Span
from assistant.diagnoses import DiagnosisCandidate, indication_problem, link_indication
from assistant.errors import SonocodeError
from assistant.ui.report.answers import describe_places
from assistant.ui.report.checking import name_failure

Json = dict[str, Any]
OPENING = "Opening the list of diagnoses."
BUILDING = "Building the list of diagnoses, once on this machine."


@st.cache_resource(show_spinner=False)
def open_index() -> None:
    """Open the index of the code list once a process; on a machine's first use it is built.

    What only rare wordings need is made while the first candidates are read.
    """
    from assistant.diagnoses.index import load_index

    Thread(target=load_index().nearest, args=("pain",), name="diagnoses", daemon=True).start()


def opening_words() -> str:
    """Return what opening the index does now, in words."""
    from assistant.diagnoses.index import is_built

    return OPENING if is_built() else BUILDING


def open_fault() -> str:
    """Open the index and return why it cannot be, in one sentence; empty where it is open."""
    try:
        open_index()
    except SonocodeError as error:
        return f"{error}."
    except Exception as error:
        return f"The list of diagnoses could not be opened ({name_failure(error)})."
    return ""


def describe_diagnoses(analysis: Analysis, text: str, *, fault: str | None) -> Json:
    """Return the candidates for the indication, or why there are none.

    Args:
        analysis: The answer for `text`.
        text: The report.
        fault: What `open_fault` said; None before the index was asked for, when only what stands in the way of any
            code is told.
    """
    indication = _indication(analysis, text)
    problem = indication_problem(indication.text)
    told: Json = {"state": "offered", "rows": [], "message": fault or _because(problem), "possible": problem is None}
    if problem or fault is None or fault:
        return told
    try:
        found = link_indication(indication.text, indication.start, impression=_impression(analysis, text))
    except SonocodeError as error:
        return {**told, "message": f"{error}."}
    except Exception as error:
        return {**told, "message": f"The indication could not be linked ({name_failure(error)})."}
    rows = [_row(candidate, text) for candidate in found]
    message = "" if rows else _because("no wording of the code list is near enough")
    return {**told, "state": "linked", "rows": rows, "message": message}


def _because(problem: str | None) -> str:
    return f"No code comes from this indication: {problem}." if problem else ""


def _indication(analysis: Analysis, text: str) -> Span:
    """Return the words that tell why the study was done, empty where the report does not."""
    for element in analysis.elements:
        if element.element == "indication" and element.evidence:
            start, end = element.evidence[0].start, element.evidence[-1].end
            return Span(start, end, text[start:end])
    return _section(analysis, text, "indication")


def _impression(analysis: Analysis, text: str) -> str:
    return _section(analysis, text, "impression").text


def _section(analysis: Analysis, text: str, kind: str) -> Span:
    """Return the first section of a kind without its heading, empty where there is none."""
    for section in analysis.sections:
        if section.kind == kind:
            heading = text.find(section.title, section.start, section.end)
            start = heading + len(section.title) if heading >= 0 else section.start
            return Span(start, section.end, text[start : section.end])
    return Span(0, 0)


def _row(candidate: DiagnosisCandidate, text: str) -> Json:
    return {
        "id": f"diagnosis:{candidate.code}", "code": candidate.code, "name": candidate.name, "kind": candidate.kind,
        "reason": candidate.reason, "needs": list(candidate.needs),
        "places": describe_places(Span(start, end, text[start:end]) for start, end in candidate.spans),
    }  # fmt: skip
