"""Measures this program: its first reports, its memory, and its stages in turns with spaCy's blank tokenizer."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

from assistant.evaluation.bench.measure_peer import Paired, measure_in_turns, most_memory


class OwnResult(NamedTuple):
    """The figures of this program on some reports.

    Attributes:
        reports: How many there were.
        characters: Of all of them.
        first: Milliseconds until the first one was analysed, with the rules loaded.
        second: Milliseconds of the second one; 0 where there is none.
        memory: The most megabytes held after all were analysed once; nothing but the analysis was loaded then.
        stages: What each stage takes, from the least to the whole analysis; each includes the ones before it.
    """

    reports: int
    characters: int
    first: float
    second: float
    memory: float
    stages: dict[str, Paired]

    @property
    def analysis(self) -> Paired:
        """The whole analysis."""
        return self.stages[ANALYSIS]


FLOOR, LANGUAGE, ANALYSIS, LINE = "tokens, matching, mentions", "language", "analysis", "analysis as a line of JSON"


def measure_own(texts: list[str], rounds: int) -> OwnResult:
    """Measure this program on `texts`: in a new process, or the first report's time and the memory say nothing."""
    begun = perf_counter()
    from assistant.batch.record import record_of
    from assistant.engine import analyze
    from assistant.language.pipeline import read_report

    analyze(texts[0])
    first = perf_counter() - begun
    begun = perf_counter()
    for text in texts[1:2]:
        analyze(text)
    second = perf_counter() - begun
    for text in texts:
        analyze(text)
    memory = most_memory()
    import spacy  # not before: it holds more memory than all that is measured above

    works: dict[str, Callable[[str], Any]] = {
        "": spacy.blank("en"), FLOOR: _find_mentions, LANGUAGE: read_report, ANALYSIS: analyze,
        LINE: lambda text: record_of("", text),
    }  # fmt: skip
    paired = measure_in_turns(texts, list(works.values()), rounds)
    stages = {name: one for name, one in zip(works, paired, strict=True) if name}
    return OwnResult(len(texts), sum(map(len, texts)), 1000 * first, 1000 * second, memory, stages)


def _find_mentions(text: str) -> Any:
    """Do the least that finds the mentions of a text: the steps of the language up to them."""
    from assistant.language.mentions import find_mentions
    from assistant.language.pipeline import STEPS
    from assistant.language.tokens import read_tokens

    reading = read_tokens(text)
    for step in STEPS[: STEPS.index(find_mentions) + 1]:
        step(reading)
    return reading
