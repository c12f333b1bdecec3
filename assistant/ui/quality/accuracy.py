"""How right the tool is on the user's own gold answers: figures and every miss. Nothing of them is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from assistant.analysis import Analysis
from assistant.analysis_reading import read_analysis
from assistant.csv_text import csv_file
from assistant.documents.text import PAGE_LIMIT, check_length
from assistant.errors import InputError, SonocodeError
from assistant.evaluation.gold import parse_gold
from assistant.evaluation.score import Row, Score, WrongReport, score
from assistant.ui import blocks
from assistant.ui.report.checking import name_failure
from assistant.ui.words import STATUS_WORDS, count
from assistant.worklist.measures import Share

UPLOADER = "gold"
HELP = (
    "One JSON object a line: id, text, codes (\"93971-RT\", \"37253 x2\"), and as far as you have them conditional, gaps, "
    "not_codes, alternatives, why. The texts are analysed on this machine and forgotten with this tab."
)  # fmt: skip


@dataclass(frozen=True)
class Scored:
    """What came of one upload.

    Attributes:
        name: The file's name.
        score: The figures, None where the file could not be used.
        texts: The reports by id.
        answers: The tool's records by id.
        faults: One sentence for each report that could not be analysed, or for the file.
    """

    name: str
    score: Score | None
    texts: dict[str, str]
    answers: dict[str, dict[str, Any]]
    faults: tuple[str, ...]


def draw_accuracy() -> None:
    """Draw the upload and what came of it."""
    blocks.heading("Against your own answers")
    file = st.file_uploader("Gold answers (JSON Lines)", type=["jsonl", "json"], key=UPLOADER, help=HELP)
    if file is None:
        st.session_state.pop("scored", None)
        blocks.lead(HELP)
        return
    known: tuple[str, Scored] | None = st.session_state.get("scored")
    if known is None or known[0] != file.file_id:
        known = (file.file_id, _score(file.name, file.getvalue()))
        st.session_state.scored = known
    _draw(known[1])


def _score(name: str, content: bytes) -> Scored:
    """Analyse the reports of an upload and score the answers."""
    try:
        lines = parse_gold(name, content)
    except InputError as error:
        return Scored(name, None, {}, {}, (f"{error}.",))
    from assistant import analyze

    answers: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    bar = st.progress(0.0, f"Analysing {count(len(lines), 'report')}")
    for number, line in enumerate(lines, start=1):
        try:
            check_length(line["text"], PAGE_LIMIT)
            answers[line["id"]] = analyze(line["text"], id=line["id"]).to_dict()
        except SonocodeError as error:
            faults.append(f"{line['id']}: the text {error}.")
        except Exception as error:
            faults.append(f"{line['id']}: could not be analysed ({name_failure(error)}).")
        bar.progress(number / len(lines), f"Analysing: {number} of {count(len(lines), 'report')}")
    bar.empty()
    return Scored(name, score(lines, answers), {line["id"]: line["text"] for line in lines}, answers, tuple(faults))


def _draw(scored: Scored) -> None:
    if scored.score is None:
        blocks.notice("The file cannot be used", " ".join(scored.faults))
        return
    for fault in scored.faults:
        blocks.lead(fault)
    _draw_figures(scored.score)
    wrong = scored.score.wrong
    blocks.heading("Wrong code lists", f"{len(wrong)} of {count(scored.score.reports, 'report')}")
    if not wrong:
        return
    st.download_button(
        "CSV: misses", _csv(wrong), "misses.csv", "text/csv", on_click="ignore", icon=":material/download:"
    )
    chosen = st.selectbox("Report", [each.id for each in wrong], key="miss")
    _draw_miss(next(each for each in wrong if each.id == chosen), scored)


def _draw_figures(figures: Score) -> None:
    right = Share(round(figures.exact * figures.reports), figures.reports)
    low, high = right.interval()
    said = f"{right.right} of {right.of}; in a hundred {100 * low:.0f} to {100 * high:.0f} with 95 %"
    blocks.facts(
        [
            ("Code list right", said),
            (
                "Silent where none is",
                "nothing to judge" if figures.silent is None else f"{100 * figures.silent:.0f} of 100",
            ),
            ("Fell for a trap code", count(figures.trapped, "report")),
        ]
    )
    blocks.table(
        "Found, too many and missed", ("", "Found", "Too many", "Missed", "F1"),
        [
            _figures("Codes", figures.codes), _figures("Codes that wait", figures.conditional),
            _figures("Gaps", figures.gaps), _figures("Missing structures", figures.structures),
        ],
    )  # fmt: skip


def _figures(name: str, row: Row) -> tuple[str, ...]:
    return name, str(row.tp), str(row.fp), str(row.fn), f"{row.f1:.2f}"


def _draw_miss(miss: WrongReport, scored: Scored) -> None:
    """Draw a miss: what was asked, what was said and why, and the report."""
    blocks.facts([("Asked", _list(miss.gold)), ("Said", _list(miss.said)), ("Note of the gold", miss.why)])
    analysis: Analysis = read_analysis(scored.answers[miss.id])
    for code in analysis.codes:
        blocks.card(
            f"{code.name} ×{code.units}",
            STATUS_WORDS[code.status],
            [code.label, code.reason, f"Rule {code.rule}"],
            tone=code.status,
        )
    for line in analysis.review.why:
        blocks.lead(line)
    with st.expander("The report"):
        st.text(scored.texts[miss.id])


def _list(codes: dict[str, int]) -> str:
    return ", ".join(code if units == 1 else f"{code} ×{units}" for code, units in codes.items()) or "no code"


def _csv(wrong: list[WrongReport]) -> bytes:
    rows = [(miss.id, _list(miss.gold), _list(miss.said), miss.why) for miss in wrong]
    return csv_file(("report", "asked", "said", "note"), rows)
