"""One report read: the steps in their order, as plain functions and as the spaCy pipeline `en_us_report`.

`tokens -> sections -> sentences -> spelling -> abbreviations -> mentions -> phrases -> tables -> laterality -> assertion`. Each
step adds to the `Reading`. The product itself needs no `Doc`: `read_report` calls the steps one after the other. The
pipeline wraps each as a component (`components.py`) that keeps the reading in `doc.user_data["reading"]`; two more
publish it: `spans` as `doc.spans` and extension attributes, `services` (of the room of that name) what its words say
was done as `doc.cats`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.documents.text import TEXT_LIMIT
from assistant.language.abbreviations import expand_abbreviations
from assistant.language.assertion import find_assertions
from assistant.language.laterality import find_sides, repeat_lists
from assistant.language.layout import Reading
from assistant.language.mentions import find_mentions
from assistant.language.phrases import find_phrases
from assistant.language.sections import find_sections
from assistant.language.sentences import find_sentences
from assistant.language.spelling import correct_spelling
from assistant.language.tables import find_tables
from assistant.language.tokens import read_tokens
from assistant.shipped import VERSION, shipped

if TYPE_CHECKING:
    from spacy.language import Language

NAME = "us_report"
MODEL = shipped("models/en_us_report")
SERVICES = "sonocode_services"
COMPONENTS = (
    "sonocode_tokens", "sonocode_sections", "sonocode_sentences", "sonocode_spelling", "sonocode_abbreviations",
    "sonocode_mentions", "sonocode_image_storage", "sonocode_tables", "sonocode_laterality", "sonocode_assertion",
    "sonocode_spans", SERVICES,
)  # fmt: skip
STEPS = (
    find_sections, find_sentences, correct_spelling, expand_abbreviations, find_mentions, find_phrases,
    find_tables, find_sides, find_assertions, repeat_lists,
)  # fmt: skip


def read_report(text: str, *, one_case: bool = False, above: str = "") -> Reading:
    """Read one report.

    Args:
        text: The report, any length, exactly as it was decoded.
        one_case: Whether its writer used capitals for nothing, or for every word.
        above: What stands above the report and is no part of it: letterhead and patient block.

    Returns:
        Its sections, sentences and mentions; offsets are characters of `text`, ends exclusive.
    """
    reading = read_tokens(text)
    reading.one_case, reading.above = one_case, above
    for step in STEPS:
        step(reading)
    return reading


def build_pipeline() -> Language:
    """Return the assembled pipeline, made from code and knowledge files alone: its services are not weighed yet."""
    import spacy  # a second to import, and nothing else here needs it

    from assistant.language import components as _components  # noqa: F401  (registers the factories)

    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "sonocode.clinical_tokenizer.v1"}}})
    nlp.meta.update(
        name=NAME, version=VERSION, license="MIT", author="the sonocode authors",
        description="Mentions, sections, assertion and side in ultrasound and intravascular-ultrasound reports",
    )  # fmt: skip
    nlp.max_length = TEXT_LIMIT
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


def write_pipeline(path: Path = MODEL) -> None:
    """Write the assembled pipeline with the learned weights in use to `path`, loadable with `spacy.load`.

    All files are made elsewhere first, so that a full disk or a kill leaves those that were there as they were.

    Raises:
        OSError: It cannot be written.
    """
    from tempfile import TemporaryDirectory

    nlp = build_pipeline()
    nlp.get_pipe(SERVICES).from_disk(MODEL / SERVICES)  # type: ignore[attr-defined]
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as workshop:
        nlp.to_disk(workshop)
        made = Path(workshop)
        for file in sorted(each for each in made.rglob("*") if each.is_file()):
            place = path / file.relative_to(made)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
