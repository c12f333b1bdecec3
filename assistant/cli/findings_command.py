"""`sonocode findings`: what was seen of each structure, as a table, as CSV or as JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import SOME_SET_ASIDE, read_input, tell
from assistant.errors import InputError
from assistant.json_text import json_text
from assistant.terminal import harmless

Reports = Annotated[
    list[str], typer.Argument(help="Text files, folders of them, or - for standard input.", metavar="REPORT...")
]


class FindingsFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


Format = Annotated[
    FindingsFormat,
    typer.Option("--format", help="A table to read, CSV with a row each, or JSON Lines with a line each."),
]


def findings_command(reports: Reports, format: Format = FindingsFormat.TEXT) -> None:
    """Tell what reports say now of each structure: side, segment, what was seen, and the words that say it.

    A file that cannot be read is set aside with its reason, and the exit code is 1.

    [bold]Examples[/bold]

      sonocode findings samples/venous-duplex-bilateral.txt

      sonocode findings reports/ --format csv > findings.csv

      pbpaste | sonocode findings - --format json
    """
    from assistant.cli.render import new_console, print_findings
    from assistant.engine import analyze
    from assistant.findings.rows import csv_head, csv_lines

    if format is FindingsFormat.CSV:
        typer.echo(csv_head())
    set_aside = 0
    for id, text in _texts(reports):
        if isinstance(text, Fault):
            tell(f"set aside {text}")
            set_aside += 1
            continue
        findings = analyze(text, id=id).findings
        if format is FindingsFormat.CSV:
            for line in csv_lines(id, findings):
                typer.echo(line)
        elif format is FindingsFormat.JSON:
            for finding in findings:
                typer.echo(json_text({"report": id, **finding.to_dict()}))
        else:
            typer.echo(harmless(id))
            print_findings(new_console(), findings)
    if set_aside:
        raise typer.Exit(SOME_SET_ASIDE)


class Fault(str):
    """Why a file cannot be read, with its name."""


def _texts(names: list[str]) -> Iterator[tuple[str, str | Fault]]:
    """Yield (id, text) of each report, or the reason why a file of several cannot be read."""
    from assistant.batch.files import find_files, name_reports, read_files

    if len(names) == 1 and not Path(names[0]).is_dir():
        id, decoded = read_input(names[0])
        tell(decoded.note)
        yield id, decoded.text
        return
    if "-" in names:
        raise InputError("standard input (-) goes alone; name files and folders in a call of their own")
    paths = find_files(Path(name) for name in names).reports
    for file in read_files(paths, name_reports(paths)):
        yield file.id, Fault(f"{file.path}: {file.fault}") if file.fault else file.text
