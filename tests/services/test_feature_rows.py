"""At run time the features are found as rows of the table, without their names: the same as learning counts by name."""

from collections import Counter

import pytest

from assistant.language.pipeline import read_report
from assistant.language.word_codes import deal
from assistant.services.feature_rows import FeatureRows
from assistant.services.features import GROUPS, report_features

TEXTS = [
    "Left leg venous duplex 03/02/2026\n\nINDICATION: calf pain.\n\nFINDINGS: The left common femoral, femoral and popliteal "
    "veins compress; no thrombus in the popliteal vein, 4 mm. Spectral Doppler: phasic flow.\n\nIMPRESSION: No DVT.",
    "US thyroid. Both lobes normal, no nodule. History of a nodule on the right. 5 x 4 mm. 5 x 4 mm.",
    "Biopsia ecoguiada del injerto renal.",
    "> Carotid duplex last year: no stenosis.\nSeen today for a rash.",
    "Liver and spleen. " * 200 + "Right kidney.",
    "US",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_rows_of_a_report_are_those_of_its_named_features(text: str) -> None:
    reading = read_report(text)
    features = report_features(reading)
    names = {group: list(features[group]) for group in GROUPS}
    every_row = [(group, name) for group in GROUPS for name in names[group]]
    found = Counter(FeatureRows(names).of(reading).tolist())
    del found[0]  # the row of no feature
    counted = {(group, name): count for group in GROUPS for name, count in features[group].items()}
    assert {every_row[row - 1]: count for row, count in found.items()} == counted


def test_of_a_report_whose_features_the_table_does_not_know_nothing_is_found() -> None:
    assert not FeatureRows({"words": ["zebra"], "pairs": ["a+b"]}).of(read_report(TEXTS[0])).any()


def test_a_table_without_features_knows_none() -> None:
    assert not FeatureRows({}).of(read_report(TEXTS[0])).any()


def test_two_words_are_found_only_in_their_order() -> None:
    rows = FeatureRows({"words": ["vein deep"]})
    assert not rows.of(read_report("deep vein")).any()
    assert rows.of(read_report("vein deep")).any()


def test_two_words_of_different_sentences_are_no_pair() -> None:
    assert not FeatureRows({"words": ["clot veins"]}).of(read_report("No clot. Veins compress.")).any()


def test_a_token_that_holds_two_words_is_one_word() -> None:
    rows = FeatureRows({"words": ["ultrasound  guided", "ultrasound  guided biopsy"]})
    reading = read_report("Biopsia ecoguiada.")
    assert "ultrasound  guided" in reading.words
    assert 1 in rows.of(reading)


def test_the_opening_ends_after_its_characters_even_where_no_zone_is_known() -> None:
    rows = FeatureRows({"opening": ["stockings", "duplex"]})
    assert set(rows.of(read_report("Note about stockings. " * 6 + "Duplex of the leg.")).tolist()) == {0, 1}


def test_words_that_other_books_name_later_keep_their_rows() -> None:
    rows = FeatureRows({"words": ["zebra", "zebra okapi"]})
    deal(["a word that no text has"])
    assert {1, 2} <= set(rows.of(read_report("zebra okapi")))


def test_a_number_that_no_knowledge_file_names_is_one_sign() -> None:
    assert FeatureRows({"words": ["# zebra"]}).of(read_report("90817 zebra")).any()
