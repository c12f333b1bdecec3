"""Short forms that the report itself defines."""

from __future__ import annotations

from assistant.language.abbreviations import _splitter
from assistant.language.pipeline import read_report


def test_short_form_defined_in_brackets_means_its_long_form() -> None:
    text = "The tibioperoneal trunk (TT) was scanned. The TT is open."
    places = [text[m.start : m.end] for m in read_report(text).mentions if m.concept.id == "tibioperoneal_trunk"]
    assert places == ["tibioperoneal trunk", "TT", "TT"]


def test_undefined_short_form_means_nothing() -> None:
    assert not [m for m in read_report("The TT is open.").mentions if m.concept.label == "ANATOMY"]


def test_bracket_whose_words_do_not_begin_so_defines_nothing() -> None:
    text = "The right kidney (Zebra) is normal."
    assert [m.concept.id for m in read_report(text).mentions] == ["right", "kidney"]


def test_words_of_a_report_leave_the_string_store() -> None:
    read_report("The zyzzyvaquux urinary bladder (UB) was scanned.")
    assert "zyzzyvaquux" not in _splitter().vocab.strings
