"""An addendum counts unless it is late or contradicts the original, and then it is shown."""

from __future__ import annotations

import pytest

from assistant.analysis import Analysis
from assistant.engine import analyze

REPORT = (
    "{title} 1/6/2026\nIndication: leg swelling.\n"
    "{side} common femoral, deep femoral, femoral, popliteal, posterior tibial and peroneal veins compressible, color fills, phasic, augment.\n"
    "Impression: no thrombus. {images}\nSigned Jane Low MD 1/6/2026\n\n{addendum}"
)


def report(
    addendum: str, *, side: str = "Right", title: str = "RIGHT LEG VENOUS DUPLEX", images: str = "Images stored."
) -> Analysis:
    return analyze(REPORT.format(addendum=addendum, side=side, title=title, images=images))


def kinds(analysis: Analysis) -> list[str]:
    return [conflict.kind for conflict in analysis.conflicts]


def gaps(analysis: Analysis) -> set[str]:
    return {gap.element for gap in analysis.gaps}


def codes(analysis: Analysis) -> list[tuple[str, tuple[str, ...]]]:
    return [(code.code, code.modifiers) for code in analysis.with_status("supported")]


@pytest.mark.parametrize(
    "head",
    [
        "ADDENDUM 1/8/2026:",
        "ADDENDUM 1/8/2026 09:20 (Dr. Low):",
        "Late entry, 1/8/2026 -",
        "*** ADDENDUM ***\n1/8/2026",
    ],
)
def test_an_addendum_in_time_closes_a_gap(head: str) -> None:
    assert "image_storage" in gaps(report("", images=""))
    assert "image_storage" not in gaps(report(f"{head} 14 images were stored in PACS.", images=""))


def test_an_addendum_in_time_is_no_conflict() -> None:
    assert kinds(report("ADDENDUM 1/8/2026: 14 images were stored in PACS. Jane Low MD", images="")) == []


def test_a_missing_structure_that_an_addendum_describes_counts() -> None:
    text = (
        "BILATERAL LEG VENOUS DUPLEX 1/6/2026\nIndication: swelling.\nRight common femoral, deep femoral, femoral, popliteal, posterior tibial, peroneal veins "
        "compressible, phasic, color fills.\nLeft common femoral, deep femoral, femoral, popliteal veins compressible, phasic, color fills.\n"
        "Impression: no thrombus. Images stored. Signed Jane Low MD\n"
    )
    addendum = "ADDENDUM 1/7/2026: left posterior tibial and peroneal veins were left out in dictation: compressible on the stored images. Jane Low MD"
    assert "structures" in gaps(analyze(text))
    assert "structures" not in gaps(analyze(text + addendum))


def test_a_late_addendum_of_the_other_side_changes_no_code_and_is_shown() -> None:
    late = report(
        "LATE ENTRY 02/19/2026: per billing request, claim denied as coded. Exam was bilateral, left leg veins were also normal. JL"
    )
    assert codes(late) == codes(report(""))
    assert kinds(late) == ["addendum", "extent"]
    assert "44 days" in late.conflicts[0].message


def test_a_late_addendum_closes_no_gap() -> None:
    late = report("ADDENDUM 3/6/2026: 14 images were stored in PACS.", images="")
    assert "image_storage" in gaps(late)
    assert kinds(late) == ["addendum"]


def test_thirty_days_are_in_time() -> None:
    assert kinds(report("ADDENDUM 2/5/2026: 14 images were stored in PACS.", images="")) == []


def test_an_addendum_that_adds_a_side_is_shown_even_in_time() -> None:
    extended = report("ADDENDUM 1/8/2026: the left common femoral, femoral and popliteal veins were compressible too.")
    assert codes(extended) == codes(report(""))
    assert kinds(extended) == ["addendum", "extent"]


def test_an_addendum_that_contradicts_a_denial_is_shown_and_does_not_count() -> None:
    opposed = report("ADDENDUM 1/8/2026: Images were stored in PACS.", images="No images were saved.")
    assert kinds(opposed) == ["addendum"]
    assert codes(opposed) == []
    assert opposed.facts.image_storage == "denied"


def test_a_correction_of_the_side_in_time_is_carried_out() -> None:
    corrected = report("ADDENDUM 1/8/2026: Dictation error, the side should read left, not right. Jane Low MD")
    assert codes(corrected) == [("93971", ("LT",))]
    assert corrected.conflicts[0].message == "An addendum corrects the side to left."


