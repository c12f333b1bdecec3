"""Empty forms and texts of rules: nothing in them was done."""

import pytest

from assistant.language.forms import is_empty_form
from assistant.language.pipeline import read_report

EMPTY = [
    "CAROTID SHEET\nR ICA ____ ____\nL ICA ____ ____\nPlaque: ____",
    "Liver: [ ]  Gallbladder: [ ]  CBD: [ ] mm\nRead by: [ ]",
    "LV EF: *** %\nLA: *** mm\nRV: {normal/dilated}\nColor and spectral Doppler were performed.",
    "Right kidney: ....... cm\nLeft kidney: ....... cm\nBladder: .......",
    "The {side} knee was prepped. {cc} of {drug} injected. Images saved to {system}.",
    "Sliding R: Y N  L: Y N\nClips saved: Y/N\nName ____",
    "DUPLEX LEG VEINS [BILATERAL / RIGHT / LEFT]\nDATE: [ ]\nINDICATION: [<Reason>]\nRight: [CFV, FV compressible]\nIMPRESSION: [No DVT]",
]
FILLED = [
    "R kidney 10.2  L kidney ____  hydro: none  cyst: ___\nInd: flank pain   Read: Jane Doe MD   Bladder: ____",
    "Stones: {present/absent} present\nWall: 2.4 mm\nMurphy: {pos/neg} neg\nCBD: 4.1 mm\nAorta *** mid ***",
    "CFV: [x] compressible [ ] not\nFV: [x] compressible [ ] not",
    "Right femoral ............ compressible\nLeft femoral ........... compressible\nPopliteal ......... compressible\nReader ........ Jane Doe MD",
    "No clot was seen.",
    "DUPLEX LEG VEINS [RIGHT]\nINDICATION: swelling\nCFV: [compressible]\nFV: [compressible]\nPOP: [ ]\nIMPRESSION: [No DVT] Dr. A. Quill",
]


@pytest.mark.parametrize("text", EMPTY)
def test_a_form_without_answers_numbers_and_ticks_is_empty(text: str) -> None:
    assert is_empty_form(text)


@pytest.mark.parametrize("text", FILLED)
def test_a_form_filled_in_is_no_empty_form(text: str) -> None:
    assert not is_empty_form(text)


@pytest.mark.parametrize(
    "text",
    [
        "Protocol: venous duplex. Compress every 2 cm from the groin to the knee. Store one image for each segment.",
        "POLICY 7.14\nThe operator must watch the needle enter the vein and save an image in every record.",
        "EMPTY SHEET\nCFV ____ FV ____ POPV ____\nRead by: ____",
    ],
)
def test_all_sections_of_such_a_text_are_boilerplate(text: str) -> None:
    reading = read_report(text)
    assert reading.boilerplate_sections == set(range(len(reading.sections)))


@pytest.mark.parametrize(
    "text",
    [
        "Protocol: compress every 2 cm.\nLeft leg duplex 3/4/2026: CFV, FV and POPV compress. No clot. Images stored.",
        "Both legs, femoropopliteal protocol. CFV, FV and popliteal vein compressible, phasic. No clot.",
    ],
)
def test_a_report_that_names_its_protocol_is_a_report(text: str) -> None:
    reading = read_report(text)
    assert len(reading.boilerplate_sections) < len(reading.sections)
