"""Groups the public ICD-10-CM list into families: codes that say the same but for the side or the trimester.

`I82.411`, `I82.412`, `I82.413` and `I82.419` are one family, "Acute embolism and thrombosis of femoral vein". A phrase
is linked to the family by its wording and to the code by its side, so a code of the other side can never be proposed.
"""

from __future__ import annotations

import json
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: The families as they ship, made by `sonocode diagnoses families`.
SHIPPED = Path(__file__).with_name("families.json")
_SIDE = re.compile(r"\b(right|left|bilateral|both|unilateral)\b", re.IGNORECASE)
_TRIMESTER = re.compile(r"\b(first|second|third|unspecified) trimester\b", re.IGNORECASE)
_PROTECTED = re.compile(r"\b(left|right)[ -](?=ventric|atri|heart|bundle|main\b)", re.IGNORECASE)
_SEVENTH_CHARACTER = {"fetus": "7th character: fetus", "encounter": "7th character: encounter"}


@dataclass(frozen=True)
class Member:
    """One code of a family.

    Attributes:
        code: ICD-10-CM code with its dot.
        name: Official title.
        side: `left`, `right`, `bilateral`, `unilateral`, or an empty string where it is unspecified or there is none.
        trimester: `first`, `second`, `third`, or an empty string.
        needs: The 7th character that the code still lacks, or an empty string.
    """

    code: str
    name: str
    side: str = ""
    trimester: str = ""
    needs: str = ""


@dataclass(frozen=True)
class Family:
    """Codes that differ in side or trimester only.

    Attributes:
        id: The lowest code of the family.
        name: The shared title without side and trimester.
        members: The codes, in code order.
        aliases: Inclusion terms of the official list.
    """

    id: str
    name: str
    members: tuple[Member, ...]
    aliases: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The part of the code that all members share."""
        first, last = self.members[0].code, self.members[-1].code
        shared = next(
            (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
        )
        return first[:shared].rstrip(".")

    def to_dict(self) -> dict[str, Any]:
        """Return the family as plain JSON data, without what is empty."""
        members = [{key: value for key, value in vars(member).items() if value} for member in self.members]
        aliases = {"aliases": list(self.aliases)} if self.aliases else {}
        return {"id": self.id, "name": self.name, "members": members, **aliases}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Family:
        """Return the family that `to_dict` wrote."""
        members = tuple(Member(**member) for member in data["members"])
        return cls(data["id"], data["name"], members, tuple(data.get("aliases", ())))


def known_families(scope: Sequence[str]) -> list[Family]:
    """Return the families of the categories in `scope`: as they ship where they are of the installed list, or else read.

    Args:
        scope: Categories (`I83`) and ranges of categories (`I05-I52`).
    """
    head, *families = json.loads(SHIPPED.read_text(encoding="utf-8"))
    if head != _head(scope):
        return read_families(scope)
    return [Family.from_dict(family) for family in families]


def families_text(scope: Sequence[str]) -> str:
    """Return the file of the families as it ships: made from the installed list, one family a line."""
    rows = [_head(scope), *(family.to_dict() for family in read_families(scope))]
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


def _head(scope: Sequence[str]) -> dict[str, Any]:
    return {"vintage": code_set_vintage(), "scope": list(scope)}


def read_families(scope: Sequence[str]) -> list[Family]:
    """Return the families of the categories in `scope`, from the list that simple-icd-10-cm ships.

    Args:
        scope: Categories (`I83`) and ranges of categories (`I05-I52`).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import simple_icd_10_cm as icd

    categories = [code for code in icd.get_all_codes() if icd.is_category(code) and _in_scope(code, scope)]
    listed = (code for category in categories for code in (category, *icd.get_descendants(category)))
    codes = list(dict.fromkeys(code for code in listed if not icd.is_extended_subcategory(code)))
    members = {code: _member(icd, code) for code in codes if _has_no_finer_code(icd, code)}
    aliases = {code: list(icd.get_inclusion_term(code)) for code in members}
    for header in (code for code in codes if code not in members):
        default = _default_code([members[code] for code in icd.get_descendants(header) if code in members])
        if default is not None:
            aliases[default] += [icd.get_description(header), *icd.get_inclusion_term(header)]
    return [_family(group, aliases) for group in _groups(members)]


def code_set_vintage() -> str:
    """Return the release of the installed code list, for example `April 2026`; the list itself is not loaded."""
    package = find_spec("simple_icd_10_cm")
    assert package and package.origin  # else the program is not installed
    name = next(file.name for file in (Path(package.origin).parent / "data").glob("code-list-*.txt"))
    return name.removeprefix("code-list-").removesuffix(".txt").replace("-", " ")


