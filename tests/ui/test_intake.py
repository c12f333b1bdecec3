"""Tests of reports on their way into the worklist."""

from __future__ import annotations

import pytest

from assistant.ui.worklist.intake import Intake, work_off
from assistant.ui.worklist.open_worklist import shared_worklist

LEFT_LEG = (
    "VENOUS DUPLEX OF THE LEFT LEG 03/02/2026\nIndication: Left calf pain.\n"
    "The left common femoral, femoral and popliteal veins compress; phasic color flow.\nImpression: No DVT."
)
TWO_PATIENTS = "\n\n".join(
    f"Patient: {name}\nMRN: {key}\nDate of exam: 03/02/2026\n{LEFT_LEG}\nSigned by Ada Ferris, MD"
    for name, key in (("DOE, JANE", "1001234"), ("ROE, RICHARD", "1005678"))
)
TABLE = b"id,text\r\nr1,VENOUS DUPLEX OF THE LEFT LEG. The left femoral vein compresses.\r\nr2,\r\n"


def worked_off(intake: Intake) -> list[str]:
    work_off(intake, shared_worklist(), "ada", lambda: False)
    return sorted(row.name for row in shared_worklist().page().rows)


def test_files_are_added_and_what_is_no_text_is_left_aside_with_its_reason() -> None:
    intake = Intake()
    intake.take([("ward/leg.txt", LEFT_LEG.encode()), ("scan.pdf", b"%PDF-1.7")])
    assert worked_off(intake) == ["leg"]
    assert [(refused.name, "PDF" in refused.reason) for refused in intake.refused] == [("scan.pdf", True)]
    assert intake.summary() == "1 report was added; 1 could not be read and was left aside."


def test_a_paste_of_two_patients_is_two_reports_and_says_so() -> None:
    intake = Intake()
    intake.take(pastes=[TWO_PATIENTS])
    assert len(worked_off(intake)) == 2
    assert {row.patient for row in shared_worklist().page().rows} == {"1001234", "1005678"}
    assert intake.notes == ["This paste held 2 reports of 2 patients and was split."]


def test_rows_of_a_table_are_counted_before_they_are_read() -> None:
    intake = Intake()
    intake.take([("day.csv", TABLE)])
    assert intake.total == 2
    assert worked_off(intake) == ["r1"]
    assert "line 3" in intake.refused[0].name


def test_what_waits_when_it_is_enough_goes_on_waiting() -> None:
    intake = Intake()
    intake.take((f"{name}.txt", LEFT_LEG.encode()) for name in "abc")
    work_off(intake, shared_worklist(), "ada", lambda: True)
    assert (intake.done, intake.waits) == (1, True)
    assert worked_off(intake) == ["a", "b", "c"]
    assert intake.progress() == (1.0, "3 of 3 reports read and analysed")


def test_what_is_added_while_others_wait_comes_after_them() -> None:
    intake = Intake()
    intake.take([("a.txt", LEFT_LEG.encode())])
    assert intake.next() is not None
    intake.take(pastes=[LEFT_LEG])
    assert intake.total == 2
    assert worked_off(intake) == ["paste"]
    assert not intake.waits


def test_an_analysis_that_breaks_is_left_aside_without_a_word_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, **_: object) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr("assistant.analyze", broken)
    intake = Intake()
    intake.take(pastes=[LEFT_LEG])
    assert worked_off(intake) == []
    assert intake.refused[0].reason.startswith("could not be analysed (RuntimeError")
    assert "femoral" not in intake.refused[0].reason
