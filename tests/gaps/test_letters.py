"""Letters hold the questions as given, and no code."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from assistant.engine import analyze
from assistant.gaps.letters import Address, address_of, letter_docx, letter_pdf, letter_text, queries_of
from assistant.gaps.query_check import forbidden_in

TEXT = "RENAL ULTRASOUND\nIndication: flank pain.\nFindings: Right kidney 11 cm, left kidney 10 cm, bladder normal.\nImpression: normal <both> & calm."
ADDRESS = Address(
    to="Dr. Low", patient="A. B.", exam="Ultrasound of the kidneys", exam_date="2026-03-04", sender="Documentation"
)
SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))


def texts() -> list[str]:
    return [query.text() for query in queries_of(analyze(TEXT), TEXT)]


def test_text_letter_names_addressee_exam_and_every_question_in_order() -> None:
    letter = letter_text(texts(), ADDRESS)
    places = [
        letter.index(words)
        for words in ("To: Dr. Low", "Date of exam: 2026-03-04", *(text.splitlines()[0] for text in texts()))
    ]
    assert places == sorted(places)
    assert "Answered by:" in letter


def test_letter_takes_an_edited_question() -> None:
    assert "What did you see?" in letter_text(["Subject: Clarification: kidneys\n\nWhat did you see?"], ADDRESS)


def test_empty_fields_are_lines_to_be_filled_in() -> None:
    assert "To: ____" in letter_text(texts(), Address())


def test_docx_letter_holds_every_question(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    data = letter_docx(texts(), ADDRESS, path)
    words = "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)
    assert path.read_bytes() == data
    assert all(line in words for text in texts() for line in text.removeprefix("Subject: ").splitlines() if line)


def test_pdf_letter_is_a_pdf_and_stands_characters_of_markup(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    data = letter_pdf([*texts(), "Subject: Clarification: a < b & c"], ADDRESS, path)
    assert data.startswith(b"%PDF-")
    assert path.read_bytes() == data


def test_the_same_questions_make_the_same_pdf() -> None:
    assert letter_pdf(texts(), ADDRESS) == letter_pdf(texts(), ADDRESS)


def test_address_takes_exam_and_date_from_the_analysis() -> None:
    address = address_of(analyze(f"{TEXT}\nDate of service: 3/4/2026"), to="Dr. Low")
    assert (address.to, address.exam_date) == ("Dr. Low", "2026-03-04")
    assert address.exam


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_letters_of_the_samples_name_no_code_and_no_money(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    analysis = analyze(text)
    assert forbidden_in(letter_text([query.text() for query in queries_of(analysis, text)], address_of(analysis))) == []
