"""The running app with its provider, and a browser before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from served_app import Tab, tab
from signed_app import Place, start


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with ExitStack() as stack:
        yield start(tmp_path_factory.mktemp("app"), stack, ("-m", "assistant", "app", "--headless"))


@pytest.fixture
def place(running: Place) -> Iterator[Place]:
    """The running app, with a provider that is honest again afterwards."""
    yield running
    running.provider.life, running.provider.forge = 3600, ""
    running.provider.changed, running.provider.algorithms = {}, ("RS256",)


@pytest.fixture
def browser(place: Place) -> Iterator[Tab]:
    with tab(place.app.address) as opened:
        yield opened
