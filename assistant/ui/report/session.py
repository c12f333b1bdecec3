"""What one browser session holds: the report on the page and its last check. Nothing of it outlives the session here.

The tab keeps what `kept_work` says, and gives it back after a reload or when the app was started anew.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any, get_args

import streamlit as st

from assistant.analysis import Source
from assistant.coding.setting import BillingSetting
from assistant.documents.document import Document
from assistant.documents.kinds import Kind
from assistant.documents.opening import only_report
from assistant.documents.text import PAGE_LIMIT, with_line_feeds
from assistant.errors import InputError
from assistant.ui.access.people import current_person
from assistant.ui.frame import VIEWS
from assistant.ui.report.checking import Outcome, check
from assistant.ui.report.kept_work import KeptWork
from assistant.ui.report.samples import FIRST, load_samples

SAMPLE_PICKER = "sample"
UPLOADER = "upload"
EDITOR = "report_view"
#: The date of service given by hand, or told by the file around the text: a `date` or None.
DAY = "day"
#: The kind of the file that told this date; empty where somebody gave it.
DAY_FROM = "day_from"
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
#: What the physician chose and wrote to complete the report, see `completion.Drafting`.
DRAFTING = "drafting"
#: Who reports the codes and where: a `BillingSetting`, or absent.
SETTING = "billing_setting"
#: Other states of the page that a reload brings back, each a plain value of JSON.
KEPT_STATES: tuple[str, ...] = (SAMPLE_PICKER, "view", DRAFTING, SETTING)
#: Present once diagnoses are asked for: None until their index was opened, then why it could not be, or empty.
INDEX_FAULT = "index_fault"
#: Half of a surrogate pair, as a browser may send it; no encoding can write one.
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Report:
    """The report on the page.

    Attributes:
        text: Its text, line ends as one line feed.
        number: Which report of the session it is; an edit keeps it, another report has the next one.
        revision: Grows when the page, not the reader's typing, puts another text into the editor.
        note: One sentence on how the text was read; else empty.
        came_as: The text as it was pasted, opened or written first; None while it is as it came.
        refused: Why what was given last could not be read, while the report before still stands in the editor.
        source: What the file around the text told of it; None where it is the text alone.
    """

    text: str
    number: int = 0
    revision: int = 0
    note: str = ""
    came_as: str | None = None
    refused: str = ""
    source: Source | None = None

    @property
    def first(self) -> str:
        """The text as it came, before any edit."""
        return self.text if self.came_as is None else self.came_as


def current_report() -> Report:
    """Return the report on the page: at the first visit the first sample, or an empty one where there is none."""
    if "report" not in st.session_state:
        sample = load_samples().get(FIRST)
        st.session_state[SAMPLE_PICKER] = sample.name if sample else None
        st.session_state.report = Report(sample.read() if sample else "")
    report: Report = st.session_state.report
    return report


def current_outcome() -> Outcome:
    """Return what the check of the report says; it is checked again only when the text or the date is another."""
    report = current_report()
    if report.refused:
        return Outcome("refused", message=report.refused)
    day: date | None = st.session_state.get(DAY)
    setting = current_setting()
    asked = (report.text, day, setting)
    if st.session_state.get("asked") != asked:
        last: Outcome | None = st.session_state.get("outcome")
        same_report = st.session_state.get("asked_number") == report.number
        st.session_state.outcome = check(
            report.text, day, before=last.analysis if last and same_report else None, setting=setting,
            source=report.source,
        )  # fmt: skip
        st.session_state.asked, st.session_state.asked_number = asked, report.number
    outcome: Outcome = st.session_state.outcome
    return outcome


def current_setting() -> BillingSetting | None:
    """Return who reports the codes and where, None where it is not told: then they bear neither 26 nor TC."""
    told = st.session_state.get(SETTING)
    return told if told in get_args(BillingSetting) else None


def session_name() -> str:
    """Return a name of this session, by which the tab sees that the app was started anew."""
    if "session_name" not in st.session_state:
        st.session_state.session_name = secrets.token_hex(8)
    name: str = st.session_state.session_name
    return name


def pick_sample() -> None:
    """Put the picked sample into the editor."""
    sample = load_samples().get(st.session_state[SAMPLE_PICKER] or "")
    if sample:
        _replace(sample.read())


def accept_edit() -> None:
    """Take over what the reader did in the editor.

    The kinds are: `another`, a report pasted over the one before; `written`, one typed into the empty editor; `edit`,
    a change of the report; `return`, to the report that stood before a file was refused. An empty text is always
    another report.
    """
    edit = _sent("edit")
    if not isinstance(edit.get("text"), str):
        return
    report, text, kind = current_report(), _LONE.sub("\N{REPLACEMENT CHARACTER}", edit["text"]), edit.get("kind")
    if kind == "another" or not text.strip():
        st.session_state[SAMPLE_PICKER] = st.session_state[DAY] = st.session_state[SETTING] = None
        st.session_state.report = Report(text, report.number + 1, report.revision)
        for name in ("coder_notes", "question_edits"):  # which quote the report before
            st.session_state.pop(name, None)
    elif kind == "written":
        st.session_state.report = Report(text, report.number, report.revision)
    elif kind == "return":
        st.session_state.report = replace(report, refused="")
    else:
        came_as = None if text == report.first else report.first
        st.session_state.report = replace(report, text=text, note="", came_as=came_as, refused="", source=None)


def accept_day() -> None:
    """Take over the date of service that the reader gave, or took away."""
    day = _sent("day").get("day")
    given = _read_day(day) if isinstance(day, str) else None
    if given or day == "":
        st.session_state[DAY] = given
        st.session_state[DAY_FROM] = ""


def accept_questions() -> None:
    """Keep what the reader made of the questions of this report, by topic, for the letter."""
    edits: dict[str, Any] | None = st.session_state[EDITOR].get("questions")
    if isinstance(edits, dict):
        st.session_state.question_edits = (current_report().number, edits)


def question_edits() -> dict[str, dict[str, str]]:
    """Return what `accept_questions` kept for the report on the page; nothing for another report."""
    number, edits = st.session_state.get("question_edits", (None, {}))
    return edits if number == current_report().number else {}


def kept_work() -> dict[str, Any]:
    """Return what the tab is to keep of the page beside the text, which it has."""
    day: date | None = st.session_state.get(DAY)
    return {
        "person": current_person().name, "came_as": current_report().came_as, "day": day.isoformat() if day else "",
        "day_from": st.session_state.get(DAY_FROM, ""),
        "states": {name: st.session_state.get(name) for name in KEPT_STATES},
    }  # fmt: skip


def accept_kept() -> None:
    """Take back what the tab kept, where it is whole and this person's own."""
    kept = KeptWork.read(_sent("kept"))
    if kept is None or kept.person != current_person().name or len(kept.text) > PAGE_LIMIT:
        return
    old = current_report()
    text, first = kept.text, kept.came_as
    st.session_state.report = Report(text, old.number + 1, old.revision + 1, came_as=None if first == text else first)
    st.session_state[DAY] = None if kept.fresh else _read_day(kept.day)
    st.session_state[DAY_FROM] = kept.day_from if not kept.fresh and kept.day_from in set(Kind) else ""
    st.session_state.question_edits = (old.number + 1, kept.questions)
    chosen = st.session_state.get("view")
    for name in KEPT_STATES:
        if name in kept.states:
            st.session_state[name] = kept.states[name]
    sample = load_samples().get(str(kept.states.get(SAMPLE_PICKER)))
    st.session_state[SAMPLE_PICKER] = sample.name if sample and not kept.fresh else None
    # A view that was chosen on another page of this session stays.
    if chosen in VIEWS[1:] or st.session_state.get("view") not in VIEWS:
        st.session_state.view = chosen


