"""Texts of every kind through the analysis: places true, the same twice and in any thread, nothing added by other times."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from analysing import (
    ONE_SIDED,
    OTHER_TIMES,
    answer,
    check,
    kept,
    lesser_codes,
    live,
    mirrored,
    record_of,
    supported,
    swapped,
    texts,
    with_line,
    without_each_sentence,
)
from damage import damaged
from trial import Trial, Tried

THREADS = 8
#: The share of changed reports of the corpus in which a code may come while none goes; `tests/test_properties.py` allows
#: none in the samples.
FEW = 0.01
#: The share of the corpus whose mirrored text may have other codes: texts in other languages or read by a machine, whose
#: words for sides are not exchanged with the rest; the samples have none.
FEW_SIDES = 0.015


def _damaged_texts(seconds: float) -> Tried:
    """Damaged reports: each is analysed soon, and every place in the record is true."""
    chance = random.Random("analysis")
    seeds = [text.encode() for text in (*kept(), *texts())]
    faults, times, end = list[str](), 0, time.monotonic() + seconds
    while time.monotonic() < end or not times:
        times += 1
        if fault := check(damaged(seeds, chance)[:20_000].decode("utf-8", "replace")):
            faults.append(f"input {times}: {fault}")
    return Tried(times, "every place true, none took long", tuple(faults))


def _any_letters(seconds: float) -> Tried:
    """Reports with letters of all Unicode put in: every place in the record is true."""
    chance = random.Random("letters")
    faults, times, end = list[str](), 0, time.monotonic() + seconds
    while time.monotonic() < end or not times:
        text = chance.choice(texts())[:6_000]
        for _ in range(chance.choice((1, 10, 60))):
            place = chance.randrange(len(text) + 1)
            text = text[:place] + chr(chance.randrange(0x110000)) + text[place:]
        times += 1
        if fault := check(text):
            faults.append(f"text {times}: {fault}")
    return Tried(times, "every place true in the text as it was given", tuple(faults))


def _threads(seconds: float) -> Tried:
    """The same report in any thread, after any other: the same record."""
    given = texts()[:24]
    before = [record_of(text) for text in given]
    end, numbers = time.monotonic() + seconds, count()

    def differ() -> tuple[int, int]:
        wrong = times = 0
        while time.monotonic() < end or not times:
            at = next(numbers) * 37 % len(given)
            wrong += record_of(given[at]) != before[at]
            times += 1
        return times, wrong

    with ThreadPoolExecutor(THREADS) as pool:
        came = [done.result() for done in [pool.submit(differ) for _ in range(THREADS)]]
    wrong = sum(one[1] for one in came)
    return Tried(sum(one[0] for one in came), f"{wrong} records differ", (f"{wrong} records differ",) if wrong else ())


def _other_times(seconds: float) -> Tried:
    """A line of history, a plan or a blank one, anywhere: no code is added."""

    def added(text: str, chance: random.Random) -> tuple[str, str]:
        line = chance.choice(OTHER_TIMES)
        return with_line(text, line, chance.randrange(text.count("\n") + 2)), f"{line.strip() or 'a blank line'!r}"

    return _compared("other times", seconds, added, live, "come beside the others")


def _sentences_gone(seconds: float) -> Tried:
    """A sentence deleted: no code is supported that was not, but the lesser one of a study that lost a side or its extent."""

    def cut(text: str, chance: random.Random) -> tuple[str, str]:
        _, without = chance.choice(list(without_each_sentence(text)))
        return without, "a sentence deleted"

    return _compared("sentences", seconds, cut, supported, "supported without losing one")


def _compared(
    seed: str, seconds: float, change: Callable[[str, random.Random], tuple[str, str]], codes: Callable[..., set[str]], what: str
) -> Tried:
    """Change reports and look which codes come.

    A code in the place of another is one thing, as of a study without the sentence that made it complete; a code that comes
    while none goes is another. Few of the corpus do either: the trial tells how many, and is at fault where they are not few.
    """
    chance, came, times, exchanged = random.Random(seed), list[str](), 0, 0
    before: dict[str, set[str]] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end or not times:
        at = chance.randrange(len(texts()))
        text = texts()[at]
        changed, name = change(text, chance)
        had = before.setdefault(text, codes(record_of(text)))
        times += 1
        now = codes(record_of(changed))
        if new := now - had - lesser_codes(had - now):
            exchanged += not had <= now
            if had <= now:
                came.append(f"report {at}, {name}: {', '.join(sorted(new))}")
    few = len(came) <= max(1, FEW * times)
    return Tried(times, f"{len(came)} codes {what}, {exchanged} in the place of another", () if few else tuple(came))


def _sides(seconds: float) -> Tried:
    """Left and right exchanged in a text: exchanged in its codes."""
    given = [text for text in texts() if not ONE_SIDED.search(text) and swapped(text) != text]
    faults, times, end = list[str](), 0, time.monotonic() + seconds
    for text in given:
        if time.monotonic() > end and times:
            break
        times += 1
        if answer(record_of(swapped(text)))[0] != mirrored(answer(record_of(text))[0]):
            faults.append(f"report {texts().index(text)}: the codes of the mirrored text are not the mirrored codes")
    few = len(faults) <= max(1, FEW_SIDES * times)
    return Tried(times, f"{len(faults)} mirrored otherwise", () if few else tuple(faults))


TRIALS = [
    Trial("damaged texts, analysis", _damaged_texts, 8.0),
    Trial("letters of all Unicode, analysis", _any_letters, 8.0),
    Trial(f"{THREADS} threads, one answer", _threads, 8.0),
    Trial("lines about other times add no code", _other_times, 8.0),
    Trial("a sentence deleted supports no code", _sentences_gone, 10.0),
    Trial("sides exchanged", _sides, 8.0),
]
