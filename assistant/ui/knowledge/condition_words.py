"""Reads the conditions of the rule files aloud: "the side is bilateral, and compression or augmentation"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.knowledge.active import active, per_knowledge
from assistant.knowledge.condition_language import entries_of, parse_entry
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.lexicon_schema import groups_of, lexicon_files
from assistant.knowledge.service_schema import Condition, named_conditions
from assistant.ui.words import inside, plain

FORMS_SHOWN = 6
_ZONES = {
    "done": "done now", "body": "in the body", "title": "in the title", "findings": "in the findings",
    "told": "in indication or history", "not_seen": "not seen", "any": "anywhere", "negated": "denied",
    "historical": "of an earlier day", "planned": "planned", "conditional": "only if needed",
    "not_visualized": "not visualized",
}  # fmt: skip
_FACTS = {
    "side=bilateral": "both sides were studied", "side=one": "one side was studied",
    "side=left": "the left side was studied", "side=right": "the right side was studied",
    "side=none": "no side is told", "extent=complete": "every required structure is described",
    "extent=limited": "not every required structure is described", "extent=none": "the extent is not told",
    "claim=complete": "it calls itself complete", "claim=limited": "it calls itself limited",
    "claim=none": "it calls itself neither complete nor limited", "pregnancy=early": "pregnancy below 14 weeks",
    "pregnancy=later": "pregnancy of 14 weeks or more", "pregnancy=none": "the stage of pregnancy is not told",
    "fetuses=several": "several fetuses",
}  # fmt: skip
_STATES = {"present": "documented", "denied": "denied", "missing": "not documented"}
_ENDINGS = re.compile(r"_words?$")
#: Short words inside the names of groups: what they stand for, or how they are written.
_SHORT = {
    "us": "ultrasound",
    "doppler": "Doppler",
    "ob": "obstetric",
    "msk": "muscle and joint",
    "rf": "radiofrequency",
    "moca": "mechanochemical",
}
_CAPITALS = frozenset({
    "abi", "bpp", "ceus", "ct", "cvc", "cvs", "efast", "evar", "fast", "fna", "ivc", "ivus", "mri", "nst", "pci", "pvr",
    "tcd", "tee", "tte",
})  # fmt: skip


def say_condition(condition: Condition) -> str:
    """Return a condition as words; empty for one that always holds."""
    if len(condition) == 1 and isinstance(condition[0], list):
        return " or ".join(_say(member, within="or") for member in condition[0])
    return " and ".join(_say(entry, within="and") for entry in condition)


def say_any(condition: Condition) -> str:
    """Return in words what any entry of a list tells, as a study's `of` and `by` are read."""
    return say_condition([condition]) if condition else ""


def name_of(group: str) -> str:
    """Return what a reader calls a concept or group."""
    if group in _names():
        return _names()[group]
    if group.endswith("_any"):
        return f"any {_spelled_out(group.removesuffix('_any'))}"
    return _spelled_out(_ENDINGS.sub("", group))


def forms_of(group: str) -> tuple[str, ...]:
    """Return some of the words by which reports name a concept or group, those of each concept in turn."""
    return _forms().get(group, ())


def named_in(condition: Condition) -> tuple[str, ...]:
    """Return the names of the shared conditions that a condition refers to, theirs among them."""
    return tuple(dict.fromkeys(_named_in(condition)))


def groups_in(condition: Condition) -> tuple[str, ...]:
    """Return the concepts and groups that a condition itself asks for or denies, in its order."""
    found: list[str] = []
    for _, entry in entries_of(condition):
        form, match = parse_entry(entry.lstrip("!"))
        parts = {"mention": ("name",), "pair": ("first", "second"), "treated": ("treatment", "place", "rival")}
        found += [match[part] for part in parts.get(form, ())]
    return tuple(dict.fromkeys(found))


def _spelled_out(name: str) -> str:
    words = plain(name).split()
    return " ".join(word.upper() if word in _CAPITALS else _SHORT.get(word, word) for word in words)


