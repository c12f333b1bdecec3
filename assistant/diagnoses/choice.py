"""Chooses the code of a family by side and trimester; a code of another side is never chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.diagnoses.families import Family, Member
from assistant.diagnoses.records import Side


@dataclass(frozen=True)
class Choice:
    """A code of a family.

    Attributes:
        code: The code; only its shared beginning where the text does not say enough for a complete one.
        name: Its title.
        needs: What a complete code still requires.
        note: What was read from the text to choose it, in words; may be empty.
    """

    code: str
    name: str
    needs: tuple[str, ...] = ()
    note: str = ""


def choose(family: Family, side: Side | None, trimester: str = "") -> list[Choice]:
    """Return the codes of `family` for a side and a trimester: one, or two where both sides have a code of their own.

    Args:
        family: Codes that differ in side or trimester only.
        side: The side that the text names, or None.
        trimester: `first`, `second`, `third`, or an empty string where the text does not tell.

    Returns:
        An empty list where the family has codes for other sides only.
    """
    members = _of_trimester(family.members, trimester)
    if not members:
        return [Choice(family.header, family.name, ("trimester",), "the trimester is not stated")]
    sided = {member.side: member for member in members}
    if set(sided) == {""}:
        return [_complete(members[0], "")]
    if side is None:
        return _without_side(family, sided)
    if side == "bilateral":
        return _for_both_sides(sided)
    return _first(
        sided, [(side, f"{side} side stated"), ("unilateral", f"{side} side stated"), ("", "this code has no side")]
    )


def _of_trimester(members: Sequence[Member], trimester: str) -> list[Member]:
    if not any(member.trimester for member in members):
        return list(members)
    exact = [member for member in members if member.trimester == trimester]
    return exact or [member for member in members if not member.trimester]


def _without_side(family: Family, sided: dict[str, Member]) -> list[Choice]:
    # "Inguinal hernia NOS" is listed under the unilateral code: only then does an unstated side mean one side.
    wishes = ["", "unilateral"] if any("NOS" in alias for alias in family.aliases) else [""]
    found = _first(sided, [(side, "the side is not stated") for side in wishes])
    if found or len(family.members) == 1:
        return found
    needs = tuple(need for need in ("side", next(iter(sided.values())).needs) if need)
    return [Choice(family.header, family.name, needs, "the side is not stated")]


def _for_both_sides(sided: dict[str, Member]) -> list[Choice]:
    if "bilateral" in sided:
        return [_complete(sided["bilateral"], "both sides stated")]
    if "left" in sided and "right" in sided:
        return [_complete(sided[side], "both sides stated, one code for each") for side in ("right", "left")]
    return _first(sided, [("", "this code has no side")])


def _first(sided: dict[str, Member], wishes: Sequence[tuple[str, str]]) -> list[Choice]:
    return next(([_complete(sided[side], note)] for side, note in wishes if side in sided), [])


def _complete(member: Member, note: str) -> Choice:
    return Choice(member.code, member.name, (member.needs,) if member.needs else (), note)
