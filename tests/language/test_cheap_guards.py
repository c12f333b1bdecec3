"""What a cheap look at the text lets through first is still found in each of its wordings."""

from __future__ import annotations

import pytest

from assistant.documents.reading_form import reading_form
from assistant.language.forms import is_empty_form
from assistant.language.pipeline import read_report


def kinds(text: str) -> list[str]:
    return [section.kind for section in read_report(text).sections]


@pytest.mark.parametrize(
    "phrase",
    ["Late entry", "ADDENDUM", "Addenda", "AMENDMENT", "Amended report", "Corrected report", "Supplementary report"],
)
def test_an_addendum_with_a_date_in_its_heading(phrase: str) -> None:
    assert "addendum" in kinds(f"FINDINGS: Popliteal vein open.\n{phrase} 3/4/2026 09:20 (Dr. Low): images kept.\n")


@pytest.mark.parametrize(
    "heading",
    [
        *(f"{word} STUDY OF 08/14/2025" for word in ("PRIOR", "PREVIOUS", "EARLIER", "LAST", "OLD")),
        *(f"{word} for comparison" for word in ("Copied", "pasted", "IMPORTED", "carried forward")),
    ],
)
def test_a_pasted_report(heading: str) -> None:
    assert "comparison" in kinds(f"FINDINGS: Popliteal vein open.\n{heading}\nPopliteal vein not open.\n")


@pytest.mark.parametrize(
    "told", ["I scanned the kidneys", "We imaged the calf", "Insonated by me: calf", "Calf examined with a probe"]
)
def test_a_scan_of_the_writers_own_in_a_visit(told: str) -> None:
    assert "findings" in kinds(f"Chief complaint: pain.\nHPI: pain for a week.\nPMH: none. {told}, no clot.\n")


@pytest.mark.parametrize("told", ["80% -> 10%", "80% → 10%", "80% to 10%", "70 to 10%", "down to about 25%"])
def test_a_narrowing_that_became_less(told: str) -> None:
    context = read_report(f"Iliac vein {told} after ballooning.").context
    assert "narrowing_reduced" in [mention.concept.id for mention in context]


@pytest.mark.parametrize(
    "blank",
    [
        "____", ". . . . . .", "......", "……", "***", "[ ]", "( )", "[x] ", "[normal/abnormal]", "{normal|abnormal}", "{size}", "<size>",
        "@SIZE@", "☐", "Y / N", "yes no",
    ],
)  # fmt: skip
def test_an_empty_form_of_any_kind_of_blank(blank: str) -> None:
    tick = blank.startswith("[x]")  # a box with a cross in it is a ticked one
    assert is_empty_form("".join(f"{row}: {blank}\n" for row in ("Liver", "Spleen", "Aorta", "Bladder"))) is not tick


def test_a_text_in_titled_words_alone_has_one_case() -> None:
    text = "Popliteal Vein Is Patent. Common Femoral Vein Is Patent. No Clot Is Seen In The Calf."
    assert reading_form(text).one_case
    assert not reading_form(text.replace("Is Seen In The Calf", "is seen in the calf")).one_case


def test_a_label_before_most_lines_is_said_once() -> None:
    lines = ["Liver normal.", "Spleen normal.", "Aorta 2 cm."]
    labelled = "\n".join(f"US ABDOMEN: {line}" for line in lines)
    assert reading_form(labelled).text == "US ABDOMEN\n" + "\n".join(lines)
    assert reading_form(labelled + "\nSigned by Dr. Low\nPhone 1\nFax 2").text.count("US ABDOMEN") == 3
