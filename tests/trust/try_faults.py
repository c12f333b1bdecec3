"""Breaks the disk, the files, the memory and the clock under the program: one line tells it, nothing is lost, the next start works."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from trial import Trial, Tried
from try_kills import own_data

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / "batch"), str(TESTS / "tables")]

import planted  # noqa: E402
from forked_batch import BatchProcess  # noqa: E402
from published_files import write_aoc, write_mue, write_ptp, write_rvu  # noqa: E402

PATIENCE = 120.0
SEED = 7
KEPT = "what was there before\n"
#: The sizes beyond which a full disk takes nothing of a file; what is told goes into a file too, and fits into the first.
SIZES = (4_000, 20_000, 200_000)


class Home:
    """A place with reports, tables and what the program keeps, in which commands are run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.out = folder, folder / "data", folder / "out"
        self.reports, self.tables = folder / "reports", folder / "tables"
        for each in (self.data, self.out, self.reports, self.tables):
            each.mkdir()
        for name, content in planted.reports().items():
            (self.reports / name).write_bytes(content)
        self.report = self.reports / "plain.txt"
        self.table_files = [str(make(self.tables)) for make in (write_ptp, write_mue, write_aoc, write_rvu)]
        self.faults: list[str] = []
        self.ran = 0
        self.lines: set[str] = set()

    def run(self, *words: str | Path, first: Callable[[], object] | None = None, well: bool = False) -> str:
        """Run a command; return what it printed. Where it must go well, or tells its fault badly, that is a fault."""
        name, told = " ".join(map(str, words[:2])), self.folder / "told"
        process = BatchProcess([str(word) for word in words[1:]], told, first, command=str(words[0]))
        code = process.wait(PATIENCE)
        self.ran += 1
        said = told.read_text("utf-8", "replace")
        if code is None:
            process.kill()
            self.faults.append(f"'{name}' did not end")
        elif code not in (0, 1, 2) or "Traceback" in said:
            self.faults.append(f"'{name}' ended with {code}: {said.strip().splitlines()[-1:]}")
        elif code == 2:
            last = said.strip().splitlines()[-1] if said.strip() else ""
            self.lines.add(last.split(": ")[-1][:60])
            if not last.startswith("sonocode: "):
                self.faults.append(f"'{name}' ended with 2 and told no reason")
            if planted.planted_in(last.encode()):
                self.faults.append(f"'{name}' tells words of a report")
        if well and code not in (0, 1):
            self.faults.append(f"'{name}' does not work afterwards: {said.strip().splitlines()[-1:]}")
        return said

    def answer(self) -> str:
        """Return the answer to the report, which no fault of what is kept may change."""
        return self.run("analyze", self.report, "--format", "json", well=True)

    def writers(self) -> Iterator[tuple[str | Path, ...]]:
        """Yield commands that write."""
        out = self.out
        yield "batch", self.reports, "--out", out / "batch.jsonl", "--jobs", "2"
        yield "batch", self.reports, "--out", out / "batch.parquet"
        yield "export", self.report, "--format", "fhir", "--out", out / "bundle.ndjson"
        yield "export", self.report, "--format", "audit-pdf", "--out", out / "sheet.pdf"
        yield "export", self.report, "--format", "audit-docx", "--out", out / "sheet.docx"
        yield "worklist", "add", self.report
        yield "worklist", "export", "--out", out / "records.jsonl"
        yield "tables", "import", *self.table_files
        yield "knowledge", "pipeline", "--out", out / "pipeline"
        yield "encounters", self.reports / "list.csv", "--group", "id", "--text", "text", "--out", out / "encounters.jsonl"

    def tried(self, happened: str) -> Tried:
        return Tried(self.ran, f"{happened}; {len(self.lines)} sorts of one line", tuple(dict.fromkeys(self.faults)))