def last_stamp(name: str) -> str:
    """Return the stamp of the last message of the report view of a kind, which tells it what was answered."""
    stamp = _sent(name).get("stamp")
    return stamp if isinstance(stamp, str) else ""


def ask_diagnoses() -> None:
    """Have the index of diagnoses opened, or tried again; they are shown from then on, for the next reports too."""
    if st.session_state[EDITOR].get("diagnoses"):
        st.session_state[INDEX_FAULT] = None


def accept_upload() -> None:
    """Put the uploaded file into the editor, or say why it cannot be read."""
    file = st.session_state[UPLOADER]
    if file is None:
        return
    try:
        document = only_report(BytesIO(file.getvalue()), file.name, limit=PAGE_LIMIT)
    except InputError as error:
        st.session_state.report = replace(current_report(), refused=f"{file.name} {error}.")
        return
    st.session_state[SAMPLE_PICKER] = None
    _replace(document.text, _told(document), document.source())
    st.session_state[DAY] = document.day if document.day and FIRST_DAY <= document.day <= LAST_DAY else None
    st.session_state[DAY_FROM] = str(document.kind) if st.session_state[DAY] else ""


def _told(document: Document) -> str:
    """Return what the reader should know of a file beside its text: how it was read, its state, its date."""
    told = [document.note]
    if document.kind != Kind.TEXT:
        told.insert(0, f"The text was read from {document.kind}.")
    if document.status:
        told.append(f"It says that the report is {document.status}.")
    if document.day:
        told.append(f"It tells the date of service, {document.day:%-d %B %Y}.")
    return " ".join(filter(None, told))


def _replace(text: str, note: str = "", source: Source | None = None) -> None:
    """Put another report into the editor, which keeps line ends as line feeds, and forget the date of the one before."""
    old = current_report()
    text = with_line_feeds(text)
    st.session_state.report = Report(text, old.number + 1, old.revision + 1, note, source=source)
    st.session_state[DAY] = st.session_state[SETTING] = None
    st.session_state[DAY_FROM] = ""


def _sent(name: str) -> dict[str, Any]:
    """Return the last message of the report view of a kind, empty where there is none or it is malformed."""
    message = st.session_state.get(EDITOR, {}).get(name)
    return message if isinstance(message, dict) else {}


def _read_day(written: str) -> date | None:
    """Return a date written as 2026-03-02, None where it is none or far off."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
