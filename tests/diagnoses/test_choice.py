"""Which code of a family is chosen for a side and a trimester."""

from __future__ import annotations

import pytest

from assistant.diagnoses.choice import choose
from assistant.diagnoses.families import Family, Member
from assistant.diagnoses.records import Side


def _family(*members: tuple[str, str], aliases: tuple[str, ...] = ()) -> Family:
    return Family(
        members[0][0], "pain", tuple(Member(code, f"pain {side}", side=side) for code, side in members), aliases
    )


FULL = _family(("A01.1", "right"), ("A01.2", "left"), ("A01.3", "bilateral"), ("A01.9", ""))
NO_BILATERAL = _family(("A01.1", "right"), ("A01.2", "left"), ("A01.9", ""))
NO_UNSPECIFIED = _family(("A01.1", "right"), ("A01.2", "left"))


@pytest.mark.parametrize(
    ("family", "side", "codes"),
    [
        (FULL, "left", ["A01.2"]),
        (FULL, "right", ["A01.1"]),
        (FULL, "bilateral", ["A01.3"]),
        (FULL, None, ["A01.9"]),
        (NO_BILATERAL, "bilateral", ["A01.1", "A01.2"]),
        (NO_UNSPECIFIED, None, ["A01"]),
        (_family(("A02.1", "left")), "left", ["A02.1"]),
        (_family(("A02.1", "left")), "right", []),
        (_family(("A02.1", "left")), None, []),
        (_family(("A03.2", "bilateral"), ("A03.9", "unilateral")), "left", ["A03.9"]),
        (_family(("A03.2", "bilateral"), ("A03.9", "unilateral")), None, ["A03"]),
        (_family(("A03.2", "bilateral"), ("A03.9", "unilateral"), aliases=("hernia NOS",)), None, ["A03.9"]),
        (_family(("A04", "")), "left", ["A04"]),
    ],
)
def test_the_code_follows_the_side_and_never_names_the_other(
    family: Family, side: Side | None, codes: list[str]
) -> None:
    assert [choice.code for choice in choose(family, side)] == codes


def test_a_family_that_cannot_be_complete_says_what_it_needs() -> None:
    assert choose(NO_UNSPECIFIED, None)[0].needs == ("side",)


def test_a_missing_7th_character_is_told() -> None:
    family = Family("A05", "injury", (Member("A05", "injury", needs="7th character: encounter"),))
    assert choose(family, None)[0].needs == ("7th character: encounter",)


@pytest.mark.parametrize(("trimester", "code"), [("first", "O01.1"), ("third", "O01.3"), ("", "O01.9")])
def test_the_code_follows_the_trimester(trimester: str, code: str) -> None:
    members = tuple(
        Member(code, "previa", trimester=name) for code, name in [("O01.1", "first"), ("O01.3", "third"), ("O01.9", "")]
    )
    assert [choice.code for choice in choose(Family("O01.1", "previa", members), None, trimester)] == [code]
