"""The pipeline of sonocode as spaCy loads it by name: `spacy.load("en_us_report")`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.util import load_model_from_path


def load(**overrides: Any) -> Language:
    """Return the pipeline; the overrides are those of `spacy.load`."""
    return load_model_from_path(Path(__file__).parent, **overrides)
