from assistant import analyze

TEXT = (
    "Left leg venous duplex 03/02/2026. Calf pain.\nThe left common femoral, femoral and popliteal veins compress. "
    "Phasic flow on color Doppler. No DVT. Images stored. A. Quill, MD"
)


def test_the_evidence_of_a_code_stands_in_reading_order() -> None:
    starts = [span.start for span in analyze(TEXT).codes[0].evidence]
    assert starts == sorted(starts)


def test_the_evidence_of_a_code_names_technique_and_structures() -> None:
    words = {span.text for span in analyze(TEXT).codes[0].evidence}
    assert {"duplex", "popliteal veins"} <= words


def test_each_code_shows_its_own_evidence() -> None:
    text = (
        "US thyroid: both lobes normal. US liver: liver normal, gallbladder without stones. Images stored. A. Quill, MD"
    )
    by_code = {code.code: {span.text for span in code.evidence} for code in analyze(text).with_status("supported")}
    assert "thyroid" not in by_code.get("76705", set())
