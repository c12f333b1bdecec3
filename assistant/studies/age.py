"""Reads the patient's age, on which the choice between some codes rests (central lines below and from five years)."""

from __future__ import annotations

import re

YEARS_PER = {"year": 1.0, "yr": 1.0, "month": 1 / 12, "mo": 1 / 12, "week": 1 / 52, "wk": 1 / 52, "day": 1 / 365}
NUMBER_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NUMBERS = {word: number for number, word in enumerate(NUMBER_WORDS, start=1)}
AGE = re.compile(
    r"\b(?P<number>\d{1,3})[ -]?(?P<unit>year|yr|month|mo|week|wk|day)s?[ -]?(?:old|of age)\b"
    rf"|\b(?P<word>{'|'.join(NUMBERS)})[ -](?P<of_word>year|month|week|day)s?[ -](?:old|of age)\b"
    r"|\b(?:child|boy|girl|infant|toddler|baby|patient|man|woman) (?:of|aged) (?P<of>\d{1,3})"
    r"(?!\d|[ -]?(?:month|week|day|mo\b|wk))"
    r"|\b(?P<years>\d{1,3})[ -]?(?:y/?o\b|y\.o\.|yo\b|yr/o\b)"
    r"|\bage[d:]?\s+(?P<aged>\d{1,3})(?!\d|[ -]?(?:month|week|day|mo\b|wk))",
    re.IGNORECASE,
)
NEWBORN = re.compile(r"\b(?:newborn|neonate|neonatal intensive care|nicu|pre(?:mature|term) infant)\b", re.IGNORECASE)


def patient_age(text: str) -> float | None:
    """Return the age in years that the text gives first, 0 for a newborn, None where it gives none.

    Ages of relatives, gestational ages ("32 weeks") and durations are not read: an age says "old", "of age" or "y/o".
    """
    match = AGE.search(text)
    if match is not None:
        if match["number"]:
            return int(match["number"]) * YEARS_PER[match["unit"].lower()]
        if match["word"]:
            return NUMBERS[match["word"].lower()] * YEARS_PER[match["of_word"].lower()]
        return float(match["of"] or match["years"] or match["aged"])
    return 0.0 if NEWBORN.search(text) else None
