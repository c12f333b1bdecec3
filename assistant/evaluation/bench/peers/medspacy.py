"""medspaCy: its default pipeline, sentences by PyRuSH, target rules, ConText."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NAME = "medspaCy"
DISTRIBUTION = "medspacy"
DOES = ("tokens", "terms", "negation", "history", "plans")
NOTE = "its default pipeline; it can also find sections"
INSTALL = "pip install medspacy in an environment of its own (it needs spaCy below 3.8), then --python"


def build(terms: list[str], cues: dict[str, dict[str, list[str]]]) -> Callable[[str], int]:
    """Return what counts the terms of a text, each with negation, history, hypothesis, family and doubt."""
    from contextlib import redirect_stdout
    from io import StringIO

    with redirect_stdout(StringIO()):
        import medspacy
        from medspacy.target_matcher import TargetRule

        nlp: Any = medspacy.load()
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(term, "TERM") for term in terms])
    return lambda text: len(nlp(text).ents)
