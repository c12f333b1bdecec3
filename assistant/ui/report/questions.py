"""The questions to the author of a report: one for each topic, as the report view draws them, and the letter of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from assistant.analysis import Analysis
from assistant.gaps.consequences import consequences
from assistant.gaps.letters import address_of, letter_docx, letter_pdf, letter_text
from assistant.gaps.queries import Query
from assistant.ui.frame import View

Json = dict[str, Any]


class Letter(NamedTuple):
    """One form of the letter; `make` returns the file, or the text of one."""

    label: str
    file: str
    mime: str
    make: Callable[[], str | bytes]


def describe_questions(analysis: Analysis, queries: Sequence[Query], view: View) -> list[Json]:
    """Return the questions; only the coder is told what an answer would change, for that names codes."""
    changes = consequences(analysis) if view == "coder" else {}
    required = {gap.element for gap in analysis.gaps if gap.severity == "required"}
    return [
        {
            "id": f"question:{query.topic}", "topic": query.topic, "text": query.text(),
            "subject": _capitalised(query.subject.partition(": ")[2] or query.subject),
            "word": "required" if required.intersection(query.elements) else "",
            "elements": [f"element:{element}" for element in query.elements],
            "changes": list(dict.fromkeys(" ".join(changes[name]) for name in query.elements if changes.get(name))),
        }
        for query in queries
    ]  # fmt: skip


def sent_texts(queries: Sequence[Query], edits: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return each question as it is to be sent.

    Args:
        queries: The questions.
        edits: What the reader made of a question, by topic: {asked, text}. It counts while the question that it was
            made from still stands.
    """
    return [_sent(query, edits.get(query.topic, {})) for query in queries]


def letters(analysis: Analysis, texts: Sequence[str]) -> tuple[Letter, ...]:
    """Return the letter of all questions in its three forms."""
    address = address_of(analysis)
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return (
        Letter("Text", "questions.txt", "text/plain", partial(letter_text, texts, address)),
        Letter("DOCX", "questions.docx", word, partial(letter_docx, texts, address)),
        Letter("PDF", "questions.pdf", "application/pdf", partial(letter_pdf, texts, address)),
    )


def _sent(query: Query, edit: Mapping[str, str]) -> str:
    asked = query.text()
    return edit.get("text") or asked if edit.get("asked") == asked else asked


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
