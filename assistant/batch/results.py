"""Keeps the results of a batch so that it can be stopped, killed or run out of disk, and go on: nothing twice, nothing lost.

Beside the file asked for, `results.jsonl`, two grow while the batch runs:

* `results.jsonl.part`: what is finished, each line or block of rows whole (see `forms.py`);
* `results.jsonl.part.journal`: first what the results are made by (version, rules, options); then, every second, a line
  that says how many bytes of the other file are how many reports, a digest of each of those reports, and which of them
  were set aside.

What the journal tells is on disk before it is told. A run that finds the two cuts off what was not told, reads the reports
again up to that place, compares them with the digests, and goes on. The finished file appears under its name when it is
whole. One process at a time holds the journal (a lock of the operating system, which ends with the process).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

from assistant.batch.files import ReportFile
from assistant.batch.forms import Form
from assistant.batch.run import Outcome
from assistant.batch.tally import Tally, set_aside_line
from assistant.errors import InputError
from assistant.json_text import json_text
from assistant.knowledge.active import active
from assistant.knowledge.code_registry import load_codes
from assistant.language.pipeline import MODEL, SERVICES
from assistant.services.weights import FILE
from assistant.shipped import VERSION

PART, JOURNAL, MADE = ".part", ".part.journal", ".part.made"
#: Seconds between two lines of the journal: so much work a kill may cost, which is then done again.
TOLD_EVERY = 1.0
DIGEST = 16  # hexadecimal digits
#: A link that has the name of one of these files is not followed: it may lead to anybody's.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def rules_in_use() -> dict[str, str]:
    """Return by what the knowledge in use answers: what differs here may answer otherwise."""
    weights = sha256((MODEL / SERVICES / FILE).read_bytes()).hexdigest()
    return {
        "version of sonocode": VERSION, "code set": load_codes().code_set_label(None), "knowledge": active().hash,
        "payer": active().payer or "", "learned weights": weights,
    }  # fmt: skip


@contextmanager
def kept_results(
    out: Path, form: Form, made_by: Mapping[str, str], *, aside: Path | None = None, restart: bool = False
) -> Iterator[Results]:
    """Yield what keeps the results of a batch, which are finished where the block ends well.

    Args:
        out: The finished file.
        form: How results are written.
        made_by: What makes a run the same run: what differs is named to the reader by its key.
        aside: A file for the reports that were set aside, as JSON Lines.
        restart: Whether to begin anew where an unfinished run is found.

    Raises:
        InputError: Another run writes `out`; or an unfinished one was made by something else; or a file cannot be
            written, as on a full disk: what is finished stays, and the sentence says where.
    """
    try:
        results = Results(out, form, made_by, aside, restart)
    except OSError as error:
        raise InputError(_cannot_write(out, error)) from error
    begun = results.tally.reports
    try:
        yield results
        results.finish()
    except BaseException as stopped:
        results.stop()
        if isinstance(stopped, OSError):
            raise InputError(f"{_cannot_write(out, stopped)}{results.kept_words()}") from stopped
        if isinstance(stopped, InputError) and results.tally.reports > begun:
            raise InputError(f"{stopped}{results.kept_words()}") from stopped
        raise
    finally:
        results.close()


class Results:
    """The results of a batch on disk; see `kept_results`.

    Attributes:
        tally: How far it is: what is written, be it told in the journal or not.
        needs_columns: Whether the records that are added need their typed columns.
        is_finished: Whether an earlier run had finished all of it.
    """

    def __init__(
        self, out: Path, form: Form, made_by: Mapping[str, str], aside: Path | None = None, restart: bool = False
    ) -> None:
        self._out, self._form, self._aside = out.resolve(), form, aside
        self.needs_columns = form.needs_columns
        self._part, self._made = (self._out.with_name(self._out.name + end) for end in (PART, MADE))
        self._file: BinaryIO | None = None
        self._pending: list[tuple[str, dict[str, Any] | None]] = []
        self._journal = _Journal(self._out.with_name(self._out.name + JOURNAL))
        try:
            self.tally, self.is_finished = self._find(dict(made_by), restart)
            self._told = self._now = self.tally
            if not self.is_finished:
                self._file = _open_at(self._part, self.tally.bytes)
        except BaseException:
            self._journal.close()
            raise
        self._due = monotonic() + TOLD_EVERY

    def pass_over(self, reports: Iterator[ReportFile]) -> int:
        """Read the reports that are finished once more, look whether they are the same, and return the bytes read.

        Raises:
            InputError: One is not.
        """
        number = read = 0
        if self.is_finished:
            return 0
        for told in self._journal.lines():
            seen = told.get("seen", "")
            for start in range(0, len(seen), DIGEST):
                number += 1
                file = next(reports, None)
                if file is None:
                    raise InputError(
                        f"{self._part} holds {self.tally.reports:,} finished reports and now only {number - 1:,} are given; "
                        "give the same, or begin anew with --restart"
                    )
                if file.digest().hex() != seen[start : start + DIGEST]:
                    raise InputError(
                        f"{file.path}: is not what the unfinished run read as report {number:,}; "
                        "give the same reports in the same order, or begin anew with --restart"
                    )
                read = file.read
        return read

    def add(self, outcome: Outcome) -> None:
        """Keep the result of one report."""
        data = self._form.add(outcome)
        aside = set_aside_line(outcome) if outcome.fault else None
        self._pending.append((outcome.file.digest().hex(), aside))
        self._now = self._now.after(outcome)
        if data is not None:
            self._append(data)
        if monotonic() >= self._due:
            self._tell()

    def finish(self) -> None:
        """Give the file its name; the reports that were set aside are written first."""
        if not self.is_finished:
            self._tell()
            assert self._file is not None
            self._file.close()
            if self._form.makes:
                self._form.make(self._part, self._made)
            whole = self._made if self._form.makes else self._part
            self._journal.tell({"finished": whole.stat().st_size})
            self._write_aside()
            os.replace(whole, self._out)
            self.is_finished = True
        else:
            self._write_aside()
        self._clean()

    def stop(self) -> None:
        """Leave what is whole, and tell the journal of it."""
        if self.is_finished:
            with suppress(OSError):
                self._clean()
            return
        with suppress(OSError):
            self._made.unlink(missing_ok=True)
        with suppress(OSError):
            if self.tally.reports:
                self._keep_whole()
            else:
                self._clean()

    def _keep_whole(self) -> None:
        """Cut off what is torn; where the rest does not come to disk, the journal is told nothing more."""
        if self._file is not None and not self._file.closed:
            self._file.truncate(self.tally.bytes)
            os.fsync(self._file.fileno())
            self._tell_journal()

    def close(self) -> None:
        """Let another run have the file."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        self._journal.close()

    def kept_words(self) -> str:
        """Return where what is finished is kept and how to go on, as the end of a sentence; empty where there is none."""
        if self.is_finished or not self._told.reports:
            return ""
        return (
            f"; {self._told.reports:,} finished reports are kept in {self._part}, the same command goes on from there"
        )

    def _find(self, made_by: dict[str, str], restart: bool) -> tuple[Tally, bool]:
        """Return how far an earlier run came, and whether to its end."""
        lines = self._journal.lines()
        first = next(lines, {})
        if "made_by" not in first:
            for path in (self._part, self._made, *((_part_of(self._aside),) if self._aside else ())):
                if os.path.lexists(path):
                    self._journal.remove_if_empty()
                    raise InputError(f"{path}: is in the way, and nothing tells what it is; remove or rename it")
            restart = True
        if restart:
            self._part.unlink(missing_ok=True)
            self._journal.cut(0)
            self._journal.tell({"made_by": made_by})
            return Tally(), False
        for what in made_by | first["made_by"]:
            before, now = (each.get(what) or "none" for each in (first["made_by"], made_by))
            if before != now:
                raise InputError(
                    f"{self._part}: is an unfinished run whose {what} was {before} and not {now}; "
                    "give the same command again, or begin anew with --restart"
                )
        size = self._part.stat().st_size if self._part.exists() else 0
        tally, told, end = Tally(), Tally(), self._journal.read
        for line in lines:
            if finished := line.get("finished"):
                whole = self._made if self._form.makes else self._part
                if not whole.exists() and self._out.exists() and self._out.stat().st_size == finished:
                    return told, True
                continue
            told = Tally(**{name: line[name] for name in Tally._fields})
            if told.bytes <= size:
                tally, end = told, self._journal.read
        self._journal.cut(end)
        return tally, False

    def _append(self, data: bytes) -> None:
        assert self._file is not None
        _write_all(self._file, data)
        self.tally = self._now = self._now._replace(bytes=self.tally.bytes + len(data))

    def _tell(self) -> None:
        """Bring all that is finished to disk and tell the journal."""
        self._append(self._form.rest())
        assert self._file is not None
        os.fsync(self._file.fileno())
        self._tell_journal()
        self._due = monotonic() + TOLD_EVERY

    def _tell_journal(self) -> None:
        new = self._pending[: self.tally.reports - self._told.reports]
        if not new:
            return
        told = self.tally._asdict() | {"seen": "".join(digest for digest, _ in new)}
        if aside := [line for _, line in new if line]:
            told["aside"] = aside
        self._journal.tell(told)
        self._told = self.tally
        self._pending = self._pending[len(new) :]

    def _write_aside(self) -> None:
        if self._aside is None:
            return
        lines = (json_text(line) for told in self._journal.lines() for line in told.get("aside", ()))
        write_lines(self._aside, lines)

    def _clean(self) -> None:
        self._part.unlink(missing_ok=True)
        self._made.unlink(missing_ok=True)
        self._journal.remove()
        _folder_to_disk(self._out.parent)


