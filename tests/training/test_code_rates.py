from assistant.services.doubt import ANY_CODE
from assistant.training.code_rates import DRAWN, CodeRates
from assistant.training.reliability import Judged


def judged(author: str, code: str, *right: bool) -> list[Judged]:
    return [Judged(author, {}, (code,), hit) for hit in right]


LISTS = [*judged("A", "93970", True, True, True, True), *judged("B", "37253", False, False, True, True)]


def test_a_rate_is_drawn_towards_that_of_all_lists() -> None:
    rates = CodeRates(LISTS).without()
    assert rates[ANY_CODE] == round((6 + DRAWN * 0.75) / (8 + DRAWN), 4) == 0.75
    assert 0.75 < rates["93970"] < 1.0
    assert 0.5 < rates["37253"] < 0.75


def test_an_author_left_out_counts_nowhere() -> None:
    assert CodeRates(LISTS).without(["B"]) == {ANY_CODE: 1.0, "93970": 1.0}


def test_without_any_list_nothing_is_doubted() -> None:
    assert CodeRates([]).without() == {ANY_CODE: 1.0}
