import pytest

from assistant import analyze
from assistant.engine import read_and_account
from assistant.services.choice import choose
from assistant.services.given import given_services
from assistant.services.presence import ServiceView, TextView, Verdict
from assistant.services.weigh import (
    ASKED_FROM,
    DONE_FROM,
    TAKE_IN_FROM,
    WITH_OTHERS_FROM,
    decide,
    verdicts_of,
    weigh,
)
from assistant.services.weights import learned_weights

DUPLEX = (
    "Left leg venous duplex 03/02/2026. Calf pain. Color and spectral Doppler.\nThe left common femoral, femoral and "
    "popliteal veins compress, phasic flow. No DVT. Images stored. A. Quill, MD"
)


def view(verdict: Verdict) -> ServiceView:
    return ServiceView(TextView(0.0, (), 100, 0, False, False), 0.0, 0.0, 1, verdict, 0.0, 1, 0, True, 0.0)


@pytest.mark.parametrize(
    ("verdict", "probability", "taken_in", "left_out"),
    [
        ("none", TAKE_IN_FROM + 0.01, True, False),
        ("none", TAKE_IN_FROM - 0.01, False, False),
        ("supported", DONE_FROM - 0.01, False, True),
        ("supported", DONE_FROM + 0.01, False, False),
        ("waiting", ASKED_FROM - 0.01, False, True),
        ("waiting", ASKED_FROM + 0.01, False, False),
        ("refused", 0.99, False, False),
    ],
)
def test_what_the_probability_decides(verdict: Verdict, probability: float, taken_in: bool, left_out: bool) -> None:
    _, account = read_and_account(DUPLEX)
    weighed = decide(account, {"limb_vein_duplex": view(verdict)}, {"limb_vein_duplex": probability}, {})
    assert bool(weighed.taken_in) is taken_in
    assert bool(weighed.left_out) is left_out


@pytest.mark.parametrize(("doubtful", "left_out"), [(DONE_FROM - 0.1, ()), (WITH_OTHERS_FROM - 0.1, ("abdominal_ultrasound",))])
def test_a_window_of_one_examination_is_kept_with_the_others_unless_the_words_speak_against_it(
    doubtful: float, left_out: tuple[str, ...]
) -> None:
    _, account = read_and_account("FAST 03/02/2026, fall. Morison's pouch dry, no pericardial effusion. Negative. Images stored. A. Quill, MD")
    services = {"abdominal_ultrasound": doubtful, "transthoracic_echo": 0.9}
    assert decide(account, dict.fromkeys(services, view("supported")), services, {}).left_out == left_out


def test_what_the_rules_give_for_a_study_that_the_words_carry_is_not_left_out() -> None:
    text = (
        "Vein map right arm before AV fistula 03/02/2026, ESRD. Cephalic vein 2.2 mm, basilic vein 4.2 mm, compressible. "
        "Color and spectral Doppler. Images stored. A. Quill, MD"
    )
    _, account = read_and_account(text)
    views = {"limb_vein_duplex": view("supported"), "dialysis_access_mapping": view("none")}
    presence = {"limb_vein_duplex": DONE_FROM - 0.1, "dialysis_access_mapping": TAKE_IN_FROM + 0.1}
    assert not decide(account, views, presence, {}).left_out
    assert decide(account, views, {**presence, "dialysis_access_mapping": 0.0}, {}).left_out == ("limb_vein_duplex",)


def test_the_verdict_on_a_supported_code_is_supported() -> None:
    assert verdicts_of(read_and_account(DUPLEX)[1])["limb_vein_duplex"] == "supported"


def test_a_service_is_not_taken_in_where_its_technique_is_not_told() -> None:
    _, account = read_and_account("Coronary angiography. The left anterior descending artery has a 70% stenosis.")
    assert not choose(account, ["coronary_ivus"], {}).added


@pytest.mark.parametrize(
    ("text", "taken_in"),
    [
        ("Kidneys: right 10.1 cm, left 9.8 cm, no hydronephrosis.", True),
        ("CT of the abdomen. Kidneys: right 10.1 cm, left 9.8 cm, no hydronephrosis.", False),
    ],
)
def test_a_plain_scan_may_leave_its_technique_untold_where_no_other_imaging_is_told(text: str, taken_in: bool) -> None:
    _, account = read_and_account(text)
    account.parts.clear()  # as if no family's own condition held
    assert bool(choose(account, ["retroperitoneal_ultrasound"], {}).added) is taken_in


def test_a_service_is_taken_in_with_the_kind_that_the_text_shows() -> None:
    _, account = read_and_account("US thyroid. The right lobe and the isthmus are normal.")
    account.parts.clear()  # as if no family's own condition held
    assert set(choose(account, ["neck_ultrasound"], {}).added) == {"head_neck_ultrasound"}


def test_a_report_is_taken_in_as_a_study_of_a_report_and_not_as_the_facts_of_a_case() -> None:
    _, account = read_and_account("Exercise echo 11/17/2026, contrast given. Wall motion normal. ECG: no change. A. Quill, MD")
    account.parts.clear()  # as if no family's own condition held
    assert set(choose(account, ["stress_echo"], {}).added) == {"stress_echocardiogram"}


def test_a_service_that_was_left_out_stays_visible_with_its_reason() -> None:
    analysis = analyze(DUPLEX, decide=given_services([]))
    assert [(code.code, code.status) for code in analysis.codes] == [("93971", "not_reportable")]
    assert "not among those given" in analysis.codes[0].reason


def test_an_add_on_goes_with_the_main_code_that_was_left_out() -> None:
    text = (
        "Limited transthoracic echo 03/02/2026 for effusion. LV function normal, no pericardial effusion. Color Doppler: "
        "mild mitral regurgitation. Images stored. A. Quill, MD"
    )
    kept, dropped = analyze(text, decide=given_services(["93308"])), analyze(text, decide=given_services([]))
    assert {code.code for code in kept.with_status("supported")} == {"93308", "93325"}
    assert not dropped.with_status("supported")


def test_the_scores_of_codes_go_to_those_who_doubt() -> None:
    reading, account = read_and_account(DUPLEX)
    assert set(weigh(reading, account, learned_weights()).code_scores) == set(learned_weights().codes)
