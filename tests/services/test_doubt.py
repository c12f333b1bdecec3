from dataclasses import replace
from math import exp

import pytest

from assistant import analyze
from assistant.services.doubt import (
    ANY_CODE,
    BASE,
    RATES,
    STEPS,
    SURE_FROM,
    of_rates,
    open_questions,
    probability_right,
    rated_codes,
    reasons,
    review,
)
from assistant.services.presence import ServiceView
from assistant.services.weigh import Weighed

VIEW = ServiceView(0.0, 0.0, 0.3, "none", 0.0, 1, 0, 100, 0, "study")


ALIKE = {ANY_CODE: 0.8}
RECORD = replace(analyze("Seen in clinic for a rash."), codes=(), gaps=())


def weighed(**presence: float) -> Weighed:
    return Weighed(presence=presence, views=dict.fromkeys(presence, VIEW))


def test_a_service_at_even_odds_doubts_more_than_one_that_is_settled() -> None:
    even, settled = (open_questions(weighed(neck_ultrasound=p), RECORD) for p in (0.5, 0.99))
    assert even["doubt"] > settled["doubt"]


def test_a_report_below_the_threshold_is_looked_at_first_and_says_why() -> None:
    answer = review(weighed(neck_ultrasound=0.5), RECORD, {BASE: 0.0, STEPS: {}, SURE_FROM: 0.9, RATES: ALIKE})
    assert answer.look_first
    assert answer.probability == 0.5
    assert answer.why == ("Words of a neck ultrasound that no code explains.",)


def test_a_report_above_the_threshold_is_sure_and_says_nothing() -> None:
    answer = review(weighed(neck_ultrasound=0.01), RECORD, {BASE: 4.0, STEPS: {}, SURE_FROM: 0.9, RATES: ALIKE})
    assert not answer.look_first
    assert answer.why == ()


def test_a_service_taken_in_is_the_first_reason() -> None:
    said = reasons(
        Weighed({"neck_ultrasound": 0.7}, {"neck_ultrasound": VIEW}, taken_in=("neck_ultrasound",)), [], ALIKE
    )
    assert said[0] == "The words look like a neck ultrasound; its rules alone did not find it."


def test_a_service_left_out_is_told() -> None:
    said = reasons(
        Weighed({"neck_ultrasound": 0.1}, {"neck_ultrasound": VIEW}, left_out=("neck_ultrasound",)), [], ALIKE
    )
    assert said == ["The rules find a neck ultrasound; the report as a whole does not read like it."]


def test_every_analysis_carries_its_review() -> None:
    answer = analyze("US thyroid 03/02/2026. Normal lobes. Images stored. A. Quill, MD").to_dict()["review"]
    assert set(answer) == {"look_first", "probability", "why"}
    assert 0 <= answer["probability"] <= 1


def test_a_study_one_structure_short_of_complete_is_near_the_border() -> None:
    text = (
        "US abdomen complete 03/02/2026. Pain. Liver, gallbladder, bile duct 4 mm, pancreas, spleen, both kidneys and aorta "
        "normal. Images stored. A. Quill, MD"
    )
    assert open_questions(Weighed(), analyze(text))["near the border"] == 1.0


def test_words_that_no_code_explains_are_quoted() -> None:
    open_question = weighed(neck_ultrasound=0.5)
    open_question.words_of = lambda service: ["thyroid lobes", "isthmus"]
    assert reasons(open_question, [], ALIKE) == [
        "Words of a neck ultrasound that no code explains: 'thyroid lobes', 'isthmus'."
    ]


def test_an_input_adds_the_steps_that_it_passes() -> None:
    learned = {BASE: 0.0, STEPS: {"doubt": [[1.0, -2.0], [3.0, -1.0]]}}
    odds = [probability_right(learned, {"doubt": value}) for value in (1.0, 2.0, 4.0)]
    assert odds == pytest.approx([1 / (1 + exp(0)), 1 / (1 + exp(2)), 1 / (1 + exp(3))])


def test_a_list_is_as_doubtful_as_its_codes_were() -> None:
    rates = {ANY_CODE: 0.8, "93970": 0.9, "37253": 0.5}
    assert of_rates(["37253", "93970", "93306"], rates) == {
        "least rate": 0.5, "product of rates": pytest.approx(0.36), "mean rate": pytest.approx(2.2 / 3),
    }  # fmt: skip


def test_waiting_codes_and_empty_lists_have_rates_of_their_own() -> None:
    record = analyze("US thyroid 03/02/2026. Normal lobes. Images stored. A. Quill, MD").codes
    assert rated_codes(record) == ("76536",)
    assert rated_codes([replace(code, status="needs_documentation") for code in record]) == ("76536?",)
    assert rated_codes([replace(code, status="not_reportable") for code in record]) == ("none",)
    assert rated_codes(()) == ("none",)


def test_a_code_whose_lists_were_often_wrong_is_a_reason() -> None:
    (code, *_) = found = analyze("US thyroid 03/02/2026. Normal lobes. Images stored. A. Quill, MD").codes
    rates = {ANY_CODE: 0.85, code.code: 0.61}
    assert f"Code lists with {code.code} were right in 61 of 100 reports." in reasons(Weighed(), found, rates)
