"""How often code lists with a certain code were right, on authors that neither weights nor rules had seen.

Some codes are harder than others: their lists hang on counts, sides or words that vary most. A rate is drawn towards
that of all lists as if `DRAWN` lists of that rate had been seen too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.services.doubt import ANY_CODE
from assistant.training.reliability import Judged

DRAWN = 8


class CodeRates:
    """The lists judged, counted by code and author, so that the rates without some authors cost no second count."""

    def __init__(self, judged: Iterable[Judged]) -> None:
        self._lists: Counter[tuple[str, str]] = Counter()
        self._right: Counter[tuple[str, str]] = Counter()
        for one in judged:
            for code in (ANY_CODE, *one.codes):
                self._lists[code, one.author] += 1
                self._right[code, one.author] += one.right

    def without(self, authors: Sequence[str] = ()) -> dict[str, float]:
        """Return the rate of each code, and that of all lists under `ANY_CODE`, from all authors but these."""
        lists: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for (code, author), count in self._lists.items():
            if author not in authors:
                lists[code] += count
                right[code] += self._right[code, author]
        if not lists[ANY_CODE]:
            return {ANY_CODE: 1.0}
        share = right[ANY_CODE] / lists[ANY_CODE]
        return {
            code: round((right[code] + DRAWN * share) / (count + DRAWN), 4) for code, count in sorted(lists.items())
        }
