"""Runs the app as a server of its own with given settings, and speaks with it as a browser's tab does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

import httpx
from openid_provider import CLIENT_ID, CLIENT_SECRET
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Origin, Subprotocol
from websockets.sync.client import ClientConnection, connect

from assistant.data_folder import cache_folder

ROOT = Path(__file__).resolve().parents[2]
COOKIE_SECRET = "thirty-two characters and more of a test's cookie secret"
START_TIME = 60
STREAMLIT = ("-m", "streamlit", "run", "app.py", "--server.headless=true")


def free_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def settings_text(issuer: str, redirect_uri: str, *, cookie_secret: str = COOKIE_SECRET, more: str = "") -> str:
    """Return a secrets.toml for the test's provider."""
    return f"""
[auth]
redirect_uri = "{redirect_uri}"
cookie_secret = "{cookie_secret}"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"

[sonocode]
roles_claim = "groups"
leeway = 0
{more}

[sonocode.roles]
physician = ["doctors"]
coder = ["coders"]
auditor = ["auditors"]
admin = ["admins"]
"""


@dataclass
class ServedApp:
    """A running app: its address, the folder of its data, and what it wrote on standard error."""

    address: str
    data: Path
    process: subprocess.Popen[str]
    log: Path

    def errors(self) -> str:
        """Return what the app has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def served_app(folder: Path, port: int, command: Sequence[str], *, wait: bool = True) -> Iterator[ServedApp]:
    """Start the app by `python COMMAND` in the clone, with its data and its log in `folder`, and stop it afterwards.

    What was made from the knowledge files before it takes over.

    Raises:
        RuntimeError: It ends or does not answer in time.
    """
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "cache").symlink_to(cache_folder())
    log = folder / "log.txt"
    given = {**os.environ, "PYTHONPATH": str(ROOT), "SONOCODE_DATA": str(folder / "data"), "HOME": str(folder)}
    with log.open("w", encoding="utf-8") as sink:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=given, stdout=sink, stderr=sink, text=True)
    app = ServedApp(f"http://127.0.0.1:{port}", folder / "data", process, log)
    try:
        if wait:
            _wait(app)
        yield app
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait(app: ServedApp) -> None:
    end = time.monotonic() + START_TIME
    while time.monotonic() < end and app.process.poll() is None:
        try:
            httpx.get(f"{app.address}/_stcore/health", timeout=2)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"the app does not answer: {app.errors()}")


@dataclass
class Tab:
    """A tab of one browser: the cookies of `client`, and a socket to the script that draws the page."""

    client: httpx.Client
    address: str
    page: str = ""
    query: str = ""
    socket: ClientConnection | None = None
    received: list[ForwardMsg] = field(default_factory=list)
    opened: ExitStack = field(default_factory=ExitStack)

    def open(self, page: str = "", query: str = "") -> Tab:
        """Load a page in a session of its own, and return this tab when it is drawn."""
        self.close()
        self.page, self.query = page, query
        self.client.get(f"{self.address}/{page}")
        self.client.get(f"{self.address}/_stcore/health")
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.client.cookies.jar)
        token = self.client.cookies.get("_streamlit_xsrf") or "none"
        self.socket = self.opened.enter_context(
            connect(
                f"{self.address.replace('http', 'ws', 1)}/_stcore/stream", origin=Origin(self.address), max_size=None,
                subprotocols=[Subprotocol("streamlit"), Subprotocol(token)], additional_headers={"Cookie": cookies},
            )
        )  # fmt: skip
        return self.rerun()

    def rerun(self, *pressed: str, told: dict[str, object] | None = None) -> Tab:
        """Run the script again and keep what it draws.

        Args:
            pressed: Ids of buttons that are clicked.
            told: What components of our own tell, by their ids.
        """
        assert self.socket
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.query_string = self.page, self.query
        for widget in pressed:
            asked.widget_states.widgets.add(id=widget).trigger_value = True
        for widget, value in (told or {}).items():
            asked.widget_states.widgets.add(id=widget).json_value = json.dumps(value)
        self.socket.send(message.SerializeToString())
        self.received = []
        self.collect()
        return self

    def collect(self) -> None:
        """Take in messages until the script has ended."""
        assert self.socket
        while True:
            message = ForwardMsg()
            message.ParseFromString(bytes(self.socket.recv(timeout=60)))
            self.received.append(message)
            if message.WhichOneof("type") == "script_finished":
                return

    def press(self, key: str) -> Tab:
        """Click a button that the tab shows, named by its key."""
        return self.rerun(self.buttons()[key])

    def buttons(self) -> dict[str, str]:
        """Return the ids of the buttons that are drawn, by key."""
        ids = (each.delta.new_element.button.id for each in self.received if each.delta.new_element.button.id)
        return {name.rpartition("-")[2]: name for name in ids}

    def tell(self, key: str, **told: object) -> Tab:
        """Send what a component of our own, named by its key, tells."""
        drawn = (each.delta.new_element.bidi_component.id for each in self.received)
        return self.rerun(told={next(name for name in drawn if name.endswith(key)): told})

    def titles(self) -> list[str]:
        """Return the titles in the navigation."""
        sent = [message.navigation for message in self.received if message.WhichOneof("type") == "navigation"]
        return [page.page_name for page in sent[-1].app_pages if not page.is_hidden] if sent else []

    def redirect(self) -> str:
        """Return where the tab is sent to; empty where it stays."""
        return next((each.auth_redirect.url for each in self.received if each.HasField("auth_redirect")), "")

    def words(self) -> str:
        """Return all that was sent to the tab since the last run, as text."""
        return "\n".join(str(message) for message in self.received)

    def follow(self, url: str, account: str = "") -> httpx.Response:
        """Go where a redirect leads; at the provider's page, choose an account."""
        answer = self.client.get(url if "://" in url else f"{self.address}{url}", headers=NAVIGATION)
        if account and urlsplit(str(answer.url)).path == "/authorize":
            answer = self.client.get(
                f"{answer.url}&account={account}", headers={**NAVIGATION, "sec-fetch-site": "none"}
            )
        return answer

    def sign_in(self, account: str) -> httpx.Response:
        """Sign in as an account of the provider, and return the last answer."""
        return self.follow(self.open().press("sign_in_default").redirect(), account)

    def close(self) -> None:
        """Close the socket."""
        self.opened.close()
        self.socket = None


NAVIGATION = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@contextmanager
def tab(address: str) -> Iterator[Tab]:
    """Open a browser of its own with one tab."""
    with httpx.Client(follow_redirects=True, timeout=30) as client:
        opened = Tab(client, address)
        try:
            yield opened
        finally:
            opened.close()
