"""What makes the whole suite quick: compiled modules are kept, and neighbouring tests run in the same worker.

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

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session")
def packages_read_once() -> Iterator[None]:
    """Have Streamlit's test driver look once which installed packages bring components, not anew for every page."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


def pytest_unconfigure() -> None:
    """Take away the collector's callback of Hypothesis, which the interpreter keeps to its very end.

    All that it reaches stays too, Streamlit's cache with the official tables among it, and DuckDB's binding tells a leak.
    """
    gc.callbacks.clear()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker one run of neighbouring tests, of which an idle one takes the rear half.

    By the plugin's own choice the tests of a file are spread over the workers, and each sets up what the file shares.
    """
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None
