"""The labelled passages: the account agrees with their acts at least as well as it was measured to."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.acts import find_acts
from assistant.language.pipeline import read_report

CORPUS = Path(__file__).parents[2] / "samples" / "corpus" / "acts.jsonl"
LATER = Path(__file__).parent / "passages.jsonl"  # nothing is learned from them
# The least F1 of technique, place, side and status together, and the least share of documents of the right kind.
FLOORS = {CORPUS: (0.725, 0.825), LATER: (0.68, 0.82)}
Row = tuple[str, str | None, str, str]


def rows(acts: list[dict[str, Any]]) -> set[Row]:
    """Return technique, place, side and status of acts, a bilateral one as its two sides."""
    return {
        (act["technique"], act["place"], side, act["status"])
        for act in acts
        for side in (("left", "right") if act["side"] == "bilateral" else (act["side"],))
    }


@pytest.mark.parametrize("path", FLOORS, ids=["corpus", "later"])
def test_acts_and_documents_stay_as_good_as_measured(path: Path) -> None:
    f1_floor, document_floor = FLOORS[path]
    counts: Counter[str] = Counter()
    passages = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for passage in passages:
        document, acts = find_acts(read_report(passage["text"]))
        expected, found = rows(passage["acts"]), rows([act.to_dict() for act in acts])
        counts["right"] += len(expected & found)
        counts["expected"] += len(expected)
        counts["found"] += len(found)
        counts["document"] += document == passage["document"]
    assert 2 * counts["right"] / (counts["expected"] + counts["found"]) >= f1_floor
    assert counts["document"] / len(passages) >= document_floor