def _in_scope(category: str, scope: Sequence[str]) -> bool:
    ranges = (entry.partition("-") for entry in scope)
    return any(first <= category <= (last or first) for first, _, last in ranges)


def _has_no_finer_code(icd: Any, code: str) -> bool:
    # A code whose only children are its 7th characters is as fine as a report's wording can tell.
    return all(icd.is_extended_subcategory(child) for child in icd.get_children(code))


def _member(icd: Any, code: str) -> Member:
    name = icd.get_description(code)
    side = _SIDE.search(_PROTECTED.sub("", name))
    trimester = _TRIMESTER.search(name)
    return Member(
        code,
        name,
        side={"both": "bilateral"}.get(side.group(1).lower(), side.group(1).lower()) if side else "",
        trimester=trimester.group(1).lower().replace("unspecified", "") if trimester else "",
        needs=_seventh_character(icd, code),
    )


def _seventh_character(icd: Any, code: str) -> str:
    if icd.is_leaf(code):
        return ""
    meanings = " ".join(icd.get_seven_chr_def(code, search_in_ancestors=True).values()).lower()
    return next((text for word, text in _SEVENTH_CHARACTER.items() if word in meanings), "7th character")


def _default_code(below: Sequence[Member]) -> str | None:
    """Return the code among those below a heading that stands for the heading's bare title, or None where none does.

    "Alcoholic hepatitis" alone is coded as the one "without ascites"; "Crohn's disease" as the unspecified one.
    """
    for sign in ("unspecified", "without", "other"):
        found = [member for member in below if sign in member.name.lower()]
        if found:
            return max(found, key=lambda member: (member.name.lower().count(sign), -len(member.name))).code
    return None


def _groups(members: dict[str, Member]) -> Iterator[list[Member]]:
    """Yield the members family by family."""
    groups: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members.values():
        groups[member.code[:3], _key(member)].append(member)
    merged = {key: group for key, group in groups.items() if _is_family(group)}
    singles = [member for key, group in groups.items() if key not in merged for member in group]
    by_parent = _families_by_parent(merged.values())
    for member in singles:
        home = _same_title(member, merged) or _siblings(member, by_parent)
        if home is not None and all(other.side != member.side for other in home):
            home.append(member)
        else:
            merged[member.code, ""] = [member]
    yield from merged.values()


def _same_title(member: Member, families: dict[tuple[str, str], list[Member]]) -> list[Member] | None:
    """Return the family whose title is that of a lone "unspecified" code without one of its "unspecified"."""
    words = _key(member).split()
    for position in (i for i, word in enumerate(words) if word == "unspecified"):
        family = families.get((member.code[:3], " ".join(words[:position] + words[position + 1 :])))
        if family is not None:
            return family
    return None


def _key(member: Member) -> str:
    """Return the title without side and trimester, in a form in which plurals do not count."""
    name = _TRIMESTER.sub("", _SIDE.sub("", member.name)) if member.side else _TRIMESTER.sub("", member.name)
    words = re.findall(r"[a-z0-9]+", name.lower())
    return " ".join(_singular(word) for word in words if word not in ("side", "of", "the"))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _is_family(group: list[Member]) -> bool:
    variants = {(member.side, member.trimester) for member in group}
    return len(group) > 1 and len(variants) == len(group)


def _families_by_parent(families: Iterable[list[Member]]) -> dict[str, list[Member]]:
    """Return the one sided family under each parent code; parents with two families, and "other" ones, are left out."""
    found: dict[str, list[list[Member]]] = defaultdict(list)
    for group in families:
        if any(member.side for member in group) and "other" not in group[0].name.lower():
            found[group[0].code[:-1]].append(group)
    return {parent: groups[0] for parent, groups in found.items() if len(groups) == 1}


def _siblings(member: Member, by_parent: dict[str, list[Member]]) -> list[Member] | None:
    """Return the sided family beside a lone code that says "unspecified" or "bilateral" in words of its own."""
    is_unspecified = not member.side and "unspecified" in member.name.lower() and "other" not in member.name.lower()
    return by_parent.get(member.code[:-1]) if is_unspecified or member.side == "bilateral" else None


def _family(group: list[Member], aliases: dict[str, list[str]]) -> Family:
    members = tuple(sorted(group, key=lambda member: member.code))
    if len(members) == 1:
        name = members[0].name
    else:
        name = _tidy(_TRIMESTER.sub("", _SIDE.sub("", next((m for m in members if m.side), members[0]).name)))
    terms = dict.fromkeys(term for member in members for term in aliases[member.code])
    return Family(members[0].code, name, members, tuple(terms))


def _tidy(name: str) -> str:
    without_side = re.sub(r",?\s*\bside$", "", re.sub(r"\s+", " ", name).strip(" ,"))
    return without_side.replace(" ,", ",").strip(" ,")
