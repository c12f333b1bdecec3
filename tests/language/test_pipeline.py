"""The assembled spaCy pipeline."""

from pathlib import Path

import pytest
import spacy

from assistant.language.pipeline import COMPONENTS, MODEL, build_pipeline, write_pipeline

TEXT = "FINDINGS: The right common femoral vein compresses. No images were saved."


@pytest.fixture(scope="module")
def loaded() -> spacy.language.Language:
    return spacy.load(MODEL)


def test_shipped_pipeline_equals_what_the_command_writes(tmp_path: Path) -> None:
    write_pipeline(tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    files = [path for path in MODEL.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")]  # beside what loads it
    assert {path.relative_to(MODEL): path.read_bytes() for path in files} == written


def test_loaded_pipeline_has_our_components_in_order(loaded: spacy.language.Language) -> None:
    assert loaded.pipe_names == list(COMPONENTS)


def test_mentions_carry_concept_side_assertion_and_section(loaded: spacy.language.Language) -> None:
    doc = loaded(TEXT)
    vein = next(span for span in doc.spans["mentions"] if span.label_ == "VESSEL")
    assert (vein.text, vein._.concept, vein._.side, vein._.assertion, vein._.section) == (
        "common femoral vein", "common_femoral_vein", "right", "affirmed", "findings",
    )  # fmt: skip


def test_sections_are_a_span_group(loaded: spacy.language.Language) -> None:
    doc = loaded(TEXT)
    assert [span.label_ for span in doc.spans["sections"]] == ["FINDINGS"]


@pytest.mark.parametrize("text", ["", " ", "\n\n a  b\t c\r\n", "İ ﬁ 日本語 3.2cm", "R.\u00a0GSV—ok"])
def test_tokens_give_back_the_text(loaded: spacy.language.Language, text: str) -> None:
    assert loaded(text).text == text


def test_pipeline_builds_without_any_download() -> None:
    assert build_pipeline().pipe_names == list(COMPONENTS)
