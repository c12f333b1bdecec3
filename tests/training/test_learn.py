"""A tiny corpus of three authors: two services and visits."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant import engine
from assistant.errors import KnowledgeError
from assistant.language.pipeline import read_report
from assistant.services.weights import ServiceWeights
from assistant.training.corpus import LabelledReport
from assistant.training.learn import learn

DUPLEX = "Left leg venous duplex {day}. Femoral and popliteal veins compress, phasic flow. Images stored. {who}, MD"
THYROID = "US thyroid {day}. Both lobes of normal size, no nodule. Images stored. {who}, MD"
VISIT = "Office visit {day}. The duplex of last month was negative. She wears stockings. {who}, MD"


def tiny_corpus() -> list[LabelledReport]:
    reports = []
    for author, who in (("A", "A. Quill"), ("B", "Bo Tern"), ("C", "Cy Reed")):
        for day in ("03/02/2026", "04/05/2026", "05/06/2026", "06/07/2026"):
            for name, text, codes in (("d", DUPLEX, ["93971"]), ("t", THYROID, ["76536"]), ("v", VISIT, [])):
                gold = {"codes": [{"code": code, "units": 1} for code in codes]}
                reports.append(
                    LabelledReport(
                        author, f"{author}{name}{day[:2]}", text.format(day=day, who=who), frozenset(codes), frozenset(),
                        frozenset(), gold,
                    )
                )  # fmt: skip
    return reports


@pytest.fixture(scope="module")
def weights() -> ServiceWeights:
    return learn(tiny_corpus())


def test_learning_needs_no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> ServiceWeights:
        raise KnowledgeError(Path("weights.json"), None, "is no table of weights")

    monkeypatch.setattr(engine, "learned_weights", unreadable)
    engine._prepare.__wrapped__()


def test_the_same_corpus_gives_the_same_bytes(weights: ServiceWeights) -> None:
    assert learn(tiny_corpus()).to_json() == weights.to_json()


def test_the_words_of_a_service_speak_for_it(weights: ServiceWeights) -> None:
    scores = weights.scores(weights.known(read_report("US thyroid. No nodule in the lobes."))).services
    assert scores["neck_ultrasound"] > scores["limb_vein_duplex"]


def test_the_table_tells_what_it_was_worth_on_unseen_authors(weights: ServiceWeights) -> None:
    figures = weights.made_from["figures"]
    assert figures["texts"] == 36
    assert set(figures["by author"]) == {"A", "B", "C"}
    assert figures["right"] > 0.9


def test_a_service_that_no_text_has_scores_below_every_other(weights: ServiceWeights) -> None:
    scores = weights.scores(weights.known(read_report("US thyroid. No nodule in the lobes."))).services
    assert scores["coronary_ivus"] == min(scores.values())


def test_the_words_of_a_code_speak_for_it(weights: ServiceWeights) -> None:
    scores = weights.scores(weights.known(read_report("US thyroid. No nodule in the lobes."))).codes
    assert scores["76536"] > scores["93971"]


def test_a_code_of_too_few_texts_is_not_learned(weights: ServiceWeights) -> None:
    assert weights.codes == ("76536", "93971")
    assert learn([*tiny_corpus(), replace(tiny_corpus()[0], codes=frozenset({"93970"}))]).codes == weights.codes
