"""Tests of the words and lists that the report view draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.analysis import (
    Analysis,
    Code,
    Conflict,
    Element,
    Engine,
    Entity,
    Facts,
    Gap,
    NotCounted,
    Review,
    Span,
    Structure,
    Study,
)
from assistant.ui.report.answers import describe
from assistant.ui.report.changes import describe_changes

VEIN = Span(10, 22, "femoral vein")
CODE = Code(
    "93971", "One leg", 1, ("LT",), "needs_documentation", "s1", "Because.", "venous-duplex.93971.1", "A source",
    (Span(40, 52, "Femoral\nvein"), VEIN), needs=("compression",),
)  # fmt: skip
GAP = Gap("compression", "required", "s1", ("93971",), (), "Compression is not mentioned.", "What was done?", ())
LEDGER = (
    Structure("femoral vein", "left", "documented", True, (VEIN,)),
    Structure("popliteal vein", "left", "missing", True),
    Structure("calf veins", "left", "missing", False),
)
RECORD = Analysis(
    id="r", characters=60, sha256="0", date_of_service=None, sections=(),
    entities=(Entity(10, 22, "femoral vein", "VESSEL", "femoral_vein", "left", "negated"),),
    studies=(Study("s1", "leg", "Duplex of the leg veins", "left", "limited", LEDGER),),
    facts=Facts("left", "no", "yes"), codes=(CODE,), gaps=(GAP,), engine=Engine("1", "CPT 2026", "abc"),
    elements=(
        Element("image_storage", "Permanent images", "present", (Span(30, 36, "stored"),)),
        Element("compression", "Compression", "not_documented"),
    ),
)  # fmt: skip


def code(**changes: Any) -> Analysis:
    return replace(RECORD, codes=(replace(CODE, **changes),))


def test_mention_says_kind_concept_side_and_assertion() -> None:
    (mention,) = describe(RECORD)["mentions"]
    assert mention["says"] == ["vessel", "femoral vein", "left", "negated"]


def test_a_kind_without_a_style_is_drawn_as_other_under_its_own_name() -> None:
    entity = RECORD.entities[0]._replace(label="ROLE", concept="tech", side=None)
    (mention,) = describe(replace(RECORD, entities=(entity,)))["mentions"]
    assert (mention["kind"], mention["says"][0]) == ("OTHER", "role")


def test_places_with_the_same_words_are_one_chip_in_the_order_of_the_text() -> None:
    (place,) = describe(RECORD)["codes"][0]["places"]
    assert place == {"quote": "femoral vein", "spans": [[10, 22], [40, 52]]}


def test_long_evidence_is_cut_at_a_word() -> None:
    (place,) = describe(code(evidence=(Span(0, 120, "word " * 24),)))["codes"][0]["places"]
    assert place["quote"].endswith("word …")
    assert len(place["quote"]) <= 92


def test_what_a_code_waits_for_is_told_by_its_label() -> None:
    assert describe(RECORD)["codes"][0]["needs"] == ["Compression"]


@pytest.mark.parametrize(
    ("note", "modifier", "words"),
    [
        ("LT: the left side.", "LT", "the left side."),
        ("59 (or XS): another limb.", "59 (or XS)", "another limb."),
        ("Its primary procedure is in the note: Venogram.", "", "Its primary procedure is in the note: Venogram."),
    ],
)
def test_a_note_on_a_modifier_is_led_by_it(note: str, modifier: str, words: str) -> None:
    (drawn,) = describe(code(notes=(note,)))["codes"][0]["notes"]
    assert drawn == {"modifier": modifier, "words": words}


def test_missing_elements_come_first_in_the_checklist() -> None:
    first, second = describe(RECORD)["elements"]
    assert (first["label"], first["word"]) == ("Compression", "not documented")
    assert (second["label"], second["detail"]) == ("Permanent images", "“stored”")


def test_a_gap_that_the_checklist_lacks_is_added() -> None:
    labels = [line["label"] for line in describe(replace(RECORD, elements=()))["elements"]]
    assert labels == ["Compression"]


def test_not_reportable_codes_stand_apart_from_the_others() -> None:
    refused = replace(CODE, code="76882", modifiers=(), status="not_reportable")
    data = describe(replace(RECORD, codes=(CODE, refused)))
    assert [[line["name"] for line in data[part]] for part in ("codes", "refused")] == [["93971-LT"], ["76882"]]


def test_not_reportable_codes_are_the_answer_where_there_is_no_other() -> None:
    data = describe(code(status="not_reportable"))
    assert ([line["word"] for line in data["codes"]], data["refused"]) == (["not reportable"], [])


def test_a_refused_code_tells_whether_the_report_as_a_whole_spoke_against_it() -> None:
    left_out = replace(CODE, code="76604", status="not_reportable", left_out=True)
    contained = replace(CODE, code="76937", status="not_reportable", reason="Contained in another code.")
    data = describe(replace(RECORD, codes=(CODE, left_out, contained)))
    assert [card["left_out"] for card in data["refused"]] == [True, False]


def test_doubt_is_told_with_its_reasons() -> None:
    review = describe(replace(RECORD, review=Review(True, 0.83, ("Words of an eye ultrasound.",))))["review"]
    assert (review["look_first"], review["word"]) == (True, "Look at this one first")
    assert "about 83 of 100" in review["says"]
    assert review["why"] == ["Words of an eye ultrasound."]


def test_a_sure_list_is_called_so_without_reasons() -> None:
    review = describe(replace(RECORD, review=Review(False, 0.96, ())))["review"]
    assert (review["look_first"], review["word"], review["why"]) == (False, "Sure", [])


def test_ledger_counts_and_names_required_lines_only() -> None:
    (study,) = describe(RECORD)["studies"]
    assert (study["tally"], study["lacking"]) == ("1 of 2 required lines", ["left popliteal vein"])
    assert study["rows"][1]["cells"][0]["says"] == "left popliteal vein: not mentioned"


def test_what_was_seen_without_a_code_shows_why_and_where() -> None:
    seen = NotCounted("planned", "It is planned.", (VEIN,))
    assert describe(replace(RECORD, not_counted=(seen,)))["seen"] == [
        {"id": "seen:0", "why": "It is planned.", "places": [{"quote": "femoral vein", "spans": [[10, 22]]}]}
    ]


def test_conflict_shows_both_places() -> None:
    conflict = Conflict("laterality_conflict", "They differ.", Span(0, 4, "LEFT"), VEIN)
    (line,) = describe(replace(RECORD, conflicts=(conflict,)))["conflicts"]
    assert [place["quote"] for place in line["places"]] == ["LEFT", "femoral vein"]


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (code(status="supported"), "93971-LT supported, was needs documentation"),
        (code(units=2), "93971-LT ×2, was ×1"),
        (replace(RECORD, codes=()), "93971-LT no longer a candidate"),
        (replace(RECORD, gaps=()), "Compression: closed"),
        (RECORD, "No change in codes or gaps"),
    ],
    ids=["status", "units", "gone", "gap closed", "nothing"],
)
def test_an_edit_tells_what_it_changed(after: Analysis, change: str) -> None:
    assert describe_changes(RECORD, after) == (change,)


def test_a_new_code_and_a_new_gap_are_told() -> None:
    before = replace(RECORD, codes=(), gaps=())
    assert describe_changes(before, RECORD) == ("93971-LT now needs documentation", "Compression: missing now")
