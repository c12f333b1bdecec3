"""Results on disk: whatever ends a run, the next one goes on, and the finished file is that of an undisturbed run."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from outcomes import outcome, report

from assistant.batch import results as results_module
from assistant.batch.files import ReportFile
from assistant.batch.forms import Form, JsonLines, Parquet, form_of
from assistant.batch.results import Results, kept_results
from assistant.batch.tally import Tally
from assistant.errors import InputError

MADE_BY = {"version": "1", "--setting": ""}
REPORTS = 30

Make = Callable[[], Form]
FORMS: list[Make] = [JsonLines, lambda: JsonLines(by_doubt=True), Parquet]
all_forms = pytest.mark.parametrize("make", FORMS, ids=["lines", "by_doubt", "parquet"])


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_module, "TOLD_EVERY", 0.0)
    monkeypatch.setattr(os, "fsync", lambda _: None)  # no machine loses its power here


def go(out: Path, form: Form, stop_after: int = REPORTS, reports: int = REPORTS, **options: object) -> Tally:
    """Run as the command does, up to an interrupt after so many reports."""
    with kept_results(out, form, MADE_BY, aside=out.with_name("aside"), **options) as results:  # type: ignore[arg-type]
        left = iter([report(number) for number in range(0 if results.is_finished else reports)])
        results.pass_over(left)
        for file in left:
            if results.tally.reports >= stop_after:
                raise KeyboardInterrupt
            results.add(outcome(int(file.id[1:])))
    return results.tally


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.parent.iterdir()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Make], dict[str, bytes]]:
    """Return the files of an undisturbed run, which is done once for each form."""

    @cache
    def run(make: Make) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("undisturbed")
        go(folder / "out", make())
        return files(folder / "out")

    return run


Whole = Callable[[Make], dict[str, bytes]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    return tmp_path / "run" / "out"


@all_forms
def test_a_finished_run_leaves_its_file_and_that_of_the_reports_set_aside(make: Make, whole: Whole) -> None:
    found = whole(make)
    assert sorted(found) == ["aside", "out"]
    assert [json.loads(line)["id"] for line in found["aside"].splitlines()] == ["r5", "r12", "r19", "r26"]


@all_forms
@pytest.mark.parametrize("after", [1, 6, 13, 29])
def test_a_stopped_run_goes_on_to_the_bytes_of_an_undisturbed_one(
    make: Make, after: int, whole: Whole, out: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, make(), stop_after=after)
    assert not out.exists() and out.with_name("out.part").exists()
    assert go(out, make()).reports == REPORTS
    assert files(out) == whole(make)


@all_forms
def test_a_run_that_is_killed_at_any_step_goes_on_to_the_bytes_of_an_undisturbed_one(make: Make, out: Path) -> None:
    """Kill it before the first call of the system that changes a file, then before the second, and so on."""
    few = 6  # the last of them is set aside
    go(out, make(), reports=few)
    undisturbed = files(out)
    ended = step = -1
    while ended:
        step += 1
        for path in out.parent.iterdir():
            path.unlink()
        child = os.fork()
        if not child:
            _die_at(step)
            go(out, make(), reports=few)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        go(out, make(), reports=few)
        assert files(out) == undisturbed, f"killed at step {step}"
    assert step > 3 * few


def _die_at(step: int) -> None:
    """End this process before call number `step` of those that write, cut, rename or remove; half of a write is done."""
    left = [step]

    def dying(function: Callable[..., object], half: Callable[..., object] | None = None) -> Callable[..., object]:
        def call(*values: object, **named: object) -> object:
            if not left[0]:
                if half:
                    half(*values)
                os._exit(1)
            left[0] -= 1
            return function(*values, **named)

        return call

    write = results_module._write_all
    results_module._write_all = dying(write, lambda file, data: file.write(data[: len(data) // 2]))  # type: ignore
    for name in ("replace", "fsync", "ftruncate", "truncate", "open"):
        setattr(os, name, dying(getattr(os, name)))
    Path.unlink = dying(Path.unlink)  # type: ignore
    results_module.write_lines = dying(results_module.write_lines)  # type: ignore
    results_module._Journal.cut = dying(results_module._Journal.cut)  # type: ignore


@all_forms
def test_a_line_or_block_that_is_torn_is_done_again(make: Make, whole: Whole, out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, make(), stop_after=20)
    for name in ("out.part", "out.part.journal"):
        with out.with_name(name).open("ab") as file:
            file.write(b'{"report": {"id": "torn')
    go(out, make())
    assert files(out) == whole(make)


@all_forms
def test_results_that_did_not_reach_the_disk_are_done_again(make: Make, whole: Whole, out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, make(), stop_after=20)
    part = out.with_name("out.part")
    os.truncate(part, part.stat().st_size * 2 // 3)
    go(out, make())
    assert files(out) == whole(make)


@all_forms
def test_a_full_disk_ends_with_one_sentence_and_nothing_is_lost(
    make: Make, whole: Whole, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [9_000]
    write = results_module._write_all

    def full(file: object, data: bytes) -> None:
        write(file, data[: left[0]])  # type: ignore[arg-type]
        left[0] -= len(data)
        if left[0] < 0:
            left[0] = 0
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(results_module, "_write_all", full)
    with pytest.raises(InputError) as told:
        go(out, make())
    assert f"{out}: cannot be written (No space left on device)" in str(told.value)
    assert "are kept in" in str(told.value) and "\n" not in str(told.value)
    assert not out.exists()
    monkeypatch.setattr(results_module, "_write_all", write)
    assert go(out, make()).reports == REPORTS
    assert files(out) == whole(make)


def test_what_a_broken_disk_did_not_take_is_not_told_as_kept(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [9]

    def broken(_: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(InputError, match="9 finished reports are kept"):
        go(out, JsonLines())
    monkeypatch.setattr(os, "fsync", lambda _: None)
    with kept_results(out, JsonLines(), MADE_BY) as results:
        assert results.tally.reports == 9


@pytest.mark.parametrize("make", FORMS[1:], ids=["by_doubt", "parquet"])
def test_a_disk_that_is_full_when_the_file_is_made_costs_nothing(
    make: Make, whole: Whole, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = make()

    def full(kept: Path, made: Path) -> None:
        made.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(form, "make", full)
    with pytest.raises(InputError, match=f"{REPORTS} finished reports are kept in"):
        go(out, form)
    assert sorted(files(out)) == ["out.part", "out.part.journal"]
    go(out, make())
    assert files(out) == whole(make)


def test_nothing_is_left_of_a_run_that_finished_nothing(out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, JsonLines(), stop_after=0)
    assert files(out) == {}


def test_the_earlier_file_stays_until_the_new_one_is_whole(out: Path) -> None:
    out.write_text("earlier")
    with pytest.raises(KeyboardInterrupt):
        go(out, JsonLines(), stop_after=9)
    assert out.read_text() == "earlier"
    go(out, JsonLines())
    assert out.read_text() != "earlier"


@pytest.mark.parametrize(
    ("made_by", "words"),
    [
        ({"version": "2", "--setting": ""}, "whose version was 1 and not 2"),
        ({"version": "1", "--setting": "office"}, "whose --setting was none and not office"),
    ],
)
def test_an_unfinished_run_by_other_rules_is_refused_and_stays(made_by: dict[str, str], words: str, out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, JsonLines(), stop_after=9)
    before = files(out)
    with pytest.raises(InputError, match=words), kept_results(out, JsonLines(), made_by):
        pass
    assert files(out) == before


def test_an_unfinished_run_is_begun_anew_where_that_is_asked(out: Path, whole: Whole) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, JsonLines(), stop_after=9)
    with kept_results(out, JsonLines(), {"version": "2"}, restart=True) as results:
        assert results.tally == Tally()
        for number in range(3):
            results.add(outcome(number))
    assert len(out.read_text().splitlines()) == 3


def _pass_over(out: Path, reports: Iterator[ReportFile]) -> None:
    with kept_results(out, JsonLines(), MADE_BY) as results:
        results.pass_over(reports)
        raise KeyboardInterrupt


@pytest.mark.parametrize("changed", [0, 4, 8])
def test_a_report_that_changed_is_named_and_the_unfinished_run_stays(changed: int, out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, JsonLines(), stop_after=9)
    before = files(out)
    now = [report(number, "other" if number == changed else "") for number in range(REPORTS)]
    with pytest.raises(
        InputError, match=f"in/r{changed}.txt: is not what the unfinished run read as report {changed + 1}"
    ):
        _pass_over(out, iter(now))
    assert files(out) == before


def test_fewer_reports_than_are_finished_are_refused(out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, JsonLines(), stop_after=9)
    with pytest.raises(InputError, match="holds 9 finished reports and now only 4 are given"):
        _pass_over(out, iter([report(number) for number in range(4)]))


def test_reports_that_came_in_since_are_done_too(out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(out, JsonLines(), stop_after=9)
    assert go(out, JsonLines(), stop_after=REPORTS + 5, reports=REPORTS + 5).reports == REPORTS + 5


def test_a_second_run_on_the_same_file_is_refused_and_the_first_goes_on(out: Path, whole: Whole) -> None:
    pipe, told = os.pipe()
    with kept_results(out, JsonLines(), MADE_BY, aside=out.with_name("aside")) as results:
        child = os.fork()
        if not child:
            try:
                Results(out, JsonLines(), MADE_BY)
            except InputError as error:
                os.write(told, str(error).encode())
            os._exit(0)
        os.waitpid(child, 0)
        for number in range(REPORTS):
            results.add(outcome(number))
    assert b"another run is writing it" in os.read(pipe, 1000)
    assert files(out) == whole(JsonLines)


def test_a_forked_worker_does_not_keep_the_file_locked(out: Path) -> None:
    pipe, told = os.pipe()
    results = Results(out, JsonLines(), MADE_BY)
    child = os.fork()
    if not child:
        os.close(told)
        os.read(pipe, 1)  # until its parent has looked
        os._exit(0)
    results.close()
    with out.with_name("out.part.journal").open("r+b") as journal:
        fcntl.lockf(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(told)
    os.waitpid(child, 0)


def test_a_part_file_that_nothing_tells_of_is_refused_and_left_alone(out: Path) -> None:
    out.with_name("out.part").write_text("mine")
    with pytest.raises(InputError, match="is in the way"):
        go(out, JsonLines())
    assert files(out) == {"out.part": b"mine"}


def test_a_part_file_that_is_a_link_is_not_followed(out: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(KeyboardInterrupt):
        go(out, JsonLines(), stop_after=9)
    out.with_name("out.part").unlink()
    out.with_name("out.part").symlink_to(tmp_path / "mine")
    with pytest.raises(InputError, match="cannot be written"):
        go(out, JsonLines())
    assert (tmp_path / "mine").read_text() == "mine"


def test_the_least_sure_come_first_and_equals_as_they_came(out: Path) -> None:
    with kept_results(out, JsonLines(by_doubt=True), MADE_BY) as results:
        for number, probability in ((0, 0.9), (1, 0.9), (2, 0.1), (3, 0.5)):
            results.add(outcome(number, probability))
    assert [json.loads(line)["report"]["id"] for line in out.read_text().splitlines()] == ["r2", "r3", "r0", "r1"]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_suffix_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"JSON Lines \(.jsonl\) or Parquet"):
        form_of(Path(name))


def test_a_table_is_not_sorted_by_doubt() -> None:
    with pytest.raises(InputError, match="order a Parquet table by its column 'probability'"):
        form_of(Path("out.parquet"), by_doubt=True)


@pytest.mark.parametrize("name", ["out.parquet.part.made", "aside.jsonl.part"])
def test_a_link_in_the_place_of_an_unfinished_file_is_neither_followed_nor_taken_away(tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / name).symlink_to(tmp_path / "mine")
    with pytest.raises(InputError, match="is in the way"), kept_results(tmp_path / "out.parquet", Parquet(), {}, aside=tmp_path / "aside.jsonl"):
        pass
    assert (tmp_path / name).is_symlink() and (tmp_path / "mine").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["out.parquet.part.made", "aside.jsonl.part"])
def test_a_link_that_comes_while_a_batch_runs_is_not_followed(tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    with kept_results(tmp_path / "out.parquet", Parquet(), {}, aside=tmp_path / "aside.jsonl"):
        (tmp_path / name).symlink_to(tmp_path / "mine")
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert (tmp_path / "out.parquet").is_file() and (tmp_path / "aside.jsonl").is_file()
