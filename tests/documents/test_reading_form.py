"""Layout is not meaning: a text is read without it, and every place leads back to the original."""

from __future__ import annotations

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
        ("post\u2011op, the patient\u2019s \u201cgood\u201d leg", "post-op, the patient's \"good\" leg"),
        ("v\u0435in", "vein"),  # a Cyrillic e among Latin letters
        ("\u0432\u0435\u043d\u0430", "\u0432\u0435\u043d\u0430"),  # a Russian word stays one
        ("> left leg\n> veins open", "left leg\nveins open"),
        ("a  b  c  d  e  f  g  h  i  j", "a b c d e f g h i j"),
        ("CFV  open\tFV  open", "CFV  open\tFV  open"),
    ],
)
def test_a_text_is_read_without_its_layout(written: str, read: str) -> None:
    assert reading_form(written).text == read


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
