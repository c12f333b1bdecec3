"""What is not looked at to save time could tell nothing: structures, sentences, places."""

import pytest

from assistant.engine import analyze
from assistant.findings.book import finding_book

HEAD = "RIGHT LEG VENOUS DUPLEX\nFindings:\n"


def told(text):
    """Return (structure, segment, attribute, value) of each finding of a text."""
    return {(f.structure, f.segment, f.attribute, f.value) for f in analyze(HEAD + text).findings}


def test_every_concept_that_names_or_stands_for_a_structure_may_be_one():
    book = finding_book()
    silent = {id: vessel for id, vessel in book.vessels.items() if id not in book.structures}
    assert silent
    assert not any(vessel.names or vessel.refers or vessel.part or vessel.short_for for vessel in silent.values())


@pytest.mark.parametrize(
    ("before", "is_read"),
    [
        ("the", True),
        ("compressible", True),
        ("below the", False),
        ("near the", False),
        ("2 cm distal to the", False),
        ("5 cm from the", False),
    ],
)
def test_a_vessel_behind_words_for_a_place_is_no_structure(before, is_read):
    findings = told(f"Clot in the popliteal vein. Measured {before} common femoral vein 5.1 mm.")
    assert (("common femoral vein", None, "diameter", 5.1) in findings) is is_read


@pytest.mark.parametrize("left_out", ["Popliteal vein not done,", "Skipped the popliteal vein,"])
def test_a_vessel_that_was_left_out_does_not_share_what_is_told_of_the_next(left_out):
    findings = told(f"{left_out} common femoral vein compressible.")
    assert {structure for structure, *_ in findings} == {"common femoral vein"}


def test_a_statement_behind_sentences_that_say_nothing_is_read():
    findings = told("The common femoral vein was studied. Good. All well today. It compresses fully. No reflux.")
    assert ("common femoral vein", None, "compressibility", "full") in findings
    assert ("common femoral vein", None, "reflux", "absent") in findings


@pytest.mark.parametrize("end", ["", ".", ";"])
def test_a_sentence_is_read_to_its_end(end):
    assert ("great saphenous vein", None, "diameter", 5.1) in told(f"The great saphenous vein measures 5.1 mm{end}")


def test_each_clause_of_a_sentence_keeps_its_structure():
    findings = told(
        "The common femoral vein measures 9.1 mm; the popliteal vein 7.2 mm; the small saphenous vein 3.3 mm."
    )
    assert {("common femoral vein", None, "diameter", 9.1), ("popliteal vein", None, "diameter", 7.2)} <= findings
    assert ("small saphenous vein", None, "diameter", 3.3) in findings
