"""Installs the wheel alone into a new environment outside the clone and uses it there. Takes some minutes.

    python tests/supply/wheel_check.py [FOLDER]

FOLDER (a new temporary one without it) gets the wheel and the environment. Ends with 1 where something does not work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")
REPORT = b"US venous duplex of the right leg, 3/2/2026. CFV, FV and POPV compress fully. No DVT. Images stored. A. Low MD\n"
LONGEST_START = 60  # seconds


class Installation:
    """An environment that knows the wheel and no clone.

    Args:
        folder: Where the wheel and the environment are made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bin = folder / "environment" / "bin"
        #: Neither the clone's modules nor its data, and no settings of whoever runs this.
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "SONOCODE_DATA": str(folder / "data")}

    def make(self) -> None:
        """Build the wheel and install it with the versions that the project is tested with."""
        subprocess.run([sys.executable, *PIP, "wheel", "--no-deps", "-w", str(self._folder), str(ROOT)], check=True)
        (wheel,) = self._folder.glob("*.whl")
        venv.create(self._folder / "environment", with_pip=True)
        pins = ("-c", str(ROOT / "constraints.txt"))
        subprocess.run([self._bin / "python", *PIP, "install", *pins, str(wheel)], check=True)

    def run(self, *command: str, given: bytes = b"") -> str:
        """Return what a program of the environment prints.

        Raises:
            CalledProcessError: It fails.
        """
        done = subprocess.run(
            [str(self._bin / command[0]), *command[1:]], input=given, cwd=self._folder, env=self._environment,
            capture_output=True, check=True,
        )  # fmt: skip
        return done.stdout.decode()

    def serve(self, *command: str) -> bytes:
        """Start the pages or the service and return what its first address answers.

        Raises:
            TimeoutError: It does not answer in time.
        """
        with socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = [str(self._bin / "sonocode"), *command, "--port", str(port)]
        path = "/api/health" if "serve" in command else "/"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(words, cwd=self._folder, env=self._environment, **quiet) as server:  # type: ignore[call-overload]
            try:
                ends = time.monotonic() + LONGEST_START
                while time.monotonic() < ends and server.poll() is None:
                    try:
                        answer: bytes = urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).read()
                        return answer
                    except (URLError, OSError):
                        time.sleep(0.2)
                raise TimeoutError(f"sonocode {' '.join(command)} does not answer")
            finally:
                server.terminate()


def checks(here: Installation) -> dict[str, Callable[[], bool]]:
    """Return what is tried, by the words in which it is told."""
    # The text's Doc is held by a name: its spans are gone with it.
    by_name = "import spacy; doc = spacy.load('en_us_report')('Left leg duplex. No DVT.'); print(*doc.spans['mentions'], sep=', ')"
    settings = "from streamlit import config; from assistant.shipped import shipped; import os; os.chdir(shipped('app.py').parent); print(config.get_option('browser.gatherUsageStats'))"
    return {
        "sonocode analyze gives a code": lambda: "93971" in here.run("sonocode", "analyze", "-", given=REPORT),
        "spacy.load('en_us_report') reads a text": lambda: "duplex" in here.run("python", "-c", by_name),
        "sonocode knowledge check passes": lambda: "cases" in here.run("sonocode", "knowledge", "check", "carotid-duplex"),
        "the pages send no statistics": lambda: here.run("python", "-c", settings).strip() == "False",
        "sonocode app answers": lambda: b"<html" in here.serve("app", "--headless"),
        "sonocode serve answers": lambda: b'"ok"' in here.serve("serve", "--no-pages"),
    }


def main(folder: Path) -> int:
    """Make an installation in a folder, try it, tell each result; return how many failed, at most one."""
    here = Installation(folder)
    here.make()
    failed = 0
    for words, works in checks(here).items():
        try:
            worked, why = works(), ""
        except (subprocess.CalledProcessError, TimeoutError) as error:
            said = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip().splitlines()
            worked, why = False, f": {said[-1] if said else error}"
        failed |= not worked
        print(f"{'ok  ' if worked else 'FAIL'} {words}{why}", flush=True)
    return failed


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1]).resolve()))
    with TemporaryDirectory() as temporary:
        sys.exit(main(Path(temporary)))
