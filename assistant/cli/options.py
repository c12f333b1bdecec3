"""Options and small habits that several commands share."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.documents.document import Document
from assistant.documents.files import opened, printable_name
from assistant.documents.opening import only_report
from assistant.errors import InputError
from assistant.knowledge.active import PAYER_VARIABLE, SITE_VARIABLE
from assistant.terminal import harmless

#: How a command ends that did its work and had to leave something aside.
SOME_SET_ASIDE = 1


class OutputFormat(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


class Setting(StrEnum):
    """Who reports, and where the work was done."""

    OFFICE = "office"
    FACILITY_PROFESSIONAL = "facility-professional"
    FACILITY_TECHNICAL = "facility-technical"


FormatOption = Annotated[OutputFormat, typer.Option("--format", help="Text to read, or JSON.")]
DateOption = Annotated[
    str | None,
    typer.Option(
        "--date", help="Date of service as YYYY-MM-DD; otherwise the one that the text bears.", metavar="DATE"
    ),
]
SettingOption = Annotated[
    Setting | None,
    typer.Option("--setting", help="Who reports and where: adds 26, TC and GC with their reasons."),
]
SiteOption = Annotated[
    Path | None,
    typer.Option("--site", envvar=SITE_VARIABLE, help="A folder with a hospital's own rules.", metavar="DIR"),
]
PayerOption = Annotated[
    str | None,
    typer.Option("--payer", envvar=PAYER_VARIABLE, help="A payer of the site: adds what it asks for.", metavar="ID"),
]


def choose_knowledge(context: typer.Context, site: Path | None, payer: str | None = None) -> None:
    """Use a site's rules, and a payer's, until the command ends; the shipped ones where neither is given.

    Raises:
        InputError: There is no such site or payer.
        KnowledgeError: The site's files have faults.
    """
    if site is not None or payer is not None:
        from assistant.knowledge.active import using
        from assistant.knowledge.assembly import load_knowledge

        context.with_resource(using(load_knowledge(site, payer)))


def parse_day(value: str | None) -> date | None:
    """Return an ISO date, or None for None.

    Raises:
        InputError: The value is no ISO date.
    """
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"'{value}' is no date; write it as 2026-03-02") from error


def read_input(name: str) -> tuple[str, Document]:
    """Return (id, document) of a file of any kind that is read, or of standard input for "-".

    Raises:
        InputError: There is no such file, or it cannot be read, or holds several reports.
    """
    path = Path(name)
    try:
        if name == "-":
            return "stdin", only_report(sys.stdin.buffer, "stdin")
        if path.is_dir():
            raise InputError(f"is a folder; use 'sonocode batch {name}' for many reports")
        with opened(path) as stream:
            return printable_name(path.stem), only_report(stream, path.name)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    except InputError as error:
        raise InputError(f"{name}: {error}") from error


def tell(note: str) -> None:
    """Write a remark to standard error, where it does not disturb a pipe."""
    if note:
        typer.echo(remark(note), err=True)


def remark(note: str) -> str:
    """Return a remark as the program tells it."""
    return harmless(f"sonocode: {printable_name(note)}")
