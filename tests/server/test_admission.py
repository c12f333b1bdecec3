"""Who gets an answer of the service, how much may be sent, and what the log says of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from service_client import HOST, KEY, Service, service

from assistant.server.admission import Admission
from assistant.server.settings import Key, Limits, ServerSettings, hash_of


@pytest.mark.parametrize("given", [None, "Bearer", "Bearer wrong", f"Basic {KEY}", f"Bearer {KEY}x", KEY])
def test_without_a_key_nothing_is_analysed(served: Service, given: str | None) -> None:
    answer = served.client.post("/v1/analysis", content=b"US leg.", headers={"authorization": given})
    assert answer.status_code == 401 and "Bearer" in answer.headers["www-authenticate"]


@pytest.mark.parametrize("path", ["/health", "/openapi.json", "/cds-services"])
def test_discovery_needs_no_key(served: Service, path: str) -> None:
    assert served.client.get(path, headers={"authorization": None}).status_code == 200


def test_feedback_and_cards_need_one(served: Service) -> None:
    for path in ("/cds-services", "/cds-services/documentation-gaps-at-discharge"):
        assert served.client.post(path, json={}, headers={"authorization": None}).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", f"evil@{HOST}", "", f"{HOST}:x"])
def test_another_name_gets_no_answer(served: Service, host: str) -> None:
    assert served.client.get("/health", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"origin": f"http://{HOST}:1"}],
)
def test_a_page_of_another_origin_gets_no_answer(served: Service, headers: dict[str, str | None]) -> None:
    assert served.client.post("/v1/analysis", content=b"US leg.", headers=headers).status_code == 403


def test_every_answer_bears_the_headers_that_keep_it_from_pages_and_caches(served: Service) -> None:
    for answer in (served.client.get("/health"), served.client.get("/nowhere"), served.client.post("/v1/analysis")):
        assert answer.headers["cache-control"] == "no-store" and answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused_before_it_is_read_whole(announced: bool) -> None:
    small = service(Limits(body=100))
    parts = iter([b"x" * 60, b"x" * 60, b"x" * 60])

    async def pieces() -> Any:
        for part in parts:
            yield part

    answer = small.client.post("/v1/analysis", content=b"x" * 180 if announced else pieces())
    assert answer.status_code == 413 and "100 bytes" in answer.json()["detail"]


def test_a_request_that_does_not_arrive_is_given_up() -> None:
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(30)
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    settings = ServerSettings((Key("ris", hash_of(KEY)),), (HOST,), Limits(seconds=0.01))
    headers = [(b"host", HOST.encode()), (b"authorization", f"Bearer {KEY}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/v1/analysis", "headers": headers, "query_string": b""}
    asyncio.run(Admission(app, settings, lambda line: None)(scope, receive, send))
    assert sent[0]["status"] == 408


def test_where_too_much_waits_the_next_is_told_to_come_again() -> None:
    answer = service(Limits(waiting=0)).client.post("/v1/analysis", content=b"US leg.")
    assert answer.status_code == 503 and answer.headers["retry-after"]


def test_a_websocket_is_closed(served: Service) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(served.client._app({"type": "websocket", "headers": [], "path": "/"}, receive, send))  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_the_log_names_who_asked_and_nothing_of_what(served: Service, report: str) -> None:
    served.client.post("/v1/analysis?id=DOE-JANE", content=report.encode())
    (line,) = served.log
    assert " ris POST /v1/analysis 200 " in line and "DOE" not in line and KEY not in line


def test_no_address_in_the_log_obeys_a_terminal(served: Service) -> None:
    served.client.get("/%1b[2J%0anext%9b")
    assert served.log[0].isprintable() and served.log[0].isascii()
