"""What of a text's opening is its title."""

from __future__ import annotations

import pytest

from assistant.language.pipeline import read_report


def title_of(text: str) -> str:
    """Return the words of the title sections."""
    sections = read_report(text).sections
    return " ".join(text[section.start : section.end].strip() for section in sections if section.kind == "title")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("US para 5/13/26, tense ascites. Catheter in, 5 L out. M. Danso MD", "US para 5/13/26"),
        ("Port day 29 July 2026, 66 y. Right jugular entered. Dr. L. Tan", "Port day 29 July 2026"),
        ("PICC 2026-03-04: basilic vein. Tip at CAJ.", "PICC 2026-03-04"),
        ("Seen on 5/13/26 for swelling. No study.", ""),
        ("The knee was tapped 5/13/26 by the team. No study.", ""),
    ],
)
def test_a_note_in_one_paragraph_may_open_with_a_dated_title(text: str, title: str) -> None:
    assert title_of(text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Left hip joint injected under ultrasound, needle tip seen in the joint.\n4/2/2026 J. Arden MD", ""),
        ("Kidney biopsy: ultrasound in real time, two cores.\n4/2/2026 J. Arden MD", "Kidney biopsy:"),
        ("ULTRASOUND OF THE LEFT HIP\nNo effusion.", "ULTRASOUND OF THE LEFT HIP"),
    ],
)
def test_a_first_line_of_prose_is_no_title(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_title_ends_with_its_sentence_where_the_line_goes_on_telling() -> None:
    text = (
        "OPERATION: Left jugular tunneled catheter. The vein was punctured by landmarks after two tries. "
        "A wire, a tunnel with cuff, a sheath that peels away, tip in the atrium. Dr. L. Tan"
    )
    assert title_of(text) == "OPERATION: Left jugular tunneled catheter."


def test_a_physical_exam_that_is_one_item_of_a_list_quotes_its_item_alone() -> None:
    text = "ACCESS SHEET\n1. Physical exam: no thrill.\n2. Two sheaths placed.\n3. Balloon of the outflow vein."
    reading = read_report(text)
    assert [text[reading.sections[n].start : reading.sections[n].end] for n in reading.quoted_sections] == [
        "Physical exam: no thrill."
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Exam: groin mass\nProcedure: needle placed in the sac, thrombin injected, sac thrombosed. Images saved.", "Exam: groin mass"),
        ("Exam: groin mass\nProcedure: PICC placed, left arm", "Exam: groin mass Procedure: PICC placed, left arm"),
    ],
)
def test_steps_taken_below_a_title_heading_are_no_title(text: str, title: str) -> None:
    assert title_of(text) == title