def write_lines(path: Path, lines: Iterator[str]) -> None:
    """Write a file of lines, whole or not at all under its name; a device or pipe is written as it is."""
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)
        return
    part = _part_of(path)
    part.unlink(missing_ok=True)  # of a run that was killed; a link of its name goes, not what it leads to
    with part.open("xb") as file:
        file.writelines(f"{line}\n".encode() for line in lines)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path.resolve())


def _part_of(path: Path) -> Path:
    target = path.resolve()
    return target.with_name(target.name + PART)


class _Journal:
    """The journal of a file: a line of JSON for each place where a run may go on. `read` is the end of the last line read.

    Raises:
        InputError: Another process holds it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.read = 0
        while True:
            handle = os.open(path, _FLAGS, 0o666)
            self._file = os.fdopen(handle, "r+b", buffering=0)
            if not _lock(handle):
                self._file.close()
                raise InputError(
                    f"{path.with_name(path.name.removesuffix(JOURNAL))}: another run is writing it; wait for its end"
                )
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), path.stat()):
                    return
            self._file.close()  # whoever held it has just removed it

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield its lines from the first on, as far as they are whole."""
        self._file.seek(0)
        self.read = 0
        with open(self._file.fileno(), "rb", closefd=False) as stream:  # to close another handle would free the lock
            for line in stream:
                try:
                    told = json.loads(line) if line.endswith(b"\n") else None
                except ValueError:
                    return
                if not isinstance(told, dict):
                    return
                self.read += len(line)
                yield told

    def cut(self, end: int) -> None:
        """Forget what stands after `end`."""
        self._end = end
        self._file.truncate(end)

    def tell(self, value: Mapping[str, Any]) -> None:
        """Add a line."""
        line = f"{json_text(value)}\n".encode()
        self._file.truncate(self._end)
        self._file.seek(self._end)
        _write_all(self._file, line)
        self._end += len(line)

    def remove(self) -> None:
        """Remove the file; it stays locked until it is closed, but on Windows, which removes no open file."""
        if os.name == "nt":
            self._file.close()
        self._path.unlink(missing_ok=True)

    def remove_if_empty(self) -> None:
        """Remove the file where it was made for nothing."""
        if not os.fstat(self._file.fileno()).st_size:
            self.remove()

    def close(self) -> None:
        """Let another run have it."""
        self._file.close()


def _lock(handle: int) -> bool:
    """Lock a file for this process until it closes it; True where the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _open_at(path: Path, end: int) -> BinaryIO:
    """Open a file, made where it is not, and cut it off at `end`."""
    handle = os.open(path, _FLAGS, 0o666)
    file = os.fdopen(handle, "r+b", buffering=0)
    file.truncate(end)
    file.seek(end)
    return file


def _write_all(file: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _folder_to_disk(folder: Path) -> None:
    """Bring the names in a folder to disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _cannot_write(out: Path, error: OSError) -> str:
    return f"{out}: cannot be written ({error.strerror or error})"
