"""Every command of `sonocode` run once, on planted reports of each kind, in a fresh home, with the network cut and watched.

    python tests/trust/every_command.py FOLDER

What came of it stands in FOLDER/told/ran.json; the trials of the network and of privacy read it (`ran`).
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from socket import socket
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT), str(ROOT / "tests" / "tables")]

import planted  # noqa: E402
from watched import Watch, namespace  # noqa: E402

PATIENCE = 180.0  # seconds for one command
KEY = "-".join(("a", "secret", "key", "that", "nobody", "prints"))
PASSWORD = "-".join(("a", "secret", "of", "the", "database"))
FOREIGN = "https://evil.example"
PAGES = ("", "encounter", "worklist", "edits", "knowledge", "quality", "storage")


class Step(NamedTuple):
    """A command that was run.

    Attributes:
        name: What it was, as it is typed.
        code: Its exit code.
        told: What it wrote to standard error, and a server to its log.
        answers: Whether standard output may hold words of reports, as the answer that was asked for.
        answer: What it wrote to standard output where it may not; else empty.
    """

    name: str
    code: int
    told: str
    answers: bool
    answer: str


class Ran(NamedTuple):
    """What came of all commands.

    Attributes:
        folder: Where they ran: `in` holds the reports, `out` what they were asked to write, `told` what was noted here.
        steps: The commands.
        reached: Whom they tried to reach, one line each.
        refused: How many connections with a foreign Origin got no answer, and how many were made.
        kept: Whether the worklist kept what was planted before the purge.
        begun: When it began, in seconds of the clock.
    """

    folder: str
    steps: tuple[Step, ...]
    reached: tuple[str, ...]
    refused: tuple[int, int]
    kept: bool
    begun: float


class Ground:
    """A fresh home, and what runs commands in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reports, self.bad, self.out = folder, folder / "in" / "reports", folder / "in" / "bad", folder / "out"
        for each in ("home", "tmp", "config", "cache", "state", "share", "data", "run", "told"):
            (folder / each).mkdir(parents=True, exist_ok=True)
        for place, files in ((self.reports, planted.reports()), (self.bad, planted.damaged())):
            place.mkdir(parents=True)
            for name, data in files.items():
                (place / name).write_bytes(data)
        self.out.mkdir()
        self.watch = Watch(folder / "told")
        self.steps: list[Step] = []

    def environment(self) -> dict[str, str]:
        """Return the variables of a program: its home is this ground, its secrets are ours."""
        names = {
            "HOME": "home", "TMPDIR": "tmp", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
            "XDG_STATE_HOME": "state", "XDG_DATA_HOME": "share", "XDG_RUNTIME_DIR": "run", "SONOCODE_DATA": "data",
        }  # fmt: skip
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        own = {name: str(self.folder / place) for name, place in names.items()}
        return kept | own | {"SONOCODE_API_KEY": KEY} | self.watch.environment(ROOT)

    def run(self, *words: str | Path, answers: bool = True, stdin: bytes = b"", **environment: str) -> None:
        """Run a command of the program."""
        name = " ".join(str(word).replace(str(self.folder), "...") for word in words)
        command = self.watch.command(sys.executable, "-m", "assistant", *words)
        try:
            done = subprocess.run(
                command, input=stdin, capture_output=True, timeout=PATIENCE, cwd=self.folder / "in",
                env=self.environment() | environment,
            )  # fmt: skip
            code, told, answer = done.returncode, done.stderr, done.stdout
        except subprocess.TimeoutExpired:
            code, told, answer = -1, b"it did not end in time", b""
        self._note(name, code, told, answers, answer)

    def _note(self, name: str, code: int, told: bytes, answers: bool, answer: bytes) -> None:
        words = (told.decode("utf-8", "replace"), "" if answers else answer.decode("utf-8", "replace"))
        self.steps.append(Step(name, code, words[0], answers, words[1]))

    @contextmanager
    def serving(self, *words: str) -> Iterator[str]:
        """Run a server of the program; yield its address."""
        from page_visit import answers

        with socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = self.watch.command(sys.executable, "-m", "assistant", *words, "--port", str(port))
        log = self.folder / "told" / f"log-{port}"
        address = f"http://127.0.0.1:{port}"
        with log.open("wb") as written:
            server = subprocess.Popen(
                command, cwd=self.folder / "in", env=self.environment(), stdout=written, stderr=written, start_new_session=True
            )
            try:
                ends = time.monotonic() + PATIENCE
                while not answers(address):
                    if server.poll() is not None or time.monotonic() > ends:
                        raise RuntimeError(f"{words[0]} did not begin to serve: {log.read_text()[-300:]}")
                    time.sleep(0.2)
                yield address
            finally:
                os.killpg(server.pid, signal.SIGTERM)
                server.wait(60)
                told = log.read_bytes()
                self._note(" ".join(words), 0, told, False, told)


