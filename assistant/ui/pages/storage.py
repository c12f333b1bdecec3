"""The storage page: what is kept where and for how long, the purge of patients' words, and the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from typing import Literal, NamedTuple, TypeAlias, get_args

import streamlit as st

from assistant.csv_text import csv_file
from assistant.errors import InputError, SonocodeError
from assistant.ui import blocks
from assistant.ui.access.people import current_person
from assistant.ui.frame import choose_view
from assistant.ui.words import count, plain
from assistant.ui.worklist.open_worklist import shared_worklist
from assistant.worklist import Entry, Purged, Sought, Worklist

#: Lines of the audit that are drawn at first, and added by each "Show more".
LINES = 50
#: What a purge is asked of.
Range: TypeAlias = Literal["Older than some days", "Single reports", "All reports"]
RANGES: tuple[Range, ...] = get_args(Range)
NO_END, DAYS = "Without end", "For a number of days"
USUAL_DAYS = 90
COLUMNS = ("When (UTC)", "Who", "What", "Report", "Of", "From and to", "Reason", "Words")
TOLD = "storage_told"
STYLE = """<style>
.audit { width: 100%; border-collapse: collapse; font-size: .87rem; line-height: 1.4; font-variant-numeric: tabular-nums }
.audit caption { padding: 0 0 .4rem; text-align: left; caption-side: top; opacity: .78 }
.audit th, .audit td { padding: .25rem .8rem .25rem 0 !important; text-align: left; vertical-align: top; border: 0 !important; overflow-wrap: break-word }
.audit td:nth-child(n + 5) { overflow-wrap: anywhere } .audit td:nth-child(5) { min-width: 5rem }
.audit tbody th { white-space: nowrap; font-weight: 400 }
.audit tbody tr { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent) !important }
@media (max-width: 800px) {
  .audit thead { display: none }
  .audit tr { display: block; padding: .4rem 0 }
  .audit th, .audit td { display: block; padding: 0 !important }
  .audit td:empty { display: none }
  .audit td::before { content: attr(data-head) ": "; opacity: .72 }
}
</style>"""


class Answer(NamedTuple):
    """What the page says of the last thing that was asked of it."""

    words: str
    failed: bool = False


def draw() -> None:
    """Draw the page, for persons who may see the audit or purge."""
    choose_view()
    person = current_person()
    if not person.may("audit") and not person.may("keep"):
        blocks.notice("Storage", "This page is for auditors and administrators; ask one of them for a role.")
        return
    try:
        worklist = shared_worklist()
        _draw_stock(worklist)
        _draw_answer()
        if person.may("keep"):
            left, right = st.columns(2, gap="medium")
            with left:
                _draw_retention(worklist)
            with right:
                _draw_purge(worklist)
        if person.may("audit"):
            _draw_audit(worklist)
    except SonocodeError as error:
        blocks.notice("The worklist cannot be reached", f"{error}.")


def _draw_stock(worklist: Worklist) -> None:
    stock, days = worklist.stock(), worklist.retention()
    blocks.heading("Where it is kept")
    oldest = f", the oldest added {_say_moment(stock.oldest)}" if stock.oldest else ""
    blocks.facts(
        [
            ("Database", f"{stock.kind}, {stock.place}"),
            ("Size", f"{stock.size / 1e6:,.1f} MB"),
            ("Reports", f"{stock.reports:,}; {stock.with_words:,} with their words{oldest}"),
            ("Words are kept", _say_days(days)),
        ]
    )
    blocks.lead(
        "Words are the reports' texts, the answers that quote them, remarks, names of reports, keys of patients, and "
        "titles. Backups of the database, and the archives of write-ahead logs that a PostgreSQL server may write, are in "
        "the hands of whoever makes them: a purge does not reach them."
    )
    if worklist.retention_fault:
        st.warning(f"The last purge by age is not finished: {blocks.label(worklist.retention_fault)}.")


def _draw_answer() -> None:
    answer: Answer | None = st.session_state.pop(TOLD, None)
    if answer:
        (st.error if answer.failed else st.info)(blocks.label(answer.words))


def _draw_retention(worklist: Worklist) -> None:
    blocks.heading("How long words are kept")
    days = worklist.retention()
    how = st.radio(
        "From the day on which a report was added", (NO_END, DAYS), index=int(days is not None), key="keep_how"
    )
    wanted = None
    if how == DAYS:
        wanted = int(
            st.number_input("Days", min_value=1, max_value=36_525, value=days or USUAL_DAYS, step=1, key="keep_days")
        )
    older = worklist.older_than(wanted) if wanted else 0
    if older:
        _draw_confirmation("keep_typed", older)
    st.button("Keep this long", key="keep_set", on_click=_set_retention, disabled=wanted == days and not older)


def _set_retention() -> None:
    def act(worklist: Worklist, who: str) -> str:
        wanted = int(st.session_state["keep_days"]) if st.session_state["keep_how"] == DAYS else None
        if wanted:
            _check_typed("keep_typed", worklist.older_than(wanted))
        purged = worklist.set_retention(wanted, who)
        return (
            f"Words are kept {_say_days(wanted)}. {_say_purged(purged) if any(purged) else ''}"
        )

    _act(act)


def _draw_purge(worklist: Worklist) -> None:
    blocks.heading("Purge")
    which: Range = st.selectbox("Whose words", RANGES, key="purge_which")
    try:
        if which == "Older than some days":
            st.number_input("Added more than so many days ago", 1, 36_525, USUAL_DAYS, 1, key="purge_days")
        elif which == "Single reports":
            st.text_input("Numbers of reports", key="purge_numbers", placeholder="7, 9, 12-15")
        many = _affected(worklist)
    except InputError as error:
        st.warning(blocks.label(f"{error}."))
        return
    if not many:
        blocks.lead("No report with its words is meant by this.")
        return
    _draw_confirmation("purge_typed", many)
    st.button(f"Purge {count(many, 'report')}", key="purge_do", on_click=_purge, type="primary")


def _purge() -> None:
    def act(worklist: Worklist, who: str) -> str:
        _check_typed("purge_typed", _affected(worklist))
        which: Range = st.session_state["purge_which"]
        if which == "Older than some days":
            return _say_purged(worklist.purge_older_than(int(st.session_state["purge_days"]), who))
        if which == "All reports":
            return _say_purged(worklist.purge_all(who))
        return _say_purged(worklist.purge(read_numbers(st.session_state["purge_numbers"]), who))

    _act(act)


def _affected(worklist: Worklist) -> int:
    """Return how many reports with their words the purge that is set up would reach.

    Raises:
        InputError: What was typed is no list of numbers.
    """
    which: Range = st.session_state["purge_which"]
    if which == "Older than some days":
        return worklist.older_than(int(st.session_state["purge_days"]))
    if which == "All reports":
        return worklist.stock().with_words
    return worklist.with_words(read_numbers(st.session_state["purge_numbers"]))


def read_numbers(words: str) -> list[int]:
    """Return the numbers of "7, 9, 12-15".

    Raises:
        InputError: It is no such list, or a range has no end.
    """
    numbers: list[int] = []
    for part in words.replace(",", " ").split():
        first, dash, last = part.partition("-")
        if not (first.isdecimal() and (last.isdecimal() or not dash)) or len(part) > 20:
            raise InputError(f"'{part}' is no number of a report; write them as 7, 9, 12-15")
        start, end = int(first), int(last or first)
        if not start <= end < start + 100_000:
            raise InputError(f"'{part}' is no range of reports; write it as 12-15")
        numbers.extend(range(start, end + 1))
    return numbers


def _draw_confirmation(key: str, many: int) -> None:
    st.text_input(f"Type '{_confirmation(many)}' to confirm; it cannot be taken back", key=key, autocomplete="off")


def _check_typed(key: str, many: int) -> None:
    """Hold that a purge was confirmed by hand, for just so many reports.

    Raises:
        InputError: It was not.
    """
    typed = " ".join(str(st.session_state.get(key, "")).lower().split())
    if many and typed != _confirmation(many):
        raise InputError(f"Nothing was purged: type '{_confirmation(many)}' first")
    if key in st.session_state:
        st.session_state[key] = ""


def _confirmation(many: int) -> str:
    return f"purge {many}"


def _act(act: Callable[[Worklist, str], str]) -> None:
    """Do what a button asks, where the person may, and tell what came of it."""
    person = current_person()
    if not person.may("keep"):
        st.session_state[TOLD] = Answer("You may not purge or set how long words are kept.", failed=True)
        return
    try:
        st.session_state[TOLD] = Answer(act(shared_worklist(), person.name))
    except InputError as error:
        st.session_state[TOLD] = Answer(f"{error}.", failed=True)


def _draw_audit(worklist: Worklist) -> None:
    blocks.heading("Audit", "who did what when, the newest first; it is only ever added to")
    named = worklist.named()
    with st.container(horizontal=True, vertical_alignment="bottom", key="audit_filters"):
        who = st.multiselect("Who", named.who, key="audit_who", placeholder="Everybody", width=240)
        what = st.multiselect(
            "What", named.what, key="audit_what", placeholder="Everything", format_func=plain, width=240
        )
        report = st.number_input(
            "Report", min_value=1, value=None, step=1, key="audit_report", placeholder="All", width=140
        )
        since = st.date_input("Since", value=None, key="audit_since", width=160)
    sought = Sought(int(report) if report else None, frozenset(who), frozenset(what), since)
    shown = LINES * (1 + int(st.session_state.get("audit_more", 0)))
    entries = worklist.history(sought, limit=shown + 1)
    if not entries:
        blocks.lead("Nothing of this kind is noted.")
        return
    st.html(STYLE)
    st.html(_table(entries[:shown]))
    with st.container(horizontal=True):
        if len(entries) > shown:
            st.button("Show more", key="audit_show_more", on_click=_show_more)
        if current_person().may("export"):
            st.download_button(
                "Save as CSV", data=lambda: _export(sought), file_name="sonocode-audit.csv", mime="text/csv",
                on_click="ignore", key="audit_csv",
            )  # fmt: skip


def _show_more() -> None:
    st.session_state["audit_more"] = int(st.session_state.get("audit_more", 0)) + 1


def _export(sought: Sought) -> bytes:
    """Return the audit as CSV, and note that somebody took it out."""
    person, worklist = current_person(), shared_worklist()
    if not (person.may("audit") and person.may("export")):
        raise InputError("you may not take the audit out")
    entries = worklist.history(sought)
    worklist.note(person.name, "exported", after={"format": "csv", "of": "audit", "lines": len(entries)})
    return csv_of(entries)


def csv_of(entries: Iterable[Entry]) -> bytes:
    """Return lines of the audit as CSV that table programs read as text."""
    return csv_file(COLUMNS, ((entry.at.isoformat(), *_cells(entry)[1:]) for entry in entries))


def _table(entries: Iterable[Entry]) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in COLUMNS)
    lines = []
    for entry in entries:
        first, *cells = _cells(entry)
        body = "".join(
            f'<td data-head="{escape(head)}">{escape(cell)}</td>' for head, cell in zip(COLUMNS[1:], cells, strict=True)
        )
        lines.append(f'<tr><th scope="row">{escape(first)}</th>{body}</tr>')
    return (
        f'<table class="audit"><caption>Decisions and events</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _cells(entry: Entry) -> tuple[str, ...]:
    report = str(entry.report) if entry.report else ""
    return (
        _say_moment(entry.at), entry.who, plain(entry.what), report, entry.subject, entry.change, plain(entry.reason),
        entry.words,
    )  # fmt: skip


def _say_moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _say_days(days: int | None) -> str:
    return "without end" if days is None else f"for {count(days, 'day')} after a report was added, then purged"


def _say_purged(purged: Purged) -> str:
    told = f"The words of {count(len(purged.numbers), 'report')} were taken away"
    if purged.hindrance:
        return (
            f"{told}; the database's files still hold them ({purged.hindrance}) and are made anew at the next occasion."
        )
    left = f" {blocks.label(purged.left[0].upper() + purged.left[1:])}." if purged.left else ""
    return f"{told}, and the database's files made anew without them.{left}"
