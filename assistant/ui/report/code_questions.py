"""What the coder asks about any code: what stands between it and the report, or what holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from assistant.analysis import Analysis, Code
from assistant.errors import InputError
from assistant.knowledge.code_registry import load_codes
from assistant.studies.compiled import CompiledCode, knowledge
from assistant.ui.report.checking import name_failure
from assistant.ui.report.coder_notes import NOTHING_MISSING, say_obstacles, service_day
from assistant.ui.report.session import EDITOR, current_report, last_stamp
from assistant.ui.words import STATUS_WORDS, element_label

Json = dict[str, Any]
ASKED = "asked_code"
LONGEST_CODE = 12
UNKNOWN = "{code} is not among the codes that the rules know."
NO_RULE = "No rule gives {code}: it is known only as a partner of edits."


def accept_why() -> None:
    """Take over the code that the coder asks about, for the report on the page."""
    sent = st.session_state[EDITOR].get("why")
    code = sent.get("code") if isinstance(sent, dict) else None
    if isinstance(code, str):
        st.session_state[ASKED] = (current_report().number, code.strip().upper()[:LONGEST_CODE])


def describe_why(analysis: Analysis, text: str) -> Json:
    """Return the answer to what was asked last about this report; without lines where nothing was."""
    number, code = st.session_state.get(ASKED, (None, ""))
    if number != current_report().number or not code:
        code = ""
    lines = list(_lines(code, analysis, text)) if code else []
    entry = load_codes().get(code)
    return {"code": code, "label": entry.label if entry else "", "lines": lines, "answered": last_stamp("why")}


def _lines(code: str, analysis: Analysis, text: str) -> Iterator[str]:
    """Yield the lines of the answer about a code, whether it was given or not."""
    given = [one for one in analysis.codes if one.code == code]
    if given:
        for one in given:
            yield from _what_holds(one, analysis)
        return
    if code not in load_codes():
        yield UNKNOWN.format(code=code)
        return
    from assistant.engine import explain_absence

    try:
        _, obstacles = explain_absence(text, code, service_day(analysis))
    except InputError:
        yield NO_RULE.format(code=code)
    except Exception as error:
        yield f"This could not be explained ({name_failure(error)})."
    else:
        yield from say_obstacles(obstacles) or [NOTHING_MISSING]


def _what_holds(code: Code, analysis: Analysis) -> Iterator[str]:
    """Yield why a candidate stands as it does, what it waits for, and what its rule would lose it for."""
    yield f"{code.name} is {STATUS_WORDS[code.status]}. {code.reason}"
    if code.needs:
        yield f"It waits for: {_named(code.needs, analysis)}."
    rule = knowledge().rule(code.rule)
    if rule is None or code.status == "not_reportable":
        return
    if held := [entry for entry in _holds(rule) if not set(entry.split("|")) & set(code.needs)]:
        yield f"It would wait without: {', '.join(_named(entry.split('|'), analysis, ' or ') for entry in held)}."
    if lost := list(dict.fromkeys((*rule.family.refuse, *rule.spec.refuse))):
        yield f"It would be lost where the report denies: {_named(lost, analysis)}."
    if contained := [one.code for one in analysis.codes if one.status == "not_reportable" and one.study == code.study]:
        yield f"Beside it is not reportable: {', '.join(dict.fromkeys(contained))}."


def _holds(rule: CompiledCode) -> list[str]:
    return list(dict.fromkeys((*rule.family.hold, *rule.spec.hold, *rule.spec.needs)))


def _named(elements: list[str] | tuple[str, ...], analysis: Analysis, joint: str = ", ") -> str:
    labels = (element_label(analysis, one) for one in elements)
    return joint.join(label[:1].lower() + label[1:] for label in labels)
