"""`sonocode app`: the pages in the browser."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

from assistant.cli.options import SiteOption
from assistant.errors import InputError
from assistant.knowledge.active import SITE_VARIABLE
from assistant.shipped import shipped

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
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(APP),
        "--server.address=127.0.0.1",
        f"--server.port={port}",
    ]
    if headless:
        command.append("--server.headless=true")
    raise typer.Exit(subprocess.call(command, cwd=APP.parent, env=environment))
