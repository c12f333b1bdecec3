"""Runs axe-core, the checker of accessibility, in the page that a browser shows."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from report_page import ReportPage

RUN = """
const done = arguments[arguments.length - 1];
const options = { resultTypes: ["violations"], rules: { "label-content-name-mismatch": { enabled: true } } };
axe.run(document, options).then(({ violations }) => done(violations.map(
  ({ id, impact, nodes }) => [id, impact, nodes.length, nodes[0].html.slice(0, 160)])), (error) => done(String(error)));
"""
SERIOUS = ("serious", "critical")


@cache
def axe_script() -> str:
    """Return the source of axe-core. It lies in a package for another driver, of which nothing else is used."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None, "axe_playwright_python is not installed; install the project's dev extra"
    assert spec.origin is not None
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def axe(page: ReportPage) -> list[str]:
    """Return what axe finds that is serious or critical, one line a rule with the first place."""
    page.driver.execute_script(axe_script())
    found = page.driver.execute_async_script(RUN)
    assert isinstance(found, list), f"axe did not run: {found}"
    return [
        f"{rule} ({impact}) at {number} places: {first}" for rule, impact, number, first in found if impact in SERIOUS
    ]


def axe_finds_nothing_serious(page: ReportPage) -> None:
    """Hold that the page as it stands has no serious finding, whichever page it is."""
    found = axe(page)
    assert not found, found[0]