@contextmanager
def home() -> Iterator[Home]:
    """Yield a fresh home with a worklist, tables and kept knowledge."""
    folder = Path(tempfile.mkdtemp(prefix="sonocode-fault-"))
    try:
        with own_data(folder / "data"):
            made = Home(folder)
            made.answer()
            made.run("worklist", "add", made.report, well=True)
            made.run("tables", "import", *made.table_files, well=True)
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def full_disk(seconds: float) -> Tried:
    """Let the disk take no more than so many bytes of a file, and standard output nothing."""
    with home() as at:
        before = at.answer()
        for size in SIZES:
            for words in at.writers():
                target = Path(words[words.index("--out") + 1]) if "--out" in words else None
                if target and target.suffix and not target.exists():
                    target.write_text(KEPT, encoding="utf-8")
                at.run(*words, first=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)))
                if target and target.suffix and not target.exists():
                    at.faults.append(f"'{words[0]}' lost the file that was there")
        for words in (("analyze", at.report, "--format", "json"), ("worklist", "list"), ("batch", at.reports), ("findings", at.report)):
            at.run(*words, first=_stdout_full)
        for words in at.writers():
            at.run(*words, well=True)
        if at.answer() != before:
            at.faults.append("the answer to a report changed")
        return at.tried("told, earlier files kept, all writes worked afterwards")


def _stdout_full() -> None:
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


def read_only(seconds: float) -> Tried:
    """Give the program a folder in which it may make nothing."""
    with home() as at:
        before = at.answer()
        closed = Path("/proc/self/closed")
        with own_data(closed):
            if at.answer() != before:
                at.faults.append("the answer to a report changed where nothing can be kept")
            for words in (("worklist", "list"), ("worklist", "add", at.report), ("tables", "import", *at.table_files), ("diagnoses", "build")):
                at.run(*words)
            at.run("edits", "93970", "93971", well=True)
        for words in at.writers():
            if "--out" in words:
                place = words.index("--out") + 1
                at.run(*words[:place], closed / Path(words[place]).name, *words[place + 1 :])
        return at.tried("told; what needs no folder answered the same")


def damaged(seconds: float) -> Tried:
    """Turn bytes over in each file that the program keeps, and cut it: the answer is the same, or one line tells it."""
    chance, ends = random.Random(SEED), time.monotonic() + seconds
    with home() as at:
        before = at.answer()
        edits = ("edits", "93970", "93971", "37253", "--date", "2026-11-02", "--format", "json")
        right = at.run(*edits, well=True)
        whole = {path: path.read_bytes() for path in sorted(at.data.rglob("*")) if path.is_file()}
        rounds = 0
        while rounds == 0 or time.monotonic() < ends:
            rounds += 1
            for path, content in whole.items():
                path.write_bytes(_damage(content, chance))
                if path.suffix == ".json":
                    if at.answer() != before:
                        at.faults.append(f"a damaged {path.name[:20]} changed the answer")
                elif path.suffix == ".duckdb":
                    said = at.run(*edits)
                    if "sonocode: " not in said and said != right:
                        at.faults.append(f"a damaged {path.name} changed the edits")
                    at.run("tables", "list")
                else:
                    for words in (("worklist", "list"), ("worklist", "show", "1"), ("worklist", "export"), ("worklist", "where")):
                        at.run(*words)
                path.write_bytes(content)
        at.run("worklist", "show", "1", well=True)
        return at.tried(f"{len(whole)} files damaged {rounds} times: the same answer, or told")


def _damage(content: bytes, chance: random.Random) -> bytes:
    if not content or chance.random() < 0.25:
        return content[: chance.randrange(len(content) + 1)]
    turned = bytearray(content)
    for _ in range(chance.choice((1, 8, 64))):
        turned[chance.randrange(len(turned))] ^= 1 << chance.randrange(8)
    return bytes(turned)


