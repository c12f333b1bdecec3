"""From phrases to codes: sides, certainty, history, impression, reasons and spans."""

from __future__ import annotations

import re

import pytest

from assistant.diagnoses import link_findings, link_indication
from assistant.diagnoses.index import DiagnosisIndex


def _codes(text: str, index: DiagnosisIndex, impression: str = "") -> list[str]:
    return [candidate.code for candidate in link_indication(text, impression=impression, index=index)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("left leg swelling", "R22.42"),
        ("right leg swelling", "R22.41"),
        ("leg swelling, both sides", "R22.43"),
        ("leg swelling", "R22.40"),
        ("LLE pain", "M79.605"),
        ("RUQ pain", "R10.11"),
        ("known DVT of the right popliteal vein", "I82.431"),
        ("varicose veins with pain, left leg", "I83.812"),
        ("left renal colic", "N23"),
        ("placenta previa at 30 weeks", "O44.03"),
        ("hypertention", "I10"),
        ("history of hypertension", "I10"),
        ("history of DVT", "Z86.718"),
        ("s/p kidney transplant", "Z94.0"),
        ("history of leg pain", "M79.606"),
        ("family history of AAA", "Z82.49"),
        ("screening for AAA", "Z13.6"),
    ],
)
def test_the_first_candidate_is_the_code_of_the_statement(text: str, code: str, index: DiagnosisIndex) -> None:
    assert _codes(text, index)[0] == code


def test_without_a_code_for_both_sides_each_side_gets_its_own(index: DiagnosisIndex) -> None:
    assert _codes("bilateral leg pain", index)[:2] == ["M79.604", "M79.605"]


def test_bleeding_in_pregnancy_is_coded_as_such(index: DiagnosisIndex) -> None:
    assert _codes("8 weeks pregnant, vaginal bleeding", index)[0] == "O20.9"


@pytest.mark.parametrize("text", ["prior leg swelling", "leg swelling has resolved"])
def test_a_complaint_that_is_over_is_not_coded(text: str, index: DiagnosisIndex) -> None:
    assert _codes(text, index) == []


def test_words_that_name_nothing_give_nothing(index: DiagnosisIndex) -> None:
    assert _codes("quarterly visit of the auditor", index) == []


def test_each_statement_comes_before_the_second_code_of_another(index: DiagnosisIndex) -> None:
    assert _codes("left leg swelling, jaundice", index)[:2] == ["R22.42", "R17"]


def test_a_diagnosis_that_the_impression_denies_is_dropped(index: DiagnosisIndex) -> None:
    codes = _codes("Left leg swelling, DVT", index, impression="No evidence of DVT in the left leg.")
    assert codes[0] == "R22.42"
    assert not [code for code in codes if code.startswith("I82")]


def test_a_denial_for_the_other_side_drops_nothing(index: DiagnosisIndex) -> None:
    assert "I82.402" in _codes("known left leg DVT", index, impression="No DVT in the right leg.")


def test_signs_come_before_a_diagnosis_that_the_impression_does_not_confirm(index: DiagnosisIndex) -> None:
    assert _codes("DVT, left leg swelling", index, impression="Baker cyst.")[0].startswith("R22")


def test_a_confirmed_diagnosis_comes_first(index: DiagnosisIndex) -> None:
    assert _codes("left leg swelling, DVT left leg", index, impression="Acute DVT of the left leg.")[0] == "I82.402"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Acute DVT of the left femoral vein.", ["I82.412"]),
        ("acute thrombus in the right femoral and popliteal veins", ["I82.411", "I82.431"]),
        ("Chronic DVT of the left popliteal vein.", ["I82.532"]),
        ("No DVT.", []),
        ("Probable gallstones.", []),
        ("Normal study.", []),
        ("Prior DVT.", []),
        ("Gallstones without evidence of cholecystitis.", ["K80.20"]),
    ],
)
def test_findings_are_what_the_impression_confirms(text: str, codes: list[str], index: DiagnosisIndex) -> None:
    assert [candidate.code for candidate in link_findings(text, index=index)] == codes


def test_spans_point_into_the_report(index: DiagnosisIndex) -> None:
    report = "IMPRESSION: Stable. Acute DVT of the left femoral vein."
    (candidate,) = link_findings(report[11:], offset=11, index=index)
    assert [report[start:end] for start, end in candidate.spans] == ["Acute DVT of the left femoral vein"]


def test_ranks_count_from_one_without_a_gap(index: DiagnosisIndex) -> None:
    found = link_indication("left leg swelling, jaundice", index=index)
    assert [candidate.rank for candidate in found] == list(range(1, len(found) + 1))


def test_reasons_are_words_without_any_number_of_confidence(index: DiagnosisIndex) -> None:
    found = link_indication("left leg swelling, embolism of the splenic artery, jaundice", index=index)
    assert found
    assert not [candidate.reason for candidate in found if re.search(r"\d|%|probab|score", candidate.reason)]


def test_a_wording_that_the_list_has_otherwise_is_linked_to_the_nearest(index: DiagnosisIndex) -> None:
    (candidate, *_) = link_indication("hydronephrosis congenital", index=index)
    assert candidate.code == "Q62.0"


def test_an_incomplete_code_says_what_it_needs(index: DiagnosisIndex) -> None:
    (candidate, *_) = link_indication("thrombosed AV graft", index=index)
    assert (candidate.code, candidate.needs) == ("T82.868", ("7th character: encounter",))
