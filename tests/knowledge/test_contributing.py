"""CONTRIBUTING.md explains the condition language as it is."""

import re
from pathlib import Path

from assistant.knowledge.condition_language import ASSERTIONS, FACTS, FORMS, SECTION_ZONES, STATES, ZONES, parse_entry

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \|(.+)\|$", TEXT, re.MULTILINE)


def test_every_entry_of_the_table_is_an_entry_of_the_language() -> None:
    for entry, meaning in ROWS:
        parse_entry(entry)
        for other in re.findall(r"`(\w+(?:~|>=|<)[\w@]+)`", meaning):
            parse_entry(other)


def test_the_table_has_every_form_and_every_fact() -> None:
    parsed = [parse_entry(entry) for entry, _ in ROWS]
    assert {form for form, _ in parsed} == set(FORMS)
    assert {match["fact"] for form, match in parsed if form == "fact"} == set(FACTS)


def test_the_table_names_every_fixed_word() -> None:
    told = set(re.findall(r"\w+", " ".join(f"{entry} {meaning}" for entry, meaning in ROWS)))
    values = {value for values in FACTS.values() for value in values}
    assert values | set(STATES) | ASSERTIONS | SECTION_ZONES | ZONES - {"done"} <= told