def unfinished_batches(seconds: float) -> Tried:
    """Damage what a stopped batch left beside its file: it goes on to the right bytes, or tells that it cannot."""
    chance = random.Random(SEED)
    with home() as at:
        out = at.out / "batch.jsonl"
        words = ("batch", at.reports, "--out", out)
        at.run(*words, well=True)
        whole = out.read_bytes()
        ends = time.monotonic() + seconds
        rounds = 0
        while rounds < 2 or time.monotonic() < ends:
            rounds += 1
            out.unlink(missing_ok=True)
            at.run(*words, first=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (8_000 + 9_000 * (rounds % 4), resource.RLIM_INFINITY)))
            for left in (path for path in at.out.iterdir() if path.name.startswith("batch.jsonl") and chance.random() < 0.7):
                left.write_bytes(_damage(left.read_bytes(), chance))
            at.run(*words)
            if out.exists() and out.read_bytes() != whole:
                at.faults.append("a batch that went on from damaged files ended with other bytes")
            if "remove or rename it" in at.run(*words, "--restart"):
                for left in at.out.iterdir():
                    left.unlink()
            at.run(*words, "--restart", well=True)
            if out.read_bytes() != whole:
                at.faults.append("a batch that began anew ended with other bytes")
        return at.tried(f"{rounds} stopped batches went on or were refused")


def no_memory(seconds: float) -> Tried:
    """Let the batch and its workers have little memory: a report that needs more is set aside, nothing is left behind."""
    with home() as at:
        hungry = at.reports / "hungry.txt"
        hungry.write_text("The left common femoral vein compresses. " * 7_000, encoding="utf-8")
        scratch = at.folder / "scratch"
        scratch.mkdir()
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        for megabytes in (20, 60, 150, 400):
            limit = used + megabytes * 1_000_000

            def bounded(limit: int = limit) -> None:
                os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
                resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

            at.run("batch", at.reports, "--jobs", "2", "--out", at.out / f"b{megabytes}.jsonl", first=bounded)
        if left := [path.name for path in scratch.rglob("*")]:
            at.faults.append(f"left in the temporary folder: {left[0]}")
        at.run("batch", at.reports, "--jobs", "2", "--restart", "--out", at.out / "b20.jsonl", well=True)
        return at.tried("told or done; nothing in the temporary folder")


def wrong_clock(seconds: float) -> Tried:
    """Let the clock say 1970, 2100, and go backwards while the program runs."""
    with home() as at:
        before = at.answer()
        at.run("worklist", "retention", "90", well=True)
        for say in (0.0, 4_102_444_800.0, None):
            first = partial(_clock, say)
            for words in (("analyze", at.report, "--format", "json"), ("worklist", "list"), ("worklist", "add", at.report), *at.writers()):
                said = at.run(*words, first=first, well="audit-docx" not in words)  # Word knows no 1970, and is told so
                if words[0] == "analyze" and said != before:
                    at.faults.append("the answer to a report changed with the clock")
        if at.run("worklist", "show", "1", "--text", well=True).count(planted.RECORD) == 0:
            at.faults.append("the words of a report were lost to a wrong clock")
        return at.tried("1970, 2100 and backwards: same answers, no words lost")


def _clock(say: float | None) -> None:
    """Let this process take a time for the present; None lets it run backwards, an hour with each look."""
    import datetime as library

    looks = [time.time()]

    def at_present() -> float:
        if say is None:
            looks[0] -= 3600.0
            return looks[0]
        return say

    class Clock(library.datetime):
        @classmethod
        def now(cls, tz: library.tzinfo | None = None) -> Clock:
            return cls.fromtimestamp(at_present(), tz)

    real = library.datetime
    time.time = at_present
    for module in [each for name, each in sys.modules.items() if name.startswith("assistant")]:
        if getattr(module, "datetime", None) is real:
            module.datetime = Clock  # type: ignore[attr-defined]


TRIALS = [
    Trial("faults: the disk is full", full_disk, 30.0),
    Trial("faults: nothing may be written", read_only, 10.0),
    Trial("faults: files that are kept are damaged", damaged, 20.0),
    Trial("faults: a stopped batch finds damaged files", unfinished_batches, 10.0),
    Trial("faults: no memory is left", no_memory, 10.0),
    Trial("faults: the clock is wrong", wrong_clock, 10.0),
]
