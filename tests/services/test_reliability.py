"""Tests of the figures that ship with the weights and of the doubt in words."""

from __future__ import annotations

import pytest

from assistant.analysis import Review
from assistant.errors import KnowledgeError
from assistant.services import reliability
from assistant.services.reliability import (
    UNKNOWN,
    how_often_right,
    in_hundred,
    measured_on,
    overview,
    read_reliability,
    said,
    shipped_reliability,
)
from assistant.services.weights import ServiceWeights

FIGURES = {
    "texts": 1200, "right": 0.665, "called sure": 0.1,
    "right of those called sure": 0.97, "by author": {"A": 0.5, "B": 0.8},
    "reliability": [
        {"said": "0.00 to 0.90", "texts": 900, "right": 0.5}, {"said": "0.90 to 1.00", "texts": 300, "right": 0.94},
    ],
}  # fmt: skip


def with_figures(monkeypatch: pytest.MonkeyPatch, made_from: dict[str, object]) -> None:
    weights = ServiceWeights((), (), (), {}, {}, made_from=made_from)
    monkeypatch.setattr(reliability, "learned_weights", lambda: weights)
    monkeypatch.setattr(reliability, "shipped_reliability", shipped_reliability.__wrapped__)


def test_a_half_is_rounded_up_and_no_text_is_no_figure() -> None:
    assert [in_hundred(share) for share in (0.665, 0.0, None)] == ["67 of 100", "0 of 100", "none"]


def test_the_sentence_says_on_how_many_reports_and_authors_it_was_measured() -> None:
    assert measured_on(read_reliability(FIGURES)).startswith("Measured on 1,200 labelled reports by 2 authors")


def test_the_overview_tells_how_far_authors_differ() -> None:
    assert dict(overview(read_reliability(FIGURES)))["From author to author"] == "50 to 80 of 100"


def test_a_band_is_read_as_what_was_said() -> None:
    assert [said(band) for band in read_reliability(FIGURES).bands] == ["0 to 90 of 100", "90 to 100 of 100"]


def test_a_probability_is_told_as_so_many_of_a_hundred() -> None:
    assert "about 83 of 100 reports like this one" in how_often_right(Review(True, 0.826, ()))


def test_no_list_is_called_right_more_often_than_the_surest_were(monkeypatch: pytest.MonkeyPatch) -> None:
    with_figures(monkeypatch, {"figures": FIGURES})
    assert "about 94 of 100" in how_often_right(Review(False, 0.999, ()))


def test_nothing_known_is_said_in_words_and_not_as_nought() -> None:
    assert how_often_right(Review(True, 0.0, ())) == UNKNOWN


def test_the_weights_that_ship_bring_their_figures() -> None:
    figures = shipped_reliability()
    assert figures.bands
    assert sum(band.texts for band in figures.bands) == figures.texts


def test_weights_without_figures_are_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    with_figures(monkeypatch, {})
    with pytest.raises(KnowledgeError, match="sonocode train"):
        reliability.shipped_reliability()


def test_intervals_rest_on_the_spread_from_author_to_author() -> None:
    # by hand: mean .65, standard deviation .2121, t(1) = 12.706 for two authors; three of one share spread nothing
    two = dict(overview(read_reliability(FIGURES | {"by author": {"A": 0.5, "B": 0.8}})))
    alike = dict(overview(read_reliability(FIGURES | {"by author": {"A": 0.9, "B": 0.9, "C": 0.9}})))
    assert two["Mean of all such authors, 19 times in 20"] == "0 to 100 of 100"
    assert alike["Of a further author, 19 times in 20"] == "90 to 90 of 100"


def test_a_further_author_may_lie_farther_off_than_the_mean() -> None:
    # mean .9, standard deviation .1, t(2) = 4.303: .9 - 4.303 * .1 / 3**.5 = .652 and .9 - 4.303 * .1 * (4/3)**.5 = .403
    told = dict(overview(read_reliability(FIGURES | {"by author": {"A": 0.8, "B": 0.9, "C": 1.0}})))
    assert told["Mean of all such authors, 19 times in 20"] == "65 to 100 of 100"
    assert told["Of a further author, 19 times in 20"] == "40 to 100 of 100"
