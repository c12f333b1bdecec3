"""Imports official tables that are dropped on the page: the checks and messages of the command line, all files or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import streamlit as st

from assistant.errors import InputError, TableError
from assistant.tables import Choices, TableStore, import_files
from assistant.tables.importing import Progress
from assistant.tables.rows import TITLES, Kind, Setting
from assistant.ui import blocks
from assistant.ui.access.people import current_person
from assistant.ui.edit_findings import official_tables
from assistant.ui.knowledge.holdings import SETTINGS
from assistant.ui.worklist.open_worklist import shared_worklist

UPLOADER = "tables_upload"
KIND, SETTING, FIRST_DAY = "tables_kind", "tables_setting", "tables_first_day"
WANTED, OUTCOME = "tables_wanted", "tables_outcome"
#: Megabytes: the largest file of the edits, as published with its spreadsheet, with room to grow.
LARGEST = 200
NOT_ALLOWED = "Importing official tables is for those who may import; ask an administrator."
REFUSED = "All files of the list are imported together: take that one out of it, or give a good one."
#: What the messages of the command line call by its options, and what it is called on the page.
ON_THE_PAGE: Mapping[str, str] = {
    "give its first day with --effective YYYY-MM-DD": "set its first day below, and import again",
    "give --setting practitioner or --setting hospital": "choose whose claims below, and import again",
    "leave --kind out or give the other file": "leave the kind below open, or give the other file",
    "choose another with --data": "start the app with SONOCODE_DATA set to another folder",
}


class Dropped(Protocol):
    """A file as the browser sent it."""

    name: str

    def getbuffer(self) -> memoryview:
        """Return its bytes."""


@dataclass(frozen=True)
class ImportOutcome:
    """How an import ended: what was imported, a line a table, or why nothing was."""

    imported: tuple[str, ...] = ()
    refused: str = ""


def draw_import() -> None:
    """Draw the place for files, what the last import said, and the choices that files may leave open."""
    if not current_person().may("import"):
        blocks.lead(NOT_ALLOWED)
        return
    st.file_uploader(
        "Files as published: .txt, .csv, .xlsx, or .zip", type=["txt", "csv", "tsv", "xlsx", "zip"],
        accept_multiple_files=True, key=UPLOADER, on_change=want_import, max_upload_size=LARGEST,
    )  # fmt: skip
    if st.session_state.pop(WANTED, False):
        _import_with_progress(st.session_state.get(UPLOADER) or [])
    _draw_outcome(st.session_state.get(OUTCOME))
    with st.expander("Where a file does not tell what it is"), st.container(horizontal=True, gap="small"):
        st.selectbox(
            "Kind",
            list(TITLES),
            index=None,
            format_func=TITLES.__getitem__,
            key=KIND,
            placeholder="As it says itself",
            width=220,
        )
        st.selectbox(
            "Whose claims",
            SETTINGS,
            index=None,
            format_func=str.capitalize,
            key=SETTING,
            placeholder="As it says itself",
            width=180,
        )
        st.date_input("First day", value=None, key=FIRST_DAY, format="YYYY-MM-DD", width=150)


def want_import() -> None:
    """Note that files are to be imported, in the run that follows, which can show how far it is."""
    st.session_state[WANTED] = current_person().may("import")


def import_dropped(
    files: Sequence[Dropped], store: TableStore, choices: Choices, progress: Progress | None = None
) -> ImportOutcome:
    """Import files all together, or none where one is refused.

    Args:
        files: What was dropped; their names tell the quarter, so they keep them.
        store: Where the tables go.
        choices: What the user says of files that do not say it.
        progress: Called while rows are read.
    """
    if not current_person().may("import"):
        return ImportOutcome(refused=NOT_ALLOWED)
    try:
        with _on_disk(files) as paths:
            parts = import_files(paths, store, choices, progress)
    except TableError as error:
        return ImportOutcome(refused=_for_the_page(str(error)))
    except OSError as error:
        return ImportOutcome(refused=f"The files cannot be kept while they are read ({error.strerror or error}).")
    return ImportOutcome(tuple(f"{part.source}: {part.vintage.describe()}: {part.rows:,} rows" for part in parts))


def _import_with_progress(files: Sequence[Dropped]) -> None:
    """Import the files in the uploader; nothing happens where there are none."""
    if not files:
        st.session_state.pop(OUTCOME, None)
        return
    with st.status("Reading the tables", expanded=True) as status:
        bars: dict[str, st.delta_generator.DeltaGenerator] = {}

        def report(name: str, share: float, rows: int) -> None:
            words = f"{blocks.label(name)}: {rows:,} rows"
            bars[name] = bars[name] if name in bars else st.progress(0.0)
            bars[name].progress(min(share, 1.0), words)

        outcome = import_dropped(files, TableStore(official_tables().store.folder), _choices(), report)
        status.update(
            label="Nothing was imported" if outcome.refused else "Imported",
            state="error" if outcome.refused else "complete",
            expanded=False,
        )
    st.session_state[OUTCOME] = _noted(outcome)


def _noted(outcome: ImportOutcome) -> ImportOutcome:
    """Write what was imported into the audit; where that cannot be, the import stands and says so."""
    if not outcome.imported:
        return outcome
    try:
        shared_worklist().note(current_person().name, "imported", after={"tables": list(outcome.imported)})
    except InputError as error:
        return replace(outcome, imported=(*outcome.imported, f"The audit could not be written: {error}."))
    return outcome


def _choices() -> Choices:
    kind: Kind | None = st.session_state.get(KIND)
    setting: Setting | None = st.session_state.get(SETTING)
    first: date | None = st.session_state.get(FIRST_DAY)
    return Choices(kind, setting, first)


def _draw_outcome(outcome: ImportOutcome | None) -> None:
    if outcome is None:
        return
    if outcome.refused:
        blocks.card("Nothing was imported", "refused", [outcome.refused, REFUSED], tone="hard")
        if st.session_state.get(UPLOADER):
            st.button("Import again", on_click=want_import)
    else:
        blocks.card("Imported", "", outcome.imported)


def _for_the_page(message: str) -> str:
    for option, words in ON_THE_PAGE.items():
        message = message.replace(option, words)
    return f"{message}."


@contextmanager
def _on_disk(files: Sequence[Dropped]) -> Iterator[list[Path]]:
    """Write the files into a folder of their own for the time of the import, each under its own bare name."""
    folder = Path(tempfile.mkdtemp(prefix="sonocode-tables-"))
    try:
        paths = []
        for number, file in enumerate(files):
            place = folder / str(number)  # two files may bear one name
            place.mkdir()
            paths.append(place / (Path(file.name.replace("\\", "/")).name or "table"))
            paths[-1].write_bytes(file.getbuffer())
        yield paths
    finally:
        shutil.rmtree(folder, ignore_errors=True)
