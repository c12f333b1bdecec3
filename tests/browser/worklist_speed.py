"""Measures the steps of a worklist in a real browser, from the click to the answer drawn; run it as a script.

    python tests/browser/worklist_speed.py [REPORTS]

It fills a worklist of its own with that many reports (5,000 without a number), goes through each step several times and
prints the median and the longest time in milliseconds. It exits with 1 where a median is above the limit.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from itertools import cycle, islice
from typing import NamedTuple

from app_server import running_app
from report_page import opened
from worklist_page import WorklistPage

from assistant import analyze
from assistant.knowledge.service_cases import service_cases
from assistant.worklist import NewReport, open_worklist

REPORTS, TEXTS = 5000, 150
TIMES = 9
LIMIT = 300
#: JavaScript that does something and waits until the page has drawn what follows; it returns the milliseconds between.
MEASURE = """
const [act, drawn, done] = [new Function("root", arguments[0]), new Function("root", "list", "view", `return ${arguments[1]}`), arguments[2]];
const start = performance.now();
const look = () => {
  let found = false;
  try { found = drawn(root(".list, .view"), root(".list"), root(".view")); } catch { found = false; }
  if (found) requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  else if (performance.now() - start > 20000) done(-1);
  else setTimeout(look, 4);
};
act(root);
look();
"""


class Step(NamedTuple):
    """A step of the worklist: what is done, how one sees that its answer is drawn, and what puts things back."""

    name: str
    act: Callable[[int], str]
    drawn: str
    before: Callable[[WorklistPage], None] | None = None


def key(name: str) -> str:
    """Return JavaScript that presses a key on the page."""
    return f"document.dispatchEvent(new KeyboardEvent('keydown', {{ key: {name!r}, bubbles: true }}))"


def fill(folder: str, number: int) -> None:
    """Put `number` reports into a new worklist: the texts of the rules' cases, again and again."""
    cases = [case.text for _, case in service_cases()]
    texts = [(text, analyze(text)) for text in cases[:: max(1, len(cases) // TEXTS)]]
    with open_worklist(f"sqlite:///{folder}/worklist.sqlite") as worklist:
        worklist.add(
            (
                NewReport(
                    text, analysis, f"report-{place:05}", "file", f"P{place // 2:05}",
                    f"Dr. {'ABCDEFGH'[place % 8]}. Reader", f"Site {place % 3}",
                )
                for place, (text, analysis) in enumerate(islice(cycle(texts), number))
            ),
            "speed",
        )  # fmt: skip


STEPS = (
    Step("turn the page", lambda turn: "root('.list').querySelector('[data-key=\"page:after\"]').click()", "!list.querySelector('.busy')"),
    Step("sort", lambda turn: f"const s = root('.list').querySelector('select'); s.value = {('date', 'name', 'gaps', 'added', 'doubt')[turn % 5]!r}; s.dispatchEvent(new Event('change'))", "!list.querySelector('.busy')"),
    Step("filter by code", lambda turn: f"root('.list').querySelectorAll('[data-key^=\"codes:\"]')[{turn}].click()", "!list.querySelector('.busy')", lambda page: page.show_all()),
    Step("filter by status", lambda turn: "root('.list').querySelector('[data-key=\"status:open\"]').click()", "!list.querySelector('.busy')", lambda page: page.show_all()),
    Step("open", lambda turn: f"root('.list').querySelectorAll('tbody a')[{turn}].click()", "view?.querySelector('.reviewing .position')?.textContent && view.querySelector('.finding')", lambda page: page.to_list()),
    Step("back to the list", lambda turn: key("Escape"), "list?.querySelector('tbody tr')", lambda page: page.open_first()),
    Step("accept", lambda turn: "window.before = root('.view').querySelector('[data-key=undo]').title; " + key("a"), "view.querySelector('[data-key=undo]').title !== window.before", lambda page: page.open_next_open()),
    Step("take back", lambda turn: "window.before = root('.view').querySelector('[data-key=undo]').title; " + key("u"), "view.querySelector('[data-key=undo]').title !== window.before", lambda page: page.accept_one()),
    Step("next", lambda turn: "window.before = root('.view').querySelector('.position').textContent; " + key("n"), "view.querySelector('.position').textContent !== window.before"),
)  # fmt: skip


def measure(page: WorklistPage, step: Step) -> list[float]:
    """Return the milliseconds of each time that a step was done."""
    times = []
    for turn in range(TIMES):
        if step.before:
            step.before(page)
        page.settle()
        times.append(page.measure(MEASURE, step.act(turn), step.drawn))
    return times


def main() -> int:
    """Fill a worklist, measure every step, print the figures, and return the exit code."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS
    with tempfile.TemporaryDirectory(prefix="sonocode-speed-") as folder:
        fill(folder, number)
        with running_app(SONOCODE_DATA=folder) as address, opened(address) as browser:
            page = WorklistPage(browser.driver, address)
            slow = []
            for view in ("Physician", "Coder"):
                page.open_list(1280)
                page.choose(view)
                for step in STEPS:
                    times = measure(page, step)
                    median = statistics.median(times)
                    print(
                        f"{number} reports, {view.lower()}'s view, {step.name:<18} {median:6.0f} ms, longest {max(times):6.0f} ms"
                    )
                    slow += [step.name] if median > LIMIT or min(times) < 0 else []
    print(f"worklist speed: {len(slow)} of {2 * len(STEPS)} steps above {LIMIT} ms")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
