"""Measures one tool in turns with spaCy's blank tokenizer, in whichever Python the tool is installed.

Run by its path with `python -I`, JSON in, JSON out: neither this file nor those in `peers` may import anything of ours.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

#: Seconds after which no further round is begun: the slowest tool takes a hundred times as long as the quickest.
ENOUGH = 60.0


class Paired(NamedTuple):
    """Reports a second of processor time of a tool and of the tokenizer, and the median ratio of their rounds."""

    rate: float
    tokenizer_rate: float
    ratio: float


def measure_in_turns(texts: Sequence[str], works: Sequence[Callable[[str], Any]], rounds: int) -> tuple[Paired, ...]:
    """Time each of `works` on all texts in turns with the first of them, once unmeasured; one result for each."""
    begun = perf_counter()
    seconds: list[list[float]] = []
    order = list(range(len(works)))
    for _ in range(rounds + 1):
        row = {at: _seconds(works[at], texts) for at in order}
        seconds.append([row[at] for at in range(len(works))])
        order.reverse()  # whoever comes second finds the texts warm
        if perf_counter() - begun > ENOUGH and len(seconds) > 1:
            break
    measured = seconds[1:]
    first = median(row[0] for row in measured)
    return tuple(
        Paired(
            len(texts) / median(row[at] for row in measured), len(texts) / first,
            median(row[0] / row[at] for row in measured),
        )
        for at in range(len(works))
    )  # fmt: skip


def most_memory() -> float:
    """Return the most megabytes that this process has held at once; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def _seconds(work: Callable[[str], Any], texts: Sequence[str]) -> float:
    gc.collect()
    start = process_time()
    for text in texts:
        work(text)
    return process_time() - start


def _measure(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a tool, or only that it is not installed here."""
    spec = spec_from_file_location("peer", asked["peer"])
    assert spec is not None and spec.loader is not None
    peer = module_from_spec(spec)
    spec.loader.exec_module(peer)
    try:
        versions = {"version": version(peer.DISTRIBUTION), "spacy": version("spacy")}
    except PackageNotFoundError:
        return {}
    find = peer.build(asked["terms"], asked["cues"])
    texts = asked["texts"]
    found = sum(find(text) for text in texts)
    memory = most_memory()
    import spacy

    _, paired = measure_in_turns(texts, (spacy.blank("en"), find), asked["rounds"])
    return {**versions, **paired._asdict(), "memory": memory, "found": found / len(texts)}


if __name__ == "__main__":
    answer = _measure(json.load(sys.stdin))
    print(json.dumps(answer))
