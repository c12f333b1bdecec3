"""What the project needs is what it says it needs: every library used is declared, every one declared is used."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import assistant
from assistant.shipped import VERSION

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Libraries that no module of ours imports by name, and who does.
USED_BY_OTHERS = {
    "psycopg": "SQLAlchemy, for a worklist in PostgreSQL",
    "authlib": "Streamlit, for the sign-in",
    "fhir-resources": "documents/formats/fhir/validation.py, which imports the modules of both releases by name",
    "httpx": "Authlib, for the sign-in",
}
#: Libraries of an extra or of the tests that a module imports when it is asked for them.
WHEN_ASKED = {"pyspark", "edsnlp", "negspacy", "medspacy"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    return {normal(re.split(r"[\[<>=;! ]", line, maxsplit=1)[0]) for line in PROJECT["project"]["dependencies"]}


def sources() -> Iterator[Path]:
    yield ROOT / "app.py"
    yield from Path(assistant.__file__).parent.rglob("*.py")


@cache
def used() -> frozenset[str]:
    """Return the distributions whose modules are imported anywhere, at the top or inside a function."""
    names: set[str] = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    known = packages_distributions()
    outside = names - set(sys.stdlib_module_names) - {"assistant"}
    return frozenset(normal(known.get(name, [name])[0]) for name in outside)


def test_every_library_that_is_used_is_declared() -> None:
    assert used() - declared() - WHEN_ASKED == set()


def test_every_library_that_is_declared_is_used() -> None:
    assert declared() - used() - set(USED_BY_OTHERS) == set()


def test_every_library_that_is_declared_is_pinned_for_the_tests() -> None:
    pins = {normal(line.partition("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines()[1:]}
    assert declared() - pins == set()


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt", "Makefile", ".ci/run"])
def test_no_address_of_a_registry_is_written_down(file: str) -> None:
    assert not re.search(r"https?://|file://|--index-url|--find-links", (ROOT / file).read_text(encoding="utf-8"))


def test_there_is_one_version() -> None:
    told = (ROOT / "models" / "en_us_report.egg-info" / "PKG-INFO").read_text(encoding="utf-8")
    meta = (ROOT / "models" / "en_us_report" / "meta.json").read_text(encoding="utf-8")
    assert f"\nVersion: {VERSION}\n" in told and f'"version":"{VERSION}"' in meta
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n## ")[2].split()[0].strip("[]") == VERSION
