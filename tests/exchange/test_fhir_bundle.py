"""Tests of the FHIR bundle.

fhir.resources 8 has models of R5, R4B (4.3.0) and STU3, and none of R4 (4.0.1). The resources used here have the same
elements in R4 and R4B, so its R4B models check structure and types; what they leave open, which R4 asks for, is
checked by hand: required elements, required value sets, references within the bundle, and no empty value.
"""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from exported_reports import IVUS, MADE, TEXT, analysed, decided, decision, undecided
from fhir.resources.R4B.bundle import Bundle

from assistant.exchange import Exported, fhir_bundle
from assistant.exchange.fhir import CPT, HCPCS, UCUM, UCUM_CODES
from assistant.findings.rows import csv_lines
from assistant.knowledge.findings_schema import finding_knowledge

#: The elements that R4 requires, and the codes that its required bindings allow of those that are used.
REQUIRED = {
    "ChargeItem": ("status", "code", "subject"),
    "DetectedIssue": ("status",),
    "Observation": ("status", "code"),
    "Provenance": ("target", "recorded", "agent"),
    "DocumentReference": ("status", "content"),
    "Device": (),
    "Patient": (),
}
STATUSES = {
    "ChargeItem": {"planned", "billable", "not-billable", "aborted", "billed", "entered-in-error", "unknown"},
    "DetectedIssue": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"},
    "Observation": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"},
    "DocumentReference": {"current", "superseded", "entered-in-error"},
    "Device": {"active", "inactive", "entered-in-error", "unknown"},
}  # fmt: skip
#: Units of findings that UCUM writes as they are.
UNITS = {"mm", "cm", "mm2", "cm2", "cm/s", "m/s", "s", "ms", "mL/min", "mm[Hg]", "%", "1"}
REPORTS = {
    "undecided": undecided(),
    "no patient": replace(undecided(), patient=""),
    "numbers": undecided(IVUS),
    "no service": undecided("Seen in clinic. Duplex last month showed no clot. Plan: repeat duplex."),
    "no text": replace(undecided(), text=""),
    "decided": decided(
        decision(1, "accept_code", "93971", reason="units", words="ASHBY said so"),
        decision(2, "add_code", "C9600", code="C9600", modifiers=["26", "LT"], units=2),
        decision(3, "dismiss_gap", "image_storage", reason="not_needed"),
        decision(4, "send_query", "images", words="Were images kept?"),
        decision(5, "reject_code", "93971"),
        decision(6, "undo", "5"),
    ),
    "hostile": replace(
        undecided(), name="\x00<b>\N{RIGHT-TO-LEFT OVERRIDE} \n", patient=" =1+1\t\x07", physician="\ud800 中"
    ),
}


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def walk(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


@pytest.fixture(params=REPORTS)
def bundle(request: pytest.FixtureRequest) -> dict[str, Any]:
    return fhir_bundle(REPORTS[request.param], made=MADE, with_text=request.param in ("decided", "hostile"))


def test_the_models_of_the_standard_accept_it(bundle: dict[str, Any]) -> None:
    read = Bundle.model_validate_json(json.dumps(bundle))
    assert read.type == "collection"
    assert len(read.entry or ()) == len(bundle["entry"])


def test_every_resource_has_what_the_standard_requires(bundle: dict[str, Any]) -> None:
    for entry in bundle["entry"]:
        resource = entry["resource"]
        kind = resource["resourceType"]
        assert all(resource[element] for element in REQUIRED[kind]), kind
        assert resource.get("status") in STATUSES.get(kind, {None})


def test_addresses_are_unique_and_every_reference_leads_to_one(bundle: dict[str, Any]) -> None:
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls))
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in bundle["entry"])
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    for value in walk(bundle):
        if isinstance(value, dict) and "reference" in value:
            assert kinds[value["reference"]] == value["type"]


def test_nothing_in_it_is_empty(bundle: dict[str, Any]) -> None:
    assert all(value not in (None, "", [], {}) for value in walk(bundle))


def test_words_have_no_character_that_the_standard_forbids(bundle: dict[str, Any]) -> None:
    texts = [value for value in walk(bundle) if isinstance(value, str)]
    assert all(value == value.strip() and all(ord(letter) >= 32 for letter in value) for value in texts)
    assert json.dumps(bundle, ensure_ascii=False).encode("utf-8")


