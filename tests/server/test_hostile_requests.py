"""Words that a page would run, sent to the service in every place: the answer is JSON that no browser takes for a page."""

from __future__ import annotations

import json
from urllib.parse import quote

import httpx
import pytest
from conftest import Service
from test_cds_hooks import DISCHARGE, call, diagnostic_report

from tests.hostile_payloads import PAYLOADS

REPORT = "US LEFT LEG VENOUS DUPLEX\nPatient: {0}\nINDICATION: {0}\nThe left common femoral vein is compressible {0}.\nImages stored.\nJo {0}, MD\n"


def is_data(answer: httpx.Response) -> bool:
    """Whether an answer is data that is not guessed to be anything else and may load nothing."""
    return (
        answer.headers["content-type"].split(";")[0].endswith(("json", "ndjson"))
        and answer.headers["x-content-type-options"] == "nosniff"
        and "default-src 'none'" in answer.headers["content-security-policy"]
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_answer_is_data_and_no_page(served: Service, payload: str) -> None:
    text = REPORT.format(payload)
    row = {"id": payload, "patient": payload, "report": text}
    answers = [
        served.client.post("/v1/analysis", content=text.encode(), params={"id": payload[:200], "name": payload[:200]}),
        served.client.post("/v1/analysis", json={"text": text, "id": payload[:200]}),
        served.client.post("/v1/analyses", content=json.dumps(row), params={"name": "a.jsonl"}),
        served.client.post("/v1/analyses", content=json.dumps({payload: "x"}), params={"name": "a.jsonl"}),
        served.client.post("/v1/fhir", json=diagnostic_report(text, id=payload), params={"with_text": "true"}),
        served.client.post(DISCHARGE, json=call(diagnostic_report(text, id=payload))),
        served.client.post("/v1/analysis", content=b"US leg.", params={"date": payload}),
        served.client.get(f"/v1/{quote(payload, safe='')}"),
    ]
    assert [answer.status_code for answer in answers if not is_data(answer)] == []
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert [answer.status_code for answer in answers[:3]] == [200, 200, 200]
