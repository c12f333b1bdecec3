"""CDS Hooks: discovery, cards for what a report lacks, and requests that the standard refuses."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from service_client import Service

from assistant import analyze

DISCHARGE = "/cds-services/documentation-gaps-at-discharge"
LACKING = "US venous duplex right leg 3/2/2026. Compression normal CFV, FV, POPV. No DVT. Waveforms phasic. Dr. A. Low, MD"


def diagnostic_report(text: str, id: str = "r1", status: str = "final") -> dict[str, Any]:
    data = base64.b64encode(text.encode()).decode()
    return {
        "resourceType": "DiagnosticReport", "id": id, "status": status, "code": {"text": "US"},
        "presentedForm": [{"contentType": "text/plain", "data": data}],
    }  # fmt: skip


def call(*resources: dict[str, Any], **changed: Any) -> dict[str, Any]:
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources]}
    return {
        "hook": "encounter-discharge", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": "1", "encounterId": "2"}, "prefetch": {"reports": bundle},
    } | changed  # fmt: skip


def test_discovery_tells_each_service_with_its_hook_and_prefetch(served: Service) -> None:
    services = served.client.get("/cds-services").json()["services"]
    assert {service["hook"] for service in services} == {"encounter-discharge", "patient-view"}
    assert all("{{context." in service["prefetch"]["reports"] for service in services)


def test_a_report_that_lacks_something_gets_one_card_that_names_it_and_no_code(served: Service) -> None:
    gaps = analyze(LACKING).gaps
    (card,) = served.client.post(DISCHARGE, json=call(diagnostic_report(LACKING))).json()["cards"]
    assert len(card["summary"]) < 140 and card["source"]["label"] == "sonocode"
    assert card["detail"].count("\n") + 1 == len(gaps) > 1
    assert not any(code.code in card["detail"] for code in analyze(LACKING).codes)
    assert card["indicator"] == ("warning" if any(gap.severity == "required" for gap in gaps) else "info")


def test_no_report_no_card(served: Service) -> None:
    assert served.client.post(DISCHARGE, json=call()).json() == {"cards": []}


def test_mark_up_of_a_report_is_shown_and_does_nothing(served: Service) -> None:
    hostile = LACKING.replace("right leg", "right leg ![x](http://evil.example/p.png) <img src=x>")
    answer = served.client.post(DISCHARGE, json=call(diagnostic_report(hostile)))
    assert all("![" not in card["detail"] and "<img" not in card["detail"] for card in answer.json()["cards"])


@pytest.mark.parametrize("prefetch", [None, {}, {"reports": None}, {"reports": {"resourceType": "OperationOutcome"}}])
def test_without_the_reports_it_answers_that_they_are_needed(served: Service, prefetch: Any) -> None:
    assert served.client.post(DISCHARGE, json=call(prefetch=prefetch)).status_code == 412


@pytest.mark.parametrize(
    ("path", "changed", "status"),
    [
        ("/cds-services/other", {}, 404),
        ("/cds-services/other/feedback", {"feedback": []}, 404),
        (DISCHARGE, {"hook": "order-sign"}, 422),
        (DISCHARGE, {"hookInstance": "no"}, 422),
    ],
)
def test_a_call_that_does_not_fit_is_refused(served: Service, path: str, changed: dict[str, Any], status: int) -> None:
    assert served.client.post(path, json=call(**changed)).status_code == status


def test_feedback_is_taken_and_kept_nowhere(served: Service) -> None:
    given = {"feedback": [{"card": "1", "outcome": "overridden", "outcomeTimestamp": "2026-03-02T10:00:00Z"}]}
    assert served.client.post(f"{DISCHARGE}/feedback", json=given).json() == {}
