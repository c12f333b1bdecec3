"""Who is answered without a sign-in, and with one: this machine alone, or browsers that come as a page's own do."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from openid_provider import CLIENT_ID
from served_app import ROOT, STREAMLIT, free_port, served_app, settings_text
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from assistant.people import SignIn
from assistant.people.settings import Provider, Roles
from assistant.ui.access import guard, people
from assistant.ui.access.guard import Gate, OnlyOwnPages

HOST = "codes.example.org"
REDIRECT = f"https://{HOST}/oauth2callback"
APP = ("-m", "assistant", "app", "--headless")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A gate with a sign-in, whose provider does not run."""
    provider = Provider(client_id=CLIENT_ID, client_secret="s", server_metadata_url="https://id.example.org/x")
    rules = Roles(roles_claim="groups", roles={"coder": ("coders",)}, leeway=0)
    gate = Gate((HOST, "127.0.0.1"), SignIn(REDIRECT, {"default": provider}, rules))
    monkeypatch.setattr(guard, "gate", lambda: gate)
    monkeypatch.setattr(guard, "note_sign_in", lambda *_: None)
    return gate


def ask(path: str = "/", *, method: str = "GET", client: str = "127.0.0.1", answer: Any = None, **headers: str) -> Any:
    """Return the status and the headers that a request is answered with; `x_y` names the header x-y."""
    sent: list[dict[str, Any]] = []

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        await (answer or PlainTextResponse("page"))(scope, receive, send)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    given = {"host": "127.0.0.1:8501", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http", "method": method, "path": path.partition("?")[0], "client": (client, 5),
        "query_string": path.partition("?")[2].encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    asyncio.run(OnlyOwnPages(pages)(scope, receive, send))
    return sent[0]["status"], Headers(raw=sent[0]["headers"])


@pytest.mark.parametrize("client", ["10.0.0.7", "192.168.1.2", "::ffff:10.0.0.7", "2001:db8::1", "172.17.0.1"])
def test_without_a_sign_in_another_machine_is_refused_however_the_server_was_bound(client: str) -> None:
    assert ask(client=client)[0] == 403


@pytest.mark.parametrize("name", ["forwarded", "x_forwarded_for", "x_forwarded_host", "x_real_ip", "via"])
def test_without_a_sign_in_what_a_proxy_passes_on_is_refused(name: str) -> None:
    assert ask(**{name: "127.0.0.1"})[0] == 403


def test_without_a_sign_in_this_machine_is_answered() -> None:
    assert ask()[0] == 200


@pytest.mark.usefixtures("opened")
def test_with_a_sign_in_a_proxy_may_pass_on() -> None:
    assert ask(host=HOST, x_forwarded_for="10.0.0.7", client="10.0.0.1")[0] == 200


@pytest.mark.usefixtures("opened")
def test_with_a_sign_in_another_host_or_origin_is_refused_still() -> None:
    assert ask(host="evil.example")[0] == 403
    assert ask(host=HOST, origin="https://evil.example")[0] == 403
    assert ask(host=HOST, origin=f"https://{HOST}")[0] == 200


FOLLOWED = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_the_way_back_from_the_provider_is_let_in_and_nothing_else_from_outside(site: str) -> None:
    assert ask("/oauth2callback?state=x", sec_fetch_site=site, **FOLLOWED)[0] == 200
    assert ask("/report", sec_fetch_site=site, **FOLLOWED)[0] == 200
    assert ask("/auth/logout", sec_fetch_site=site, **FOLLOWED)[0] == 403
    assert ask("/oauth2callback", method="POST", sec_fetch_site=site, **FOLLOWED)[0] == 403
    assert ask("/oauth2callback", sec_fetch_site=site, sec_fetch_mode="no-cors", sec_fetch_dest="image")[0] == 403
    assert ask("/", sec_fetch_site=site, sec_fetch_mode="navigate", sec_fetch_dest="iframe")[0] == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_the_own_page_signs_out(site: str) -> None:
    assert ask("/auth/logout", sec_fetch_site=site, **FOLLOWED)[0] == 200


@pytest.mark.usefixtures("opened")
def test_cookies_are_for_tls_alone_where_the_pages_are_served_by_it() -> None:
    answer = PlainTextResponse("page")
    answer.set_cookie("one", "1", httponly=True)
    answer.set_cookie("two", "2", secure=True)
    cookies = ask(host=HOST, answer=answer)[1].getlist("set-cookie")
    assert [cookie.lower().count("; secure") for cookie in cookies] == [1, 1]


def test_a_server_that_is_told_whom_to_trust_by_headers_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"server.trustedUserHeaders": {"X-User": "email"}, "server.allowedHosts": [HOST]}
    provider = Provider(client_id="x", client_secret="s", server_metadata_url="https://id.example.org/x")
    there = SignIn(REDIRECT, {"default": provider}, Roles(roles_claim="g", roles={"coder": ("c",)}))
    monkeypatch.setattr(guard, "sign_in", lambda: there)
    monkeypatch.setattr(guard.st, "get_option", options.get)
    assert "trustedUserHeaders" in guard.gate.__wrapped__().fault


