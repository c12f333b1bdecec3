"""Runs the service without the pages."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from assistant.engine import analyze
from assistant.errors import InputError
from assistant.server.api import PREFIX, create_api
from assistant.server.settings import ServerSettings

MOST_CONNECTIONS = 256
#: Seconds in which requests that run may come to their end when the service is told to end; keepers wait 90 and kill then.
GRACE = 30


@asynccontextmanager
async def _ready(app: Any) -> AsyncIterator[None]:
    """Load the rules while the first request is on its way."""
    Thread(target=analyze, args=("",), daemon=True).start()
    yield


def alone(settings: ServerSettings) -> Starlette:
    """Return the service as an application of its own, at the addresses that it has beside the pages."""
    return Starlette(routes=[Mount(PREFIX, create_api(settings))], lifespan=_ready)


def run_alone(settings: ServerSettings, address: str, port: int) -> None:
    """Serve until the process is told to end.

    Raises:
        InputError: The address cannot be listened at.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError as error:
            raise InputError(f"{address}:{port} cannot be listened at ({error.strerror or error})") from error
        config = uvicorn.Config(
            alone(settings), log_level="warning", access_log=False, server_header=False, date_header=False,
            proxy_headers=False, limit_concurrency=MOST_CONNECTIONS, timeout_keep_alive=5, timeout_graceful_shutdown=GRACE,
        )  # fmt: skip
        print(f"sonocode serves at http://{address}:{port}{PREFIX}", flush=True)
        uvicorn.Server(config).run(sockets=[listener])
