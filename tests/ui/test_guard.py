"""What stands before the pages: which hosts and origins get an answer, and which headers it bears."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from assistant.ui.access.guard import HEADERS, OnlyOwnPages, is_own
from assistant.ui.blocks import label

HOST = "127.0.0.1:8501"


def ask(kind: str, **headers: str) -> tuple[list[dict[str, Any]], bool]:
    """Return what a connection with these headers is sent, and whether the pages behind the guard saw it."""
    sent: list[dict[str, Any]] = []
    seen: list[object] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)
        await PlainTextResponse("page")(scope, receive, send)

    async def receive() -> dict[str, Any]:
        return {"type": f"{kind}.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    listed = [(name.encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(OnlyOwnPages(pages)({"type": kind, "headers": listed}, receive, send))
    return sent, bool(seen)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8501", "a@127.0.0.1:8501", "127.0.0.1:x", ""])
def test_another_host_is_refused(host: str) -> None:
    sent, seen = ask("http", host=host)
    assert (sent[0]["status"], seen) == (403, False)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9999", "http://localhost:8501", "null"])
def test_another_origin_is_refused(origin: str) -> None:
    assert not is_own(Headers({"host": HOST, "origin": origin}))


@pytest.mark.parametrize("headers", [{"host": HOST}, {"host": HOST, "origin": f"http://{HOST}"}])
def test_the_own_page_is_let_through(headers: dict[str, str]) -> None:
    assert is_own(Headers(headers))


def test_a_socket_of_another_origin_is_closed_before_the_pages_see_it() -> None:
    sent, seen = ask("websocket", host=HOST, origin="http://evil.example")
    assert ([message["type"] for message in sent], seen) == (["websocket.close"], False)


def test_every_answer_bears_the_headers() -> None:
    given = Headers(raw=ask("http", host=HOST)[0][0]["headers"])
    assert {name: given[name] for name in HEADERS} == HEADERS


def test_a_file_name_is_no_markup() -> None:
    assert label("![x](http://a.b/c.png) :red[d]\ne") == r"\!\[x\]\(http\://a.b/c.png\) \:red\[d\] e"
