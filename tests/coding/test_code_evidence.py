from assistant import analyze

TEXT = (
    "Left leg venous duplex 03/02/2026. Calf pain.\nThe left common femoral, femoral and popliteal veins compress. "
    "Phasic flow on color Doppler. No DVT. Images stored. A. Quill, MD"
)


def shown(text: str) -> dict[str, list[str]]:
    """Return the words of each code that stands, in the order in which they are shown."""
    codes = analyze(text).codes
    return {code.code: [span.text for span in code.evidence] for code in codes if code.status != "not_reportable"}


def test_what_was_examined_stands_before_the_technique_each_in_reading_order() -> None:
    assert shown(TEXT)["93971"] == ["common femoral", "femoral", "popliteal veins", "duplex"]


def test_the_first_and_the_further_vessels_imaged_from_inside_show_each_its_own() -> None:
    text = (
        "IVUS OF THE LEFT LEG VEINS 03/02/2026. Left popliteal vein punctured, catheter to the cava, venogram filmed.\n"
        "IVUS: left common iliac vein 60% stenosis. IVUS: left external iliac vein 40% stenosis, area 80 mm2.\n"
        "Impression: iliac vein stenosis. Images stored. A. Quill, MD"
    )
    codes = shown(text)
    assert codes["37252"][0] == "common iliac vein"
    assert codes["37253"][0] == "external iliac vein"


def test_the_chest_of_a_fast_shows_the_lungs_and_the_abdomen_does_not() -> None:
    text = (
        "EXTENDED FAST 03/02/2026, blunt trauma. Pericardium: no effusion. Right upper quadrant: no free fluid. Left upper"
        " quadrant: no free fluid. Pelvis: no free fluid. Lung sliding on both sides. Impression: negative. Images stored."
        " A. Quill, MD"
    )
    codes = shown(text)
    assert codes["76604"][0] == "Lung"
    assert codes["93308"][0] == "Pericardium"
    assert codes["76705"][:2] == ["Right upper quadrant", "Left upper quadrant"]


def test_the_doppler_codes_of_one_echocardiogram_show_each_its_own_doppler() -> None:
    text = (
        "TRANSESOPHAGEAL ECHOCARDIOGRAM 03/02/2026. The probe was passed. Left ventricle normal, mitral valve normal,"
        " aortic valve normal, tricuspid valve normal. Pulsed wave Doppler: mitral E 80 cm/s. Color flow: no leak."
        " Impression: normal. Images stored. A. Quill, MD"
    )
    codes = shown(text)
    assert codes["93325"] == ["Color flow"]
    assert not set(codes["93320"]) & set(codes["93325"])


def test_a_first_and_a_further_vein_closed_by_heat_show_each_its_own() -> None:
    text = (
        "RADIOFREQUENCY ABLATION RIGHT LEG 03/02/2026. Right great saphenous vein punctured under ultrasound and ablated"
        " with radiofrequency. Right small saphenous vein punctured and ablated with radiofrequency. Images stored."
        " A. Quill, MD"
    )
    codes = shown(text)
    assert codes["36475"][0] == "great saphenous vein"
    assert codes["36476"][0] == "small saphenous vein"


def test_the_evidence_of_a_code_names_technique_and_structures() -> None:
    words = {span.text for span in analyze(TEXT).codes[0].evidence}
    assert {"duplex", "popliteal veins"} <= words


def test_each_code_shows_its_own_evidence() -> None:
    text = (
        "US thyroid: both lobes normal. US liver: liver normal, gallbladder without stones. Images stored. A. Quill, MD"
    )
    by_code = {code.code: {span.text for span in code.evidence} for code in analyze(text).with_status("supported")}
    assert "thyroid" not in by_code.get("76705", set())
