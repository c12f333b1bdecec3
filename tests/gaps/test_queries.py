"""Every question that can be asked is neutral, quotes the record, and stands in one topic."""

from __future__ import annotations

import itertools

import pytest

from assistant.analysis import Section, Span
from assistant.engine import analyze
from assistant.gaps.letters import queries_of
from assistant.gaps.queries import Asked, Record, _plain_frame, grouped, topic_of, write_query
from assistant.gaps.query_check import problems
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.query_schema import query_file
from assistant.knowledge.service_schema import service_files

TEXT = (
    "VENOUS DUPLEX LEFT LEG\nIndication: calf swelling.\nCommon femoral vein: color fills.\nImpression: normal study."
)
SECTIONS = (
    Section("title", 0, 22),
    Section("indication", 23, 49),
    Section("other", 50, 83),
    Section("impression", 84, 109),
)
STATES = ("not_documented", "denied", "not_assessed", "conflicting")
ELEMENTS = tuple(element_file().elements)
STRUCTURES = sorted(
    {structure.name for file in service_files() for study in file.studies for structure in study.structures}
)
PAIRS = [
    pair
    for topic in query_file().topics
    for number in (2, 3)
    for pair in itertools.combinations(sorted(topic.elements), number)
]


def record(text: str = TEXT) -> Record:
    return Record(text, SECTIONS)


def asked(
    element: str, state: str = "not_documented", structures: tuple[str, ...] = (), *places: tuple[int, int]
) -> Asked:
    return Asked(element, state, structures, tuple(Span(start, end) for start, end in places))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_in_every_state_passes_the_check(element: str, state: str) -> None:
    assert problems(write_query([asked(element, state, ("pancreas",))], record()).text(), TEXT) == []


@pytest.mark.parametrize("name", STRUCTURES)
@pytest.mark.parametrize("state", ["not_documented", "not_assessed"])
def test_every_structure_of_the_knowledge_files_passes_the_check(name: str, state: str) -> None:
    for worded in (name, f"left {name}"):
        assert problems(write_query([asked("structures", state, (worded,))], record()).text(), TEXT) == []


@pytest.mark.parametrize("elements", PAIRS, ids="+".join)
def test_every_join_of_a_topic_passes_the_check(elements: tuple[str, ...]) -> None:
    for state in STATES:
        query = write_query([asked(element, state, ("spleen",)) for element in elements], record())
        assert problems(query.text(), TEXT) == []


@pytest.mark.parametrize("topic", [topic.topic for topic in query_file().topics])
def test_the_plainest_wording_passes_the_check(topic: str) -> None:
    frame = _plain_frame(topic)
    body = "\n".join(
        (
            f"Subject: {frame.subject}",
            f"“{TEXT[:22]}” (title, line 1)",
            frame.question,
            *(f"( ) {o}" for o in frame.options),
        )
    )
    assert problems(body, TEXT) == []


def test_wording_that_fails_the_check_gives_way_to_the_plainest() -> None:
    query = write_query([asked("structures", "not_documented", ("structures of 93970",))], record())
    assert "93970" not in query.text()
    assert query.options[0] == query_file().plain_option


def test_a_diagnosis_that_the_record_does_not_name_gives_way_to_the_plainest_wording() -> None:
    query = write_query([asked("structures", "not_documented", ("extent of the thrombosis",))], record())
    assert "thrombosis" not in query.text()


def test_a_diagnosis_that_the_record_names_may_stand() -> None:
    query = write_query(
        [asked("structures", "not_documented", ("extent of the thrombosis",))], record(TEXT + " No thrombosis.")
    )
    assert "thrombosis" in query.question


def test_a_quote_is_the_line_of_the_evidence_with_its_section_and_number() -> None:
    start = TEXT.index("color")
    (quote,) = write_query([asked("compression", "not_documented", (), (start, start + 5))], record()).record
    assert (quote.text, quote.section, quote.line) == ("Common femoral vein: color fills.", "report text", 3)
    assert TEXT[quote.start : quote.end] == quote.text


def test_without_evidence_the_opening_words_are_quoted() -> None:
    assert [quote.text for quote in write_query([asked("date_of_service")], record()).record] == [
        "VENOUS DUPLEX LEFT LEG"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Per billing request exam was bilateral.",
        "CPT 93970 done.",
        "Claim denied.",
        "For insurance: both legs.",
        "Left leg 93971",
    ],
)
def test_lines_that_speak_of_codes_or_money_are_not_quoted(line: str) -> None:
    text = f"{line}\nVenous duplex of the left leg"
    query = write_query([asked("compression", "not_documented", (), (0, len(line)))], Record(text, ()))
    assert [quote.text for quote in query.record] == ["Venous duplex of the left leg"]


def test_a_long_line_is_cut_to_the_sentence_of_the_evidence() -> None:
    text = (
        "First things were done as they are always done in this room. The vein was seen and filled. "
        + "More of the same follows. " * 8
    )
    start = text.index("vein")
    (quote,) = write_query([asked("compression", "not_documented", (), (start, start + 4))], Record(text, ())).record
    assert quote.text == "The vein was seen and filled."


def test_a_long_sentence_is_cut_at_words_around_the_evidence() -> None:
    text = "word " * 80 + "popliteal " + "word " * 80
    start = text.index("popliteal")
    (quote,) = write_query([asked("compression", "not_documented", (), (start, start + 9))], Record(text, ())).record
    assert "popliteal" in quote.text
    assert len(quote.text) <= 160
    assert set(quote.text.split()) == {"word", "popliteal"}


@pytest.mark.parametrize(
    ("first", "second"),
    [("color_doppler", "spectral_doppler"), ("structures", "extent"), ("vessel_patency", "needle_visualization")],
)
def test_gaps_of_one_topic_are_joined(first: str, second: str) -> None:
    assert len(grouped([asked(first), asked("signature"), asked(second)])) == 2
    assert topic_of(first) is topic_of(second)


def test_a_report_is_asked_one_question_a_topic() -> None:
    text = (
        "BILATERAL LEG VENOUS DUPLEX 3/4/2026\nIndication: swelling.\nRight and left common femoral, femoral and popliteal veins are compressible.\n"
        "Impression: normal."
    )
    queries = queries_of(analyze(text), text)
    assert len({query.topic for query in queries}) == len(queries)
    assert all(problems(query.text(), text) == [] for query in queries)


def test_structures_are_asked_for_with_the_side_on_which_they_lack() -> None:
    text = (
        "BILATERAL LOWER EXTREMITY VENOUS DUPLEX 3/4/2026\nIndication: leg swelling.\nRight common femoral, deep femoral, femoral, popliteal, posterior "
        "tibial and peroneal veins compressible, color and spectral Doppler normal, phasic.\nLeft common femoral, deep femoral, femoral and popliteal "
        "veins compressible, phasic.\nImpression: no thrombus. Images stored. Jane Low MD"
    )
    query = next(query for query in queries_of(analyze(text), text) if query.topic == "extent")
    assert "left peroneal vein" in query.question
    assert "right peroneal vein" not in query.question


def test_the_query_of_a_gap_is_the_text_of_its_question() -> None:
    analysis = analyze(
        "RENAL ULTRASOUND\nIndication: flank pain.\nFindings: Right kidney 11 cm, left kidney 10 cm, bladder normal.\nImpression: normal."
    )
    assert {gap.element for gap in analysis.gaps} >= {"image_storage", "signature", "date_of_service"}
    assert all(gap.query.startswith("Subject: Clarification: ") for gap in analysis.gaps)