def test_the_same_report_and_moment_give_the_same_bytes() -> None:
    first, second = (json.dumps(fhir_bundle(REPORTS["decided"], made=MADE)) for _ in range(2))
    assert first == second


def test_another_patient_with_the_same_text_has_other_ids() -> None:
    one, other = (fhir_bundle(replace(undecided(), patient=key), made=MADE) for key in ("MRN-7", "MRN-8"))
    shared = {entry["fullUrl"] for entry in one["entry"]} & {entry["fullUrl"] for entry in other["entry"]}
    assert shared == {entry["fullUrl"] for entry in one["entry"] if entry["resource"]["resourceType"] == "Device"}


def test_another_moment_changes_no_id_but_the_bundles() -> None:
    one, other = (fhir_bundle(undecided(), made=MADE + timedelta(days=days)) for days in (0, 1))
    assert one["id"] != other["id"]
    assert [entry["fullUrl"] for entry in one["entry"]] == [entry["fullUrl"] for entry in other["entry"]]


def test_without_being_asked_no_word_of_the_report_goes_along() -> None:
    text = TEXT.replace("swelling", "quennellashby")
    report = Exported("visit-12", text, analysed(text), patient="MRN-7")
    spoken = json.dumps(fhir_bundle(report, made=MADE))
    assert "quennellashby" not in spoken
    assert "quote" not in spoken
    document = resources(json.loads(spoken), "DocumentReference")[0]
    assert "data" not in document["content"][0]["attachment"]
    assert document["masterIdentifier"]["value"] == report.analysis.sha256


def test_when_asked_the_report_its_quotes_and_remarks_go_along() -> None:
    bundle = fhir_bundle(REPORTS["decided"], made=MADE, with_text=True)
    data = resources(bundle, "DocumentReference")[0]["content"][0]["attachment"]["data"]
    assert base64.b64decode(data).decode() == TEXT
    assert "ASHBY" in json.dumps(resources(bundle, "Provenance"))
    assert "ASHBY" not in json.dumps(fhir_bundle(REPORTS["decided"], made=MADE))


def test_a_planned_charge_has_the_code_without_a_licensed_descriptor() -> None:
    [charge] = resources(fhir_bundle(undecided(), made=MADE), "ChargeItem")
    assert charge["status"] == "planned"
    assert charge["code"] == {"coding": [{"system": CPT, "code": "93971"}], "text": analysed(TEXT).codes[0].label}
    assert charge["quantity"] == {"value": 1}
    assert {"url": "urn:sonocode:decision", "valueCode": "suggested"} in charge["extension"]


def test_each_code_and_modifier_is_of_its_own_system() -> None:
    *_, added = resources(fhir_bundle(REPORTS["decided"], made=MADE), "ChargeItem")
    assert added["code"]["coding"] == [{"system": HCPCS, "code": "C9600"}]
    modifiers = [
        e["valueCodeableConcept"]["coding"][0] for e in added["extension"] if e["url"] == "urn:sonocode:modifier"
    ]
    assert modifiers == [{"system": CPT, "code": "26"}, {"system": HCPCS, "code": "LT"}]
    assert added["enterer"] == {"display": "grace"}


def test_evidence_of_a_charge_is_its_own_places() -> None:
    [charge] = resources(fhir_bundle(undecided(), made=MADE), "ChargeItem")
    places = [
        tuple(part["valueUnsignedInt"] for part in each["extension"])
        for each in charge["extension"] if each["url"] == "urn:sonocode:evidence"
    ]  # fmt: skip
    assert places == [(span.start, span.end) for span in analysed(TEXT).codes[0].evidence]


def test_each_gap_and_conflict_is_an_issue() -> None:
    issues = resources(fhir_bundle(undecided(), made=MADE), "DetectedIssue")
    assert len(issues) == len(analysed(TEXT).gaps) + len(analysed(TEXT).conflicts)
    [images] = [issue for issue in issues if issue["code"]["coding"][0]["code"] == "image_storage"]
    assert images["status"] == "preliminary"
    [charge] = resources(fhir_bundle(undecided(), made=MADE), "ChargeItem")
    assert images["implicated"] == [{"reference": f"urn:uuid:{charge['id']}", "type": "ChargeItem"}]


