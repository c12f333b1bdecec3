"""What a worker makes of a batch of rows, without Spark."""

import subprocess
import sys
from typing import Any

import pyarrow
import pytest

from assistant.batch import record
from assistant.spark.rows import ROWS_BACK, RowAnalyzer, result_columns

SEEN = b"Ultrasound of the abdomen, complete. Liver is normal."


def results_of(*texts: bytes | None, day: bytes | None = None) -> list[dict[str, Any]]:
    rows = [{"id": str(number).encode(), "text": text, "day": day} for number, text in enumerate(texts)]
    types = {name: pyarrow.binary() for name in ("text", "id", "day")}
    batch = pyarrow.RecordBatch.from_pylist(rows, pyarrow.schema(types))
    return pyarrow.Table.from_batches(list(RowAnalyzer(holds_files=False)([batch])), result_columns()).to_pylist()


def test_an_analysis_that_fails_is_a_row_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    analyze = record.analyze

    def fail(text: str, **asked: Any) -> Any:
        if "liver" in text:
            raise RecursionError(text)
        return analyze(text, **asked)

    monkeypatch.setattr(record, "analyze", fail)
    good, bad = results_of(SEEN, b"liver")
    assert (good["id"], good["set_aside"]) == ("0", None)
    assert bad["set_aside"] == "could not be analysed (RecursionError); please report this"
    assert bad["analysis"] is None


def test_results_go_back_in_batches_that_memory_can_hold() -> None:
    types = {name: pyarrow.binary() for name in ("text", "id", "day")}
    rows = [{"id": b"a", "text": None, "day": None}] * (ROWS_BACK + 1)
    batches = RowAnalyzer(holds_files=False)([pyarrow.RecordBatch.from_pylist(rows, pyarrow.schema(types))])
    assert [batch.num_rows for batch in batches] == [ROWS_BACK, 1]


@pytest.mark.parametrize("written", [b"2024-05-06", b"2024-05-06 10:11:12"])
def test_the_day_of_a_row_is_its_date_of_service(written: bytes) -> None:
    (row,) = results_of(SEEN, day=written)
    assert str(row["date_of_service"]) == "2024-05-06"


def test_no_part_of_the_program_but_a_call_needs_pyspark() -> None:
    code = "import sys; sys.modules['pyspark'] = None; import assistant.spark, assistant.cli; assistant.cli.build()"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_call_without_pyspark_tells_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.errors import InputError
    from assistant.spark import analyze_frame

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(InputError, match=r"pip install 'sonocode\[spark\]'"):
        analyze_frame(None, text="text", id="id")  # type: ignore[arg-type]
