"""`sonocode encounter` (several reports of one patient and day) and `sonocode encounters` (a table of them)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import SOME_SET_ASIDE, DateOption, FormatOption, OutputFormat, parse_day, read_input, tell
from assistant.cli.output import lines_to
from assistant.cli.tables_commands import DataOption, SettingChoice
from assistant.errors import InputError
from assistant.json_text import json_text
from assistant.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.encounters import Encounter, EncounterCode


Reports = Annotated[list[str], typer.Argument(help="Text files of one patient and day.", metavar="REPORT...")]
Table = Annotated[
    Path, typer.Argument(help="A table in CSV, one row a report; the first line names the columns.", metavar="FILE")
]
Group = Annotated[
    str, typer.Option("--group", help="Columns that together name an encounter, by commas.", metavar="COLUMNS")
]
Text = Annotated[str, typer.Option("--text", help="The column that holds the reports.", metavar="COLUMN")]
Id = Annotated[
    str | None, typer.Option("--id", help="The column that names each report (default: its row).", metavar="COLUMN")
]
DayColumn = Annotated[
    str | None,
    typer.Option("--date", help="The column of the date of service (default: the reports' own).", metavar="COLUMN"),
]
Out = Annotated[Path | None, typer.Option("--out", help="The JSON Lines file to write; standard output without it.")]
Claim = Annotated[SettingChoice, typer.Option("--setting", help="Whose claim the edits are for.")]


def encounter_command(
    reports: Reports,
    format: FormatOption = OutputFormat.TEXT,
    date: DateOption = None,
    setting: Claim = SettingChoice.PRACTITIONER,
    data: DataOption = None,
) -> None:
    """Analyse several reports of one patient and day together: one list of codes, each traced to its report.

    [bold]Examples[/bold]

      sonocode encounter venogram.txt ivus.txt

      sonocode encounter bedside.txt formal.txt --date 2026-03-02 --format json
    """
    from assistant.encounters import analyze_encounter
    from assistant.tables import OfficialTables

    texts = []
    for name in reports:
        identifier, decoded = read_input(name)
        tell(f"{name}: {decoded.note}" if decoded.note else "")
        texts.append((identifier, decoded.text))
    repeated = next((name for name, _ in texts if [other for other, _ in texts].count(name) > 1), None)
    if repeated:
        raise InputError(f"two of the files are called '{repeated}'; reports are named by their files, so rename one")
    with OfficialTables(data) as tables:
        encounter = analyze_encounter(texts, parse_day(date), tables=tables, setting=setting.value)
    if format is OutputFormat.JSON:
        typer.echo(json_text(encounter.to_dict(), 1))
    else:
        typer.echo(harmless("\n".join(encounter_text(encounter))))


def encounters_command(
    table: Table,
    group: Group,
    text: Text,
    id: Id = None,
    date: DayColumn = None,
    out: Out = None,
    setting: Claim = SettingChoice.PRACTITIONER,
    data: DataOption = None,
) -> None:
    """Group the reports of a table into encounters and analyse each: one line of JSON an encounter.

    A row without a report is set aside with its reason, and the exit code is 1.

    [bold]Examples[/bold]

      sonocode encounters march.csv --group patient,date --text report --out encounters.jsonl

      sonocode encounters march.csv --group visit --text report --id accession --date date_of_service
    """
    from assistant.encounters import analyze_encounter
    from assistant.encounters.rows import read_groups
    from assistant.tables import OfficialTables

    columns = [column.strip() for column in group.split(",") if column.strip()]
    if not columns:
        raise InputError("--group names no column; write it as --group patient,date")
    rows = read_groups(table, columns, text, id=id, day=date)
    with lines_to(out, [table]) as lines, OfficialTables(data) as tables:
        for found in rows.groups:
            encounter = analyze_encounter(found.reports, found.day, id=found.id, tables=tables, setting=setting.value)
            lines.add(json_text(encounter.to_dict()))
    for fault in rows.set_aside:
        tell(f"set aside {fault}")
    tell(f"{sum(len(found.reports) for found in rows.groups)} reports in {len(rows.groups)} encounters")
    if rows.set_aside:
        raise typer.Exit(SOME_SET_ASIDE)


def encounter_text(encounter: Encounter) -> Iterator[str]:
    """Yield the lines of the text form of an encounter."""
    yield f"{len(encounter.members)} reports, date of service {encounter.day or 'not told'}"
    for member in encounter.members:
        yield f"  {member.id}: {member.date_of_service or 'no date'}"
    yield "CODES"
    for code in encounter.codes:
        yield from _code_text(code)
    if not encounter.codes:
        yield "  none"
    yield "FINDINGS" if encounter.findings else "No finding across the reports."
    for finding in encounter.findings:
        yield f"  {finding.kind.replace('_', ' ')}  {' '.join(finding.codes)}  [{', '.join(finding.reports)}]"
        yield f"      {' '.join(finding.message.split())}"
        for reason in finding.edit.reasons if finding.edit else ():
            names = "/".join(reason.modifiers)
            yield f"      {names}: proper when {reason.proper_when}; the record must show {reason.record_must_show}."
    yield "Checked against:"
    yield from (f"  {source}" for source in encounter.sources)


def _code_text(code: EncounterCode) -> Iterator[str]:
    status = code.status.replace("_", " ")
    yield f"  {code.name} x{code.units}  {status}  {code.label}  [{', '.join(code.reports)}]"
    if code.status == "not_reportable":
        yield f"      because {code.reason}"
    if code.needs:
        yield f"      waits for {', '.join(need.replace('_', ' ') for need in code.needs)}"
    yield from (f"      note {note}" for note in code.notes)