@pytest.mark.parametrize("flags", [("--address", "0.0.0.0"), ("--allowed-host", "codes.example.org")])
def test_the_program_does_not_open_the_pages_to_others_without_a_sign_in(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    ended = run(tmp_path, *flags)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("sonocode: others could reach the pages by ")
    assert ended.stderr.count("\n") == 1


def test_the_program_tells_a_fault_of_the_sign_in_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(settings_text("https://id.example.org", REDIRECT).replace("roles_claim", "role_claim"))
    ended = run(tmp_path, "--sign-in", str(file))
    assert (ended.returncode, ended.stderr) == (2, "sonocode: secrets.toml: sonocode.roles_claim: field required\n")


def test_the_program_wants_the_file_of_the_sign_in_to_be_there(tmp_path: Path) -> None:
    ended = run(tmp_path, "--sign-in", str(tmp_path / "none.toml"))
    assert ended.returncode == 2
    assert "there is no such file" in ended.stderr


def run(home: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": "", "PYTHONPATH": str(ROOT), "HOME": str(home), "SONOCODE_DATA": str(home)}
    command = [sys.executable, *APP, "--port", str(free_port()), *flags]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("flags", "secrets", "told"),
    [
        (("--server.address=0.0.0.0",), "", "by 0.0.0.0 and no sign-in is set up"),
        (("--server.allowedHosts=codes.example.org",), "", "by codes.example.org and no sign-in is set up"),
        ((), "[auth", "secrets.toml: cannot be read"),
        ((), settings_text("https://id.example.org", REDIRECT), "server.allowedHosts lacks codes.example.org"),
    ],
)
def test_a_server_that_was_started_by_itself_answers_nobody_and_says_why(
    tmp_path: Path, flags: tuple[str, ...], secrets: str, told: str
) -> None:
    port, file = free_port(), tmp_path / "secrets.toml"
    if secrets:
        file.write_text(secrets)
    with served_app(tmp_path, port, (*STREAMLIT, f"--server.port={port}", f"--secrets.files={file}", *flags)) as app:
        for path in ("/", "/report", "/_stcore/health", "/_stcore/stream", "/static/index.html"):
            answer = httpx.get(app.address + path)
            assert (answer.status_code, "answers nobody" in answer.text) == (403, True)
        assert told in app.errors()
        assert "sonocode: nobody is answered: " in app.errors()


def test_sign_in_settings_are_looked_for_where_streamlit_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(settings_text("https://id.example.org", REDIRECT))
    monkeypatch.setattr(people.st, "get_option", {"secrets.files": [str(tmp_path / "none.toml"), str(file)]}.get)
    found = people.sign_in.__wrapped__()
    assert found
    assert found.redirect_uri == REDIRECT
