"""The headings that codes and names of sections stand for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from assistant.documents.formats.shared.section_headings import SectionCodes, SectionHeading, heading_of, section_codes
from assistant.language.sections.words import section_knowledge


@pytest.mark.parametrize(
    ("named", "heading"),
    [
        ({"code": "19005-8"}, "Impression"),
        ({"code": "18785-6"}, "Indication"),
        ({"code": "121070"}, "Findings"),
        ({"suffix": "imp"}, "Impression"),
        ({"label": "  ADDENDUM: "}, "Addendum"),
        ({"code": "18782-3", "suffix": "IMP", "label": "History"}, "Findings"),
        ({"code": "no code", "suffix": "IMP", "label": "History"}, "Impression"),
    ],
)
def test_a_section_is_headed_by_what_its_surest_name_says(named: dict[str, str], heading: str) -> None:
    assert heading_of(**named) == SectionHeading(heading)


def test_what_names_the_whole_report_has_no_heading() -> None:
    assert heading_of(suffix="GDT") == SectionHeading("")


def test_what_is_no_part_of_the_report_is_told() -> None:
    found = heading_of(label="Study Instance UID")
    assert found is not None and not found.kept


def test_an_unknown_name_is_told_from_a_known_one_without_a_heading() -> None:
    assert heading_of(label="US ABDOMEN LIMITED") is None


def test_each_heading_is_one_that_the_analysis_knows() -> None:
    known, *_ = section_knowledge()
    assert [heading for heading in section_codes().sections if heading.lower() not in known] == []


def test_a_code_with_two_headings_is_refused() -> None:
    sections = {"Findings": {"codes": ["1-1"]}, "Impression": {"codes": ["1-1"]}}
    with pytest.raises(ValidationError, match="the code '1-1' stands twice"):
        SectionCodes.model_validate({"source": "own", "sections": sections, "whole": {}, "left_out": {}})
