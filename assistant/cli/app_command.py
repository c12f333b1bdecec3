"""`sonocode app`: the pages in the browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import webbrowser
from contextlib import suppress
from typing import Annotated

import typer

from assistant.cli.options import SiteOption
from assistant.errors import InputError
from assistant.knowledge.active import SITE_VARIABLE
from assistant.shipped import shipped

LONGEST_START = 60  # seconds
APP = shipped("app.py")
Port = Annotated[int, typer.Option("--port", help="Port on 127.0.0.1.", min=1024, max=65535)]
Headless = Annotated[bool, typer.Option("--headless", help="Open no browser window.")]


def app_command(port: Port = 8501, headless: Headless = False, site: SiteOption = None) -> None:
    """Open the pages on 127.0.0.1.

    [bold]Example[/bold]

      sonocode app --port 8600
    """
    from assistant.knowledge.assembly import load_knowledge

    if not APP.exists():
        raise InputError("app.py is not beside the package; run 'make app' in a clone of the project")
    environment = dict(os.environ)
    if site is not None:
        load_knowledge(site)  # its faults are told here, not on a page
        environment[SITE_VARIABLE] = str(site.resolve())
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(APP),
        "--server.address=127.0.0.1",
        f"--server.port={port}",
        "--server.headless=true",
    ]
    server = subprocess.Popen(command, cwd=APP.parent, env=environment)
    try:
        if not headless and _answers(server, port):
            webbrowser.open(address)
        raise typer.Exit(server.wait())
    except KeyboardInterrupt:  # the server got it too, and ends
        raise typer.Exit(server.wait()) from None


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server takes connections; False where it ends or does not in time."""
    end = time.monotonic() + LONGEST_START
    while server.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.2)
    return False
