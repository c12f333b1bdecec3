"""`sonocode tables` (import, list and verify official tables) and `sonocode edits` (check codes with each other)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import FormatOption, OutputFormat, parse_day
from assistant.errors import InputError
from assistant.tables import Kind
from assistant.terminal import harmless

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from assistant.knowledge.code_registry import CodeRegistry
    from assistant.tables import BilledCode, OfficialTables

MISMATCH_EXIT = 1

tables_app = typer.Typer(
    no_args_is_help=True,
    help="Official tables: import what CMS publishes, list it, verify it. They stay on this machine. "
    "Example: sonocode tables import FILE.zip",
)


class SettingChoice(StrEnum):
    """Whose claims a table edits."""

    PRACTITIONER = "practitioner"
    HOSPITAL = "hospital"


DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder of the tables (default: the user's own data folder).")
]


@tables_app.command("import")
def import_command(
    files: Annotated[list[Path], typer.Argument(help="Files as published: .txt, .csv, .xlsx, or .zip.")],
    kind: Annotated[Kind | None, typer.Option(help="What the files are, where they do not show it.")] = None,
    setting: Annotated[SettingChoice | None, typer.Option(help="Whose claims, where names do not tell.")] = None,
    effective: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD, where names do not tell.")] = None,
    data: DataOption = None,
) -> None:
    """Import official tables as CMS publishes them: all files, or none where one is refused.

    A file that is imported again replaces itself; quarters are kept side by side and chosen by date of service.

    Examples:

    sonocode tables import medicare-ncci-2026q4-practitioner-ptp-edits-ccipra-v323r0-f1.zip

    sonocode tables import MCR_MUE_PractitionerServices_Eff_10-01-2026.csv AOC_V2026Q4-MCR.xlsx rvu26d.zip

    sonocode tables import edits.txt --kind ptp --setting hospital --effective 2026-10-01

    sonocode tables import our-descriptors.csv --kind descriptors
    """
    from assistant.tables import Choices, TableStore, import_files

    choices = Choices(kind, setting.value if setting else None, parse_day(effective))
    with _progress_bar() as report:
        parts = import_files(files, TableStore(data), choices, report)
    for part in parts:
        typer.echo(harmless(f"{part.source}: {part.vintage.describe()}: {part.rows:,} rows"))


@tables_app.command("list")
def list_command(format: FormatOption = OutputFormat.TEXT, data: DataOption = None) -> None:
    """List the imported tables: kind, setting, first day, part, rows, file, and when it was imported.

    Example:

    sonocode tables list --format json
    """
    from assistant.tables import TableStore

    store = TableStore(data)
    rows = [
        {
            "kind": str(part.vintage.kind),
            "setting": part.vintage.setting or "",
            "effective": "" if part.vintage.kind is Kind.DESCRIPTORS else part.vintage.effective.isoformat(),
            "part": part.part,
            "rows": part.rows,
            "file": part.source,
            "imported": part.imported.isoformat(timespec="minutes"),
        }
        for part in store.parts()
    ]
    if format is OutputFormat.JSON:
        typer.echo(json.dumps({"folder": str(store.folder), "tables": rows}, indent=2))
    elif rows:
        _echo_columns([list(rows[0]), *([str(value) for value in row.values()] for row in rows)])
    else:
        typer.echo(harmless(f"No tables in {store.folder}. Import some: sonocode tables import FILE..."))


@tables_app.command("verify")
def verify_command(data: DataOption = None) -> None:
    """Look up rows that every complete table holds; exit with 1 where one is absent or differs.

    An absent row of the PTP edits mostly means that one of the parts f1 to f4 is not imported.

    Example:

    sonocode tables verify
    """
    from assistant.tables import OfficialTables, verify_tables

    with OfficialTables(data) as tables:
        results = verify_tables(tables)
        if not results:
            raise InputError(f"no tables in {tables.store.folder}: import some with 'sonocode tables import FILE...'")
    rows = [
        [result.state, result.vintage.describe(), f"{result.row} {result.expected}"]
        + ([f"found {result.found}"] if result.state == "differs" else [""])
        for result in results
    ]
    _echo_columns(rows)
    if any(result.state != "agrees" for result in results):
        raise typer.Exit(MISMATCH_EXIT)


def edits_command(
    codes: Annotated[list[str], typer.Argument(help="Codes: 93970, with modifiers 93986-RT-59, with units 37253x2.")],
    day: Annotated[str | None, typer.Option("--date", help="Date of service, YYYY-MM-DD (default: today).")] = None,
    setting: Annotated[SettingChoice, typer.Option(help="Whose claim it is.")] = SettingChoice.PRACTITIONER,
    format: FormatOption = OutputFormat.TEXT,
    data: DataOption = None,
) -> None:
    """Check the codes of one patient and day: dates, pairs, add-ons, units, modifiers.

    The official tables answer where they are imported, the shipped edits otherwise; the answer names which. Where
    neither knows a code or a pair it says so.

    Examples:

    sonocode edits 37252 36005 --date 2026-03-01

    sonocode edits 93990-LT 93986-RT-59 --date 2026-03-01 --setting hospital --format json
    """
    from assistant.tables import BilledCode, OfficialTables

    with OfficialTables(data) as tables:
        on = parse_day(day) or date.today()
        answer = _edits_answer([BilledCode.parse(code) for code in codes], on, tables, setting)
    if format is OutputFormat.JSON:
        typer.echo(json.dumps(answer, indent=2))
    else:
        typer.echo(harmless("\n".join(_edits_text(answer, day is None))))


class _Reporter:
    """Shows one progress bar a file."""

    def __init__(self, bars: Progress) -> None:
        self.bars = bars
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, name: str, fraction: float, rows: int) -> None:
        if name not in self.tasks:
            self.tasks[name] = self.bars.add_task(name, total=1.0, rows="")
        self.bars.update(self.tasks[name], completed=fraction, rows=f"{rows:,} rows")


@contextmanager
def _progress_bar() -> Iterator[_Reporter]:
    """Yield what reports progress to stderr; it shows nothing where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"), TimeElapsedColumn()
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as bars:
        yield _Reporter(bars)


