"""The driver's part: which columns are read, and the schema of the results."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from assistant.coding.setting import BillingSetting
from assistant.errors import InputError
from assistant.knowledge.active import active
from assistant.spark.rows import DAY, ID, TEXT, RowAnalyzer, result_columns

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

#: Types of Spark, by their simple names, that a report may have.
TEXT_TYPES = ("string", "varchar", "char")
BYTES_TYPE = "binary"


def analyze_frame(
    frame: DataFrame, *, text: str, id: str, day: str | None = None, setting: BillingSetting | None = None
) -> DataFrame:
    """Return the results of all reports of a DataFrame, one row for each, computed where and when Spark needs them.

    The rules are loaded once a Python worker, and are those in use where this is called (see `knowledge.active.using`); a
    site's folder must be found under the same path on every worker. A row that cannot be analysed (null, empty, too long,
    no text, or one on which the analysis fails) is a row with its reason in `set_aside`, and never fails the task.
    The same row gives the same bytes in `analysis` as in any other process, however often a task is run again.

    Args:
        frame: The reports.
        text: The column of the reports: strings, or the bytes of text files in any encoding that `decode` knows.
        id: The column that names each report in its result; null gives an empty name.
        day: The column of the date of service: dates, timestamps (in the session's time zone), or dates as text; where it
            is null or tells no date, and where None is given, it is the date that the report bears.
        setting: Who reports and where; None leaves the codes without 26 and TC.

    Returns:
        A DataFrame of `result_schema()`, in the partitions and the order of `frame`.

    Raises:
        InputError: PySpark is not installed, or the frame has no such column, or `text` is of another type.
    """
    try:
        from pyspark.sql import functions
    except ImportError as error:
        raise InputError("needs PySpark; install it with: pip install 'sonocode[spark]'") from error
    for column in filter(None, (text, id, day)):
        if frame.columns.count(column) != 1:
            what = "no column" if column not in frame.columns else "more than one column"
            raise InputError(f"the frame has {what} '{column}'; its columns are {', '.join(frame.columns)}")
    kind = frame.schema[text].dataType.simpleString().split("(")[0]
    if kind != BYTES_TYPE and kind not in TEXT_TYPES:
        raise InputError(f"column '{text}' holds {kind}, not reports; give a column of strings or of bytes")
    quoted = {name: f"`{name.replace('`', '``')}`" for name in filter(None, (text, id, day))}
    # Bytes, because Spark lets stand in a string what is no UTF-8, and one such row would end the whole batch
    rows = frame.select(
        functions.col(quoted[text]).cast("binary").alias(TEXT),
        functions.col(quoted[id]).cast("string").cast("binary").alias(ID),
        (functions.col(quoted[day]).cast("string") if day else functions.lit(None)).cast("binary").alias(DAY),
    )
    analyzer = RowAnalyzer(holds_files=kind == BYTES_TYPE, setting=setting, site=active().site, payer=active().payer)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")  # none is used here
        return rows.mapInArrow(analyzer, result_schema())


def result_schema() -> StructType:
    """Return the schema of the results: the columns of `sonocode batch` in Parquet but `path`, each with its comment."""
    from pyspark.sql.pandas.types import from_arrow_type
    from pyspark.sql.types import StructField, StructType

    return StructType(
        [
            StructField(
                field.name,
                from_arrow_type(field.type),
                field.nullable,
                {"comment": field.metadata[b"description"].decode()},
            )
            for field in result_columns()
        ]
    )
