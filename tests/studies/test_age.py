"""The patient's age."""

import pytest

from assistant.studies.age import patient_age


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("This 48-year-old woman needs access.", 48),
        ("58 y/o gentleman", 58),
        ("A 3-year-old with sepsis", 3),
        ("Patient, aged 71, was seen.", 71),
        ("A child of 3 needs a line.", 3),
        ("Two-year-old with leukemia", 2),
        ("No one tells.", None),
        ("The fetus is at 32 weeks.", None),
        ("The premature infant was placed supine.", 0),
    ],
)
def test_age_in_years(text: str, age: float | None) -> None:
    assert patient_age(text) == age


def test_months_are_parts_of_a_year() -> None:
    assert patient_age("an 18-month-old boy") == pytest.approx(1.5)
