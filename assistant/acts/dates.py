"""Finds the words that tell another day or another house: "on 14 Feb", "at Riverside"."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.language.dates import DATE, MONTHS, date_at
from assistant.language.layout import Reading
from assistant.language.vocabulary import vocabulary
from assistant.language.word_codes import any_of

HOUSES = any_of(("at", "in"))
IN_A_MONTH = any_of(("in", "since"))
SHORTEST_NAME = 4
ORDINALS = ("st", "nd", "rd", "th")


def find_dates(reading: Reading) -> Iterator[int]:
    """Yield the tokens at which a date begins: full dates, years, days of a month; and the months in which something was."""
    words = reading.words
    end = 0  # of the last full date, whose parts are no further dates
    for token in [token for token, word in enumerate(words) if word[0].isdigit()]:
        if reading.starts[token] < end:
            continue
        word, before = words[token], words[token - 1] if token else ""
        after = words[token + 1] if token + 1 < len(words) else ""
        day_of_month = word.isdigit() and after[:3] in MONTHS and len(after) != len("marked")
        ordinal = word[:-2].isdigit() and word.endswith(ORDINALS) and before == "the"
        start = reading.starts[token]
        if day_of_month or ordinal or date_at(reading.text, start) is not None:
            full = DATE.match(reading.text, start)
            end = full.end() if full else end
            yield token
    for token in [place + 1 for place in reading.places(IN_A_MONTH) if place + 1 < len(words)]:
        if words[token][:3] in MONTHS and reading.text[reading.starts[token] : reading.ends[token]].istitle():
            yield token


def find_strangers(reading: Reading) -> Iterator[int]:
    """Yield the tokens that name another house: a capitalised word that is no term, behind "at" or "in"."""
    words = reading.words
    terms = vocabulary().words
    for token in [place + 1 for place in reading.places(HOUSES) if place + 1 < len(words)]:
        word, written = words[token], reading.text[reading.starts[token] : reading.ends[token]]
        if len(word) >= SHORTEST_NAME and written.istitle() and word not in terms and word[:3] not in MONTHS:
            yield token
