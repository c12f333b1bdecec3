"""Reports sent by HTTP: the analysis is the one of every other face; what cannot be read is said in one sentence."""

from __future__ import annotations

import json
from datetime import date

import pytest
from service_client import Service

from assistant import analyze

SECRET = "Zebulon Quartermain"


def test_a_text_gets_the_analysis_that_every_face_gives(served: Service, report: str) -> None:
    answer = served.client.post("/v1/analysis?id=r1", content=report.encode())
    assert answer.status_code == 200 and answer.json() == json.loads(json.dumps(analyze(report, id="r1").to_dict()))


def test_a_text_in_json_is_taken_as_it_is(served: Service) -> None:
    text = "MSH|a letter about MSH|, no message"  # as a document it would be a message
    answer = served.client.post("/v1/analysis", json={"text": text, "id": "x"})
    assert answer.status_code == 200 and answer.json()["report"]["characters"] == len(text)


def test_date_and_setting_of_the_request_count(served: Service, report: str) -> None:
    given = {"text": report, "date": "2025-01-02", "setting": "facility-professional"}
    answer = served.client.post("/v1/analysis", json=given).json()
    expected = analyze(report, id="report", day=date(2025, 1, 2), setting="facility-professional").to_dict()
    assert answer == json.loads(json.dumps(expected))


def test_a_document_with_several_reports_is_sent_to_the_other_address(served: Service) -> None:
    answer = served.client.post("/v1/analysis?name=a.csv", content=b"id,text\n1,US leg.\n2,US leg.\n")
    assert answer.status_code == 422 and "/v1/analyses" in answer.json()["detail"]


def test_each_report_of_a_table_is_a_line_and_a_bad_row_its_fault(served: Service, report: str) -> None:
    rows = json.dumps({"id": "good", "text": report}) + "\n" + json.dumps({"id": "bad"}) + "\n"
    answer = served.client.post("/v1/analyses", content=rows, headers={"content-type": "application/x-ndjson"})
    good, bad = map(json.loads, answer.text.splitlines())
    assert [code["code"] for code in good["analysis"]["codes"]] == [code.code for code in analyze(report).codes]
    assert bad == {"id": "bad", "line": 2, "fault": "no 'text' in it"}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "text: "),
        ({"text": 7}, "text: "),
        ({}, "text: "),
        ({"text": "x", "date": SECRET}, "date: "),
        ({"text": "x", "setting": SECRET}, "setting: "),
        ({"text": "x", "colour": SECRET}, "colour: "),
        ({"text": "x" * 300_001}, "text: "),
    ],
)
def test_a_wrong_request_is_told_without_what_was_sent(served: Service, sent: dict[str, object], words: str) -> None:
    answer = served.client.post("/v1/analysis", json=sent)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(words) and SECRET not in answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/v1/analysis?date={SECRET}", b"US leg."),
        (f"/v1/analysis?setting={SECRET}", b"US leg."),
        ("/v1/analysis", b"\x00" + SECRET.encode()),
        ("/v1/analysis", b" \n"),
        ("/v1/fhir", b'{"text": "%s"}' % SECRET.encode()),
        ("/v1/analyses?name=a.csv", f"name\n{SECRET}\n".encode()),
    ],
)
def test_what_cannot_be_read_is_refused_without_its_words(served: Service, path: str, body: bytes) -> None:
    answer = served.client.post(path, content=body)
    assert answer.status_code == 422 and answer.json()["detail"] and SECRET not in answer.text


def test_a_fault_of_ours_is_told_by_its_kind_alone(
    served: Service, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str, **given: object) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr("assistant.engine.analyze", broken)
    answer = served.client.post("/v1/analysis", content=report.encode())
    assert (answer.status_code, answer.json()["detail"].count("RuntimeError")) == (500, 1) and report[:20] not in answer.text


@pytest.mark.parametrize("charset", ["utf-16", "latin-1"])
def test_json_in_another_encoding_is_not_guessed_at(served: Service, charset: str) -> None:
    headers: dict[str, str | None] = {"content-type": f"application/json; charset={charset}"}
    assert served.client.post("/v1/analysis", content=b'{"text": "x"}', headers=headers).status_code == 415


def test_a_compressed_body_is_refused_so_that_no_bomb_is_unpacked(served: Service) -> None:
    assert served.client.post("/v1/analysis", content=b"x", headers={"content-encoding": "gzip"}).status_code == 415
