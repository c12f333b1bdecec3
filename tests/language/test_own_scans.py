"""Scans that the writer of a visit's note heads as his own."""

from assistant.language.pipeline import read_report


def test_heading_of_an_own_scan_is_not_cut_where_its_last_word_is_a_heading_too() -> None:
    text = (
        "PROGRESS NOTE\nS: more breathless.\nO: RR 26.\n"
        "---- POINT OF CARE ULTRASOUND: THORAX ----\nB lines at both bases.\nA/P: diuretic."
    )
    headed = [(section.title, text[section.start : section.end]) for section in read_report(text).sections]
    assert ("POINT OF CARE ULTRASOUND", text[text.index("----") : text.index("A/P")]) in headed
