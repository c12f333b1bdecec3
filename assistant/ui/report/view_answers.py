"""What the report view is told of an analysis, whichever page shows it: report, worklist or encounter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.analysis import Analysis
from assistant.gaps.queries import Query
from assistant.ui.frame import View
from assistant.ui.picture import describe_pictures
from assistant.ui.report.answers import describe
from assistant.ui.report.finding_rows import describe_findings
from assistant.ui.report.questions import describe_questions


def view_answers(analysis: Analysis, queries: Sequence[Query], view: View) -> dict[str, Any]:
    """Return the answers, the questions and the pictures, for the coder the findings too.

    What takes another reading of the text (`coder_notes`) or an index (`diagnosis_rows`) each page adds for itself.
    """
    answers = {
        **describe(analysis),
        "questions": describe_questions(analysis, queries, view),
        "pictures": describe_pictures(analysis),
    }
    return {**answers, "findings": describe_findings(analysis)} if view == "coder" else answers
