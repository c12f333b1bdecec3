from assistant.language.pipeline import read_report
from assistant.services.features import FIRST, report_features


def test_numbers_are_written_as_one_sign() -> None:
    assert "# mm" in report_features(read_report("The vein is 4 mm wide."))["words"]


def test_two_words_of_different_sentences_are_no_pair() -> None:
    words = report_features(read_report("No clot. Veins compress."))["words"]
    assert "veins compress" in words
    assert not any("clot" in pair and "veins" in pair for pair in words)


def test_words_carry_the_zone_that_they_stand_in() -> None:
    zoned = report_features(read_report("INDICATION: calf pain\n\nFINDINGS: popliteal vein compresses."))["zoned"]
    assert zoned["context:pain"] == 1
    assert zoned["done:compresses"] == 1


def test_a_concept_is_counted_with_its_assertion() -> None:
    concepts = report_features(read_report("FINDINGS: No thrombus in the popliteal vein."))["concepts"]
    assert concepts["popliteal_vein"] == 1
    assert concepts["done/affirmed/popliteal_vein"] == 1


def test_two_concepts_are_together_wherever_they_stand_and_counted_once() -> None:
    together = report_features(read_report("HISTORY: liver cyst.\n\nFINDINGS: The spleen is large. Liver and spleen again."))["together"]
    assert together["liver+spleen"] == 1


def test_what_stands_behind_many_mentions_is_together_with_nothing() -> None:
    together = report_features(read_report("Liver. " * FIRST + "Spleen."))["together"]
    assert not any("spleen" in pair for pair in together)


def test_the_opening_ends_after_its_characters() -> None:
    opening = report_features(read_report("Note about stockings. " * 6 + "Duplex of the leg."))["opening"]
    assert "stockings" in opening
    assert "duplex" not in opening


def test_an_empty_text_has_no_words() -> None:
    assert not report_features(read_report(""))["words"]
