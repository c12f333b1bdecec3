"""The workers' part: batches of rows in, batches of results out. It needs no PySpark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.coding.setting import BillingSetting
from assistant.errors import InputError

if TYPE_CHECKING:
    import pyarrow

    from assistant.batch.record import Record
    from assistant.documents.document import Document

#: What the columns are called on their way to the workers; each holds bytes or null.
TEXT, ID, DAY = "text", "id", "day"
#: Rows that go back at once: a result is some twenty times as long as its report, and a batch of Spark has 10,000 rows.
ROWS_BACK = 64
#: The column of a table of results that a row of a DataFrame does not have.
FILE_COLUMN = "path"


@dataclass(frozen=True)
class RowAnalyzer:
    """What `mapInArrow` calls in every task.

    Attributes:
        holds_files: Whether a report is the bytes of a file, in some encoding, or a string.
        setting: Who reports and where.
        site: The folder of rules that the driver uses, beside the shipped ones.
        payer: A payer of the site.
    """

    holds_files: bool
    setting: BillingSetting | None = None
    site: Path | None = None
    payer: str | None = None

    def __call__(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Yield the results of all rows, in their order."""
        import pyarrow

        from assistant.knowledge.active import using
        from assistant.knowledge.assembly import load_knowledge  # keeps what it loaded: once a process

        schema = result_columns()
        with using(load_knowledge(self.site, self.payer)):
            for batch in batches:
                for start in range(0, batch.num_rows, ROWS_BACK):
                    part = batch.slice(start, ROWS_BACK)
                    cells = zip(*(part.column(name).to_pylist() for name in (ID, TEXT, DAY)), strict=True)
                    records = [self._record(*row).columns for row in cells]
                    yield pyarrow.RecordBatch.from_pylist(records, schema)

    def _record(self, id: bytes | None, data: bytes | None, day: bytes | None) -> Record:
        from assistant.batch.record import record_of, set_aside

        name = (id or b"").decode("utf-8", "backslashreplace")
        try:
            document = _document_of(data, name, self.holds_files)
        except InputError as error:
            return set_aside(name, str(error))
        day_given = _day_of(day) or document.day
        return record_of(name, document.text, day_given, setting=self.setting, source=document.source())


def result_columns() -> pyarrow.Schema:
    """Return the Arrow schema of the results."""
    from assistant.batch.columns import schema

    columns = schema()
    return columns.remove(columns.get_field_index(FILE_COLUMN))


def _document_of(data: bytes | None, name: str, is_file: bool) -> Document:
    """Return a report: of a file of any kind that is read, or of the text of a cell.

    Raises:
        InputError: There is none, or several, or it cannot be read, or is too long.
    """
    from assistant.documents.document import Document
    from assistant.documents.opening import only_report
    from assistant.documents.text import TEXT_LIMIT, check_length, decode

    if data is None or not data.strip():
        raise InputError("holds no text")
    if is_file:
        return only_report(BytesIO(data), name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Document(decode(data).text)
    if not text.strip():
        raise InputError("holds no text")
    check_length(text, TEXT_LIMIT)
    return Document(text)


def _day_of(written: bytes | None) -> date | None:
    from assistant.documents.report_tables import day_of

    return day_of(written.decode("utf-8", "replace")) if written else None
