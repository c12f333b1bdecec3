"""The report page as a reader's hands and eyes meet it: Chromium, headless, driven through its own driver."""

from __future__ import annotations

import base64
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 40
#: How often a node may be drawn anew while it is written to.
REDRAWN = 5
#: Holds when the report view shows the view that is named.
VIEW_IS = "view.querySelector('.view').dataset.view === arguments[0]"
#: JavaScript that finds the shadow root in which the report view lives.
VIEW = """
const find = (root) => {
  for (const node of root.querySelectorAll("*")) {
    if (!node.shadowRoot) continue;
    if (node.shadowRoot.querySelector(".view")) return node.shadowRoot;
    const inner = find(node.shadowRoot);
    if (inner) return inner;
  }
  return null;
};
const view = find(document);
"""
#: Pastes the first argument, as the reader's key does: outside of any field, or where the field is edited into it.
PASTE = """
const [text, at] = arguments;
const field = view.querySelector(".text");
const clip = new DataTransfer();
clip.setData("text/plain", text);
if (at) { field.focus(); field.setSelectionRange(...at); }
const event = new ClipboardEvent("paste", { clipboardData: clip, bubbles: true, cancelable: true, composed: true });
const left = (at ? field : document.body).dispatchEvent(event);
if (!left || !at) return;
field.setRangeText(text, ...at, "end");
field.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
"""
#: Keeps the connections of the page in hand, so that a check can take the app away.
SOCKETS = """
window.sockets = [];
const Socket = window.WebSocket;
window.WebSocket = function (address, protocols) {
  const socket = new Socket(window.cutOff ? "ws://127.0.0.1:9" : address, protocols);
  window.sockets.push(socket);
  return socket;
};
window.WebSocket.prototype = Socket.prototype;
Object.assign(window.WebSocket, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
"""


