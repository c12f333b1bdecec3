"""Reads the conditions of the rule files aloud: "side is bilateral and (compression or augmentation)"."""

from __future__ import annotations

import re

from assistant.knowledge.service_schema import Condition
from assistant.ui.words import plain

_ZONES = {
    "body": "in the body", "title": "in the title", "findings": "in the findings", "told": "in indication or history",
    "any": "anywhere",
}  # fmt: skip
_FORMS = (
    (re.compile(r"(\w+)~(\w+)@body$"), r"\1 in one sentence with \2, not in a title"),
    (re.compile(r"(\w+)~(\w+)$"), r"\1 in one sentence with \2"),
    (re.compile(r"(side|extent|claim|pregnancy)=(\w+)$"), r"\1 is \2"),
    (re.compile(r"fetuses=several$"), "several fetuses"),
    (re.compile(r"(year|age)>=(\d+)$"), r"\1 \2 or later"),
    (re.compile(r"(year|age)<(\d+)$"), r"\1 before \2"),
    (re.compile(r"(\w+):(\w+)$"), r"\1 is \2"),
    (re.compile(r"study\.(\w+)$"), r"a \1 study is found"),
    (re.compile(r"code\.(\w+)$"), r"\1 is found"),
    (re.compile(r"is\.(\w+)$"), r"\1"),
    (re.compile(r"(\w+)>=(\d+)$"), r"\2 or more of \1"),
)


def say_condition(condition: Condition) -> str:
    """Return a condition as words; empty for one that always holds."""
    if len(condition) == 1 and isinstance(condition[0], list):
        return " or ".join(_say(member, within="or") for member in condition[0])
    return " and ".join(_say(entry, within="and") for entry in condition)


def _say(entry: str | Condition, within: str) -> str:
    if isinstance(entry, str):
        return _say_entry(entry)
    joined = "or" if within == "and" else "and"
    words = [_say(member, within=joined) for member in entry]
    return words[0] if len(words) == 1 else f"({f' {joined} '.join(words)})"


def _say_entry(entry: str) -> str:
    if entry.startswith("!"):
        return f"not {_say_entry(entry[1:])}"
    for form, words in _FORMS:
        if form.match(entry):
            return plain(form.sub(words, entry))
    name, _, zone = entry.partition("@")
    return plain(f"{name} {_ZONES.get(zone, plain(zone))}".strip())
