"""Tests of the diagnoses that the report view draws."""

from __future__ import annotations

from typing import Any

import pytest

from assistant import analyze
from assistant.diagnoses import DiagnosisCandidate
from assistant.errors import InputError
from assistant.ui.report import diagnosis_rows
from assistant.ui.report.diagnosis_rows import describe_diagnoses, open_fault, open_index, opening_words

TEXT = (
    "LEFT LOWER EXTREMITY VENOUS DUPLEX\nIndication: Left calf pain.\n"
    "Findings: The left common femoral, femoral and popliteal veins compress; color flow.\n"
    "Impression: No deep vein thrombosis.\n"
)
RULE_OUT = TEXT.replace("Left calf pain", "Rule out DVT")


def linked(monkeypatch: pytest.MonkeyPatch, found: list[DiagnosisCandidate]) -> dict[str, Any]:
    """Let the linker answer with `found`, and return what it was asked."""
    asked: dict[str, Any] = {}

    def link(text: str, offset: int, *, impression: str) -> list[DiagnosisCandidate]:
        asked.update(text=text, offset=offset, impression=impression)
        return found

    monkeypatch.setattr(diagnosis_rows, "link_indication", link)
    return asked


def test_nothing_is_linked_before_the_reader_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = linked(monkeypatch, [])
    told = describe_diagnoses(analyze(TEXT), TEXT, fault=None)
    assert (told["state"], told["possible"], asked) == ("offered", True, {})


def test_an_indication_without_a_codable_statement_says_why_and_offers_nothing() -> None:
    told = describe_diagnoses(analyze(RULE_OUT), RULE_OUT, fault=None)
    assert not told["possible"]
    assert told["message"].startswith("No code comes from this indication: only a diagnosis to be ruled out")


def test_the_indication_is_linked_at_its_place_with_the_impression(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = linked(monkeypatch, [])
    describe_diagnoses(analyze(TEXT), TEXT, fault="")
    assert TEXT[asked["offset"] :].startswith(asked["text"])
    assert "Left calf pain" in asked["text"]
    assert "No deep vein thrombosis" in asked["impression"]


def test_a_candidate_is_a_row_that_traces_to_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    start = TEXT.index("calf pain")
    candidate = DiagnosisCandidate("M79.662", "Pain in left lower leg", 1, "sign", "stated", ((start, start + 9),))
    linked(monkeypatch, [candidate])
    (row,) = describe_diagnoses(analyze(TEXT), TEXT, fault="")["rows"]
    assert (row["code"], row["kind"], row["places"]) == (
        "M79.662", "sign", [{"quote": "calf pain", "spans": [[start, start + 9]]}],
    )  # fmt: skip
    assert "rank" not in row


def test_no_candidate_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    linked(monkeypatch, [])
    told = describe_diagnoses(analyze(TEXT), TEXT, fault="")
    assert told["message"] == "No code comes from this indication: no wording of the code list is near enough."


def test_a_fault_of_the_index_is_told_and_can_be_tried_again() -> None:
    told = describe_diagnoses(analyze(TEXT), TEXT, fault="data: cannot be written.")
    assert (told["state"], told["message"]) == ("offered", "data: cannot be written.")


@pytest.mark.parametrize(
    ("error", "words"),
    [(InputError("data: cannot be written"), "data: cannot be written."), (OSError("x"), "OSError at")],
)
def test_an_index_that_cannot_be_opened_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def broken(*_: object) -> None:
        raise error

    open_index.clear()
    monkeypatch.setattr("assistant.diagnoses.index.load_index", broken)
    assert words in open_fault()


def test_a_list_that_must_be_built_first_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.diagnoses.index.is_built", lambda: False)
    assert opening_words().startswith("Building")
    monkeypatch.setattr("assistant.diagnoses.index.is_built", lambda: True)
    assert opening_words() == "Opening the list of diagnoses."
