"""The example of a hospital's own rules does what its README says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import analyze
from assistant.evaluation.cases import analyze_case, faults_of
from assistant.knowledge.active import using
from assistant.knowledge.assembly import load_knowledge
from assistant.knowledge.service_cases import ServiceCase, service_cases
from assistant.knowledge.service_schema import SERVICES

SITE = Path(__file__).parents[2] / "samples" / "site"
ELASTOGRAPHY = (
    "LIVER ELASTOGRAPHY, 03/02/2026. Fatty liver. Shear wave elastography of the liver: median stiffness 5.1 kPa. "
    "Impression: no fibrosis. Images stored. A. Quill, MD"
)
LEG = (
    "LEFT LEG VENOUS DUPLEX, 03/02/2026. Calf pain. Gray-scale with compression, color and spectral Doppler. The left "
    "common femoral, femoral and popliteal veins compress fully and are patent. Images stored. A. Quill, MD"
)


def own_cases() -> list[tuple[str, ServiceCase]]:
    with using(load_knowledge(SITE)):
        ids = {path.name.removesuffix(".cases.yaml") for path in (SITE / "services").glob("*.cases.yaml")}
        return [(family, case) for family, case in service_cases() if family in ids]


@pytest.fixture
def site() -> Iterator[None]:
    with using(load_knowledge(SITE)):
        yield


def codes(text: str) -> list[tuple[str, str]]:
    return [(code.code, code.status) for code in analyze(text).codes]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "case", [case for _, case in own_cases()], ids=[f"{name}:{case.id}" for name, case in own_cases()]
)
def test_every_case_of_a_family_that_the_site_touches_holds(case: ServiceCase) -> None:
    assert faults_of(case, analyze_case(case)) == []


def test_a_family_that_is_switched_off_gives_no_code() -> None:
    assert codes(ELASTOGRAPHY) == [("76981", "supported")]
    with using(load_knowledge(SITE)):
        assert codes(ELASTOGRAPHY) == []


def test_the_hospitals_word_for_a_duplex_is_understood_only_there() -> None:
    text = LEG.replace("VENOUS DUPLEX", "FLOW LAB STUDY").replace("color and spectral Doppler", "color")
    with using(load_knowledge(SITE)):
        assert any(entity.concept == "duplex" for entity in analyze(text).entities)
    assert not any(entity.concept == "duplex" for entity in analyze(text).entities)


def test_a_payers_element_holds_its_codes_back() -> None:
    with using(load_knowledge(SITE)):
        assert codes(LEG) == [("93971", "supported")]
    with using(load_knowledge(SITE, "northwind")):
        assert codes(LEG) == [("93971", "needs_documentation")]
        (code,) = analyze(LEG).codes
        assert code.needs == ("maneuvers",)


def test_the_hospitals_element_is_asked_for_in_plain_words() -> None:
    text = "TRANSVAGINAL ULTRASOUND, 04/02/2026. Pelvic pain. The uterus and both ovaries are normal, uterus 8 cm. A. Quill, MD"
    with using(load_knowledge(SITE)):
        (gap,) = [gap for gap in analyze(text).gaps if gap.element == "probe_disinfection"]
    assert gap.message == (
        "Whether the probe was disinfected is not mentioned. "
        "Our infection control policy asks for the disinfection of each probe that enters the body."
    )
    assert "What does the exam as performed show on this point: the disinfection of the probe?" in gap.query


def test_two_knowledges_live_in_one_process_without_touching_each_other() -> None:
    before = analyze(LEG).to_dict()
    with using(load_knowledge(SITE, "northwind")):
        inside = analyze(LEG).to_dict()
    assert analyze(LEG).to_dict() == before
    assert inside["engine"]["knowledge"] != before["engine"]["knowledge"]


def test_the_site_leaves_the_shipped_cases_of_other_families_as_they_are() -> None:
    shipped = {path.name.removesuffix(".cases.yaml") for path in SERVICES.glob("*.cases.yaml")}
    with using(load_knowledge(SITE)):
        here = {family for family, _ in service_cases()}
    assert shipped - here == {"contrast-elastography"}
    assert here - shipped == {"nerve-block"}
