"""Headings that open findings inside another section: of a scan of the writer's own, and of a structure."""

from assistant.language.pipeline import read_report


def test_heading_of_an_own_scan_is_not_cut_where_its_last_word_is_a_heading_too() -> None:
    text = (
        "PROGRESS NOTE\nS: more breathless.\nO: RR 26.\n"
        "---- POINT OF CARE ULTRASOUND: THORAX ----\nB lines at both bases.\nA/P: diuretic."
    )
    headed = [(section.title, text[section.start : section.end]) for section in read_report(text).sections]
    assert ("POINT OF CARE ULTRASOUND", text[text.index("----") : text.index("A/P")]) in headed


def test_heading_of_a_structure_is_not_cut_where_its_last_word_is_a_heading_too() -> None:
    text = "CLINICAL HISTORY: Hematuria.\n\nRENAL ULTRASOUND: The right kidney measures 10.8 cm.\n\nIMPRESSION: Normal."
    headed = [(section.title, text[section.start : section.end]) for section in read_report(text).sections]
    assert ("RENAL ULTRASOUND", "RENAL ULTRASOUND: The right kidney measures 10.8 cm.\n\n") in headed


def test_heading_that_ends_in_history_opens_no_findings_by_the_structure_that_it_names() -> None:
    text = "INDICATION: murmur.\nVALVULAR DISEASE HISTORY: mitral valve prolapse in 1992.\nFINDINGS: normal valves."
    kinds = [(section.kind, section.title) for section in read_report(text).sections]
    assert ("findings", "VALVULAR DISEASE HISTORY") not in kinds
    assert ("history", "HISTORY") in kinds
