"""Numbers are looked for only where a digit stands; what belongs to them before it is still read."""

import re

import pytest

from assistant.findings.numbers import NumberBook
from assistant.language.layout import Reading

UNITS = {"mm": "mm", "MM": "mm", "cm": "cm", "cm/s": "cm/s", "cm / s": "cm/s", "s": "s", "%": "%", "sq mm": "mm2"}
LIMITS = {"less than": "<", "at least": ">"}
PERCENT = {"over": ">", "under": "<"}


def numbers(text, **within):
    """Return the values and the unit of each number of a text."""
    tokens = [*re.finditer(r"\S+", text)]
    starts, ends = [token.start() for token in tokens], [token.end() for token in tokens]
    reading = Reading(text, [token[0].lower() for token in tokens], starts, ends, [*range(len(tokens))])
    return [(number.values, number.unit) for number in NumberBook(UNITS, LIMITS, PERCENT).find(reading, **within)]


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("vein 5.1 mm", (5.1,), "mm"),
        ("5", (5,), None),
        ("vein .5 s", (0.5,), "s"),
        ("CFV....5.1 mm", (5.1,), "mm"),
        ("vein <5 mm", ("<5",), "mm"),
        ("vein < 5 mm", ("<5",), "mm"),
        ("vein < .5 s", ("<.5",), "s"),
        ("less than 5 mm", ("<5",), "mm"),
        ("Less than \n 5 mm", ("<5",), "mm"),
        ("at least\u00a0 50%", (">50",), "%"),
        ("AT LEAST .5 s", (">.5",), "s"),
        ("vein ~5 mm", (5,), "mm"),
        ("stenosis over 50%", (">50",), "%"),
        ("clot over 5 cm", (5,), "cm"),
        ("stenosis 50% to 69%", ("50-69",), "%"),
        ("vein (5 mm)", (5,), "mm"),
        ("vein 3.1 x 2.2 cm", (3.1, 2.2), "cm"),
        ("ICA 92/20 cm/s", (92, 20), "cm/s"),
        ("ICA 92 cm / s", (92,), "cm/s"),
        ("stenosis 50-69%", ("50-69",), "%"),
        ("flow 1,200", (1200,), None),
        ("area 140 Sq Mm", (140,), "mm2"),
        ("vein 5.1___mm", (5.1,), "mm"),
    ],
)
def test_a_number_is_read_with_its_sign_and_unit(text, values, unit):
    assert numbers(text) == [(values, unit)]


@pytest.mark.parametrize("text", ["on 12/03/2024", "at 10:30", "in 2024", "L4-5", "H2O", "(x3)", "no digit", ""])
def test_dates_times_years_and_digits_of_words_are_no_numbers(text):
    assert numbers(text) == []


def test_every_number_of_a_row_is_read():
    assert [values[0] for values, _ in numbers("5.1 mm, <4 mm; less than 3 mm\t2 mm")] == [5.1, "<4", "<3", 2]


def test_only_the_characters_asked_for_are_read():
    assert numbers("less than 5 mm, 6 mm", begin=10, stop=14) == [((5,), "mm")]
