"""Stands before the pages: answers no other host and no other origin, and tells the browser to load nothing from outside.

A web page that is open in the same browser may try to reach the pages, by its own name for this machine or by a
WebSocket. Streamlit would look up the machine's outside address to judge such an origin; it never sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_HOSTS = ("127.0.0.1", "localhost")
FORBIDDEN = 403
POLICY_VIOLATION = 1008
#: Streamlit's page compiles nothing but its own scripts, some of them from text; all else comes from this server.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class OnlyOwnPages:
    """Lets through what this machine's own pages ask; hosts are those of `server.allowedHosts`, else this machine's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif is_own(Headers(scope=scope)):
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await PlainTextResponse("Only this machine's own pages get an answer.", FORBIDDEN)(scope, receive, send)


def is_own(headers: Headers) -> bool:
    """Whether a request names one of our hosts, and comes from a page of the very same one or from no page at all."""
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if len(hosts) != 1 or _name(hosts[0]) not in (st.get_option("server.allowedHosts") or OWN_HOSTS):
        return False
    return not origins or origins in ([f"http://{hosts[0]}"], [f"https://{hosts[0]}"])


def _name(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.netloc == host and "@" not in host else None


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return send_with_headers
