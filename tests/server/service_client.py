"""The service in this process, asked without a socket, and what it logged."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.types import ASGIApp

from assistant.server.api import create_api
from assistant.server.settings import Key, Limits, ServerSettings, hash_of

HOST = "codes.example.org"
LIMITS = Limits()
KEY = "a-long-key-of-the-radiology-system"


class Client:
    """Asks as a program would: each request is a whole run of the loop.

    Args:
        app: The application.
        host: The name by which it is asked.
        headers: What each request bears; a header that is None is left out of that request.
    """

    def __init__(self, app: ASGIApp, host: str, headers: dict[str, str]) -> None:
        self._app, self._host, self._headers = app, host, headers

    def ask(self, method: str, path: str, *, headers: dict[str, str | None] | None = None, **given: Any) -> httpx.Response:
        """Return the answer to one request."""
        asked = {name: value for name, value in (self._headers | (headers or {})).items() if value is not None}

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{self._host}") as client:
                return await client.request(method, path, headers=asked, **given)

        return asyncio.run(once())

    def get(self, path: str, **given: Any) -> httpx.Response:
        """Return the answer to GET."""
        return self.ask("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        """Return the answer to POST."""
        return self.ask("POST", path, **given)


@dataclass
class Service:
    """The service and its log; `client` sends the key."""

    client: Client
    log: list[str] = field(default_factory=list)


def service(limits: Limits = LIMITS) -> Service:
    """Return a service with one key."""
    log: list[str] = []
    app = create_api(ServerSettings((Key("ris", hash_of(KEY)),), (HOST,), limits), log.append)
    return Service(Client(app, HOST, {"authorization": f"Bearer {KEY}"}), log)
