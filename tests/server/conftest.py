"""The service in this process, as a client reaches it, and what it logged."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from in_process import Client

from assistant.server.api import create_api
from assistant.server.settings import Key, Limits, ServerSettings, hash_of

HOST = "codes.example.org"
LIMITS = Limits()
KEY = "a-long-key-of-the-radiology-system"
SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass
class Service:
    """The service and its log; `client` sends the key."""

    client: Client
    log: list[str] = field(default_factory=list)


def service(limits: Limits = LIMITS) -> Service:
    """Return a service with one key."""
    log: list[str] = []
    app = create_api(ServerSettings((Key("ris", hash_of(KEY)),), (HOST,), limits), log.append)
    return Service(Client(app, HOST, {"authorization": f"Bearer {KEY}"}), log)


@pytest.fixture
def served() -> Service:
    return service()


@pytest.fixture(scope="session")
def report() -> str:
    return (SAMPLES / "venous-duplex-bilateral.txt").read_text(encoding="utf-8")


