"""`sonocode app`: the pages in the browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from assistant.cli.options import SiteOption
from assistant.errors import InputError
from assistant.knowledge.active import SITE_VARIABLE
from assistant.server.settings import KEY_FILE_VARIABLE, KEY_VARIABLE
from assistant.shipped import shipped

LONGEST_START = 60  # seconds
APP = shipped("app.py")
HERE = "127.0.0.1"
Port = Annotated[int, typer.Option("--port", help="Port to listen at.", min=1024, max=65535)]
Address = Annotated[
    str, typer.Option("--address", help="Address to listen at; another than 127.0.0.1 needs a sign-in.")
]
AllowedHost = Annotated[
    list[str] | None,
    typer.Option("--allowed-host", help="A further name under which browsers reach the pages; needs a sign-in.", metavar="NAME"),
]  # fmt: skip
SignInFile = Annotated[
    Path | None,
    typer.Option("--sign-in", help="File with the sign-in; without it .streamlit/secrets.toml beside the app or at home.", metavar="FILE"),
]  # fmt: skip
Headless = Annotated[bool, typer.Option("--headless", help="Open no browser window.")]


def app_command(
    port: Port = 8501, headless: Headless = False, site: SiteOption = None, address: Address = HERE,
    allowed_host: AllowedHost = None, sign_in: SignInFile = None,
) -> None:  # fmt: skip
    """Open the pages: on 127.0.0.1 for this machine, or for many people with a sign-in.

    [bold]Example[/bold]

      sonocode app --port 8600

    [bold]For many people[/bold]

      sonocode app --headless --sign-in secrets.toml

    The file sets up OpenID Connect: \\[auth] as Streamlit's st.login wants it,
    and \\[sonocode] with roles_claim, the claim that holds roles, and
    \\[sonocode.roles], its values for physician, coder, auditor and admin.
    .streamlit/secrets.example.toml is one to fill in.

    A reverse proxy on this machine serves TLS under the host of redirect_uri.
    It passes the Host header on as it came, and lets WebSockets through. Only
    a proxy on another machine needs --address: keep others off that network,
    for what passes between the two is not encrypted.
    """
    environment = {name: value for name, value in os.environ.items() if name not in (KEY_VARIABLE, KEY_FILE_VARIABLE)}
    run_pages(environment, port, address, allowed_host or (), site=site, sign_in=sign_in, headless=headless)


def run_pages(
    environment: dict[str, str], port: int, address: str, allowed_host: Sequence[str], *, site: Path | None,
    sign_in: Path | None, headless: bool,
) -> NoReturn:  # fmt: skip
    """Run the pages, and the service beside them where the environment has its keys, until they are ended.

    Raises:
        InputError: They cannot be run so, or would be open to everybody.
        typer.Exit: They ended.
    """
    from assistant.people import read_sign_in
    from assistant.people.settings import exposure

    if not APP.exists():
        raise InputError("app.py is not beside the package; run 'make app' in a clone of the project")
    if site is not None:
        from assistant.knowledge.assembly import load_knowledge

        load_knowledge(site)  # its faults are told here, not on a page
        environment = {**environment, SITE_VARIABLE: str(site.resolve())}
    if sign_in is not None and not sign_in.is_file():
        raise InputError(f"{sign_in}: there is no such file")
    usual = [folder / ".streamlit" / "secrets.toml" for folder in (Path.home(), APP.parent)]
    files = [sign_in.resolve()] if sign_in else [file for file in usual if file.exists()]
    settings = read_sign_in(files)
    hosts = [*allowed_host, HERE, "localhost", *([settings.host] if settings else [])]
    if fault := exposure(settings, address, hosts):
        raise InputError(fault)
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(APP),
        f"--server.address={address}",
        f"--server.port={port}",
        "--server.headless=true",
        *(f"--server.allowedHosts={name}" for name in dict.fromkeys(hosts)),
        *(f"--secrets.files={file}" for file in files),
    ]
    server = subprocess.Popen(command, cwd=APP.parent, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())  # who ends this program ends the pages
    reach = HERE if address in ("0.0.0.0", "::") else address
    try:
        if not headless and _answers(server, reach, port):
            webbrowser.open(settings.home if settings else f"http://{reach}:{port}")
        raise typer.Exit(server.wait())
    except KeyboardInterrupt:  # the server got it too, and ends
        raise typer.Exit(server.wait()) from None


def _answers(server: subprocess.Popen[bytes], address: str, port: int) -> bool:
    """Wait until the server takes connections; False where it ends or does not in time."""
    end = time.monotonic() + LONGEST_START
    while server.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection((address, port), timeout=1):
            return True
        time.sleep(0.2)
    return False
