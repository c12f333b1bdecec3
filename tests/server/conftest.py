"""What the tests of the service share."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_client import Service, service

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def served() -> Service:
    return service()


@pytest.fixture(scope="session")
def report() -> str:
    return (SAMPLES / "venous-duplex-bilateral.txt").read_text(encoding="utf-8")
