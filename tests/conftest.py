"""What makes the whole suite quick: compiled modules are kept, and neighbouring tests run in the same worker.

Compiled modules are kept between processes and runs also where the environment asks for none: without them every process
that a test starts compiles the whole package, and every worker rewrites thousands of asserts.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker one run of neighbouring tests, of which an idle one takes the rear half.

    By the plugin's own choice the tests of a file are spread over the workers, and each sets up what the file shares.
    """
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None
