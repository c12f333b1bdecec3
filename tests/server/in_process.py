"""A client that asks an ASGI application without a socket."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from starlette.types import ASGIApp


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
