"""The measures of the worklist as tables: each with its caption, heads and rows, drawn and exported alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.csv_text import csv_file
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.decision_reasons import reason_label
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.service_schema import service_files
from assistant.ui.words import plain
from assistant.worklist.measures import Measures, Share

UNTOLD = {"physician": "author not told", "site": "site not told", "month": "no date", "family": "no family"}


class DecisionTable(NamedTuple):
    """One table: `name` is that of its file, the first column names a row."""

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def csv(self) -> bytes:
        """Return the table as a file for a spreadsheet; no cell is read as a formula."""
        return csv_file(self.heads, self.rows)


def of(share: Share) -> str:
    """Return a share as a reader counts it: 8 of 10."""
    return f"{share.right} of {share.of}"


def hundred(share: Share) -> str:
    """Return a share in hundred with its 95 % interval, where there is something to count."""
    if not share.of:
        return ""
    low, high = share.interval()
    return f"{100 * share.right / share.of:.0f} ({100 * low:.0f} to {100 * high:.0f})"


def agreement(measures: Measures) -> DecisionTable:
    """Return what became of the tool's codes, by family."""
    return DecisionTable(
        "agreement", "What became of the tool's codes, by family; in a hundred, with the 95 % interval",
        ("Family", "As they were", "In a hundred", "Changed", "Rejected", "Added"),
        tuple(
            (family_words(row.family), of(row.share), hundred(row.share), str(row.changed), str(row.rejected), str(row.added))
            for row in measures.agreement
        ),
    )  # fmt: skip


def overturned(measures: Measures) -> DecisionTable:
    """Return the rules whose codes were changed or rejected, with the reasons."""
    return DecisionTable(
        "overturned-rules", "Rules whose codes were changed or rejected, the most often first",
        ("Rule", "Code", "Overturned", "Why"),
        tuple(
            (row.rule, row.code, of(row.overturned), ", ".join(_times(reason_label(why), n) for why, n in row.reasons))
            for row in measures.overturned
        ),
    )  # fmt: skip


def sureness(measures: Measures) -> DecisionTable:
    """Return in how many finished reports nobody changed anything, by what the tool said of them."""
    words = {True: "sure", False: "look at this first"}
    return DecisionTable(
        "doubt", "Finished reports in which nobody changed, rejected or added a code",
        ("The tool said", "Unchanged", "In a hundred"),
        tuple((words[row.sure], of(row.unchanged), hundred(row.unchanged)) for row in measures.sureness if row.unchanged.of),
    )  # fmt: skip


def gaps(measures: Measures, group: str) -> DecisionTable:
    """Return the missing elements by physician, site or month, the most frequent first within each."""
    return DecisionTable(
        f"gaps-by-{group}", f"Missing elements by {group}, the most frequent first",
        (group.capitalize(), "Element", "Missing", "Dismissed"),
        tuple(
            (row.group or UNTOLD[group], _element(row.element), of(row.missing), str(row.dismissed))
            for row in measures.gaps[group]
        ),
    )  # fmt: skip


def completeness(measures: Measures, group: str) -> DecisionTable:
    """Return in how many reports no required element was missing when they came, by physician, site or month."""
    return DecisionTable(
        f"completeness-by-{group}", f"Reports that lacked no required element when they came, by {group}",
        (group.capitalize(), "Complete", "In a hundred"),
        tuple(
            (row.group or UNTOLD[group], of(row.complete), hundred(row.complete)) for row in measures.completeness[group]
        ),
    )  # fmt: skip


def answers(measures: Measures) -> DecisionTable:
    """Return how the questions were answered."""
    told = measures.answers
    return DecisionTable(
        "answers", "How the questions were answered", ("Answer", "Questions"),
        tuple((reason_label(name) or "not told", str(many)) for name, many in told.outcomes),
    )  # fmt: skip


def family_words(kind: str) -> str:
    """Return what readers call a kind of study."""
    return _labels().get(kind) or plain(kind).capitalize() or UNTOLD["family"]


@per_knowledge()
def _labels() -> dict[str, str]:
    return {study.kind: study.label for family in service_files() for study in family.studies}


def _element(name: str) -> str:
    spec = element_file().elements.get(name)
    return spec.label if spec else plain(name).capitalize()


def _times(words: str, many: int) -> str:
    named = words or "no reason given"
    return named if many == 1 else f"{named} ×{many}"


def chart_rows(rows: Sequence[tuple[str, Share]]) -> list[dict[str, object]]:
    """Return shares as the charts take them: a name, hundredths, the interval, and the count in words."""
    return [
        {
            "name": name, "hundred": 100 * share.right / share.of, "low": 100 * share.interval()[0],
            "high": 100 * share.interval()[1], "count": of(share),
        }
        for name, share in rows if share.of
    ]  # fmt: skip
