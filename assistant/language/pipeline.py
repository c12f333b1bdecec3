"""The spaCy pipeline `en_us_report`: our components in order, registered as factories.

`tokenizer -> tokens -> sections -> sentences -> spelling -> abbreviations -> mentions -> image_storage -> laterality ->
assertion -> spans -> services`. Each component adds to the `Reading` in `doc.user_data["reading"]`; `spans` publishes it
as `doc.spans` and extension attributes, `services` (of the room of that name) what its words say was done as `doc.cats`.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import spacy
from spacy.language import Language

from assistant.documents.text import TEXT_LIMIT
from assistant.language import components as _components  # noqa: F401  (registers the factories)
from assistant.language.layout import Reading
from assistant.shipped import VERSION, shipped

NAME = "us_report"
MODEL = shipped("models/en_us_report")
COMPONENTS = (
    "sonocode_tokens", "sonocode_sections", "sonocode_sentences", "sonocode_spelling", "sonocode_abbreviations",
    "sonocode_mentions", "sonocode_image_storage", "sonocode_laterality", "sonocode_assertion", "sonocode_spans",
    "sonocode_services",
)  # fmt: skip
SERVICES = "sonocode_services"
PUBLISHING = ("sonocode_spans", SERVICES)  # what only users of the spaCy pipeline need


def build_pipeline() -> Language:
    """Return the assembled pipeline, made from code and knowledge files alone: its services are not weighed yet."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "sonocode.clinical_tokenizer.v1"}}})
    nlp.meta.update(
        name=NAME, version=VERSION, license="MIT", author="the sonocode authors",
        description="Mentions, sections, assertion and side in ultrasound and intravascular-ultrasound reports",
    )  # fmt: skip
    nlp.max_length = TEXT_LIMIT
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """Return the pipeline of this process (built once).

    What it is made of lives as long as the process: the garbage collector need not look through it again and again.
    """
    nlp = build_pipeline()
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # DuckDB's binding reports what the collector cannot reach at exit as a leak
    return nlp


def read_report(text: str) -> Reading:
    """Read one report.

    Args:
        text: The report, any length, exactly as it was decoded.

    Returns:
        Its sections, sentences and mentions; offsets are characters of `text`, ends exclusive.
    """
    nlp = pipeline()
    if nlp.vocab.in_memory_zone:  # type: ignore[attr-defined]
        reading: Reading = nlp(text, disable=PUBLISHING).user_data["reading"]
        return reading
    with words_forgotten():
        return read_report(text)


@contextmanager
def words_forgotten() -> Iterator[None]:
    """Let the words of all reports read inside leave the process's string store at the end (spaCy's memory zone).

    Reports of one batch share a zone: a zone for each would look every common word up anew.
    """
    nlp = pipeline()
    if nlp.vocab.in_memory_zone:  # type: ignore[attr-defined]
        yield
        return
    with nlp.memory_zone():
        yield


def write_pipeline(path: Path = MODEL) -> None:
    """Write the assembled pipeline with the learned weights in use to `path`, loadable with `spacy.load`."""
    nlp = build_pipeline()
    nlp.get_pipe(SERVICES).from_disk(MODEL / SERVICES)  # type: ignore[attr-defined]
    nlp.to_disk(path)
