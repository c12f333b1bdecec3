"""An OpenID provider on this machine: discovery, authorize with PKCE, token, keys, userinfo, end of session.

It is a real one, small: codes are used once and bound to client, address and verifier; ID tokens are signed. Only who
signs in is a link, not a password. `forge` and `changed` make it issue what no honest provider would.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "sonocode-test", "a secret of the test's client"
#: How a token is signed: as it should be, with a key of somebody else, not at all, or with the public key as a password.
Forgery: TypeAlias = Literal["", "signature", "none", "public key"]


@dataclass
class Grant:
    """What a code stands for until it is used."""

    account: str
    redirect_uri: str
    challenge: str
    nonce: str


@dataclass
class OpenIdProvider:
    """The provider's state, which a test may change while it runs.

    Attributes:
        issuer: Its address.
        redirect_uris: Where it sends people back to.
        accounts: Claims of each person who can sign in, by account.
        life: Seconds for which an ID token is good.
        forge: How the next tokens are signed.
        changed: Claims put over those of the next tokens.
        algorithms: What it says it signs with.
    """

    issuer: str
    redirect_uris: set[str]
    accounts: dict[str, dict[str, Any]]
    life: float = 3600
    forge: Forgery = ""
    changed: dict[str, Any] = field(default_factory=dict)
    algorithms: tuple[str, ...] = ("RS256",)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    grants: dict[str, Grant] = field(default_factory=dict)
    bearers: dict[str, str] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """Return the provider as an application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
                Route("/userinfo", self.userinfo),
                Route("/end", self.end),
            ]
        )

    async def discovery(self, _: Request) -> Response:
        """Tell what the provider can do, and where."""
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo", "end_session": "end"}
        return JSONResponse(
            {
                "issuer": self.issuer,
                **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in ends.items()},
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": list(self.algorithms),
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    async def authorize(self, request: Request) -> Response:
        """Ask who signs in; where that is told, go back with a code."""
        asked = dict(request.query_params)
        if asked.get("client_id") != CLIENT_ID or asked.get("redirect_uri") not in self.redirect_uris:
            return Response("unknown client or redirect_uri", 400)
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return Response("PKCE with S256 is required", 400)
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            return Response("only the code flow of OpenID Connect is served", 400)
        account = asked.pop("account", "")
        if account not in self.accounts:
            links = "".join(
                f'<p><a id="{escape(name)}" href="?{escape(urlencode({**asked, "account": name}))}">{escape(name)}</a></p>'
                for name in self.accounts
            )
            return HTMLResponse(f"<!doctype html><title>Provider</title><h1>Who are you?</h1>{links}")
        code = secrets.token_urlsafe()
        self.grants[code] = Grant(account, asked["redirect_uri"], asked["code_challenge"], asked.get("nonce", ""))
        back = urlencode({"code": code, "state": asked.get("state", "")})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        """Change a code for tokens, once."""
        form = await request.form()
        given = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {given}":
            return JSONResponse({"error": "invalid_client"}, 401)
        grant = self.grants.pop(str(form.get("code")), None)
        verifier = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        if (
            grant is None
            or grant.redirect_uri != form.get("redirect_uri")
            or grant.challenge != base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe()
        self.bearers[access] = grant.account
        return JSONResponse(
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": int(self.life),
                "id_token": self.id_token(grant, access),
            }
        )

    def id_token(self, grant: Grant, access: str) -> str:
        """Return the ID token for a grant, as it should be or forged."""
        half = hashlib.sha256(access.encode()).digest()[:16]
        now = time.time()
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": f"id-{grant.account}", "iat": int(now), "exp": now + self.life,
            "nonce": grant.nonce, "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            **self.accounts[grant.account], **self.changed,
        }  # fmt: skip
        header = {"alg": "RS256", "kid": "one"}
        if self.forge == "none":
            parts = (json.dumps(part).encode() for part in ({"alg": "none", "kid": "one"}, claims))
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        if self.forge == "public key":
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(self.key.as_pem(private=False)))
        key = RSAKey.generate_key(2048, {"kid": "one"}) if self.forge == "signature" else self.key
        return jwt.encode(header, claims, key)

    async def keys(self, _: Request) -> Response:
        """Give the public key."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def userinfo(self, request: Request) -> Response:
        """Give the claims of whom an access token is for."""
        account = self.bearers.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if account is None:
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse({"sub": f"id-{account}", **self.accounts[account]})

    async def end(self, request: Request) -> Response:
        """End the session at the provider, and go back."""
        back = request.query_params.get("post_logout_redirect_uri", "")
        if back not in self.redirect_uris:
            return Response("unknown post_logout_redirect_uri", 400)
        self.ended.append(request.query_params.get("client_id", ""))
        return RedirectResponse(back, 302)


@contextmanager
def running_provider(port: int, redirect_uri: str, accounts: dict[str, dict[str, Any]]) -> Iterator[OpenIdProvider]:
    """Serve a provider on a port of this machine for the time of the block."""
    provider = OpenIdProvider(f"http://127.0.0.1:{port}", {redirect_uri}, accounts)
    server = uvicorn.Server(uvicorn.Config(provider.app(), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 10
    while not server.started and time.monotonic() < end:
        time.sleep(0.05)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(timeout=10)
