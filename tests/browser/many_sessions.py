"""Many people at one app: `python tests/browser/many_sessions.py [SESSIONS] [MINUTES]` (30 and 10).

Each session pastes reports of the samples, now and then reloads its page or asks for the coder's view, and reads for
some seconds between. Told are the answers' times, and every answer that was wrong: another one's text, other codes than
the same text gives alone, an exception. Exit code 1 where there was one.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "people"))

from served_app import STREAMLIT, Tab, free_port, served_app, tab  # noqa: E402

from assistant import analyze  # noqa: E402

READING = (2.0, 8.0)  # seconds that somebody looks at an answer
RELOADS = 0.1  # share of the answers after which the page is loaded anew


class Visitor:
    """One session: what it pastes bears its name, so that another one's text would be seen."""

    def __init__(self, number: int, texts: list[str]) -> None:
        self.name, self.texts, self.chance = f"visitor{number:03}x", texts, random.Random(number)
        self.seconds: list[float] = []
        self.faults: Counter[str] = Counter()

    def stay(self, address: str, until: float) -> None:
        """Work at the page until a point of time of the clock `time.monotonic`."""
        time.sleep(self.chance.uniform(0, READING[1]))
        with tab(address) as browser:
            self._timed(browser.open)
            while time.monotonic() < until:
                try:
                    if self.chance.random() < RELOADS:
                        self._timed(browser.open)
                    self._paste(browser)
                except Exception as error:  # whatever it is, it is counted and told
                    self.faults[f"{type(error).__name__}: {error}"[:100]] += 1
                    browser.open()
                time.sleep(self.chance.uniform(*READING))

    def _paste(self, browser: Tab) -> None:
        number = self.chance.randrange(len(self.texts))
        text = f"Patient: {self.name}\n{self.texts[number]}"
        edit = {"text": text, "kind": "another", "stamp": str(time.monotonic())}
        self._timed(lambda: browser.tell("report_view", edit=edit))
        words = browser.words()
        if self.name not in words:
            self.faults["its own text is not on the page"] += 1
        if words.count("visitor") != words.count(self.name):
            self.faults["a text of somebody else is on the page"] += 1
        if any(message.delta.new_element.HasField("exception") for message in browser.received):
            self.faults["an exception is on the page"] += 1
        wanted = [code.code for code in analyze(text).with_status("supported")]
        if any(code not in words for code in wanted):
            self.faults["a code is not on the page"] += 1

    def _timed(self, work: Callable[[], object]) -> None:
        start = time.perf_counter()
        work()
        self.seconds.append(time.perf_counter() - start)


def main() -> int:
    """Run the sessions and print the figures."""
    sessions, minutes = (int(sys.argv[1]), float(sys.argv[2])) if len(sys.argv) > 2 else (30, 10.0)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
    visitors = [Visitor(number, texts) for number in range(sessions)]
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        served_app(Path(folder), port, (*STREAMLIT, f"--server.port={port}", "--server.address=127.0.0.1")) as app,
        ThreadPoolExecutor(sessions) as pool,
    ):
        until = time.monotonic() + 60 * minutes
        for done in [pool.submit(visitor.stay, app.address, until) for visitor in visitors]:
            done.result()
        log = app.errors()
    seconds = [taken for visitor in visitors for taken in visitor.seconds]
    faults = sum((visitor.faults for visitor in visitors), Counter[str]())
    cuts = quantiles(seconds, n=100)
    print(f"{sessions} sessions, {minutes:g} minutes, {len(seconds):,} answers: ", end="")
    print(f"median {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, longest {max(seconds):.2f} s; {faults.total()} faults")
    for fault, times in faults.most_common():
        print(f"  {times} times: {fault}")
    if "Traceback" in log:
        print("  the app's log has a traceback")
    return int(bool(faults) or "Traceback" in log)


if __name__ == "__main__":
    sys.exit(main())
