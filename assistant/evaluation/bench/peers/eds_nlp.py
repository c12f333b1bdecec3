"""EDS-NLP: matcher and qualifiers of clinical French, here with English cues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NAME = "EDS-NLP"
DISTRIBUTION = "edsnlp"
DOES = ("tokens", "terms", "negation", "history", "plans")
NOTE = (
    "made for French: its cues, sections, dates and values are; measured with a short English list in place of its cues"
)
INSTALL = "pip install edsnlp, best in an environment of its own (it doubles the time of import spacy), then --python"


def build(terms: list[str], cues: dict[str, dict[str, list[str]]]) -> Callable[[str], int]:
    """Return what counts the terms of a text, each with negation, hypothesis and history."""
    import edsnlp

    nlp: Any = edsnlp.blank("eds")
    nlp.add_pipe("eds.normalizer")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.matcher", config={"terms": {"term": terms}, "attr": "LOWER"})
    stops = cues["termination"]["any"]
    hardly_any = ["douter"]  # no verb would mean all those of French, and a verb must be French
    for qualifier, verbs in (("negation", ("verbs",)), ("hypothesis", ("verbs_eds", "verbs_hyp"))):
        config = {"attr": "LOWER", "termination": stops, **cues[qualifier], **dict.fromkeys(verbs, hardly_any)}
        nlp.add_pipe(f"eds.{qualifier}", config=config)
    config = {"attr": "LOWER", "termination": stops, "history": cues["history"]["any"]}
    nlp.add_pipe("eds.history", config=config)
    return lambda text: len(nlp(text).ents)
