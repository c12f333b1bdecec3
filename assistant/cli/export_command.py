"""`sonocode export`: reports as claim lines, codes, audit sheets or FHIR bundles."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer

from assistant.cli.options import (
    SOME_SET_ASIDE,
    DateOption,
    PayerOption,
    SettingOption,
    SiteOption,
    choose_knowledge,
    parse_day,
    read_input,
    tell,
)
from assistant.cli.output import is_file_to_be, lines_to
from assistant.documents.files import opened
from assistant.errors import InputError
from assistant.unfinished import open_unfinished

if TYPE_CHECKING:
    from assistant.exchange import Exported, Format

#: Files with one of these endings hold answers of `analyze --format json`, `batch` or this command, one a line.
RECORDS = frozenset({".json", ".jsonl", ".ndjson"})


class ExportFormat(StrEnum):
    """The form in which reports go out."""

    CLAIM_CSV = "claim-csv"
    CODES = "codes"
    AUDIT_PDF = "audit-pdf"
    AUDIT_DOCX = "audit-docx"
    FHIR = "fhir"
    JSON = "json"


Reports = Annotated[
    list[str],
    typer.Argument(
        help="Reports as text files or folders of them, answers as .json or .jsonl, or - for standard input.",
        metavar="FILE...",
    ),
]
Form = Annotated[
    ExportFormat,
    typer.Option(
        "--format", help="One text of all reports (claim-csv, codes, fhir, json), or a sheet each (audit-...)."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="The file to write, or the folder for many audit sheets; standard output without it."),
]
Patient = Annotated[
    str,
    typer.Option(
        "--patient", help="The key of the patient of all these reports; otherwise what each tells.", metavar="KEY"
    ),
]
WithText = Annotated[
    bool, typer.Option("--with-text", help="fhir: put the report and its quotes in, not its checksum alone.")
]


def export_command(
    context: typer.Context,
    reports: Reports,
    format: Form = ExportFormat.CLAIM_CSV,
    out: Out = None,
    patient: Patient = "",
    with_text: WithText = False,
    date: DateOption = None,
    setting: SettingOption = None,
    site: SiteOption = None,
    payer: PayerOption = None,
) -> None:
    """Write reports as claim lines, codes to paste, audit sheets or FHIR R4 bundles.

    Nobody has decided about the codes: each is marked as suggested, and one that waits for documentation says for what.
    A file that cannot be read is set aside with its reason, and the exit code is 1.

    [bold]Examples[/bold]

      sonocode export reports/ --out claims.csv

      sonocode export visit.txt --format audit-pdf --out visit.pdf

      sonocode batch reports/ | sonocode export - --format fhir --out bundles.ndjson

      pbpaste | sonocode export - --format codes
    """
    from assistant.documents.metadata import read_metadata
    from assistant.engine import analyze
    from assistant.exchange import FORMATS, Exported

    choose_knowledge(context, site, payer)
    day, form, set_aside = parse_day(date), FORMATS[format.value], [0]

    def made() -> Iterator[Exported]:
        for name, found in _found(reports):
            if isinstance(found, Fault):
                tell(f"set aside {found}")
                set_aside[0] += 1
            elif isinstance(found, str):
                analysis = analyze(found, id=name, day=day, setting=setting.value if setting else None)
                told = read_metadata(found)
                yield Exported(
                    name, found, analysis, patient=patient or told.patient, physician=told.physician, site=told.site
                )
            else:
                yield Exported(found.id or name, "", found, patient=patient)

    write_exports(form, made(), out, [Path(name) for name in reports if name != "-"], with_text=with_text)
    if set_aside[0]:
        raise typer.Exit(SOME_SET_ASIDE)


def write_exports(
    form: Format, reports: Iterable[Exported], out: Path | None, inputs: Iterable[Path] = (), *, with_text: bool = False
) -> None:
    """Write reports in a form to a file, a folder or standard output.

    Raises:
        InputError: The place cannot be written, or does not suit the form.
    """
    from assistant.exchange.fhir import bundle_lines
    from assistant.exchange.formats import file_stem

    moment = datetime.now(UTC)
    if form.document is None:
        pieces = (
            bundle_lines(reports, moment, with_text=with_text) if form.name == "fhir" else form.texts(reports, moment)
        )
        with lines_to(out, inputs) as lines:
            for piece in pieces:
                lines.add(piece.removesuffix("\n"))
        return
    if out is None:
        raise InputError(f"--format {form.name} needs --out: a file for one report, a folder for many")
    taken: set[str] = set()
    single = out.suffix.lower() == f".{form.suffix}" and not out.is_dir()
    for report in reports:
        if single and taken:
            raise InputError(f"{out}: holds the sheet of one report; name a folder for many")
        stem = file_stem(report.name, taken)
        _write(out if single else out / f"{stem}.{form.suffix}", form.document(report, moment))
    tell(f"{len(taken)} audit sheet{'' if len(taken) == 1 else 's'} written")


class Fault(str):
    """Why a file cannot be read, with its name."""


def _found(names: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield (name, text or analysis) of each report, or the reason why a file of several cannot be read."""
    from assistant.batch.files import find_files, name_reports, read_files

    if "-" in names and len(names) > 1:
        raise InputError("standard input (-) goes alone; name files and folders in a call of their own")
    records = [name for name in names if Path(name).suffix.lower() in RECORDS and not Path(name).is_dir()]
    others = [name for name in names if name not in records]
    if others == ["-"]:
        yield from _standard_input()
    elif len(names) == 1 and others and not Path(names[0]).is_dir():
        name, decoded = read_input(names[0])
        tell(decoded.note)
        yield name, decoded.text
    elif others:
        paths = find_files(Path(name) for name in others).reports
        for file in read_files(paths, name_reports(paths)):
            yield file.id, Fault(f"{file.path}: {file.fault}") if file.fault else file.text
    for name in records:
        with TextIOWrapper(_opened(name), encoding="utf-8", errors="replace") as lines:
            yield from _records(name, lines)


def _opened(name: str) -> BinaryIO:
    try:
        return opened(Path(name))
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error


def _standard_input() -> Iterator[tuple[str, Any]]:
    """Yield what comes in: a text, or answers where it begins as JSON does."""
    from assistant.documents.opening import only_report

    read = BufferedReader(cast(RawIOBase, sys.stdin.buffer))
    if read.peek(1)[:1] == b"{":
        yield from _records("stdin", TextIOWrapper(read, encoding="utf-8", errors="replace"))
        return
    document = only_report(read, "stdin")
    tell(document.note)
    yield "stdin", document.text


def _records(name: str, lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield the analyses of a file: one a line, or one over all its lines."""
    from assistant.analysis_reading import read_analysis

    rest = iter(lines)
    empty = True
    for number, line in enumerate(rest, start=1):
        if not line.strip():
            continue
        empty = False
        if number == 1 and line.strip() == "{":
            line = "".join((line, *rest))
        try:
            yield f"{name}-{number}", read_analysis(json.loads(line))
        except RecursionError:
            yield name, Fault(f"{name}, line {number}: is JSON that is nested too deep")
        except (InputError, ValueError) as error:
            yield name, Fault(f"{name}, line {number}: {error}")
    if empty:
        yield name, Fault(f"{name}: holds no answer")


def _write(path: Path, data: bytes) -> None:
    """Write a file under its name, whole or not at all; a device or pipe is written as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not is_file_to_be(path):
            path.write_bytes(data)
            return
        target = path.resolve()
        unfinished, stream = open_unfinished(target)
        try:
            with stream:
                stream.write(data)
            os.replace(unfinished, target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error
