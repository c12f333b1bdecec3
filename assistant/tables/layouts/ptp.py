"""NCCI procedure-to-procedure edits.

As published (.txt and .xlsx): some six rows of notice and stacked headings, then column 1 code, column 2 code, `*` for
pairs older than 1996, effective date, deletion date (`*` = active), modifier indicator, rationale. A pair may have
several rows, one an episode.

Plain subset (.csv): header column1, column2, deletion_date (9999-12-31 = active), modifier_indicator, rationale.
They map to the columns of the same name; the effective date is not in it and stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from assistant.tables.files import DOWNLOAD_AGAIN
from assistant.tables.known import Known
from assistant.tables.layouts.layout import (
    CODE,
    Layout,
    RowParser,
    header_width,
    read_choice,
    read_code,
    read_day,
    read_phrase,
    require_width,
)
from assistant.tables.rows import Kind, PtpRow, TableRow

INDICATORS = ("0", "1", "9")
WIDTH_WITHOUT_RATIONALE = 6
SUBSET_HEADER = ["column1", "column2", "deletion_date", "modifier_indicator", "rationale"]


class _PairParser(RowParser):
    """What both layouts share: each code, day and rationale is read once, and a cut last row is noticed."""

    def __init__(self) -> None:
        self.codes = Known(read_code)
        self.days = Known(read_day)
        self.indicators = Known(partial(read_choice, allowed=INDICATORS, what="modifier indicator"))
        self.rationales = Known(read_phrase)

    def finish(self, last: TableRow) -> None:
        """Refuse a last row whose rationale is new and the beginning of another one: the file ends inside it."""
        assert isinstance(last, PtpRow)
        *earlier, newest = self.rationales.values() or [""]
        longer = [phrase for phrase in earlier if phrase.startswith(newest) and phrase != newest]
        if last.rationale and last.rationale == newest and longer:
            raise ValueError(f"the file ends inside a row, at '{newest}': {DOWNLOAD_AGAIN}")


class PublishedParser(_PairParser):
    """Reads the rows of the .txt and .xlsx of CMS; `width` is the number of columns of the first row."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def parse(self, cells: list[str]) -> PtpRow:
        """Return the edit in `cells`."""
        if len(cells) != self.width:
            require_width(cells, self.width)
        effective = self.days[cells[3]]
        if effective is None:
            raise ValueError(f"no effective date: the row is damaged; {DOWNLOAD_AGAIN}")
        return PtpRow(
            self.codes[cells[0]],
            self.codes[cells[1]],
            effective,
            self.days[cells[4]],
            self.indicators[cells[5]],
            self.rationales[cells[6]] if self.width > WIDTH_WITHOUT_RATIONALE else "",
        )


class SubsetParser(_PairParser):
    """Reads the rows of the plain subset."""

    def parse(self, cells: list[str]) -> PtpRow:
        """Return the edit in `cells`; its effective date is unknown."""
        require_width(cells, len(SUBSET_HEADER))
        return PtpRow(
            self.codes[cells[0]],
            self.codes[cells[1]],
            None,
            self.days[cells[2]],
            self.indicators[cells[3]],
            self.rationales[cells[4]],
        )


def _first_published_row(rows: Sequence[list[str]]) -> int | None:
    """Return the first row with two codes; a row before it that has dates is a damaged one, and is returned."""
    pairs = [index for index, cells in enumerate(rows) if _has_two_codes(cells)]
    if not pairs:
        return None
    return next((index for index, cells in enumerate(rows[: pairs[0]]) if _has_date(cells)), pairs[0])


def _has_two_codes(cells: list[str]) -> bool:
    return len(cells) >= 4 and all(CODE.fullmatch(cell.strip()) for cell in cells[:2])


def _has_date(cells: list[str]) -> bool:
    return len(cells) >= 4 and len(cells[3]) == 8 and cells[3].isdigit()


def _published_parser(_above: Sequence[list[str]], first: list[str]) -> RowParser:
    return PublishedParser(max(header_width(first), WIDTH_WITHOUT_RATIONALE))


def _first_subset_row(rows: Sequence[list[str]]) -> int | None:
    return 1 if len(rows) > 1 and rows[0] == SUBSET_HEADER else None


PUBLISHED = Layout("the NCCI PTP edits as published", Kind.PTP, _first_published_row, _published_parser)
SUBSET = Layout("a plain subset of the NCCI PTP edits", Kind.PTP, _first_subset_row, lambda *_: SubsetParser())
