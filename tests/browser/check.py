"""Checks the app in a real browser, at the width of a desk and of a telephone; run it as a script.

Suites can be named, `tests/browser/check.py report quality`; without a name all are run: on a desk in light and on a
telephone in dark, with `--every-setting` also the other way round. It exits with 1 and one line a
fault where something is wrong, and with 2 and one line where the browser, its driver or selenium is not installed or
does not start: it never skips. Pictures of every state go into a temporary folder, whose path it prints.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

try:
    from report_page import Check, ReportPage, WebDriverException, find_programs, opened, photograph
except ModuleNotFoundError as error:
    print(f"browser check: {error.name} is not installed; install the project's dev extra", file=sys.stderr)
    sys.exit(2)
from app_server import running_app

DESK, TELEPHONE = 1280, 400
#: Width and darkness: each width and each theme once, and all pairs of them.
USUAL = ((DESK, False), (TELEPHONE, True))
EVERY = (*USUAL, (TELEPHONE, False), (DESK, True))
EVERY_SETTING = "--every-setting"
#: Each is a module NAME_checks beside this one, with its CHECKS in their order.
SUITES = (
    "report",
    "pages",
    "completion",
    "exports",
    "worklist",
    "storage",
    "quality",
    "knowledge",
    "encounter",
    "people",
    "documents",
    "hostile",
)


def settings_asked(words: Sequence[str]) -> Sequence[tuple[int, bool]]:
    """Return the settings that a command line asks for."""
    return EVERY if EVERY_SETTING in words else USUAL


def main(words: Sequence[str]) -> int:
    """Run the named suites, or all, at both widths, in light and dark, and return the exit code."""
    settings, names = settings_asked(words), [word for word in words if word != EVERY_SETTING]
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        print(f"browser check: no suite '{unknown[0]}'; there are {', '.join(SUITES)}", file=sys.stderr)
        return 2
    suites: dict[str, Sequence[Check]] = {
        name: import_module(f"{name}_checks").CHECKS for name in SUITES if not names or name in names
    }
    try:
        find_programs()
        pictures = Path(tempfile.mkdtemp(prefix="sonocode-pictures-"))
        with running_app() as address, opened(address) as page:
            faults = [fault for setting in settings for fault in check_setting(page, setting, suites, pictures)]
    except RuntimeError as error:
        print(f"browser check: {error}", file=sys.stderr)
        return 2
    count = sum(map(len, suites.values()))
    print(f"browser check: {count} checks at {len(settings)} settings, {len(faults)} faults; pictures in {pictures}")
    return 1 if faults else 0


def check_setting(
    page: ReportPage, setting: tuple[int, bool], suites: Mapping[str, Sequence[Check]], pictures: Path
) -> list[str]:
    """Run each suite in a session of its own, at one width, light or dark, and return the faults."""
    width, dark = setting
    name = f"{width}-{'dark' if dark else 'light'}"
    faults: list[str] = []
    for suite, checks in suites.items():
        try:
            page.open(width, dark=dark)
        except AssertionError as error:
            faults.append(f"browser check, {name}, {suite}: {error}")
            print(faults[-1], file=sys.stderr)
            continue
        faults += run_checks(page, checks, pictures, f"{name}-{suite}")
    return faults + run_checks(page, (nothing_left_this_machine,), pictures, f"{name}-all")


def run_checks(page: ReportPage, checks: Sequence[Check], pictures: Path, name: str) -> list[str]:
    """Run checks on one page in their order, take a picture after each, and return the faults."""
    faults = []
    for number, check in enumerate(checks, start=1):
        try:
            check(page)
        except (AssertionError, WebDriverException) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            faults.append(f"browser check, {name}, {check.__name__}: {reason}")
            print(faults[-1], file=sys.stderr)
        photograph(page, pictures, f"{name}-{number:02}-{check.__name__}")
    return faults


def nothing_left_this_machine(page: ReportPage) -> None:
    strangers = page.strangers()
    assert not strangers, f"a page asked {strangers[0]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
