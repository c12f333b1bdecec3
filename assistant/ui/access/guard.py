"""Stands before the pages: answers no other host and no other origin, and tells the browser to load nothing from outside.

A web page that is open in the same browser may try to reach the pages, by its own name for this machine or by a
WebSocket. Streamlit would look up the machine's outside address to judge such an origin; it never sees it.

Without a sign-in only this machine is answered, whatever address the server listens at and whatever stands before it.
With one, files that people bring and take are for those who are signed in, as the pages are.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import streamlit as st
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse

from assistant.errors import InputError
from assistant.own_host import is_asked_by_own_name, is_of_own_origin, is_of_own_site
from assistant.people import Person, SignIn
from assistant.people.settings import CALLBACK, exposure, is_loopback
from assistant.ui.access.people import person_of, sign_in
from assistant.ui.access.sign_in import note_sign_in

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
#: What a proxy adds to a request that it passes on.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
#: Parts of the addresses of files that people bring and take.
FILES = ("/media/", "/_stcore/upload_file/")
SIGN_OUT = "/auth/logout"
#: What the browser keeps for the tab, such as the report on the page, is for one person.
CLEAR_TAB = '"storage"'
USER_COOKIE = "_streamlit_user"
#: Claims that tell one person from another.
IDENTITY = ("provider", "iss", "sub")


@dataclass(frozen=True)
class Gate:
    """Whom the server answers.

    Attributes:
        hosts: The names under which it may be asked.
        sign_in: How people sign in; None where only this machine is answered.
        fault: Why nobody is answered, as a sentence to whoever runs the server; else empty.
    """

    hosts: tuple[str, ...]
    sign_in: SignIn | None = None
    fault: str = ""


@cache
def gate() -> Gate:
    """Return whom this process answers, by the options that it was started with."""
    hosts = tuple(st.get_option("server.allowedHosts") or OWN_HOSTS)
    try:
        settings = sign_in()
    except InputError as error:
        return Gate(hosts, fault=str(error))
    if settings and st.get_option("server.trustedUserHeaders"):
        return Gate(hosts, fault="server.trustedUserHeaders would let a request say who it comes from; leave it out")
    return Gate(hosts, settings, exposure(settings, st.get_option("server.address") or "0.0.0.0", hosts))


class OnlyOwnPages:
    """Lets through what the app's own pages ask, from whom the gate lets in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in ("http", "websocket"):
            if fault := gate().fault:
                print(f"sonocode: nobody is answered: {fault}", file=sys.stderr)
            await self.app(scope, receive, send)
        elif refusal := refusal_of(scope):
            await _refuse(refusal, scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(scope, send))


def refusal_of(scope: Scope) -> str:
    """Return why a connection gets no answer, as a sentence to whoever sent it; empty where it gets one."""
    headers, opened = Headers(scope=scope), gate()
    if opened.fault:
        return "This app answers nobody: it is not set up safely. The first line of its log says why."
    if not is_own(headers) or not _comes_from_own_page(scope, headers):
        return "Only this app's own pages get an answer."
    if opened.sign_in is None:
        client = scope.get("client")
        if (client and not is_loopback(client[0])) or any(name in headers for name in FORWARDED):
            return "Without a sign-in only this machine gets an answer."
    elif any(part in scope.get("path", "") for part in FILES) and not _may_read(headers, opened.sign_in):
        return "Sign in to bring and take files."
    return ""


def is_own(headers: Headers) -> bool:
    """Whether a request names one of our hosts, and comes from a page of the very same one or from no page at all."""
    return is_asked_by_own_name(headers, gate().hosts) and is_of_own_origin(headers)


def _comes_from_own_page(scope: Scope, headers: Headers) -> bool:
    """Whether the browser says that our page asks, or that somebody follows a link to us, as from the provider's page.

    A link from outside does not lead to the sign-out. A client that is no browser says nothing.
    """
    if is_of_own_site(headers):
        return True
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return followed and scope.get("method") == "GET" and not scope.get("path", "").endswith(SIGN_OUT)


def _may_read(headers: Headers, settings: SignIn) -> bool:
    there = person_of(_claims(headers.getlist("cookie")), settings)
    return isinstance(there, Person) and there.may("read")


def _claims(cookies: list[str]) -> dict[str, Any]:
    """Return the claims in Streamlit's signed cookie; none where it is missing or was signed by somebody else."""
    from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

    given = {name: value for line in cookies for name, value in cookie_parser(line).items()}
    signed = _get_signed_cookie_with_chunks(given, USER_COOKIE)
    claims = json.loads(signed) if signed else {}
    return claims if isinstance(claims, dict) else {}


async def _refuse(words: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    else:
        await PlainTextResponse(words, FORBIDDEN)(scope, receive, send)


def _with_headers(scope: Scope, send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if settings := gate().sign_in:
                await _answer_sign_in(scope, headers, settings)
            headers.update(HEADERS)
        await send(message)

    return send_with_headers


async def _answer_sign_in(scope: Scope, headers: MutableHeaders, settings: SignIn) -> None:
    """Keep what a browser holds for one person from the next, and note a sign-in that Streamlit refused."""
    path, asked = scope["path"], parse_qs(scope["query_string"].decode("latin-1"))
    if path.endswith(SIGN_OUT):
        headers["clear-site-data"] = CLEAR_TAB
    elif path.endswith(CALLBACK) and ("code" in asked or "error" in asked):
        given = _claims([line.partition(";")[0] for line in headers.getlist("set-cookie")])
        if not given:
            await to_thread.run_sync(note_sign_in, "", "sign_in_refused", "the provider's answer")
        before = _claims(Headers(scope=scope).getlist("cookie"))
        if [given.get(claim) for claim in IDENTITY] != [before.get(claim) for claim in IDENTITY]:
            headers["clear-site-data"] = CLEAR_TAB
    if settings.secure:
        cookies = headers.getlist("set-cookie")
        del headers["set-cookie"]
        for cookie in cookies:
            headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")