def test_a_correction_may_say_what_the_report_says_before_what_it_should_say() -> None:
    corrected = report("CORRECTED REPORT 1/8/2026: Wherever this report says right it should say LEFT. Jane Low MD")
    assert codes(corrected) == [("93971", ("LT",))]


def test_an_addendum_that_nobody_has_settled_withholds_the_side_and_corrects_nothing() -> None:
    asked = report("ADDENDUM 1/8/2026: All frames are annotated LT. Which limb was examined is asked; the side should be regarded as unconfirmed.")
    assert codes(asked) == [("93971", ())]
    assert "laterality_conflict" in {gap.element for gap in asked.gaps}


def test_a_correction_clears_a_conflict_of_sides() -> None:
    contrary = {"title": "LEFT LEG VENOUS DUPLEX", "side": "Right"}
    assert "laterality_conflict" in gaps(report("", **contrary))
    assert "laterality_conflict" not in gaps(
        report("ADDENDUM 1/7/2026: correction, all findings are of the left leg.", **contrary)
    )


def test_a_late_correction_of_the_side_withholds_the_side() -> None:
    late = report("ADDENDUM 3/20/2026: Dictation error, the side should read left, not right.")
    assert codes(late) == [("93971", ())]
    assert kinds(late) == ["addendum", "laterality_conflict"]


def test_both_places_of_a_conflict_are_words_of_the_text() -> None:
    text = REPORT.format(
        title="RIGHT LEG VENOUS DUPLEX",
        side="Right",
        images="Images stored.",
        addendum="LATE ENTRY 2/19/2026: left leg normal too.",
    )
    for conflict in analyze(text).conflicts:
        for span in (conflict.first, conflict.second):
            assert text[span.start : span.end] == span.text != ""


UNDATED = "RIGHT LEG VENOUS DUPLEX\nRight common femoral, femoral and popliteal veins compressible.\nImpression: no thrombus. Jane Low MD\n\n"


def test_the_reason_of_an_addendum_is_not_the_reason_of_the_study() -> None:
    for head in ("ADDENDUM 1/8/2026\nReason: completion of the report.", "ADDENDUM 1/8/2026: Reason: completion of the report."):
        assert "indication" in gaps(analyze(f"{UNDATED}{head}\nImages were stored in PACS. Jane Low MD"))


def test_an_addendum_that_tells_the_indication_closes_its_gap() -> None:
    added = "ADDENDUM 1/8/2026\nReason: completion of the report.\nThe indication was left calf swelling."
    assert "indication" not in gaps(analyze(UNDATED + added))


def test_the_day_of_an_addendum_and_of_its_signature_is_no_date_of_service() -> None:
    added = "ADDENDUM (2026-01-08 08:20 UTC)\nImages were stored in PACS.\nSigned: Jane Low MD, 2026-01-08 08:20 UTC"
    assert analyze(UNDATED + added).date_of_service is None


def test_an_addendum_that_reports_a_study_bears_its_date() -> None:
    added = "Seen for calf pain.\nED addendum 4/17/26 1915 - venous duplex, right leg\n" + UNDATED.partition("\n")[2]
    assert analyze(added).date_of_service == "2026-04-17"


@pytest.mark.parametrize("words", ["I cannot say whether images were stored.", "It is not known whether images were stored."])
def test_what_nobody_can_tell_is_not_told(words: str) -> None:
    assert "image_storage" in gaps(report(f"ADDENDUM 1/8/2026: {words}", images=""))


def test_findings_of_an_addendum_that_is_set_aside_do_not_count() -> None:
    text = UNDATED.replace("DUPLEX", "DUPLEX 1/6/2026")
    told = {day: analyze(f"{text}ADDENDUM {day}: the right peroneal vein compresses.") for day in ("1/8/2026", "3/6/2026")}
    assert [any(found.structure == "peroneal vein" for found in one.findings) for one in told.values()] == [True, False]


def test_each_of_many_addenda_is_judged() -> None:
    text = "Right leg venous duplex 1/2/2026. Right femoral vein compresses. Images archived.\n"
    text += "ADDENDUM 5/6/2026: color used.\nADDENDUM 1/3/2026: images archived.\n" * 3
    late = [found for found in analyze(text).conflicts if "days after the service" in found.message]
    assert len(late) == 3