def run_commands(ground: Ground) -> None:
    """Run what ends by itself."""
    reports, bad, out = ground.reports, ground.bad, ground.out
    single = [path for path in sorted(reports.iterdir()) if path.suffix not in (".csv", ".jsonl", ".json", ".parquet", ".xml")]
    text, table = reports / "plain.txt", reports / "list.csv"
    run = ground.run
    run("--help", answers=False)
    for path in [*single, reports / "resource.json", reports / "record.xml"]:
        run("analyze", path, "--format", "json")
    run("analyze", "-", stdin=planted.REPORT.encode())
    run("batch", reports, table, reports / "rows.parquet", "--jobs", "2", "--out", out / "batch.jsonl", "--aside", out / "aside.jsonl")
    run("batch", reports, "--jobs", "2", "--out", out / "batch.parquet")
    run("batch", text, "--sort", "doubt", "--out", out / "sorted.jsonl")
    run("batch", bad, "--jobs", "2", "--out", out / "bad.jsonl", "--aside", out / "bad-aside.jsonl")
    run("findings", text, reports / "letter.pdf", "--format", "json")
    for form in ("claim-csv", "codes", "fhir", "json"):
        run("export", text, "--format", form, "--out", out / f"export.{form}")
    for form in ("audit-pdf", "audit-docx"):
        run("export", text, reports / "letter.docx", "--format", form, "--out", out / form)
    run("worklist", "add", reports, table, answers=False)
    run("worklist", "add", *sorted(bad.glob("cut-*")), answers=False)
    run("worklist", "list", "--limit", "0")
    run("worklist", "show", "1", "--text")
    run("worklist", "history")
    for form in ("records", "claim-csv", "codes", "audit-pdf", "audit-docx", "fhir"):
        run("worklist", "export", "--format", form, "--out", out / f"worklist-{form}")
    run("worklist", "where", answers=False)
    run("encounter", text, reports / "letter.pdf")
    run("encounters", table, "--group", "id", "--text", "text", "--out", out / "encounters.jsonl")
    run("edits", "93970", "93971", "37253x2", "--date", "2026-03-02", answers=False)
    run("diagnoses", "build", answers=False)
    run("diagnoses", "link", "left calf pain", answers=False)
    run("explain", "93971", answers=False)
    run("explain", text, "--why-not", "93970")
    run("knowledge", "check", "venous-duplex", answers=False)
    run("knowledge", "pipeline", "--out", out / "pipeline", answers=False)
    run("knowledge", "reliability", answers=False)
    gold = out / "gold.jsonl"
    gold.write_text(json.dumps({"id": "r1", "text": planted.REPORT, "codes": [{"code": "93971", "units": 1}]}) + "\n")
    run("evaluate", "--gold", gold)
    run("bench", text, "--alone", "--rounds", "1", answers=False)
    run("wrong", text, "--expected", "93970", answers=False)
    _import_tables(ground)
    run("tables", "list", answers=False)
    run("tables", "verify", answers=False)
    for path in sorted(bad.glob("cut-*"))[::3]:
        run("analyze", path)
    for words in (("analyze", "nowhere.txt"), ("wrong", bad / "cut-letter.docx", "--expected", "none"), ("batch", ground.out / "empty")):
        run(*words, answers=False)
    for url in (f"postgresql+psycopg://coder:{PASSWORD}@127.0.0.1:1/worklist", f"postgresql://coder:{PASSWORD}@127.0.0.1:1/worklist"):
        run("worklist", "list", answers=False, SONOCODE_DATABASE_URL=url)


