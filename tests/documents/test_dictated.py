"""Marks, letters and dates that were spoken, and words parted at line ends, are layout."""

from __future__ import annotations

import pytest

from assistant import analyze
from assistant.documents.reading_form import reading_form

KNOWN = frozenset(["the", "real", "time", "vein", "of", "right", "kidney", "and"])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("veins open comma no clot period Images kept full stop", "veins open, no clot. Images kept."),
        ("Reason colon pain period Veins open period", "Reason: pain. Veins open."),
        ("Wall of the sigmoid colon thick period Veins open period", "Wall of the sigmoid colon thick. Veins open."),
        ("No d v t period Signed m d period", "No dvt. Signed md."),
        ("Seen march third twenty twenty six period Veins open period", "Seen march 3, 2026. Veins open."),
        ("Seen october thirteen twenty twenty seven period Veins open period", "Seen october 13, 2027. Veins open."),
        ("Seen may twenty one twenty twenty six period Veins open period", "Seen may 21, 2026. Veins open."),
        (
            "Last period 3 weeks ago. Next period due. Uterus normal.",
            "Last period 3 weeks ago. Next period due. Uterus normal.",
        ),
        ("com-\nmon fem-\noral vein", "common femoral vein"),
        ("the kid-\nney in real-\ntime", "the kidney in real-time"),
        ("level II-\nV nodes", "level II-\nV nodes"),
    ],
)
def test_what_only_dictation_or_typesetting_put_in_is_read_as_layout(written: str, read: str) -> None:
    assert reading_form(written, KNOWN.__contains__).text == read


def test_a_report_with_spoken_marks_has_the_codes_and_places_of_a_written_one() -> None:
    written = (
        "right leg venous duplex comma march third twenty twenty six period indication colon calf pain period common femoral comma "
        "femoral and popliteal veins compress period color fills them and spectral flow is phasic period impression colon no d v t "
        "period images archived period doctor ada quill m d"
    )
    analysis = analyze(written)
    assert [code.code for code in analysis.with_status("supported")] == ["93971"]
    assert analysis.date_of_service == "2026-03-03"
    assert all(written[e.start : e.end] == e.text for e in analysis.entities)
