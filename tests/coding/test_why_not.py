"""What stands between a report and a code, in a coder's words."""

import pytest

from assistant.engine import explain_absence
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.service_schema import named_conditions
from assistant.studies.compiled import knowledge

PLANNED = "Clinic visit 03/04/2026. Plan: carotid duplex for the bruit. A. Ray MD"
LIVER = "US abdomen 03/04/2026. Pain. Liver normal. Gallbladder normal. Spleen normal. Images saved. A. Ray MD"


def obstacles(code: str, text: str) -> list[str]:
    return [obstacle.words for obstacle in explain_absence(text, code)[1]]


def test_a_planned_study_is_quoted_with_its_state() -> None:
    told = obstacles("93880", PLANNED)
    assert told[0] == "no study of this kind is documented as done now: Duplex of the carotid and vertebral arteries"
    assert told[1].startswith("named, but not as done now: 'carotid' (planned)")


def test_what_is_not_told_at_all_is_named() -> None:
    assert "not told: intravascular ultrasound" in obstacles("37252", LIVER)


def test_missing_structures_are_named() -> None:
    told = obstacles("76700", LIVER)
    assert {"not described: pancreas", "not described: abdominal aorta"} <= set(told)


def test_an_exemption_gives_its_words_and_its_reason() -> None:
    text = "Renal transplant ultrasound 03/04/2026. Graft kidney 11 cm, no hydronephrosis. Images saved. A. Ray MD"
    (reason,) = [words for words in obstacles("76770", text) if words.startswith("told: ")]
    quoted, _, because = reason.partition("; ")
    assert quoted == "told: 'Renal transplant', 'Graft kidney'"
    assert because == "a transplanted kidney has a code of its own"


@pytest.mark.parametrize("text", [PLANNED, LIVER])
def test_no_answer_shows_the_rules_own_writing(text: str) -> None:
    codes = {rule.spec.code for rules in knowledge().codes.values() for rule in rules}
    jargon = ["_", "@", "~", "=", "is.", *(f" {name} " for name in named_conditions() if "_" in name)]
    for code in sorted(codes & {code for code in load_codes() if load_codes().valid_on(code, None)}):
        for words in obstacles(code, text):
            assert not [sign for sign in jargon if sign in words], (code, words)
