from assistant.training.reliability import SURE_RIGHT, Judged, figures, sure_from


def judged(right: bool, author: str = "A") -> Judged:
    return Judged(author, {}, (), right)


def test_sure_begins_where_enough_are_right() -> None:
    probabilities = [0.99] * 60 + [0.9] + [0.5] * 10
    assert sure_from(probabilities, [True] * 60 + [False] + [False] * 10) == 0.9
    assert SURE_RIGHT < 60 / 61


def test_nothing_is_sure_where_the_best_are_wrong() -> None:
    assert sure_from([0.9, 0.8], [False, False]) > 1


def test_the_reliability_table_counts_each_text_once() -> None:
    told = figures([judged(True), judged(False), judged(True)], [1.0, 0.1, 0.95], 0.5)
    assert sum(band["texts"] for band in told["reliability"]) == 3