def find_programs() -> tuple[str, str]:
    """Return the paths of Chromium and of its driver.

    Raises:
        RuntimeError: One of them is not installed.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not browser or not driver:
        raise RuntimeError(
            "chromium or chromedriver is not installed; on Debian: apt-get install chromium chromium-driver"
        )
    return browser, driver


class ReportPage:
    """The page in one browser."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, width: int, *, dark: bool = False) -> None:
        """Go to the page, in a session of its own and `width` pixels wide, and wait for its first answer."""
        size = {"width": width, "height": 860, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        # The tab keeps the report of the session before; a session of its own begins without it.
        self.driver.get(f"{self.address}/_stcore/health")
        self.driver.execute_script("sessionStorage.clear()")
        self.driver.get(self.address)
        self.wait("view?.querySelector('.finding') != null", "no answer is shown")

    def run(self, script: str, *values: object) -> Any:
        """Run JavaScript in which `view` is the report view's root."""
        return self.driver.execute_script(VIEW + script, *values)

    def wait(self, condition: str, fault: str, *values: object, patience: float = PATIENCE) -> None:
        """Wait until a JavaScript expression holds, at most `patience` seconds.

        Raises:
            AssertionError: It does not hold in time; the message is `fault`.
        """
        try:
            WebDriverWait(self.driver, patience, poll_frequency=0.1).until(
                lambda _: self.run(f"return {condition}", *values)
            )
        except Exception as error:
            raise AssertionError(fault) from error

    def codes(self) -> list[str]:
        """Return the codes on the cards."""
        found: list[str] = self.run("return [...view.querySelectorAll('.number')].map((node) => node.textContent)")
        return found

    def count(self, selector: str) -> int:
        """Return how many nodes of the report view match a CSS selector."""
        number: int = self.run("return view.querySelectorAll(arguments[0]).length", selector)
        return number

    def paste(self, text: str, *, at: tuple[int, int] | None = None) -> None:
        """Paste another report, or into the report, where it is edited, over the characters `at`; wait for the answer."""
        self.run(PASTE, text, at)
        self.wait_for_answer()

    def edit(self, added: str) -> None:
        """Begin to edit the report where that is not done yet, write at its end, and wait for the answer."""
        self.run(
            "view.querySelector('.begin').click(); const field = view.querySelector('.text'); field.focus();"
            "field.setSelectionRange(field.value.length, field.value.length);"
            "document.execCommand('insertText', false, arguments[0]);",
            added,
        )
        self.wait_for_answer()

    def wait_for_answer(self) -> None:
        """Wait until the answers are those of the text in the editor."""
        self.wait(
            "!view.querySelector('.changes').classList.contains('busy') && view.querySelector('.cover').hidden",
            "the text is not answered",
        )

    def write(self, keys: str) -> None:
        """Press the keys of a text, or one key of selenium, where the focus is."""
        ActionChains(self.driver).send_keys(keys).perform()

    def leave(self) -> None:
        """Take the focus from everything."""
        self.run("document.activeElement?.blur(); view.activeElement?.blur()")

    def focused(self) -> str:
        """Return the tag and the classes of what has the focus, in the report view or outside."""
        named: str = self.run(
            "const node = view.activeElement ?? document.activeElement; return `${node.tagName} ${node.className}`"
        )
        return named

    def hidden(self, selector: str) -> bool:
        """Return whether the reader sees nothing that matches a CSS selector in the report view."""
        return not self.run("return view.querySelector(arguments[0])?.checkVisibility() ?? false", selector)

    def reload(self) -> None:
        """Load the page again, as the reader's key does, and wait for its answer."""
        self.driver.refresh()
        self.wait(
            "view?.querySelector('.finding') != null && view.querySelector('.cover').hidden", "no answer is shown"
        )

    def pages_printed(self) -> int:
        """Return on how many pages of A4 the page is printed."""
        paper = {"printBackground": True, "paperWidth": 8.27, "paperHeight": 11.69}
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", paper)["data"]
        return len(re.findall(rb"/Type\s*/Page[^s]", base64.b64decode(printed)))

    def cut_off(self) -> None:
        """Take the app away: its connection is shut, and no new one is made until `reconnect`."""
        self.driver.execute_script("window.cutOff = true; for (const socket of window.sockets) socket.close()")

    def reconnect(self) -> None:
        """Let the page find the app again."""
        self.driver.execute_script("window.cutOff = false")

    def text(self) -> str:
        """Return the text in the editor."""
        text: str = self.run("return view.querySelector('.text').value")
        return text

    def press(self, key: str) -> None:
        """Press one key on the page."""
        ActionChains(self.driver).send_keys(key).perform()

    def send(self, selector: str, *keys: str) -> None:
        """Send keys to the first node of a selector once it is there; one that is redrawn meanwhile is looked up anew.

        Raises:
            AssertionError: There is none in time.
        """
        found = "document.querySelector(arguments[0]) != null"
        for _ in range(REDRAWN):
            self.wait(found, f"there is no {selector}", selector)
            try:
                self.driver.find_element(By.CSS_SELECTOR, selector).send_keys(*keys)
            except (StaleElementReferenceException, NoSuchElementException):
                continue
            return
        raise AssertionError(f"{selector} is drawn anew again and again")

    def choose_view(self, name: str, waits_for: str = VIEW_IS) -> None:
        """Switch between the physician's and the coder's view, and wait until `waits_for` holds."""
        self.driver.execute_script(
            "[...document.querySelectorAll('.st-key-view_switch button')]"
            ".find((node) => node.textContent.trim() === arguments[0]).click()",
            name,
        )
        self.wait(waits_for, f"no view '{name}'", name.lower())

    def settle(self) -> None:
        """Wait until Python has answered what the page told it."""
        self.wait(
            "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'", "the page hangs"
        )

    def visit(self, name: str) -> None:
        """Open another page by its address, in a session of its own."""
        self.driver.get(f"{self.address}/{name}")
        self.wait("document.querySelector('.part') != null", f"the page {name} shows nothing")
        self.settle()

    def follow(self, name: str, path: str) -> None:
        """Go to another page by its link, in the same session."""
        self.driver.execute_script(
            "[...document.querySelectorAll('a')].find((node) => node.textContent.trim() === arguments[0]).click()", name
        )
        self.wait(f"location.pathname === '{path}'", f"no link leads to the page {name}")
        self.settle()

    def widest(self) -> int:
        """Return the width in pixels that the page's content takes."""
        width: int = self.run(
            "const nodes = [document.documentElement, document.querySelector('[data-testid=stMain]')];"
            "return Math.max(...nodes.map((node) => node.scrollWidth))"
        )
        return width

    def strangers(self) -> list[str]:
        """Return the addresses beyond this machine that were asked since the last call."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        asked = [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]
        return [
            url for url in asked if urlparse(url).scheme.startswith("http") and urlparse(url).hostname != "127.0.0.1"
        ]


@contextmanager
def opened(address: str) -> Iterator[ReportPage]:
    """Start a new browser for the page and close it afterwards.

    Raises:
        RuntimeError: The browser or its driver is not installed or does not start.
    """
    browser, driver_program = find_programs()
    profile = tempfile.mkdtemp(prefix="sonocode-browser-")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    try:
        driver = webdriver.Chrome(options=options, service=Service(driver_program))
    except WebDriverException as error:
        reason = (error.msg or "no reason given").splitlines()[0]
        raise RuntimeError(f"the browser does not start: {reason}") from error
    try:
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": SOCKETS})
        yield ReportPage(driver, address)
    finally:
        driver.quit()
        shutil.rmtree(profile, ignore_errors=True)


Check = Callable[[ReportPage], None]


def nothing_scrolls_sideways(page: ReportPage) -> None:
    """Hold that the page is no wider than its window."""
    width = page.driver.execute_script("return innerWidth")
    assert page.widest() <= width, f"the page is {page.widest()} wide in a window of {width}"


def photograph(page: ReportPage, folder: Path, name: str) -> None:
    """Save what the window shows as a picture."""
    page.driver.save_screenshot(str(folder / f"{name}.png"))
