"""Reads the patient's age, on which the choice between some codes rests (central lines below and from five years)."""

from __future__ import annotations

import re

YEARS_PER = {"y": 1.0, "m": 1 / 12, "w": 1 / 52, "d": 1 / 365}
NUMBER_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NUMBERS = {word: number for number, word in enumerate(NUMBER_WORDS, start=1)}
UNIT = r"years?|yrs?|months?|mos?|mths?|weeks?|wks?|days?"
SEX = r"(?:M|F|male|female|boy|girl|man|woman|child|infant|baby|toddler|neonate)\b(?!/)"
ILLNESS = r"(?:neuroblastoma|leuk\w+|wilms\w*|lymphoma|ALL|AML|retinoblastoma|hepatoblastoma|hemophilia|haemophilia|sickle\w*|weight|wt|\d+(?:\.\d+)? ?kg)\b"
AGE = re.compile(
    rf"\b(?P<number>\d{{1,3}})[ -]?(?P<unit>{UNIT})[ -]?(?:old|of age)\b"
    rf"|\b(?P<word>{'|'.join(NUMBERS)})[ -](?P<of_word>year|month|week|day)s?[ -](?:old|of age)\b"
    rf"|\b(?:child|boy|girl|infant|toddler|baby|patient|man|woman)(?: of| aged|:) (?P<of>\d{{1,3}})(?!\d)(?:[ -]?(?P<of_unit>{UNIT}|m|w|d)\b)?"
    r"|\b(?P<years>\d{1,3})[ -]?(?:y/?o\b|y\.o\.|yo\b|yr/o\b)"
    r"|\b(?P<small>\d{1,2})[ -]?(?P<small_unit>m|w|d)/?o\b"
    rf"|\b(?:age[d:]?|aet\.?)[ :]*(?P<aged>\d{{1,3}})(?!\d|[./]\d)(?:[ -]?(?P<aged_unit>{UNIT}|y|m|w|d)\b)?"
    # "3 y 10 mo F", "14 months, girl", "22 months, 11 kg", "14 mo neuroblastoma"
    rf"|\b(?P<child>\d{{1,2}})[ -]?(?P<child_unit>years?|yrs?|y|months?|mos?|mths?)(?:[ ,]+\d{{1,2}} ?(?:months?|mos?|m)\b)?[ ,.]+(?:{SEX}|{ILLNESS})",
    re.IGNORECASE,
)
# "44M", "67 F", "33 Y"; a small number before F is the size of a catheter
BARE_SEX = re.compile(
    r"\b(?P<years>\d{1,3}(?= ?(?:[yY]r?s? ?)?/? ?M\b|[yY]\b| [yY]\b)|[3-9]\d(?= ?(?:[yY]r?s? ?)?/? ?F\b))"
)
NEWBORN = re.compile(
    r"\b(?:newborn|neonate|neonatal (?:intensive care|icu|unit|ward)|nicu|baby (?:girl|boy)|nnp|preemie|prem|ex-?prem\w*|pre(?:mature|term) infant)\b"
    r"|\b(?:infant|preterm|premature)\b[^\n]{0,30}?\bkg\b|\b\d{3,4} ?g (?:infant|neonate|baby|prem\w*)\b",
    re.IGNORECASE,
)


def patient_age(text: str) -> float | None:
    """Return the age in years that the text gives first, 0 for a newborn, None where it gives none.

    Ages of relatives, gestational ages ("32 weeks") and durations are not read: an age says "old", "of age" or "y/o",
    stands behind "age", or before the sex, the weight or the illness of a child.
    """
    match = AGE.search(text)
    bare = BARE_SEX.search(text)
    if match is not None and (bare is None or match.start() <= bare.start()):
        if match["number"]:
            return int(match["number"]) * _years_per(match["unit"])
        if match["word"]:
            return NUMBERS[match["word"].lower()] * _years_per(match["of_word"])
        if match["small"]:
            return int(match["small"]) * _years_per(match["small_unit"])
        if match["child"]:
            return int(match["child"]) * _years_per(match["child_unit"])
        number, unit = (match["of"], match["of_unit"]) if match["of"] else (match["aged"], match["aged_unit"])
        return float(match["years"]) if match["years"] else int(number) * _years_per(unit or "y")
    if bare is not None:
        return float(bare["years"])
    return 0.0 if NEWBORN.search(text) else None


def _years_per(unit: str) -> float:
    return YEARS_PER[unit[0].lower()]
