"""FHIR resources become reports: which of them, in which words, in which state, of whom."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import analyze
from assistant.documents.document import Document
from assistant.documents.kinds import Kind
from assistant.documents.opening import Documents
from assistant.errors import InputError

SAMPLES = Path(__file__).parents[2] / "samples"
FILES = Path(__file__).parent / "files" / "fhir"
REPORTS = (
    "pocus-dvt-two-point", "title-says-veins-body-says-arteries", "needle-guidance-liver-biopsy", "ivus-two-separate-lesions",
    "dialysis-mapping-both-arms",
)  # fmt: skip
Values = dict[str, Any]


def documents(value: object, name: str = "reports.json") -> list[Document]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(Documents(io.BytesIO(data), name))


def only(value: object) -> Document:
    (document,) = documents(value)
    assert document.fault == ""
    return document


def producer(name: str) -> list[Document]:
    return documents((FILES / name).read_bytes(), name)


def form(text: str | bytes, type: str = "text/plain", **more: str) -> Values:
    data = text if isinstance(text, bytes) else text.encode()
    return {"contentType": type, "data": base64.b64encode(data).decode(), **more}


def report(text: str = "", **more: object) -> Values:
    made: Values = {"resourceType": "DiagnosticReport", "status": "final", "code": {"coding": [{"code": "18748-4"}]}, **more}
    return made | ({"presentedForm": [form(text)]} if text else {})


def reference(text: str, **more: object) -> Values:
    return {"resourceType": "DocumentReference", "status": "current", "content": [{"attachment": form(text)}], **more}


def bundle(*resources: Values, type: str = "collection") -> Values:
    return {"resourceType": "Bundle", "type": type, "entry": [{"resource": one} for one in resources]}


def section(title: str, html: str, code: str = "") -> Values:
    coded = {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}} if code else {}
    return {"title": title, **coded, "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{html}</div>'}}


def answer(text: str) -> tuple[object, ...]:
    analysis = analyze(text)
    codes = sorted((code.code, code.status, code.modifiers, code.units) for code in analysis.codes)
    return codes, sorted(gap.element for gap in analysis.gaps)


def _paragraphs(text: str) -> Values:
    html = "<br/>".join(line.replace("&", "&amp;").replace("<", "&lt;") for line in text.splitlines())
    return {"resourceType": "Composition", "status": "final", "section": [section("", f"<p>{html}</p>")]}


#: How senders put a report into a resource.
HABITS: dict[str, Callable[[str], object]] = {
    "presented": report,
    "a document reference": reference,
    "a conclusion": lambda text: report(conclusion=text),
    "a narrative": lambda text: report() | {"text": section("", f"<pre>{text.replace('&', '&amp;').replace('<', '&lt;')}</pre>")["text"]},
    "a composition": _paragraphs,
    "a bundle": lambda text: bundle(report(text)),
    "lines": lambda text: b"\n".join(json.dumps(one).encode() for one in (report(text), {"resourceType": "Claim"})),
}  # fmt: skip


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_coded_alike_through_each_form(name: str, habit: Callable[[str], object]) -> None:
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    found = only(habit(text)).text
    headed = found.strip().removeprefix("Impression:")
    assert answer(headed) == answer(text)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("hospital-collection-r4.json", ["76705"]), ("record-searchset-r4.json", ["76536"]),
        ("vascular-lab-r5.json", ["93880"]), ("imaging-document-r4.json", ["76770"]),
    ],
)  # fmt: skip
def test_reports_of_different_systems_are_supported(name: str, codes: list[str]) -> None:
    (document,) = (one for one in producer(name) if not one.fault)
    analysis = analyze(document.text)
    assert [code.code for code in analysis.codes if code.status == "supported"] == codes
    assert analysis.gaps == ()


def test_a_resource_tells_what_the_text_does_not() -> None:
    (document,) = producer("hospital-collection-r4.json")
    assert (document.id, document.patient, document.physician) == ("ruq-1", "0044871", "Tunde Oyelaran")
    assert (document.site, document.accession, document.place_of_service) == ("Riverbend Hospital", "RB26030201", "emergency")
    assert (document.kind, document.day, document.status) == (Kind.FHIR, date(2026, 3, 2), "final")


def test_r5_tells_the_same_in_its_own_places() -> None:
    (document,) = producer("vascular-lab-r5.json")
    assert (document.place_of_service, document.accession, document.status) == ("outpatient", "VW-5567", "corrected")
    assert "Indication: Carotid bruit" in document.text


def test_a_document_that_two_resources_present_is_coded_once() -> None:
    assert [one.fault for one in producer("record-searchset-r4.json")] == [
        "", "presents the same document as resource 1, so that it is not coded twice",
    ]  # fmt: skip


def test_lines_know_each_other_and_replace_each_other() -> None:
    found = producer("bulk-export.ndjson")
    assert [(one.line, one.patient, one.fault) for one in found] == [
        (3, "A-1", "was replaced by resource 5 (final), so that it is not coded twice"), (5, "A-1", ""),
        (6, "A-2", "is entered in error and no report"), (7, "A-2", ""),
    ]  # fmt: skip
    assert "Passed over: resources that carry no report (1 Claim)." in found[1].note


def test_a_document_bundle_is_one_report() -> None:
    (document,) = producer("imaging-document-r4.json")
    assert document.text.count("Mild left hydronephrosis") == 1
    assert "Right kidney | 11.2 cm, no hydronephrosis" in document.text


def test_sections_are_headed_by_their_codes() -> None:
    composition = {"resourceType": "Composition", "status": "final", "section": [
        section("Anything", "<p>Normal.</p>", "19005-8"), section("Right kidney", "<p>11 cm.</p>"),
    ]}  # fmt: skip
    assert only(composition).text == "Impression: Normal.\n\nRight kidney: 11 cm."


def test_plain_text_goes_before_other_forms() -> None:
    forms = [form("<html><p>page</p></html>", "text/html"), form("plain words"), form("{\\rtf1 rich}", "text/rtf")]
    document = only(report() | {"presentedForm": forms})
    assert document.text == "plain words"
    assert "presents 3 forms of the report; the one as plain text was taken" in document.note


def test_english_goes_before_other_languages() -> None:
    forms = [form("Leber normal", language="de-CH"), form("<html><p>Liver normal</p></html>", "text/html", language="en")]
    assert only(report() | {"presentedForm": forms}).text.strip() == "Liver normal"


def test_a_form_that_cannot_be_read_is_told_and_the_next_taken() -> None:
    forms = [{"contentType": "text/plain", "data": "@@@"}, form("<html><p>Liver normal</p></html>", "text/html")]
    assert only(report() | {"presentedForm": forms}).text.strip() == "Liver normal"


def test_a_conclusion_that_the_text_lacks_is_its_impression() -> None:
    assert only(report("Liver 14 cm.", conclusion="Normal liver.")).text == "Liver 14 cm.\n\nImpression: Normal liver."
    assert only(report("Liver 14 cm. Normal\nliver.", conclusion="Normal liver.")).text == "Liver 14 cm. Normal\nliver."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"valueQuantity": {"value": 9.0, "comparator": ">", "unit": "mm"}}, "Size: >9.0 mm"), ({"valueString": "small"}, "Size: small"),
        ({"valueCodeableConcept": {"coding": [{"display": "large"}]}}, "Size: large"), ({"valueInteger": 3}, "Size: 3"),
        ({"valueRange": {"low": {"value": 3}, "high": {"value": 5, "unit": "mm"}}}, "Size: 3-5 mm"),
        ({"status": "entered-in-error", "valueInteger": 3}, ""), ({"component": [{"code": {"text": "Length"}, "valueInteger": 4}]}, "Length: 4"),
    ],
)  # fmt: skip
def test_observations_become_lines(value: Values, shown: str) -> None:
    contained = [{"resourceType": "Observation", "id": "o", "code": {"text": "Size"}, **value}]
    made = report(contained=contained, result=[{"reference": "#o"}], conclusion="Seen.")
    assert only(made).text == (f"{shown}\n\n" if shown else "") + "Impression: Seen."


def test_observations_that_point_to_each_other_end() -> None:
    rounds = [
        {"resourceType": "Observation", "id": one, "code": {"text": one}, "valueInteger": 1, "hasMember": [{"reference": f"#{other}"}]}
        for one, other in (("a", "b"), ("b", "a"))
    ]  # fmt: skip
    assert only(report(contained=rounds, result=[{"reference": "#a"}])).text == "a: 1\nb: 1"


LOW = {"resourceType": "Practitioner", "id": "low", "name": [{"family": "Low", "given": ["Jane"], "suffix": ["MD"]}]}
ORR = {"resourceType": "Practitioner", "id": "orr", "name": [{"family": "Orr", "given": ["Amy"], "suffix": ["MD"]}]}
READ_BY_LOW = {"contained": [LOW, ORR], "resultsInterpreter": [{"reference": "#low"}], "issued": "2026-03-02T11:14:00-05:00"}


def test_the_interpreter_signs_a_final_report() -> None:
    text = only(report("Liver normal.", **READ_BY_LOW)).text
    assert text == "Liver normal.\n\nElectronically signed by: Jane Low, MD, 03/02/2026 11:14"


@pytest.mark.parametrize(
    "more",
    [
        {"status": "preliminary"}, {"status": "registered"}, {"resultsInterpreter": [{"reference": "#orr"}, {"reference": "#low"}]},
        {"resultsInterpreter": [{"reference": "Organization/1", "display": "Radiology Group"}]}, {"resultsInterpreter": []},
        {"resultsInterpreter": [], "performer": [{"reference": "#low"}]},
    ],
)  # fmt: skip
def test_nobody_signs_what_is_not_signed(more: Values) -> None:
    assert only(report("Liver normal.", **(READ_BY_LOW | more))).text == "Liver normal."


@pytest.mark.parametrize(
    ("status", "shown"),
    [("partial", "preliminary"), ("preliminary", "preliminary"), ("final", "final"), ("appended", "corrected"), ("amended", "corrected")],
)  # fmt: skip
def test_the_status_is_told(status: str, shown: str) -> None:
    assert only(report("Liver normal.", status=status)).status == shown


@pytest.mark.parametrize(("status", "words"), [("partial", "wait for the final one"), ("amended", "it replaces the one before")])
def test_what_the_status_means_for_the_coding_is_told(status: str, words: str) -> None:
    assert words in only(report("Liver normal.", status=status)).note


def test_a_document_that_replaces_another_is_coded_alone() -> None:
    later = reference("Liver large.", id="b", relatesTo=[{"code": "replaces", "target": {"reference": "DocumentReference/a"}}])
    first, second = documents(bundle(reference("Liver normal.", id="a"), later))
    assert first.fault.startswith("was replaced by resource 2")
    assert second.text == "Liver large."


def test_reports_of_two_patients_in_a_bundle_keep_their_own() -> None:
    people = [{"resourceType": "Patient", "id": one, "identifier": [{"value": f"MRN{one}"}]} for one in "ab"]
    reports = [report(f"Liver of {one}.", subject={"reference": f"Patient/{one}"}) for one in "ab"]
    assert [one.patient for one in documents(bundle(*people, *reports))] == ["MRNa", "MRNb"]


def test_a_narrative_that_cannot_be_read_is_a_fault_and_not_left_out() -> None:
    long = "<p>" + "liver " * 100_000 + "</p>"
    (document,) = documents(report(conclusion="Normal.") | {"text": section("", long)["text"]})
    assert document.fault.startswith("holds a narrative that has ")


def test_a_small_fault_elsewhere_is_told_by_its_element() -> None:
    document = only(report("Liver normal.", effectiveDateTime=["no date"]))
    assert document.text == "Liver normal."
    assert "breaks the standard at DiagnosticReport.effectiveDateTime" in document.note


def test_an_element_that_the_standard_does_not_know_is_told_by_its_parent_alone() -> None:
    code = {"coding": [], "Quillfeather, Ottoline": "Duplex"}
    assert "breaks the standard at DiagnosticReport.code; " in only(report("Liver normal.", code=code)).note


@pytest.mark.parametrize(
    ("resource", "fault"),
    [
        (report(), "holds no text of a report"),
        (report() | {"presentedForm": [{"url": "https://ehr.example.org/Binary/1"}]}, "is not fetched"),
        (report() | {"presentedForm": [{"data": "JVBERi0xLjQ*"}]}, "is no whole Base64"),
        (report() | {"presentedForm": [form(b"\x89PNG\r\n", "image/png")]}, "holds a picture"),
        (report() | {"presentedForm": [form("MSH|^~\\&|", "text/plain")]}, "of a kind that is not read inside"),
        (report("x", status="cancelled"), "is cancelled and no report"),
        (reference("x", status="entered-in-error"), "is entered in error and no report"),
        (reference("x", docStatus="entered-in-error"), "is entered in error and no report"),
        ({"resourceType": 7}, "names no resourceType"),
        (bundle(bundle(bundle(bundle(report("x"))))), "lies in more than 3 bundles"),
    ],
)  # fmt: skip
def test_a_bad_resource_says_what_is_wrong_and_the_next_is_read(resource: Values, fault: str) -> None:
    first, second = documents(bundle(resource, report("Liver normal.")))
    assert fault in first.fault
    assert second.text == "Liver normal."


def test_a_broken_line_says_so_and_the_next_is_read() -> None:
    lines = [json.dumps(report("One.")).encode(), b'{"resourceType": "DiagnosticReport", "sta', json.dumps(report("Two.")).encode()]
    found = documents(b"\n".join(lines), "export.ndjson")
    assert [(one.line, one.text, bool(one.fault)) for one in found] == [(1, "One.", False), (2, "", True), (3, "Two.", False)]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{"resourceType": "DiagnosticReport", "status"', "is no JSON"),
        (b'{"resourceType": "Patient", "id": "1"}', "holds no resource that carries a report"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Claim"}}]}', r"\(1 Claim\)"),
        (b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Quillfeather"}}]}', r"\(1 of an unknown type\)"),
        (b'{"resourceType": "Bundle", "x": ' + b"[" * 100_000, "nested too deep"),
        (b'{"resourceType": "Bundle", "x": [' + b"[]," * 1_100_000 + b"[]]}", "more than 2,000,000 values"),
    ],
    ids=["cut off", "patient", "claim", "no type", "deep", "many"],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        documents(data)


def test_no_word_of_a_report_stands_in_a_fault() -> None:
    found = documents(bundle(report("SECRET", status="cancelled"), report() | {"presentedForm": [{"url": "SECRET"}], "SECRET": 1}))
    assert all("SECRET" not in one.fault for one in found)
