"""The labelled passages: the account agrees with their acts at least as well as it was measured to."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.acts import find_acts
from assistant.language.pipeline import read_report

CORPUS = Path(__file__).parents[2] / "samples" / "corpus" / "acts.jsonl"
F1_FLOOR = 0.63  # of technique, place, side and status together
DOCUMENT_FLOOR = 0.85
Row = tuple[str, str | None, str, str]


def rows(acts: list[dict[str, Any]]) -> set[Row]:
    """Return technique, place, side and status of acts, a bilateral one as its two sides."""
    return {
        (act["technique"], act["place"], side, act["status"])
        for act in acts
        for side in (("left", "right") if act["side"] == "bilateral" else (act["side"],))
    }


def test_acts_and_documents_of_the_corpus_stay_as_good_as_measured() -> None:
    counts: Counter[str] = Counter()
    passages = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    for passage in passages:
        document, acts = find_acts(read_report(passage["text"]))
        expected, found = rows(passage["acts"]), rows([act.to_dict() for act in acts])
        counts["right"] += len(expected & found)
        counts["expected"] += len(expected)
        counts["found"] += len(found)
        counts["document"] += document == passage["document"]
    assert 2 * counts["right"] / (counts["expected"] + counts["found"]) >= F1_FLOOR
    assert counts["document"] / len(passages) >= DOCUMENT_FLOOR
