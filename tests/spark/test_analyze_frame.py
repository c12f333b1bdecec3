"""Reports in Spark, on a cluster with two executors: the same bytes as in one process, whatever dies on the way."""

import csv
import json
import runpy
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pyarrow
import pytest
from pyarrow import parquet

from assistant.batch.record import record_of
from assistant.errors import InputError
from assistant.spark import analyze_frame, result_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROOT = Path(__file__).parents[2]
SAMPLES = [path.read_text() for path in sorted((ROOT / "samples").glob("*.txt"))]
DAY = date(2024, 5, 6)
EXECUTOR, PYTHON = "CoarseGrainedExecutorBackend", "pyspark.daemon"


@pytest.fixture(scope="module")
def reports(spark: "SparkSession") -> "DataFrame":
    rows = [(f"report {number}", text, DAY) for number, text in enumerate(SAMPLES)]
    return spark.createDataFrame(rows, "accession string, note string, service_day date").repartition(12, "accession")


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    """Return the columns of each report as this process makes them."""
    records = (record_of(f"report {number}", text, DAY) for number, text in enumerate(SAMPLES))
    return {record.columns["id"]: record.columns for record in records}


def results_of(reports: "DataFrame") -> dict[str, dict[str, Any]]:
    rows = analyze_frame(reports, text="note", id="accession", day="service_day").collect()
    results = {row["id"]: row.asDict(recursive=True) for row in rows}
    assert len(results) == len(rows)
    return results


def test_results_are_those_of_a_single_process_byte_for_byte(reports: "DataFrame", expected: dict[str, Any]) -> None:
    assert results_of(reports) == expected


def test_rows_that_cannot_be_analysed_are_rows_with_their_reason(spark: "SparkSession") -> None:
    texts = [None, b"", b" \n", b"%PDF-1.7 ...", b"a\x00b", b"x" * 300_001, b"Ultraschall f\xfcr", SAMPLES[0].encode()]
    frame = spark.createDataFrame([(number, text) for number, text in enumerate(texts)], "id int, `a.text` binary")
    rows = sorted(analyze_frame(frame, text="a.text", id="id").collect())
    assert [row["id"] for row in rows] == [str(number) for number in range(len(texts))]
    reasons = [row["set_aside"] for row in rows]
    assert reasons[0] == reasons[1] == reasons[2] == "holds no text"
    assert "is a PDF that breaks off" in reasons[3]
    assert "is binary" in reasons[4]
    assert "300,001 characters" in reasons[5]
    assert reasons[6:] == [None, None]
    assert all((row["analysis"] is None) == (row["set_aside"] is not None) for row in rows)


def test_a_string_that_is_no_utf8_does_not_end_its_batch(spark: "SparkSession") -> None:
    frame = spark.sql("select 'a' id, cast(unhex('4C697665722066FC72') as string) t union all select 'b', 'Liver.'")
    rows = sorted(analyze_frame(frame, text="t", id="id").collect())
    assert [row["set_aside"] for row in rows] == [None, None]
    assert json.loads(rows[0]["analysis"])["report"]["characters"] == 9


def test_a_row_without_id_and_day_is_analysed(spark: "SparkSession") -> None:
    frame = spark.createDataFrame([(None, SAMPLES[0], "no day")], "id string, text string, day string")
    (row,) = analyze_frame(frame, text="text", id="id", day="day").collect()
    assert (row["id"], row["set_aside"]) == ("", None)


def test_results_can_be_asked_by_code(reports: "DataFrame", expected: dict[str, Any]) -> None:
    results = analyze_frame(reports, text="note", id="accession", day="service_day")
    named = results.selectExpr("explode(codes.name) as name").collect()
    assert sorted(row["name"] for row in named) == sorted(
        code["name"] for one in expected.values() for code in one["codes"]
    )


