"""Tests of the questions to the author as the page shows and sends them."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from assistant import analyze
from assistant.gaps.letters import queries_of
from assistant.gaps.queries import Query
from assistant.ui.report.questions import describe_questions, letters, sent_texts

TEXT = (
    "COMPLETE BILATERAL LOWER EXTREMITY VENOUS DUPLEX\nDate of exam: 03/12/2026\nIndication: swelling of both legs.\n"
    "Right: common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compress.\n"
    "Left: common femoral, deep femoral, femoral and popliteal veins compress. Color flow on both sides.\n"
    "Impression: no deep vein thrombosis.\nSigned by Ada Ferris, MD, 03/12/2026"
)
QUERY = Query("images", "Clarification: recording of images", (), "What was done?", ("Kept",), "Please answer.", ("a",))


@pytest.fixture(scope="module")
def asked() -> tuple[Any, list[Query]]:
    analysis = analyze(TEXT)
    return analysis, queries_of(analysis, TEXT)


def test_each_gap_is_asked_about_in_one_question(asked: tuple[Any, list[Query]]) -> None:
    analysis, queries = asked
    questions = describe_questions(analysis, queries, "physician")
    elements = [element for question in questions for element in question["elements"]]
    assert sorted(elements) == sorted({f"element:{gap.element}" for gap in analysis.gaps})


def test_the_physician_is_told_no_code_in_a_question(asked: tuple[Any, list[Query]]) -> None:
    questions = describe_questions(*asked, "physician")
    assert questions
    assert not re.search(r"\b\d{5}\b", str(questions))


def test_the_coder_is_told_which_code_an_answer_leads_to(asked: tuple[Any, list[Query]]) -> None:
    questions = {question["topic"]: question for question in describe_questions(*asked, "coder")}
    assert any("93970" in line for question in questions.values() for line in question["changes"])


def test_an_edited_question_is_sent_as_the_reader_left_it() -> None:
    assert sent_texts([QUERY], {"images": {"asked": QUERY.text(), "text": "Mine."}}) == ["Mine."]


@pytest.mark.parametrize(
    "edit", [{}, {"asked": "Another question.", "text": "Mine."}, {"asked": QUERY.text(), "text": ""}]
)
def test_an_edit_of_another_question_or_an_empty_one_is_not_sent(edit: dict[str, str]) -> None:
    assert sent_texts([QUERY], {"images": edit}) == [QUERY.text()]


def test_the_subject_is_a_title_of_its_own() -> None:
    (question,) = describe_questions(replace(analyze(""), gaps=()), [QUERY], "physician")
    assert question["subject"] == "Recording of images"


def test_letter_comes_as_text_docx_and_pdf_with_the_questions_in_it(asked: tuple[Any, list[Query]]) -> None:
    text, word, pdf = (letter.make() for letter in letters(asked[0], ["Subject: Veins\n\nWere they seen?"]))
    assert "Were they seen?" in str(text)
    assert isinstance(word, bytes)
    assert any("Were they seen?" in paragraph.text for paragraph in Document(BytesIO(word)).paragraphs)
    assert isinstance(pdf, bytes)
    assert pdf.startswith(b"%PDF-")
