"""Layout is not meaning: a text is read without it, and every place leads back to the original."""

from __future__ import annotations

import textwrap

import pytest

from assistant import analyze
from assistant.analysis import Span
from assistant.documents.reading_form import reading_form

REPORT = (
    "RIGHT LEG VENOUS DUPLEX 03/02/2026\nIndication: calf swelling.\nThe common femoral, femoral and popliteal veins compress "
    "fully, with phasic flow and color filling.\nImpression: no DVT. Images archived.\nA. Quill, MD"
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("com\u00adpress", "compress"),
        ("\ufeffleft \u200bleg", "left leg"),
        ("left\u00a0leg", "left leg"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\ufb01lling de\ufb01cit", "filling deficit"),
        ("vein \u2013 open", "vein \u2013 open"),
        ("post\u2011op, the patient\u2019s \u201cgood\u201d leg", 'post-op, the patient\'s "good" leg'),
        ("n\u0301ot o\u0308pen", "not open"),  # accents that are characters of their own
        ("o\u0336p\u0336e\u0336n\u0336", "o\u0336p\u0336e\u0336n\u0336"),  # struck out
        ("left leg\n\nveins open\n\nno clot\n\n\n\npain\n\nA. Low", "left leg\nveins open\nno clot\n\n\npain\nA. Low"),
        ("v\u0435in", "vein"),  # a Cyrillic e among Latin letters
        ("\u0432\u0435\u043d\u0430", "\u0432\u0435\u043d\u0430"),  # a Russian word stays one
        ("> left leg\n> veins open", "left leg\nveins open"),
        ("a  b  c  d  e  f  g  h  i  j", "a b c d e f g h i j"),
        ("CFV  open\tFV  open", "CFV  open\tFV  open"),
        ("    left leg\n\n      veins open", "left leg\n\n  veins open"),
        ("left leg\n  veins open", "left leg\n  veins open"),
        ("left leg \t\nveins  \nopen", "left leg\nveins\nopen"),
        ("* left leg\n\u2022 veins open", "- left leg\n- veins open"),
        ("1. left leg\n 2) veins open\n3.2 mm", "- left leg\n - veins open\n3.2 mm"),
        ("US NECK: lobe 4 cm\nUS NECK: nodule 5 mm\nUS NECK: no nodes", "US NECK\nlobe 4 cm\nnodule 5 mm\nno nodes"),
        ("Right ICA: 90\nLeft ICA: 95\nLeft ECA: 80", "Right ICA: 90\nLeft ICA: 95\nLeft ECA: 80"),  # each its own
        (
            "OBX|1|TX|7^US NECK||Lobe 4 cm~no nodes||||F\nOBX|2|TX|7&IMP^US NECK||Normal||||F",
            "US NECK\nLobe 4 cm\nno nodes\nImpression: Normal",
        ),
    ],
)
def test_a_text_is_read_without_its_layout(written: str, read: str) -> None:
    assert reading_form(written).text == read


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Images n\u043et stored.", ["look like"]),
        ("Images \u202eton\u202c stored.", ["turn the order"]),
        ("Images n\u00adot \u200bstored. \u0412\u0435\u043d\u0430.", []),
    ],
)
def test_letters_that_are_not_what_is_seen_are_told(written: str, told: list[str]) -> None:
    messages = analyze(f"{REPORT}\n{written}").messages
    assert len(messages) == len(told) and all(words in message for words, message in zip(told, messages, strict=True))


def test_a_plain_text_is_read_as_it_is() -> None:
    form = reading_form(REPORT)
    assert form.text is REPORT
    assert form.restored(Span(3, 9, REPORT[3:9])) == Span(3, 9, REPORT[3:9])


def test_places_are_those_of_the_original() -> None:
    written = "\ufeffThe \ufb01rst com\u00admon\r\nfemoral vein"
    form = reading_form(written)
    start = form.text.index("common")
    place = form.restored(Span(start, start + len("common"), "common"))
    assert (place.text, written[place.start : place.end]) == ("com\u00admon", "com\u00admon")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", " \u200b"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\u2028"),
        lambda text: text.replace("fi", "\ufb01").replace("fl", "\ufb02"),
        lambda text: text.replace("popliteal", "popli\u00adteal"),
        lambda text: "".join(f"> {line}" for line in text.splitlines(keepends=True)),
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace(" ", "\t"),
    ],
)
def test_layout_changes_no_code_and_no_gap(change) -> None:  # type: ignore[no-untyped-def]
    plain, written = analyze(REPORT), change(REPORT)
    changed = analyze(written)
    assert [code.code for code in changed.codes] == [code.code for code in plain.codes] == ["93971"]
    assert [gap.element for gap in changed.gaps] == [gap.element for gap in plain.gaps]
    for code in changed.codes:
        assert all(written[span.start : span.end] == span.text for span in code.evidence)


