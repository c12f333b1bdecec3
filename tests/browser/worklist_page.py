"""The worklist as a coder's hands and eyes meet it: the list and the review of one report, in Chromium."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from report_page import ReportPage
from selenium.webdriver.common.keys import Keys

#: JavaScript that finds the shadow root of a component by what is in it.
ROOT = """
const root = (selector, from = document) => {
  for (const node of from.querySelectorAll("*")) {
    if (!node.shadowRoot) continue;
    if (node.shadowRoot.querySelector(selector)) return node.shadowRoot;
    const inner = root(selector, node.shadowRoot);
    if (inner) return inner;
  }
  return null;
};
const list = root(".list"), view = root(".view");
"""
LISTED = "list?.querySelector('tbody tr') != null && !list.querySelector('.busy')"
REVIEWED = "view?.querySelector('.reviewing .position') != null && view.querySelector('.reviewing').checkVisibility()"


class WorklistPage(ReportPage):
    """The worklist page in one browser."""

    def run(self, script: str, *values: object) -> Any:
        """Run JavaScript in which `list` and `view` are the roots of the list and of the report view, null where absent."""
        return self.driver.execute_script(ROOT + script, *values)

    def measure(self, script: str, *values: object) -> float:
        """Run JavaScript that ends by calling its last argument with a number."""
        milliseconds: float = self.driver.execute_async_script(ROOT + script, *values)
        return milliseconds

    def resize(self, width: int, *, dark: bool = False) -> None:
        """Make the window `width` pixels wide, light or dark."""
        size = {"width": width, "height": 860, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def open_list(self, width: int | None = None, *, query: str = "") -> None:
        """Go to the list in a session of its own."""
        if width:
            self.resize(width)
        self.driver.get(f"{self.address}/worklist{query}")
        self.wait(LISTED, "no list is shown")
        self.settle()

    def open_page(self) -> None:
        """Go to the page in a session of its own, whether it lists anything or not."""
        self.driver.get(f"{self.address}/worklist")
        self.wait("document.querySelector('input[type=file]') != null || list != null", "the page shows nothing")
        self.settle()

    def choose(self, view: str) -> None:
        """Switch between the physician's and the coder's view."""
        self.choose_view(
            view,
            "document.querySelector('.st-key-view_switch [aria-checked=true]')?.textContent.trim().toLowerCase() === arguments[0]",
        )
        self.settle()

    def add_files(self, files: Sequence[Path]) -> None:
        """Drop files on the page and wait until all are analysed."""
        self.unfold_intake()
        self.send("input[type=file]", "\n".join(map(str, files)))
        self.wait(
            "document.querySelector('.st-key-worklist_added') != null", "nothing is said of what was added", patience=60
        )
        self.settle()
        self.wait(LISTED, "no list is shown")

    def unfold_intake(self) -> None:
        """Open the panel for adding, where it is folded."""
        self.run(
            "if (!document.querySelector('input[type=file]')) document.querySelector('.st-key-worklist_add button').click()"
        )
        self.wait("document.querySelector('input[type=file]') != null", "there is no way to add files")

    def search(self, words: str) -> None:
        """List only what has these words."""
        self.run(
            "const field = list.querySelector('.search'); field.focus(); field.value = arguments[0];"
            "field.dispatchEvent(new Event('input')); field.blur()", words,
        )  # fmt: skip
        self.wait(
            "(list.querySelector('.chosen').textContent.includes(arguments[0]))",
            f"'{words}' is not searched for",
            words,
        )
        self.settle()

    def show_all(self) -> None:
        """Take the filter away."""
        self.run("list.querySelector('.chosen .all')?.click()")
        self.wait("list.querySelector('.chosen .all') == null && !list.querySelector('.busy')", "the filter stays")

    def rows(self) -> list[str]:
        """Return the text of each row."""
        found: list[str] = self.run("return [...list.querySelectorAll('tbody tr')].map((row) => row.textContent)")
        return found

    def to_list(self) -> None:
        """Be at the list."""
        if self.run("return location.search.includes('report=')"):
            self.settle()
            self.press(Keys.ESCAPE)
            self.wait(f"!location.search.includes('report=') && {LISTED}", "Escape does not lead back to the list")
            self.settle()

    def open_first(self) -> None:
        """Be in the review of the first report of the list."""
        self.to_list()
        self.run("list.querySelector('tbody a').click()")
        self.wait(REVIEWED, "the first report does not open")
        self.settle()

    def go_next(self) -> None:
        """Go on to the next report."""
        place = self.place()
        self.press("n")
        self.wait(
            "view.querySelector('.position').textContent !== arguments[0]", "the key n stays at the report", place
        )
        self.settle()

    def open_next_open(self) -> None:
        """Be at a report whose chosen code is undecided and supported."""
        if self.run("return !location.search.includes('report=')"):
            self.open_first()
        for _ in range(40):
            self.go_next()
            if self.run(
                "return view.activeElement?.matches('.card.supported') && view.querySelector('.is-open') != null"
            ):
                return
        raise AssertionError("no report has a supported code that is undecided")

    def accept_one(self) -> None:
        """Accept the chosen code of the next report that has one to decide about."""
        self.open_next_open()
        self.decide("a")

    def decide(self, keys: str) -> None:
        """Press a key that decides, and wait for the answer."""
        before = self.history()
        self.press(keys)
        self.wait(
            "(view.querySelectorAll('.history > li').length) > arguments[0]", f"the key {keys} decides nothing", before
        )
        self.settle()

    def history(self) -> int:
        """Return how many decisions there are about the report."""
        number: int = self.run("return view.querySelectorAll('.history > li').length")
        return number

    def place(self) -> str:
        """Return which report of how many is in review."""
        words: str = self.run("return view.querySelector('.position').textContent")
        return words

    def decided(self) -> list[str]:
        """Return what stands on the cards as decided."""
        found: list[str] = self.run("return [...view.querySelectorAll('.decided .by')].map((line) => line.textContent)")
        return found

    def notice(self) -> str:
        """Return what the bar says beside the way on, empty where it says nothing."""
        words: str = self.run("return view.querySelector('.notice-line')?.textContent ?? ''")
        return words
