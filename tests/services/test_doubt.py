from dataclasses import replace
from math import exp

import pytest

from assistant import analyze
from assistant.services.doubt import (
    ANY_CODE,
    RATES,
    SURE_FROM,
    Doubt,
    decided_rightly,
    of_rates,
    open_questions,
    rated_codes,
    reasons,
    review,
    rival_codes,
)
from assistant.services.presence import ServiceView, TextView, Verdict
from assistant.services.weigh import Weighed

VIEW = ServiceView(TextView(0.3, (), 100, 0, False, False), 0.0, 0.0, 1, "none", 0.0, 1, 0, True, 0.0)


ALIKE = {ANY_CODE: 0.8}
RECORD = replace(analyze("Seen in clinic for a rash."), codes=(), gaps=())
THYROID = analyze("US thyroid 03/02/2026. Normal lobes. Images stored. A. Quill, MD")
ABDOMEN = analyze("US abdomen 03/02/2026. Pain. Liver and gallbladder normal. Images stored. A. Quill, MD")


def doubt(base: float, *trees: object) -> Doubt:
    return Doubt({"base": base, "trees": list(trees), SURE_FROM: 0.9, RATES: ALIKE})


def weighed(**presence: float) -> Weighed:
    return Weighed(presence=presence, views=dict.fromkeys(presence, VIEW))


def test_a_service_at_even_odds_doubts_more_than_one_that_is_settled() -> None:
    even, settled = (open_questions(weighed(neck_ultrasound=p), RECORD) for p in (0.5, 0.01))
    assert even["doubt"] > settled["doubt"]


def test_a_report_below_the_threshold_is_looked_at_first_and_says_why() -> None:
    answer = review(weighed(neck_ultrasound=0.5), RECORD, doubt(0.0))
    assert answer.look_first
    assert answer.probability == 0.5
    assert answer.why == ("Words of a neck ultrasound that no code explains.",)


def test_a_report_above_the_threshold_is_sure_and_says_nothing() -> None:
    answer = review(weighed(neck_ultrasound=0.01), RECORD, doubt(4.0))
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
    answer = THYROID.to_dict()["review"]
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


def test_trees_ask_for_inputs_by_name_and_one_that_is_not_there_is_nought() -> None:
    learned = doubt(0.0, ["doubt", 1.0, 0.5, ["codes", 0.5, -2.0, -3.0]])
    odds = [learned.probability_right(inputs) for inputs in ({}, {"doubt": 2.0}, {"doubt": 2.0, "codes": 1.0})]
    assert odds == pytest.approx([1 / (1 + exp(-0.5)), 1 / (1 + exp(2)), 1 / (1 + exp(3))])


@pytest.mark.parametrize(
    ("verdict", "taken_in", "left_out", "rightly"),
    [
        ("supported", (), (), 0.7), ("waiting", (), (), 0.7), ("none", (), (), 0.3), ("refused", (), (), 0.3),
        ("none", ("neck_ultrasound",), (), 0.7), ("supported", (), ("neck_ultrasound",), 0.3),
    ],
)  # fmt: skip
def test_a_service_that_gives_codes_is_rightly_so_as_far_as_it_was_done(
    verdict: Verdict, taken_in: tuple[str, ...], left_out: tuple[str, ...], rightly: float
) -> None:
    view = VIEW._replace(verdict=verdict)
    decided = Weighed({"neck_ultrasound": 0.7}, {"neck_ultrasound": view}, taken_in=taken_in, left_out=left_out)
    assert decided_rightly(decided) == pytest.approx({"neck_ultrasound": rightly})


def test_a_service_that_the_words_tell_and_the_rules_refuse_is_a_reason() -> None:
    refused = Weighed({"neck_ultrasound": 0.6}, {"neck_ultrasound": VIEW._replace(verdict="refused")})
    assert reasons(refused, [], ALIKE) == ["The words look like a neck ultrasound; its rules refuse it."]


def test_a_list_is_as_doubtful_as_its_codes_were() -> None:
    rates = {ANY_CODE: 0.8, "93970": 0.9, "37253": 0.5}
    assert of_rates(["37253", "93970", "93306"], rates) == {
        "least rate": 0.5, "product of rates": pytest.approx(0.36), "mean rate": pytest.approx(2.2 / 3),
    }  # fmt: skip


def test_waiting_codes_and_empty_lists_have_rates_of_their_own() -> None:
    record = THYROID.codes
    assert rated_codes(record) == ("76536",)
    assert rated_codes([replace(code, status="needs_documentation") for code in record]) == ("76536?",)
    assert rated_codes([replace(code, status="not_reportable") for code in record]) == ("none",)
    assert rated_codes(()) == ("none",)


def test_a_code_whose_lists_were_often_wrong_is_a_reason() -> None:
    (code, *_) = found = THYROID.codes
    rates = {ANY_CODE: 0.85, code.code: 0.61}
    assert f"Code lists with {code.code} were right in 61 of 100 reports." in reasons(Weighed(), found, rates)


def test_the_rival_of_a_code_is_the_best_other_code_of_its_service() -> None:
    scores = {"76700": 0.4, "76705": 0.2, "76706": 0.1, "76536": 0.9}
    assert rival_codes(scores, {"76705", "76536"}) == {"76705": "76700"}


def test_a_code_of_the_list_is_no_rival() -> None:
    assert rival_codes({"76700": 0.4, "76705": 0.2}, {"76700", "76705"}) == {}


def test_the_scores_of_codes_tell_how_far_the_list_agrees() -> None:
    told = open_questions(Weighed(code_scores={"76700": 0.4, "76705": 0.1, "76536": -0.7}), ABDOMEN)
    wanted = {"least code": 0.1, "best other code": 0.4, "best rival": 0.3, "best waiting code": -2.0}
    assert {name: told[name] for name in wanted} == pytest.approx(wanted)


def test_a_waiting_code_is_none_of_those_supported() -> None:
    (code, *_) = THYROID.codes
    waiting = replace(THYROID, codes=(replace(code, status="needs_documentation"),))
    told = open_questions(Weighed(code_scores={code.code: 0.6}), waiting)
    assert (told["least code"], told["best other code"], told["best waiting code"]) == (-2.0, 0.6, 0.6)


def test_a_code_whose_rival_fits_the_words_better_is_a_reason() -> None:
    said = reasons(Weighed(code_scores={"76700": 0.4, "76705": 0.1}), ABDOMEN.codes, ALIKE)
    assert said == ["Reports with such words had 76700 more often than 76705."]


def test_a_code_that_the_words_do_not_carry_is_a_reason() -> None:
    said = reasons(Weighed(code_scores={"76536": -0.6}), THYROID.codes, ALIKE)
    assert said == ["Reports with such words seldom had 76536."]


def test_a_waiting_code_that_reports_with_such_words_supported_is_a_reason() -> None:
    waiting = [replace(code, status="needs_documentation") for code in THYROID.codes]
    said = reasons(Weighed(code_scores={"76536": 0.6}), waiting, ALIKE)
    assert said[0] == "Reports with such words mostly supported 76536, which waits here."
