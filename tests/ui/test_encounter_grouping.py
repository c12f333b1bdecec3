"""Tests of the grouping of reports: by patient and day alone, and never two patients together."""

from __future__ import annotations

from datetime import date

from assistant.documents.metadata import Metadata
from assistant.ui.encounter.grouping import NO_DAY, NO_PATIENT, Filed, Group, grouped, patients_of

DAY = date(2026, 3, 4)


def filed(number: int, told: Metadata, **given: object) -> Filed:
    return Filed(number, f"Report {number}", "A text.", told, **given)  # type: ignore[arg-type]


def numbers(groups: tuple[Group, ...]) -> list[list[int]]:
    return [[each.number for each in group.reports] for group in groups]


def test_reports_of_one_patient_and_day_are_one_encounter() -> None:
    told = [Metadata(patient=key, day=day) for key in ("A", "B") for day in (DAY, date(2026, 3, 5)) for _ in range(2)]
    groups = grouped(filed(number, each) for number, each in enumerate(told))
    assert numbers(groups) == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert not any(group.alone for group in groups)


def test_reports_without_a_patient_are_never_merged() -> None:
    groups = grouped(
        [filed(1, Metadata(day=DAY)), filed(2, Metadata(day=DAY)), filed(3, Metadata(patient="A", day=DAY))]
    )
    assert numbers(groups) == [[3], [1], [2]]
    assert [group.alone for group in groups] == ["", NO_PATIENT, NO_PATIENT]


def test_reports_without_a_day_are_never_merged() -> None:
    groups = grouped([filed(1, Metadata(patient="A")), filed(2, Metadata(patient="A"))])
    assert [(len(group.reports), group.alone) for group in groups] == [(1, NO_DAY), (1, NO_DAY)]


def test_what_is_said_by_hand_places_a_report() -> None:
    groups = grouped([
        filed(1, Metadata(patient="A", day=DAY)), filed(2, Metadata(day=DAY), given_patient="A"),
        filed(3, Metadata(), given_patient="A", given_day=DAY),
    ])  # fmt: skip
    assert numbers(groups) == [[1, 2, 3]]
    assert [each.is_given for each in groups[0].reports] == [False, True, True]


def test_what_a_report_tells_goes_before_what_is_said_by_hand() -> None:
    groups = grouped(
        [filed(1, Metadata(patient="A", day=DAY)), filed(2, Metadata(patient="B", day=DAY), given_patient="A")]
    )
    assert numbers(groups) == [[1], [2]]


def test_two_names_under_one_number_are_two_patients() -> None:
    groups = grouped([
        filed(1, Metadata(patient="A", name="DOE, JANE", day=DAY)), filed(2, Metadata(patient="A", name="Ann Roe", day=DAY)),
        filed(3, Metadata(patient="A", name="Jane B. Doe", day=DAY)),
    ])  # fmt: skip
    assert numbers(groups) == [[1, 3], [2]]
    assert groups[1].alone == "It names another patient than Report 1 under the same number, so the two are not merged."


def test_a_name_said_by_hand_does_not_merge_two_names() -> None:
    groups = grouped([
        filed(1, Metadata(name="DOE, JANE", day=DAY), given_patient="A"),
        filed(2, Metadata(name="ROE, ANN", day=DAY), given_patient="A"),
    ])  # fmt: skip
    assert numbers(groups) == [[1], [2]]


def test_patients_to_choose_from_are_keys_then_names_without_one() -> None:
    reports = [
        filed(1, Metadata(name="DOE, JANE")),
        filed(2, Metadata(patient="A", name="ROE, ANN")),
        filed(3, Metadata(), given_patient="B"),
    ]
    assert patients_of(reports) == ["A", "B", "DOE, JANE"]
