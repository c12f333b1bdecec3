"""The one function that every adapter gives its rows to: a report in, a line of JSON or a reason out.

A process of a batch, a task of a cluster and a loop of one's own call `record_of` and write the same bytes.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from assistant.analysis import Review, Source
from assistant.batch.columns import columns_of, set_aside_columns
from assistant.coding.setting import BillingSetting
from assistant.documents.several import SEEMS
from assistant.engine import analyze
from assistant.json_text import json_text


class Record(NamedTuple):
    """What became of one report.

    Attributes:
        line: The analysis as JSON without a line end, as `sonocode batch` writes it; empty where there is a fault.
        fault: Why there is no analysis; empty where there is one. No word of the report stands in it.
        note: A warning that the reader of the whole batch should see: several patients in one text.
        review: How sure the code list is; None where there is a fault.
        columns: The values of `columns.schema` but `path`, by name; a reason and an id alone where there is a fault.
    """

    line: str
    fault: str
    note: str
    review: Review | None
    columns: dict[str, Any]


def record_of(
    id: str,
    text: str,
    day: date | None = None,
    *,
    setting: BillingSetting | None = None,
    source: Source | None = None,
) -> Record:
    """Analyse one report by the knowledge in use; never raises for what stands in the report.

    Same arguments, version and knowledge: same bytes, in whichever process and after whichever other reports.

    Args:
        id: How the report is named in the result.
        text: The report.
        day: Its date of service; None takes the one that the text bears.
        setting: Who reports and where; None leaves the codes without 26 and TC.
        source: Where the text comes from, where its file tells more than a text.
    """
    try:
        analysis = analyze(text, id=id, day=day, setting=setting, source=source)
        record = analysis.to_dict()
        line = json_text(record)
    except Exception as error:  # one report must not cost the others; its text may be in the error's words
        return set_aside(id, f"could not be analysed ({type(error).__name__}); please report this")
    note = next((message for message in analysis.messages if message.startswith(SEEMS)), "")
    return Record(line, "", note, analysis.review, columns_of(record, line))


def set_aside(id: str, fault: str) -> Record:
    """Return the record of a report that has no analysis."""
    return Record("", fault, "", None, set_aside_columns(id, fault))
