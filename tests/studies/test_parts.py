"""Texts that hold several reports are read part by part."""

from __future__ import annotations

from assistant.engine import analyze
from assistant.language.pipeline import read_report
from assistant.studies.parts import find_parts

FIRST = (
    "BEDSIDE ULTRASOUND, 11/02/2026 09:00\nGallbladder with stones, CBD 9 mm. "
    "Interpretation: stones. Clips stored. A. Brink, MD\n"
)
SECOND = (
    "ULTRASOUND ABDOMEN, {day} 13:00\nLiver normal. Gallbladder with stones. "
    "Impression: stones. Images in PACS. B. Fair, MD\n"
)


def starts(text: str) -> list[str]:
    return [text[start : start + 8] for start, _ in find_parts(read_report(text))]


def two_reports(day: str) -> str:
    return f"REPORT 1 - {FIRST}\nREPORT 2 - {SECOND.format(day=day)}"


def test_one_report_is_one_part() -> None:
    assert len(find_parts(read_report(FIRST))) == 1


def test_numbered_reports_are_parts() -> None:
    assert starts(two_reports("11/02/2026")) == ["REPORT 1", "REPORT 2"]


def test_a_single_number_does_not_split() -> None:
    assert len(starts(f"STUDY 2 - {FIRST}")) == 1


def test_a_title_with_a_modality_after_an_impression_begins_a_part() -> None:
    text = (
        "EXAM: Ultrasound of the thyroid.\nFINDINGS: Right lobe 4 cm.\nIMPRESSION: Normal.\n"
        "EXAM: Ultrasound of the scrotum.\nFINDINGS: Both testes normal.\nIMPRESSION: Normal.\n"
    )
    assert len(starts(text)) == 2


def test_parts_cover_the_text() -> None:
    text = two_reports("11/02/2026")
    parts = find_parts(read_report(text))
    assert [start for start, _ in parts] == [0, parts[0][1]]
    assert parts[-1][1] == len(text)


def test_studies_of_one_area_on_one_day_are_duplicates() -> None:
    assert "duplicate_study" in {gap.element for gap in analyze(two_reports("11/02/2026")).gaps}


def test_studies_of_one_area_on_two_days_are_no_duplicates() -> None:
    assert "duplicate_study" not in {gap.element for gap in analyze(two_reports("11/09/2026")).gaps}


def test_study_ids_are_unique_over_parts() -> None:
    ids = [study.id for study in analyze(two_reports("11/02/2026")).studies]
    assert len(ids) == len(set(ids)) >= 2
