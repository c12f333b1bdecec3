"""Tests of what the knowledge page says of codes and rules."""

from __future__ import annotations

import pytest

from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.service_schema import Condition
from assistant.ui.code_facts import cases_of, edits_of, find_codes, registry_facts, rules_of, studies_of
from assistant.ui.condition_words import say_condition


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (["side=bilateral", "extent=complete"], "side is bilateral and extent is complete"),
        (["us", ["duplex", "color_doppler@body"]], "us and (duplex or color doppler in the body)"),
        ([["a", ["b", "!c"]]], "a or (b and not c)"),
        (["d", ["a", ["b", "!c"]]], "d and (a or (b and not c))"),
        (["leg_vein>=3"], "3 or more of leg vein"),
        (["thrombus~leg_vein"], "thrombus in one sentence with leg vein"),
        (["compression:present"], "compression is present"),
        (["year>=2026"], "year 2026 or later"),
        (["study.carotid_duplex"], "a carotid duplex study is found"),
        ([], ""),
    ],
)
def test_conditions_are_read_aloud(condition: Condition, words: str) -> None:
    assert say_condition(condition) == words


def test_codes_are_found_by_their_beginning() -> None:
    assert {"93970", "93971"} <= {entry.code for entry in find_codes("9397")}


def test_codes_are_found_by_words_of_their_label() -> None:
    found = [entry.code for entry in find_codes("venous DUPLEX")]
    assert "93970" in found
    assert "93306" not in found


def test_no_words_find_every_code() -> None:
    assert len(find_codes("")) == len(load_codes())


def test_registry_facts_name_the_twin_code() -> None:
    assert dict(registry_facts(load_codes()["93970"]))["Twin codes"] == "limited: 93971, unilateral: 93971"


def test_rules_say_when_they_apply() -> None:
    (rule,) = rules_of("93970")
    assert dict(rule.facts)["When"] == "side is bilateral and extent is complete"


def test_studies_list_the_lines_of_a_complete_one() -> None:
    assert "popliteal vein" in studies_of("93970")[0].lines


def test_edits_that_a_code_loses_come_first() -> None:
    pairs = edits_of("93971")
    loses = [pair.column_2 == "93971" for pair in pairs]
    assert loses == sorted(loses, reverse=True)
    assert {"93971"} <= set.intersection(*({pair.column_1, pair.column_2} for pair in pairs))


def test_cases_of_a_code_name_it() -> None:
    assert all(
        any(name.startswith("93971") for name in (*case.codes, *case.conditional, *case.not_codes))
        for _, case in cases_of("93971")
    )