def _edits_answer(
    lines: Sequence[BilledCode], day: date, tables: OfficialTables, setting: SettingChoice
) -> dict[str, Any]:
    from assistant.knowledge.code_registry import load_codes
    from assistant.knowledge.curated_edits import load_curated_edits
    from assistant.tables import check_claim, sources_of

    registry, curated = load_codes(), load_curated_edits()
    findings = check_claim(lines, day, tables, curated, registry=registry, setting=setting.value)
    return {
        "date": day.isoformat(),
        "setting": setting.value,
        "codes": [
            {
                "code": line.code,
                "label": _label(line.code, tables, registry),
                "modifiers": list(line.modifiers),
                "units": line.units,
            }
            for line in lines
        ],
        "findings": [finding.to_dict() for finding in findings],
        "sources": sources_of(day, tables, curated, registry=registry, setting=setting.value),
    }


def _label(code: str, tables: OfficialTables, registry: CodeRegistry) -> str:
    """Return the licensee's descriptor where there is one, else our label."""
    return tables.descriptor(code) or (registry[code].label if code in registry else "not in the code registry")


def _edits_text(answer: dict[str, Any], is_today: bool) -> Iterator[str]:
    """Yield the lines of the text form of an answer."""
    when = f"{answer['date']} (today: no date of service given)" if is_today else answer["date"]
    yield f"Date of service {when}, {answer['setting']} claim"
    for line in answer["codes"]:
        extras = "".join(f"-{modifier}" for modifier in line["modifiers"])
        units = f" x{line['units']}" if line["units"] > 1 else ""
        yield f"  {line['code']}{extras}{units}  {line['label']}"
    if not answer["findings"]:
        yield "No edit stands between these codes." if len(answer["codes"]) > 1 else "Nothing stands against this code."
    for number, finding in enumerate(answer["findings"], start=1):
        yield from _finding_text(number, finding)
    yield "Checked against:"
    yield from (f"  {source}" for source in answer["sources"])


def _finding_text(number: int, finding: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of one finding."""
    indicator = "" if finding["indicator"] is None else f" (indicator {finding['indicator']})"
    yield f"{number}. {' > '.join(finding['codes'])}: {finding['verdict'].replace('_', ' ')}{indicator}"
    yield f"   {finding['message']}"
    if finding["placement"]:
        yield f"   {finding['placement']}"
    for reason in finding["reasons"]:
        yield f"   {'/'.join(reason['modifiers'])}: proper when {reason['proper_when']}."
        yield f"      The record must show {reason['record_must_show']}."
    if finding["note"]:
        yield f"   Note: {finding['note']}"
    because = f"; its reason: {finding['rationale']}" if finding["rationale"] else ""
    yield f"   Source: {finding['source']}{because}"


def _echo_columns(rows: Iterable[Sequence[str]]) -> None:
    """Write rows as aligned columns; the last one is not padded."""
    table = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        typer.echo(harmless("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()))
