"""Compiled modules are kept between the processes and runs of the tests, also where the environment asks for none.

Without them every process that a test starts compiles the whole package, and every worker rewrites thousands of asserts.
"""

from __future__ import annotations

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
