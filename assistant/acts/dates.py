"""Finds the words that tell another day or another house: "on 14 Feb", "at Riverside"."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.language.dates import DATE, MONTHS, date_at
from assistant.language.layout import Reading
from assistant.language.vocabulary import vocabulary
from assistant.language.word_codes import any_of

HOUSES = any_of(("at", "in"))
HAD = any_of(("had", "has"))
USED = (["used"], ["done"], ["performed"], ["placed"], ["tried"], ["scanned"], ["attempted"])
WEEKDAYS = any_of(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "weds",
     "thu", "thurs", "fri")
)  # fmt: skip
DAY_POSSESSIVES = any_of(("monday's", "tuesday's", "wednesday's", "thursday's", "friday's", "saturday's", "sunday's"))
TITLES = any_of(("dr", "prof", "professor", "mr", "ms", "mrs", "nurse"))
BY = any_of(("by",))
BRACKET = any_of(("(",))
NAMED_BEHIND = frozenset({"by", "(", "per"})  # what stands before the name of who did it
OWN = frozenset({"our", "my"})
OFFICE_WITHIN = 5  # tokens behind "by": "by the on call vascular surgeon"
AUXILIARIES = (["had"], ["has"], ["then"])
IN_A_MONTH = any_of(("in", "since"))
SHORTEST_NAME = 4
DAY_BEFORE = frozenset({"on", "of", "from", "since", "dated"})
MONTHS_OF_YEAR = 12
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
        slashed = before in DAY_BEFORE and words[token + 1 : token + 2] == ["/"] and word.isdigit() and int(word) <= MONTHS_OF_YEAR
        if day_of_month or ordinal or slashed or date_at(reading.text, start) is not None:
            full = DATE.match(reading.text, start)
            end = full.end() if full else end
            yield token
    for token in [place + 1 for place in reading.places(IN_A_MONTH) if place + 1 < len(words)]:
        if words[token][:3] in MONTHS and reading.text[reading.starts[token] : reading.ends[token]].istitle():
            yield token


def find_strangers(reading: Reading) -> Iterator[int]:
    """Yield the tokens that name another house: a capitalised word that is no term, behind "at" or "in", or before "had used"."""
    words = reading.words
    terms = vocabulary().words
    for token in [place + 1 for place in reading.places(HOUSES) if place + 1 < len(words)]:
        word, written = words[token], reading.text[reading.starts[token] : reading.ends[token]]
        if len(word) >= SHORTEST_NAME and written.istitle() and word not in terms and word[:3] not in MONTHS:
            yield token
    for token in [token for token in reading.places(HAD) if token]:
        word, written = words[token - 1], reading.text[reading.starts[token - 1] : reading.ends[token - 1]]
        if len(word) >= SHORTEST_NAME and written.istitle() and word not in terms and words[token + 1 : token + 2] in USED:
            yield token - 1


def find_weekdays(reading: Reading) -> Iterator[int]:
    """Yield the tokens that name a day of the week."""
    yield from reading.places(WEEKDAYS)


def find_day_possessives(reading: Reading) -> Iterator[int]:
    """Yield the tokens that name the day of an earlier act: "Monday's TCD"."""
    yield from reading.places(DAY_POSSESSIVES)


def find_doers(
    reading: Reading, deeds: frozenset[str], people: frozenset[str], *, before: bool
) -> Iterator[tuple[int, int, bool]]:
    """Yield who did something: the tokens of the name or office, end exclusive, and whether the act stands before them.

    "by Dr Haas", "(Dr Hale)" and "by the night fellow" stand behind their act, "Dr Sato drained" before it.
    Our own staff ("by our fellow") are nobody else.

    Args:
        reading: The text.
        deeds: Past verbs of doing; a name before any other verb tells nothing ("Dr Sato called").
        people: Offices and teams of those who do such things.
        before: Whether those who stand before their act are asked for as well.
    """
    words, text = reading.words, reading.text
    for token in reading.places(TITLES):
        end = token + 2 if words[token + 1 : token + 2] == ["."] else token + 1
        if end == len(words) or not text[reading.starts[end]].isupper():
            continue
        end += 1
        if token and words[token - 1] in NAMED_BEHIND:
            yield token, end, True
        elif before and _did(words, end, deeds):
            yield token, end, False
    for token in reading.places(BY):
        office = next((at for at in range(token + 1, min(token + OFFICE_WITHIN, len(words))) if words[at] in people), None)
        if office is not None and OWN.isdisjoint(words[token + 1 : office]):
            yield token, office + 1, True
    for token in reading.places(BRACKET):
        ends = next((at for at in range(token + 1, min(token + OFFICE_WITHIN, len(words))) if words[at] not in people), 0)
        if ends > token + 1 and words[ends] in (",", ")"):
            yield token, ends, True
    for token in [token for token, word in enumerate(words) if word in people] if before else ():
        if _did(words, token + 1, deeds) and (not token or words[token - 1] not in OWN):
            yield token, token + 1, False


def _did(words: list[str], at: int, deeds: frozenset[str]) -> bool:
    """Whether a past verb of doing stands at a token, alone or behind "had"."""
    at += words[at : at + 1] in AUXILIARIES
    return at < len(words) and words[at] in deeds