def test_a_dismissed_gap_says_by_whom_and_why() -> None:
    issues = resources(fhir_bundle(REPORTS["decided"], made=MADE), "DetectedIssue")
    [images] = [issue for issue in issues if issue["code"]["coding"][0]["code"] == "image_storage"]
    assert images["status"] == "cancelled"
    assert images["mitigation"][0]["action"]["text"] == "dismissed: Not needed for these codes or this payer"
    assert images["mitigation"][0]["author"] == {"display": "grace"}


@pytest.mark.parametrize("text", [TEXT, IVUS])
def test_observations_are_the_rows_of_the_findings_table(text: str) -> None:
    report = undecided(text)
    rows = list(csv.reader(csv_lines("report", report.analysis.findings)))
    assert rows
    told = []
    for seen in resources(fhir_bundle(report, made=MADE), "Observation"):
        parts = {
            e["url"].rpartition(":")[2]: e.get("valueCode", e.get("valueString")) for e in seen["bodySite"]["extension"]
        }
        quantity = seen.get("valueQuantity", {})
        value = seen["valueCodeableConcept"]["coding"][0]["code"] if not quantity else (
            quantity.get("comparator", "") + str(quantity["value"])
        )  # fmt: skip
        structure = seen["bodySite"]["coding"][0]["code"].replace("_", " ")
        told.append([structure, parts["side"], parts.get("segment", ""), seen["code"]["coding"][0]["code"], value, quantity.get("unit", "")])  # fmt: skip
    assert told == [row[1:7] for row in rows]


def test_a_bound_keeps_its_sign_and_a_unit_its_code() -> None:
    seen = resources(fhir_bundle(undecided(IVUS), made=MADE), "Observation")
    areas = [each["valueQuantity"] for each in seen if each["code"]["coding"][0]["code"] == "area"]
    assert {"comparator": ">", "value": 140, "unit": "mm2", "system": UCUM, "code": "mm2"} in areas
    assert {each["valueQuantity"]["code"] for each in seen if "valueQuantity" in each} <= UNITS


def test_a_range_has_both_ends() -> None:
    report = undecided(IVUS)
    finding = replace_value(report, "50-69", "%")
    [seen] = resources(fhir_bundle(finding, made=MADE), "Observation")
    assert (seen["valueRange"]["low"]["value"], seen["valueRange"]["high"]["value"]) == (50, 69)


def test_every_unit_of_the_knowledge_has_a_code_of_the_standard() -> None:
    units = {unit for measure in finding_knowledge().measures.measures.values() for unit in measure.units}
    assert {UCUM_CODES.get(unit, unit) for unit in units} <= UNITS


def test_the_program_and_each_person_are_named_with_what_they_did() -> None:
    made, *decisions = resources(fhir_bundle(REPORTS["decided"], made=MADE), "Provenance")
    [device] = resources(fhir_bundle(REPORTS["decided"], made=MADE), "Device")
    assert made["agent"][0]["who"]["reference"] == f"urn:uuid:{device['id']}"
    assert device["version"][0]["value"] == analysed(TEXT).engine.version
    whats = [each["activity"]["coding"][0]["code"] for each in decisions]
    assert whats == ["accept_code", "add_code", "dismiss_gap", "send_query"]
    assert all(each["agent"][0]["who"]["display"] == "grace" for each in decisions)
    assert [each["target"][0]["type"] for each in decisions] == [
        "ChargeItem",
        "ChargeItem",
        "DetectedIssue",
        "DocumentReference",
    ]


def test_a_patient_is_an_identifier_alone() -> None:
    [patient] = resources(fhir_bundle(undecided(), made=MADE), "Patient")
    assert set(patient) == {"resourceType", "id", "identifier"}
    assert not resources(fhir_bundle(REPORTS["no patient"], made=MADE), "Patient")


def replace_value(report: Exported, value: str, unit: str) -> Exported:
    finding = report.analysis.findings[0]._replace(value=value, unit=unit)
    return replace(report, analysis=replace(report.analysis, findings=(finding,)))