def _named_in(condition: Condition) -> Iterator[str]:
    for _, entry in entries_of(condition):
        form, match = parse_entry(entry.lstrip("!"))
        if form == "named":
            yield match["name"]
            yield from _named_in(named_conditions().get(match["name"], []))


def _say(entry: str | Condition, within: str) -> str:
    if isinstance(entry, str):
        return _say_entry(entry)
    joined = "or" if within == "and" else "and"
    words = [_say(member, within=joined) for member in entry]
    return words[0] if len(words) == 1 else f"({f' {joined} '.join(words)})"


def _say_entry(entry: str) -> str:
    if entry.startswith("!"):
        return _say_denied(entry[1:])
    form, match = parse_entry(entry)
    if form == "fact":
        return _FACTS.get(entry) or f"{match['fact']} is {match['value']}"
    if form == "element":
        return f"{_element(match['element'])} is {_STATES[match['state']]}"
    if form == "pair":
        near = "in one clause with" if match["close"] == "~~" else "in one sentence with"
        return (
            f"{name_of(match['first'])} {near} {name_of(match['second'])}{', not in a title' if match['body'] else ''}"
        )
    if form == "treated":
        treatment, place, rival = (name_of(match[part]) for part in ("treatment", "place", "rival"))
        return f"{treatment} given to {place}, not to {rival}"
    if form == "study":
        return f"a {plain(match['kind'])} study is found"
    if form == "code":
        return f"{match['code']} is found"
    if form == "named":
        return plain(match["name"])
    if form == "stated":
        return f"a finding tells {plain(match['attribute'])}{' as ' + plain(match['value']) if match['value'] else ''}"
    if form == "year":
        return f"year {match['limit']} or later" if match["order"] == ">=" else f"year before {match['limit']}"
    if form == "age":
        return f"age {match['limit']} or more" if match["order"] == ">=" else f"age below {match['limit']}"
    several = f"{match['count']} or more of " if match["count"] else ""
    zone = match["zone"] and _ZONES.get(match["zone"], f"in the {plain(match['zone'])}")
    return f"{several}{name_of(match['name'])} {zone or ''}".strip()


def _say_denied(entry: str) -> str:
    form, match = parse_entry(entry)
    if form == "element":
        said = _STATES[match["state"]]
        return (
            f"{_element(match['element'])} is {said.removeprefix('not ') if said.startswith('not ') else 'not ' + said}"
        )
    return (
        f"{'no' if form in ('mention', 'pair', 'treated', 'study') else 'not'} {_say_entry(entry).removeprefix('a ')}"
    )


def _element(name: str) -> str:
    known = element_file().elements.get(name)
    return inside(known.label) if known else plain(name)


@per_knowledge()
def _names() -> dict[str, str]:
    """Return what each concept of the lexicon is called."""
    return {
        concept: entry.name or _spelled_out(concept)
        for _, file in lexicon_files()
        for concept, entry in file.concepts.items()
    }


@per_knowledge()
def _forms() -> dict[str, tuple[str, ...]]:
    """Return the first forms of each group, one of each of its concepts before the second of any."""
    listed: dict[str, list[list[str]]] = {}
    for _, file in lexicon_files():
        for concept, entry in file.concepts.items():
            forms = [form.lstrip("=") for form in (*entry.forms, *entry.bare, *entry.right, *entry.left, *entry.both)]
            for group in groups_of(concept, entry, file):
                if group in active().groups:
                    listed.setdefault(group, []).append(forms)
    return {group: tuple(_in_turn(forms)) for group, forms in listed.items()}


def _in_turn(forms: list[list[str]]) -> list[str]:
    deepest = max(map(len, forms), default=0)
    turns = (row[depth] for depth in range(deepest) for row in forms if depth < len(row))
    return list(dict.fromkeys(turns))[: FORMS_SHOWN + 1]
