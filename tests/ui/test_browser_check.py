"""Tests that the check in a real browser fails in one line where what it needs is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).parents[1] / "browser" / "check.py"


def run_check(path: Path, modules: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": str(path), "PYTHONPATH": str(modules)}
    return subprocess.run([sys.executable, CHECK], env=environment, capture_output=True, text=True, check=False)


def program(folder: Path, name: str) -> None:
    file = folder / name
    file.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.mark.parametrize("present", [[], ["chromium"], ["chromedriver"]], ids=["neither", "no driver", "no browser"])
def test_a_missing_browser_or_driver_fails_the_check_in_one_line(tmp_path: Path, present: list[str]) -> None:
    pytest.importorskip("selenium", reason="selenium is a part of the dev extra")
    for name in present:
        program(tmp_path, name)
    done = run_check(tmp_path, tmp_path)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert "apt-get install chromium chromium-driver" in done.stderr


def test_a_missing_selenium_fails_the_check_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "selenium.py").write_text("raise ModuleNotFoundError('absent', name='selenium')\n", encoding="utf-8")
    done = run_check(tmp_path, tmp_path)
    assert done.returncode != 0
    assert done.stderr == "browser check: selenium is not installed; install the project's dev extra\n"


def test_a_browser_that_cannot_start_fails_the_check_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("selenium", reason="selenium is a part of the dev extra")
    for name in ("chromium", "chromedriver"):
        program(tmp_path, name)
    done = run_check(tmp_path, tmp_path)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("browser check: ")
