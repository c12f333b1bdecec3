"""Stands before the service: names that are ours, pages of nobody else, a key, and no more than a request may bring.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

import anyio
from starlette.datastructures import Headers, MutableHeaders

from assistant.errors import place_of
from assistant.own_host import is_asked_by_own_name, is_of_own_origin, is_of_own_site
from assistant.server.problems import Problem, ProblemAnswer, problem_of
from assistant.server.settings import ServerSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
#: What the addresses of the service that need no key end with: whether it lives, what it can, and its hooks (CDS Hooks 2.0,
#: "Discovery": no patient's data go either way).
OPEN = ("/health", "/openapi.json", "/cds-services")
CLOSE = {"connection": "close"}
MOST_HEADER = 16_384  # bytes of all headers


class Admission:
    """Lets a request through to the service, or says why not.

    Args:
        app: The service.
        settings: Whom it answers, and how much.
        log: Takes one line for each request: when, who, what, with which status. No query and no word of a body.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings, log: Callable[[str], None] | None = None) -> None:
        self._app, self._settings, self._log = app, settings, log or _to_stderr

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.monotonic(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        headers = Headers(scope=scope)
        holder, refusal = self._admit(scope, headers)
        try:
            if refusal:
                await refusal(scope, receive, send_with_headers)
            else:
                await self._app(scope, _bounded(receive, headers, self._settings), send_with_headers)
        except anyio.get_cancelled_exc_class():  # the service was told to end, and its time to finish is over
            if not status:
                ending = ProblemAnswer(HTTPStatus.SERVICE_UNAVAILABLE, "The service ends; come again in a moment.", CLOSE)
                with anyio.CancelScope(shield=True):
                    await ending(scope, receive, send_with_headers)
        except Exception as error:  # what the service did not answer; its own words may quote a report: none is logged
            problem = problem_of(error)
            if not isinstance(error, Problem):
                self._log(f"a fault of sonocode: {type(error).__name__} at {place_of(error)}")
            if not status:
                await ProblemAnswer(problem.status, problem.detail, CLOSE)(scope, receive, send_with_headers)
        finally:
            milliseconds = (time.monotonic() - begun) * 1000
            now = time.strftime("%Y-%m-%dT%H:%M:%S")
            self._log(f"{now} {holder or '-'} {scope['method'][:8]} {_path(scope)} {status} {milliseconds:.0f} ms")

    def _admit(self, scope: Scope, headers: Headers) -> tuple[str, ProblemAnswer | None]:
        """Return who asks, and the refusal; None where there is none."""
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER:
            return "", ProblemAnswer(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too long.")
        if not is_asked_by_own_name(headers, self._settings.hosts):
            return "", ProblemAnswer(HTTPStatus.FORBIDDEN, "The service is not asked under this name.")
        if not (is_of_own_origin(headers) and is_of_own_site(headers)):
            return "", ProblemAnswer(HTTPStatus.FORBIDDEN, "Pages of another origin get no answer.")
        kind, _, given = headers.get("authorization", "").partition(" ")
        holder = self._settings.holder_of(given.strip()) if kind.lower() == "bearer" else ""
        if not holder and not (scope["method"] in ("GET", "HEAD") and scope["path"].endswith(OPEN)):
            challenge = {"www-authenticate": 'Bearer realm="sonocode"'}
            return "", ProblemAnswer(HTTPStatus.UNAUTHORIZED, "Send a key of the service as a bearer token.", challenge)
        return holder, None


def _bounded(receive: Receive, headers: Headers, settings: ServerSettings) -> Receive:
    """Return a `receive` that gives up on a body that is too large or too slow."""
    limits = settings.limits
    announced = headers.get("content-length", "")
    most = f"A request has at most {limits.body:,} bytes."
    came, ends = 0, time.monotonic() + limits.seconds
    is_whole = False

    async def bounded() -> Message:
        nonlocal came, is_whole
        if is_whole:
            return await receive()  # who asked may go away; that may come at any time
        if announced.isdigit() and int(announced[:20]) > limits.body:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, most)
        message: Message | None = None
        with anyio.move_on_after(max(0.0, ends - time.monotonic())):
            message = await receive()
        if message is None:
            raise Problem(HTTPStatus.REQUEST_TIMEOUT, f"The request did not arrive within {limits.seconds:.0f} seconds.")
        came += len(message.get("body", b""))
        if came > limits.body:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, most)
        is_whole = not message.get("more_body", False)
        return message

    return bounded


def _path(scope: Scope) -> str:
    """Return an address for the log: its letters and marks that no terminal obeys."""
    return "".join(mark if mark.isprintable() and mark.isascii() else "?" for mark in scope["path"][:120])


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
