"""Measures speed as a ratio in one run: reports a second of the whole analysis against spaCy's blank tokenizer."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import NamedTuple

import spacy

from assistant.engine import analyze


class BenchResult(NamedTuple):
    """Reports a second of processor time of both programs over the same texts in the same process, and their ratio."""

    reports: int
    characters: int
    analysis_rate: float
    tokenizer_rate: float

    @property
    def ratio(self) -> float:
        """The rate of the analysis as a multiple of the tokenizer's."""
        return self.analysis_rate / self.tokenizer_rate


def bench(texts: list[str], rounds: int = 5) -> BenchResult:
    """Time `spacy.blank("en")` and the whole analysis on `texts`, in turns; the median round of each counts."""
    blank = spacy.blank("en")

    def tokenize() -> None:
        for text in texts:
            blank(text)

    def assist() -> None:
        for text in texts:
            analyze(text)

    tokenize()
    assist()
    pairs = [(_seconds(tokenize), _seconds(assist)) for _ in range(rounds)]
    tokenizer, analysis = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    return BenchResult(len(texts), sum(map(len, texts)), len(texts) / analysis, len(texts) / tokenizer)


def _seconds(work: Callable[[], None]) -> float:
    gc.collect()
    start = process_time()
    work()
    return process_time() - start
