"""Words as single characters: the frequent ones take the fewest bytes."""

from assistant.language.word_codes import coded, deal


def test_the_words_that_reports_use_most_take_one_byte_each() -> None:
    deal(["the", "and", "perioperatively"])
    assert len(coded(["the", "left", "vein", "and", ":"]).text.encode()) == 5
    assert len(coded(["perioperatively"]).text.encode()) > 1