def test_the_schema_tells_what_each_column_holds(spark: "SparkSession") -> None:
    schema = result_schema()
    assert schema.names[0] == "id" and schema.names[-1] == "analysis" and "path" not in schema.names
    assert all(field.metadata["comment"] for field in schema)


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"text": "report", "id": "accession"}, "no column 'report'; its columns are accession, note, service_day"),
        ({"text": "service_day", "id": "accession"}, "'service_day' holds date, not reports"),
    ],
)
def test_a_wrong_column_is_refused_before_any_work(reports: "DataFrame", columns: dict[str, str], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        analyze_frame(reports, **columns)


def test_spark_listens_on_loopback_alone(reports: "DataFrame", expected: dict[str, Any]) -> None:
    results_of(reports.limit(2))
    listening = [
        connection.laddr.ip
        for process in psutil.Process().children(recursive=True)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert {address.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_the_example_reads_a_table_and_writes_parquet(
    spark: "SparkSession", tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / f"reports.{kind}"
    rows = [("one", SAMPLES[0].replace(".", '."', 1)), ("two", SAMPLES[1]), ("bad", None)]
    records = [{"accession": id, "note": text} for id, text in rows]
    if kind == "csv":
        with table.open("w", newline="") as stream:
            csv.writer(stream).writerows([("accession", "note"), *rows])
    elif kind == "jsonl":
        table.write_text("".join(json.dumps(record) + "\n" for record in records))
    else:
        parquet.write_table(pyarrow.Table.from_pylist(records), table)
    main = runpy.run_path(str(ROOT / "samples" / "spark" / "analyze_reports.py"))["main"]
    main([str(table), str(tmp_path / "results"), "--text", "note", "--id", "accession", "--partitions", "2"])
    assert capsys.readouterr().out == "3 reports, 1 set aside\n  1 holds no text\n"
    results = {row["id"]: row["analysis"] for row in spark.read.parquet(str(tmp_path / "results")).collect()}
    assert results == {id: record_of(id, text).line if text else None for id, text in rows}


# What is killed is begun anew, and slow again: last.


def test_killed_python_workers_cost_no_row_and_change_none(
    spark: "SparkSession", reports: "DataFrame", expected: dict[str, Any]
) -> None:
    assert _results_with_a_kill(spark, reports, _python_workers) == expected


def test_a_killed_executor_costs_no_row_and_changes_none(
    spark: "SparkSession", reports: "DataFrame", expected: dict[str, Any]
) -> None:
    victims = []

    def one_executor() -> list[psutil.Process]:
        victims.append(_executors()[0])
        return victims

    assert _results_with_a_kill(spark, reports, one_executor) == expected
    assert victims[0] not in _executors()


def _results_with_a_kill(
    spark: "SparkSession", reports: "DataFrame", victims: Callable[[], list[psutil.Process]]
) -> Any:
    """Return the results of a job in the middle of which processes are killed that are at work on it.

    They are stopped first: when all others have done what they can, what is still in work is theirs, and lost by the kill.
    """
    results_of(reports)  # all processes are there
    found = victims()
    with ThreadPoolExecutor(1) as thread:
        job = thread.submit(results_of, reports)
        _wait_until(lambda: any(told.numCompletedTasks and _left(told) > 3 for told in _stages(spark)), job)
        for process in found:
            process.suspend()
        done: list[int] = []
        _wait_until(lambda: _is_settled(done, [told.numCompletedTasks for told in _stages(spark)]), job)
        for process in found:
            process.kill()
        return job.result()


def _stages(spark: "SparkSession") -> list[Any]:
    """Return what Spark tells of the stages in work."""
    tracker = spark.sparkContext.statusTracker()
    return [
        told for stage in tracker.getActiveStageIds() if (told := tracker.getStageInfo(stage)) and told.numActiveTasks
    ]


def _left(told: Any) -> int:
    return told.numTasks - told.numCompletedTasks


def _is_settled(seen: list[Any], now: Any, times: int = 30) -> bool:
    """Note `now`, and whether it has stayed as it is for some time."""
    seen.append(now)
    return bool(now) and len(seen) >= times and all(one == now for one in seen[-times:])


def _wait_until(is_so: Callable[[], bool], job: Any) -> None:
    while not is_so():
        assert not job.done(), "the job was done before anything could be killed"
        time.sleep(0.01)


def _executors() -> list[psutil.Process]:
    """Return the Java processes of the executors."""
    return [one for one in psutil.Process().children(recursive=True) if EXECUTOR in _command(one)]


def _python_workers() -> list[psutil.Process]:
    """Return the processes in which the rows are analysed: each executor has one that begins them, and they are its."""
    children = psutil.Process().children(recursive=True)
    daemons = {one.pid for one in children if PYTHON in _command(one) and EXECUTOR in _command(one.parent())}
    return [one for one in children if one.ppid() in daemons]


def _command(process: psutil.Process | None) -> str:
    """Return how a process was called; empty for none, and for one that has ended."""
    try:
        return " ".join(process.cmdline()) if process else ""
    except psutil.NoSuchProcess:
        return ""