PROSE = (
    "RIGHT LEG VENOUS DUPLEX 03/02/2026\nFindings: The common femoral vein, the femoral vein and the popliteal vein compress fully "
    "and show phasic flow with augmentation, and color fills every segment down to the trifurcation.\nImpression: no deep vein "
    "thrombosis of the right leg.\nImages archived. A. Quill, MD"
)
ROWS = "CFV open\npopliteal open and phasic, calf veins not seen today\nleft side the same\nimages kept, no clot in either leg at any level\n"


def _wrapped(text: str, width: int) -> str:
    return "\n".join("\n".join(textwrap.wrap(line, width)) for line in text.split("\n"))


@pytest.mark.parametrize("width", [45, 72, 80])
def test_line_ends_that_only_wrap_are_taken_out(width: int) -> None:
    assert reading_form(_wrapped(PROSE, width)).text == PROSE


NUMBERED = (
    "PROCEDURES:\n1.  Access to the right basilic vein under guidance by ultrasound and by touch.\n2.  Venogram of the central veins of "
    "this side and of all those above, with an intraoperative ultrasound.\nThe arm was put on a board, prepared, draped, and held away "
    "from the body.  A cuff was inflated about the upper part of it, as high as the axilla allowed, and it was checked.  Under ultrasound a "
    "#21-gauge needle was placed into the vein above the elbow.  A wire went through it as far as the chest, with the tip of it left in L "
    "IJV for a while.  Contrast was then given by hand, and all was seen.\nImages archived.  A. Quill, MD"
)


@pytest.mark.parametrize("width", range(52, 90, 2))
def test_wrapped_items_numbers_and_sentences_go_on(width: int) -> None:
    lines = reading_form(_wrapped(NUMBERED, width)).text.split("\n")
    assert [line for line in lines if not line.endswith((".", ":", "MD"))] == []


def test_capitals_that_are_wrapped_are_read_as_the_same_lines() -> None:
    assert reading_form(_wrapped(PROSE.upper(), 72)).text == reading_form(PROSE.upper()).text


@pytest.mark.parametrize(
    "written", [ROWS, PROSE, "US THYROID\nRight lobe 5.1 cm\nLeft lobe 4.8 cm\nno nodule\n", "PSV | EDV\n" * 9]
)
def test_lines_written_line_by_line_stay(written: str) -> None:
    assert reading_form(written).text.count("\n") == written.count("\n")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("venous duplex of the leg. veins open.\nno dvt seen", "Venous duplex of the leg. Veins open.\nNo dvt seen"),
        ("Venous Duplex Of The Leg. Veins Are Open.", "Venous duplex of the leg. Veins are open."),
        ("US thyroid: no nodule. j. low md", "US thyroid: no nodule. j. low md"),
        ("VENOUS DUPLEX, LEFT LEG. VEINS OPEN. NO DVT.", "Venous duplex, left leg. Veins open. No dvt."),
    ],
)
def test_a_text_of_one_case_is_read_with_the_capitals_of_its_sentences(written: str, read: str) -> None:
    assert reading_form(written).text == read


def test_a_letter_word_that_heads_a_small_sentence_is_the_abbreviation() -> None:
    (small, *_), (capital, *_) = (
        analyze(f"{said}: no free fluid in the flanks and pelvis.").studies for said in ("fast", "FAST")
    )
    assert small.evidence[0].text == "fast" and small.kind == capital.kind


@pytest.mark.parametrize("change", [str.lower, str.title, str.upper])
def test_letter_case_changes_no_code_and_no_gap(change) -> None:  # type: ignore[no-untyped-def]
    plain, changed = analyze(PROSE), analyze(change(PROSE))
    assert [code.code for code in changed.codes] == [code.code for code in plain.codes]
    assert [gap.element for gap in changed.gaps] == [gap.element for gap in plain.gaps]
    assert "signature" not in [gap.element for gap in changed.gaps]
