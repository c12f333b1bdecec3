"""How an indication is cut into phrases, and which ones no code can come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.diagnoses import codable_indication, indication_problem, split_phrases
from assistant.diagnoses.records import IndicationPhrase


def _state(phrase: IndicationPhrase) -> str:
    if phrase.uncertain:
        return "suspected"
    return phrase.role if phrase.assertion == "historical" or phrase.role == "screening" else phrase.assertion


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Left calf swelling, r/o DVT", [("Left calf swelling", "affirmed"), ("DVT", "suspected")]),
        ("no prior DVT", [("DVT", "negated")]),
        ("?DVT", [("DVT", "suspected")]),
        ("DVT? left leg pain", [("DVT", "suspected"), ("left leg pain", "affirmed")]),
        ("DVT vs cellulitis", [("DVT", "suspected"), ("cellulitis", "suspected")]),
        ("DVT is suspected", [("DVT", "suspected")]),
        ("R/O: DVT", [("DVT", "suspected")]),
        ("DVT, rule out", [("DVT", "suspected")]),
        ("Concern for DVT given left leg swelling", [("DVT", "suspected"), ("left leg swelling", "affirmed")]),
        ("evaluate DVT", [("DVT", "suspected")]),
        ("evaluate leg swelling", [("leg swelling", "affirmed")]),
        ("duplex for DVT", [("DVT", "suspected")]),
        ("duplex for leg swelling", [("leg swelling", "affirmed")]),
        ("Leg pain without swelling", [("Leg pain", "affirmed"), ("swelling", "negated")]),
        ("No trauma, left leg pain", [("trauma", "negated"), ("left leg pain", "affirmed")]),
        ("No swelling, redness", [("swelling", "negated"), ("redness", "negated")]),
        ("denies chest pain, dyspnea", [("chest pain", "negated"), ("dyspnea", "negated")]),
        ("Swelling: none", [("Swelling", "negated")]),
        ("absent left pedal pulse", [("absent left pedal pulse", "affirmed")]),
        ("not improving leg swelling", [("not improving leg swelling", "affirmed")]),
        ("history of DVT, leg swelling", [("DVT", "history"), ("leg swelling", "affirmed")]),
        ("3 week history of leg swelling", [("leg swelling", "affirmed")]),
        ("s/p CABG", [("CABG", "past")]),
        ("pain after knee replacement", [("pain", "affirmed"), ("knee replacement", "past")]),
        ("family history of AAA", [("AAA", "family")]),
        ("AAA screening", [("AAA", "screening")]),
        ("if thrombus is present", [("thrombus is present", "conditional")]),
        ("scheduled for bypass", [("bypass", "planned")]),
    ],
)
def test_each_statement_is_read_with_its_certainty(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(phrase.text, _state(phrase)) for phrase in split_phrases(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LLE edema", ["left"]),
        ("R leg pain", ["right"]),
        ("B/L leg swelling", ["bilateral"]),
        ("Left > right leg swelling", ["bilateral"]),
        ("(L) breast lump", ["left"]),
        ("ovarian cyst, right", ["right"]),
        ("Left leg: pain", ["left"]),
        ("left ventricular dysfunction", [None]),
        ("L4 radiculopathy", [None]),
        ("Left calf pain and swelling", ["left", "left"]),
        ("Bilateral thigh and calf edema", ["bilateral", "bilateral"]),
        ("right calf pain and left knee swelling", ["right", "left"]),
        ("left calf pain, jaundice", ["left", None]),
    ],
)
def test_each_phrase_gets_the_side_that_is_written_for_it(text: str, expected: list[str | None]) -> None:
    assert [phrase.side for phrase in split_phrases(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("left calf pain and swelling", ["calf pain", "calf swelling"]),
        ("pain and swelling of the left leg", ["leg pain", "swelling leg"]),
        ("DVT of the femoral and popliteal veins", ["dvt femoral", "popliteal vein dvt"]),
        ("RUQ pain, jaundice", ["upper_quadrant pain", "jaundice"]),
    ],
)
def test_words_that_the_writer_shared_are_completed(text: str, expected: list[str]) -> None:
    assert [" ".join(word.form for word in phrase.words) for phrase in split_phrases(text)] == expected


def test_offsets_point_into_the_report() -> None:
    report = "INDICATION: Left calf swelling (r/o DVT)."
    phrases = split_phrases(report[12:], offset=12)
    assert [report[phrase.start : phrase.end] for phrase in phrases] == ["Left calf swelling", "DVT"]


@pytest.mark.parametrize("text", ["concern for\nDVT", "denies\nLeg pain", "no evidence\nof thrombosis"])
def test_a_wrapped_line_does_not_cut_a_statement_from_its_cue(text: str) -> None:
    (phrase,) = split_phrases(text)
    assert not phrase.codable


@pytest.mark.parametrize(
    ("text", "weeks"), [("20 weeks pregnant", 20), ("IUP at 33w5d", 33), ("leg pain for 6 weeks", None)]
)
def test_weeks_count_as_gestational_age_in_pregnancy_only(text: str, weeks: int | None) -> None:
    assert split_phrases(text)[0].weeks == weeks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no indication"),
        ("   ", "no indication"),
        ("r/o DVT", "to be ruled out"),
        ("?PE", "to be ruled out"),
        ("evaluate for AAA", "to be ruled out"),
        ("eval", "the request itself"),
        ("per protocol", "the request itself"),
        ("Follow-up", "the request itself"),
        ("left leg", "a part of the body"),
        ("denies leg pain", "does not have"),
        ("scheduled for bypass", "planned"),
    ],
)
def test_an_indication_without_a_codable_statement_is_a_problem_with_its_reason(text: str, words: str) -> None:
    assert words in (indication_problem(text) or "")


@pytest.mark.parametrize(
    "text", ["Left leg swelling", "Swelling, r/o DVT", "AAA screening", "family history of AAA", "s/p EVAR", "dating"]
)
def test_an_indication_with_a_codable_statement_is_none(text: str) -> None:
    assert codable_indication(text)


_FRAGMENTS = [
    "no",
    "r/o",
    "?",
    ",",
    ":",
    ".",
    "\n",
    "(",
    ")",
    "and",
    "or",
    "vs",
    "left",
    "leg",
    "DVT",
    "swelling",
    "20 weeks",
    "pregnant",
]


@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=12).map(" ".join))
def test_any_order_of_words_gives_phrases_with_their_own_text(text: str) -> None:
    for phrase in split_phrases(text):
        assert text[phrase.start : phrase.end] == phrase.text
        assert phrase.text.strip()