def _import_tables(ground: Ground) -> None:
    import published_files

    folder = ground.folder / "in" / "tables"
    folder.mkdir()
    written = [published_files.write_ptp(folder), published_files.write_mue(folder), published_files.write_aoc(folder), published_files.write_rvu(folder)]
    ground.run("tables", "import", *written, answers=False)


def ask_service(ground: Ground) -> tuple[int, int]:
    """Ask the service alone for each kind of document; return how many foreign origins were refused, and how many came."""
    import httpx

    key = {"authorization": f"Bearer {KEY}"}
    refused = 0
    with ground.serving("serve", "--no-pages") as address:
        for folder in (ground.reports, ground.bad):
            for path in sorted(folder.iterdir()):
                where = "fhir" if path.name == "resource.json" else "analyses"
                httpx.post(f"{address}/api/v1/{where}?name={path.name}", content=path.read_bytes(), headers=key, timeout=PATIENCE)
        for more in ({"origin": FOREIGN}, {"host": "evil.example"}, {"sec-fetch-site": "cross-site"}):
            refused += httpx.post(f"{address}/api/v1/analysis", content=b"x", headers=key | more).status_code == 403
    return refused, 3


def visit_app(ground: Ground) -> tuple[int, int]:
    """Open every page of the app and put a report onto two of them; return the refused foreign origins, and all of them."""
    import httpx
    from page_visit import visiting
    from websockets.exceptions import InvalidStatus

    refused = 0
    with ground.serving("app", "--headless") as address:
        httpx.get(address)
        refused += httpx.get(address, headers={"origin": FOREIGN}).status_code == 403
        refused += httpx.get(address, headers={"host": "evil.example"}).status_code == 403
        try:
            with visiting(address, FOREIGN) as visit:
                visit.open("")
        except InvalidStatus:
            refused += 1
        with visiting(address) as visit:
            for page in PAGES:
                visit.open(page)
            visit.open("encounter")
            visit.write("encounter_paste", planted.REPORT, "encounter_add")
            visit.wait_for(planted.RECORD)
            visit.open("worklist")
            visit.write("worklist_paste", planted.REPORT, "worklist_add_paste")
            visit.wait_for("1 report was added")
    return refused, 3


def main(folder: Path) -> int:
    """Run everything, and note what came of it."""
    if os.environ.get("SONOCODE_CUT") == "kernel":
        from watched import raise_loopback

        raise_loopback()
    begun = time.time()
    ground = Ground(folder)
    run_commands(ground)
    refused = [sum(pair) for pair in zip(visit_app(ground), ask_service(ground), strict=True)]
    kept = any(planted.planted_in(path.read_bytes()) for path in (folder / "data").glob("worklist*"))
    ground.run("worklist", "purge", "--all", "--yes", answers=False)
    ran = Ran(str(folder), tuple(ground.steps), tuple(ground.watch.reached_for()), (refused[0], refused[1]), kept, begun)
    (folder / "told" / "ran.json").write_text(json.dumps(ran), encoding="utf-8")
    return 0


@cache
def ran() -> Ran:
    """Run everything in a fresh folder with the network cut, once a process.

    Raises:
        RuntimeError: It broke off.
    """
    folder = Path(tempfile.mkdtemp(prefix="sonocode-trust-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    cut = namespace()
    environment = dict(os.environ) | {"SONOCODE_CUT": "kernel" if cut else ""}
    done = subprocess.run([*cut, sys.executable, __file__, str(folder)], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"every command: {done.stderr.strip().splitlines()[-1:]}")
    told = json.loads((folder / "told" / "ran.json").read_text(encoding="utf-8"))
    return Ran(told[0], tuple(Step(*step) for step in told[1]), tuple(told[2]), tuple(told[3]), told[4], told[5])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
