"""What makes the whole suite quick: compiled modules are kept, and tests that share something run in the same worker.

Compiled modules are kept between processes and runs also where the environment asks for none: without them every process
that a test starts compiles the whole package, and every worker rewrites thousands of asserts.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

#: Folders whose tests share servers, and files that take long: begun in this order, so that no worker idles at the end.
LONG_ROOMS = (
    "tests/spark/",
    "tests/people/",
    "tests/worklist/",
    "tests/test_bench.py",
    "tests/test_structures_needed.py",
    "tests/diagnoses/",
    "tests/evaluation/",
    "tests/batch/",
)

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session")
def packages_read_once() -> Iterator[None]:
    """Have Streamlit's test driver look once which installed packages bring components, not anew for every page."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Spare the collector what lives as long as the run: all libraries and tests, hundreds of thousands of objects.

    Else it looks through them while they are made, and whenever Streamlit's driver has drawn a page.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def pytest_unconfigure() -> None:
    """Take away the collector's callback of Hypothesis, which the interpreter keeps to its very end.

    All that it reaches stays too, Streamlit's cache with the official tables among it, and DuckDB's binding tells a leak.
    """
    gc.unfreeze()
    gc.callbacks.clear()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker a room at a time, and the next one when it is done; those that take long are begun first.

    By the plugin's own choice the tests of a file are spread over the workers, and each sets up what they share.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Rooms(LoadScopeScheduling):
        """Keeps the tests of a room together; what is no room of `LONG_ROOMS` is a file."""

        def _split_scope(self, nodeid: str) -> str:
            return next((room for room in LONG_ROOMS if nodeid.startswith(room)), nodeid.partition("::")[0])

        def _assign_work_unit(self, node: Any) -> None:
            first = next((room for room in LONG_ROOMS if room in self.workqueue), None)
            if first:
                self.workqueue.move_to_end(first, last=False)
            super()._assign_work_unit(node)

    return Rooms(config, log) if config.getoption("dist") == "load" else None
