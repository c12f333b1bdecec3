"""Tests of what the knowledge page says of conditions, codes and rules."""

from __future__ import annotations

import pytest

from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.service_schema import Condition, conditions_of, named_conditions, service_files
from assistant.ui.knowledge.code_facts import cases_of, plain_facts, registry_facts, studies_of
from assistant.ui.knowledge.condition_words import forms_of, groups_in, named_in, say_condition
from assistant.ui.knowledge.rule_sheets import cases_of_rule, rule_sheet, rules, rules_of


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (["side=bilateral", "extent=complete"], "both sides were studied and every required structure is described"),
        (["us", ["duplex", "color_doppler@body"]], "ultrasound and (duplex or color Doppler in the body)"),
        ([["a", ["b", "!c"]]], "a or (b and no c)"),
        (["d", ["a", ["b", "!c"]]], "d and (a or (b and no c))"),
        (["leg_vein>=3"], "3 or more of leg vein"),
        (["leg_vein@findings>=2"], "2 or more of leg vein in the findings"),
        (["thrombus~leg_vein@body"], "thrombus in one sentence with leg vein, not in a title"),
        (["stent~~iliac_vein"], "stent in one clause with iliac vein"),
        (["stent=>central_vein/limb_vein"], "stent given to central vein, not to limb vein"),
        (["compression:present"], "compression is documented"),
        (["!compression:denied"], "compression is not denied"),
        (["!compression:missing"], "compression is documented"),
        (["year>=2026"], "year 2026 or later"),
        (["age<6", "age>=2"], "age below 6 and age 2 or more"),
        (["kidney@negated"], "kidney denied"),
        (["ct@procedure"], "CT in the procedure"),
        (["study.carotid_duplex"], "a carotid duplex study is found"),
        (["!study.carotid_duplex", "!is.interventional"], "no carotid duplex study is found and not interventional"),
        (["stated.flow=phasic"], "a finding tells flow as phasic"),
        ([], ""),
    ],
)
def test_conditions_are_read_aloud(condition: Condition, words: str) -> None:
    assert say_condition(condition) == words


def test_no_sign_of_the_rule_language_is_left_in_any_condition() -> None:
    said = [say_condition(placed.condition) for family in service_files() for placed in conditions_of(family)]
    said += [say_condition(condition) for condition in named_conditions().values()]
    assert not [words for words in said if any(sign in words for sign in "@~=!_|")]


def test_shared_conditions_are_followed_into_each_other() -> None:
    assert named_in(["is.veins_looked_at"])[:2] == ("veins_looked_at", "needle_or_operation")


def test_words_that_reports_use_stand_for_a_group() -> None:
    assert groups_in(["!leg_vein@body", "us~stent"]) == ("leg_vein", "us", "stent")
    assert "common femoral vein" in forms_of("leg_vein")


def test_registry_facts_name_the_twin_code() -> None:
    assert dict(registry_facts(load_codes()["93970"]))["Twin codes"] == "limited: 93971, unilateral: 93971"


def test_the_physician_is_spared_the_fee_schedule() -> None:
    assert "Global days" not in dict(plain_facts(load_codes()["93970"]))


def test_rule_ids_are_those_that_answers_show() -> None:
    from assistant import analyze

    _, case = cases_of("93970")[0]
    given = {code.rule for code in analyze(case.text).codes}
    assert given <= set(rules())


def test_a_rule_says_when_it_applies_and_where_it_is_written() -> None:
    sheet = rule_sheet("venous-duplex.93970.1")
    assert dict(sheet.facts)["When"] == "both sides were studied and every required structure is described"
    assert dict(sheet.facts)["Waits for"] == "compression, color Doppler or spectral Doppler"
    assert sheet.place.startswith("services/venous-duplex.yaml:")


def test_exceptions_bear_their_reasons() -> None:
    exceptions = dict(rule_sheet("venous-duplex.93970.1").exceptions)
    assert "the vein is the way in, or was treated" in exceptions.values()
    assert any(words.startswith("Elsewhere 93971 is reported") for words in exceptions)


def test_a_rule_has_the_cases_that_it_answers_itself() -> None:
    by_rule = {rule: {case.id for case, _ in cases_of_rule(rule)} for rule in rules_of("93971")}
    assert "one-leg-whole" in by_rule["venous-duplex.93971.3"]
    assert "one-leg-whole" not in by_rule["venous-duplex.93971.1"]


def test_every_rule_can_be_shown() -> None:
    assert all(rule_sheet(rule).facts for rule in rules())


def test_studies_list_the_lines_of_a_complete_one() -> None:
    assert "popliteal vein" in studies_of("93970")[0].lines


def test_cases_of_a_code_name_it() -> None:
    assert all(
        any(name.startswith("93971") for name in (*case.codes, *case.conditional, *case.not_codes))
        for _, case in cases_of("93971")
    )
