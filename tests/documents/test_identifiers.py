"""What labels of a header tell: every label of the words file, wherever it may stand."""

from __future__ import annotations

import pytest

from assistant.documents.identifiers import find_identifiers, metadata_words


def told(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in find_identifiers(text)]


@pytest.mark.parametrize("kind", ["record", "account", "accession"])
def test_every_label_of_a_number_is_found(kind: str) -> None:
    words = {"record": metadata_words().record, "account": metadata_words().account, "accession": metadata_words().accession}
    assert [label for label in words[kind] if told(f"{label}: 4471920") != [(kind, "4471920")]] == []


def test_every_label_of_a_birth_is_found() -> None:
    labels = metadata_words().birth
    assert [label for label in labels if told(f"Seen. {label.upper()}: 01/07/1957") != [("birth", "1957-01-07")]] == []


def test_every_label_of_a_name_is_found() -> None:
    labels = metadata_words().name
    assert [label for label in labels if told(f"{label.title()}: Quill, Nora") != [("name", "Quill, Nora")]] == []


@pytest.mark.parametrize("before", ["", "\n", "   ", "US LEG  ", "US LEG | ", "US LEG\t", "US LEG. ", "US LEG; ", "("])
def test_a_name_is_found_where_a_column_or_sentence_begins(before: str) -> None:
    assert told(before + "Patient: Quill, Nora") == [("name", "Quill, Nora")]


@pytest.mark.parametrize("word", ["measurn 4471920", "x.mrn 4471920", "findings: 4471920", "mrnx: 4471920"])
def test_a_label_inside_of_a_word_is_none(word: str) -> None:
    assert told(word) == []


@pytest.mark.parametrize("birth", ["DOB 01/07/1957", "D.O.B. 01/07/1957", "born 01/07/1957"])
def test_a_name_without_a_label_is_found_before_a_date_of_birth(birth: str) -> None:
    assert ("name", "QUILL, Nora") in told(f"US LEG\nQUILL, Nora   {birth}\n")


def test_a_table_of_one_row_is_read_by_its_head() -> None:
    assert told("Patient | MRN | DOB\n--- | --- | ---\nQuill, Nora | 4471920 | 01/07/1957\n") == [
        ("name", "Quill, Nora"), ("record", "4471920"), ("birth", "1957-01-07"),
    ]  # fmt: skip


def test_places_are_true_to_a_text_with_letters_that_have_no_small_form_of_their_own() -> None:
    text = "İİİ MRN: 4471920"
    assert [text[one.start : one.end] for one in find_identifiers(text)] == ["MRN: 4471920"]
