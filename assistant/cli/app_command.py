"""`sonocode app`: the pages in the browser."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer

from assistant.errors import InputError
from assistant.shipped import shipped

APP = shipped("app.py")
Port = Annotated[int, typer.Option("--port", help="Port on 127.0.0.1.", min=1024, max=65535)]
Headless = Annotated[bool, typer.Option("--headless", help="Open no browser window.")]


def app_command(port: Port = 8501, headless: Headless = False) -> None:
    """Open the pages on 127.0.0.1.

    [bold]Example[/bold]

      sonocode app --port 8600
    """
    if not APP.exists():
        raise InputError("app.py is not beside the package; run 'make app' in a clone of the project")
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
    raise typer.Exit(subprocess.call(command, cwd=APP.parent))
