"""`sonocode worklist`: reports under review, what was decided about them, how long their words are kept."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from assistant.cli.export_command import write_exports
from assistant.cli.options import (
    SOME_SET_ASIDE,
    DateOption,
    FormatOption,
    OutputFormat,
    PayerOption,
    SettingOption,
    SiteOption,
    choose_knowledge,
    parse_day,
    tell,
)
from assistant.cli.output import lines_to
from assistant.documents import files as documents
from assistant.documents.text import TEXT_LIMIT
from assistant.errors import InputError
from assistant.json_text import json_text
from assistant.terminal import harmless

if TYPE_CHECKING:
    from assistant.documents.incoming import Incoming
    from assistant.worklist import Entry, Filter, NewReport, Opened, Purged, Row, Worklist

UNFINISHED = 1
#: Reports that are put on the list at once: what was added stays there when the rest is stopped.
BATCH = 50
LISTED = 50
STANDARD_INPUT = "-"

worklist_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich",
    help="The worklist: reports under review, kept in a file of yours, or in PostgreSQL by SONOCODE_DATABASE_URL. "
    "Example: sonocode worklist add reports/",
)  # fmt: skip


class ListOrder(StrEnum):
    """In which order reports are listed."""

    DOUBT = "doubt"
    ADDED = "added"
    DATE = "date"
    NAME = "name"
    GAPS = "gaps"


class ReportState(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    IN_WORK = "in_work"
    WAITING = "waiting"
    DONE = "done"


class WorklistFormat(StrEnum):
    """The form in which reports of the list go out."""

    RECORDS = "records"
    CLAIM_CSV = "claim-csv"
    CODES = "codes"
    AUDIT_PDF = "audit-pdf"
    AUDIT_DOCX = "audit-docx"
    FHIR = "fhir"


WorklistForm = Annotated[
    WorklistFormat, typer.Option("--format", help="Records as JSON Lines, one text of another form, or a sheet each.")
]
ExportOut = Annotated[
    Path | None,
    typer.Option("--out", help="The file to write, or the folder for many audit sheets; standard output without it."),
]
Number = Annotated[int, typer.Argument(help="The report's number on the list.", metavar="NUMBER")]
States = Annotated[list[ReportState] | None, typer.Option("--status", help="Only reports that stand so; repeat it.")]
Codes = Annotated[list[str] | None, typer.Option("--code", help="Only reports with this code.", metavar="CODE")]
Gaps = Annotated[list[str] | None, typer.Option("--gap", help="Only reports with this gap.", metavar="ELEMENT")]
Physicians = Annotated[list[str] | None, typer.Option("--physician", help="Only reports by this author.")]
LookFirst = Annotated[
    bool | None, typer.Option("--look-first/--sure", help="Only those to look at first, or the rest.")
]
Since = Annotated[str | None, typer.Option("--since", help="Only studies of this day or later.", metavar="DATE")]
Until = Annotated[str | None, typer.Option("--until", help="Only studies of this day or earlier.", metavar="DATE")]
Words = Annotated[str, typer.Option("--words", help="Only reports with these words in name, patient, title or author.")]
Sort = Annotated[ListOrder, typer.Option("--sort", help="doubt: the least sure first.")]
Out = Annotated[Path | None, typer.Option("--out", help="The JSON Lines file to write; standard output without it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@worklist_app.command("add")
def add_command(
    context: typer.Context,
    files: Annotated[
        list[str], typer.Argument(help="Folders of reports, documents, tables, or - for standard input.", metavar="FILES...")
    ],
    patient: Annotated[str, typer.Option("--patient", help="The key of their patient, whatever they tell.", metavar="KEY")] = "",
    physician: Annotated[str, typer.Option("--physician", help="Their author, whatever they tell.", metavar="NAME")] = "",
    place: Annotated[str, typer.Option("--place", help="Where they were written, whatever they tell.", metavar="NAME")] = "",
    again: Annotated[bool, typer.Option("--again", help="Also those that are on the list with the same name and text.")] = False,
    date: DateOption = None,
    setting: SettingOption = None,
    site: SiteOption = None,
    payer: PayerOption = None,
) -> None:
    """Analyse reports and put them on the list, with their text. A bad file is set aside, and the exit code is 1.

    A report that is on the list with the same name and text is not added twice: a run that was stopped is given again.

    Patient, author, place and day are those that table, message or text tell. A
    file that holds reports of several patients or days is split, and says so.

    [bold]Examples[/bold]

      sonocode worklist add reports/

      sonocode worklist add monday/*.txt --physician "A. Ferris" --place north

      pbpaste | sonocode worklist add -
    """
    from assistant.engine import analyze
    from assistant.worklist import NewReport

    choose_knowledge(context, site, payer)
    day = parse_day(date)
    numbers: list[int] = []
    set_aside = known = 0

    def add(ready: list[NewReport]) -> int:
        """Put reports on the list, and return how many were there."""
        there = [None] * len(ready) if again else worklist.there(ready)
        new = [report for report, number in zip(ready, there, strict=True) if number is None]
        numbers.extend(worklist.add(new, _who()) if new else [])
        return len(ready) - len(new)

    with _opened() as worklist, _progress() as progress:
        many, reports = _read(files)
        task = progress.add_task("analysing", total=many)
        ready: list[NewReport] = []
        for report in reports:
            progress.advance(task)
            tell(report.note)
            told, fault = report.told, report.fault
            if not fault:
                try:
                    answer = analyze(
                        report.text, id=report.name, day=day or told.day, setting=setting.value if setting else None,
                        source=report.origin,
                    )  # fmt: skip
                    ready.append(
                        NewReport(
                            report.text, answer, report.name, report.way, patient or told.patient,
                            physician or told.physician, place or told.site,
                        )
                    )  # fmt: skip
                except InputError as error:
                    fault = f"was left out: {error}"
            if fault:
                set_aside += 1
                tell(f"set aside {report.name}: {fault}")
            if len(ready) == BATCH:
                known += add(ready)
                ready = []
        known += add(ready)
    if known:
        tell(f"{_count(known, 'report')} on the list already, not added again; --again adds {'it' if known == 1 else 'them'}")
    typer.echo(f"{_count(len(numbers), 'report')} added" + (f": {_ranges(numbers)}" if numbers else ""))
    if set_aside:
        raise typer.Exit(SOME_SET_ASIDE)


@worklist_app.command("list")
def list_command(
    status: States = None,
    code: Codes = None,
    gap: Gaps = None,
    physician: Physicians = None,
    look_first: LookFirst = None,
    since: Since = None,
    until: Until = None,
    words: Words = "",
    sort: Sort = ListOrder.DOUBT,
    limit: Annotated[
        int, typer.Option("--limit", help="The most reports that are listed; 0 lists all.", min=0)
    ] = LISTED,
    format: FormatOption = OutputFormat.TEXT,
) -> None:
    """List the reports, the least sure first; as JSON one line a report.

    [bold]Examples[/bold]

      sonocode worklist list --status open --look-first

      sonocode worklist list --code 93970 --gap image_storage --sort date

      sonocode worklist list --limit 0 --format json | jq -r 'select(.status == "done") | .number'
    """
    wanted = _filter(status, code, gap, physician, look_first, since, until, words)
    with _opened() as worklist:
        page = worklist.page(wanted, sort.value, size=limit or 2**31 - 1)
    if format is OutputFormat.JSON:
        for row in page.rows:
            typer.echo(json_text(row.to_dict()))
        return
    heads = ("no", "status", "right", "day", "codes", "gaps", "report")
    for line in _columns([heads, *map(_cells, page.rows)]) if page.rows else ():
        typer.echo(harmless(line))
    shown = f", {len(page.rows)} shown; --limit 0 shows all" if len(page.rows) < page.total else ""
    tell(f"{_count(page.total, 'report')}{shown}")


@worklist_app.command("show")
def show_command(
    number: Number,
    text: Annotated[bool, typer.Option("--text", help="Also print the report itself.")] = False,
    format: FormatOption = OutputFormat.TEXT,
) -> None:
    """Show one report: what the tool says, what was decided, what stands. As JSON with the tool's whole answer.

    [bold]Examples[/bold]

      sonocode worklist show 7 --text

      sonocode worklist show 7 --format json | jq .standing.claim
    """
    with _opened() as worklist:
        opened = worklist.open(number)
    if format is OutputFormat.JSON:
        typer.echo(json_text(_record(opened), 1))
    else:
        typer.echo(harmless("\n".join(_describe(opened, text))))


@worklist_app.command("history")
def history_command(
    number: Annotated[int | None, typer.Argument(help="A report's number; all without it.", metavar="[NUMBER]")] = None,
    last: Annotated[int | None, typer.Option("--last", help="Only so many, the newest.", min=1)] = None,
    format: FormatOption = OutputFormat.TEXT,
) -> None:
    """Who did what when, from what to what: decisions and events, the oldest first; as JSON one line each.

    [bold]Examples[/bold]

      sonocode worklist history 7

      sonocode worklist history --last 20

      sonocode worklist history --format json > audit.jsonl
    """
    from assistant.worklist import Sought

    with _opened() as worklist:
        if number is not None:
            worklist.open(number)
        entries = worklist.history(Sought(number), limit=last)[::-1]
    for entry in entries:
        typer.echo(json_text(entry.to_dict()) if format is OutputFormat.JSON else harmless(_say(entry)))


@worklist_app.command("export")
def export_command(
    out: ExportOut = None,
    format: WorklistForm = WorklistFormat.RECORDS,
    status: States = None,
    code: Codes = None,
    gap: Gaps = None,
    physician: Physicians = None,
    look_first: LookFirst = None,
    since: Since = None,
    until: Until = None,
    words: Words = "",
    sort: Sort = ListOrder.ADDED,
    text: Annotated[bool, typer.Option("--text", help="With the reports' texts.")] = False,
) -> None:
    """Write reports: as records (JSON Lines: the line of the list, the tool's answer, the decisions, what stands), or
    as claim lines, codes, audit sheets or FHIR bundles, in which what nobody decided about is marked as suggested.

    Each export is noted in the audit. The tool's answers quote the reports.

    [bold]Examples[/bold]

      sonocode worklist export --status done --out done.jsonl

      sonocode worklist export --status done --format claim-csv --out claims.csv

      sonocode worklist export --code 37252 --format audit-pdf --out sheets

      sonocode worklist export | jq -r '[.report.number, .standing.claim[].code] | @tsv'
    """
    from assistant.exchange import FORMATS, each_exported

    wanted = _filter(status, code, gap, physician, look_first, since, until, words)
    with _opened() as worklist:
        many = worklist.page(wanted, size=1).total
        worklist.note(_who(), "exported", after={"format": format.value, "reports": many})
        with _progress() as progress:
            task = progress.add_task("writing", total=many)
            reports = _counted(worklist.each(wanted, sort.value), lambda: progress.advance(task))
            if format is WorklistFormat.RECORDS:
                with lines_to(out) as lines:
                    for opened in reports:
                        lines.add(json_text(_record(opened) | ({"text": opened.text} if text else {})))
            else:
                write_exports(FORMATS[format.value], each_exported(reports), out, with_text=text)
    tell(f"{_count(many, 'report')} exported")


@worklist_app.command("purge")
def purge_command(
    numbers: Annotated[list[int] | None, typer.Argument(help="Reports' numbers.", metavar="NUMBER")] = None,
    older_than: Annotated[
        int | None, typer.Option("--older-than", help="All that were added more days ago.", metavar="DAYS")
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="All reports.")] = False,
    yes: Yes = False,
) -> None:
    """Take patients' words away for good: texts, answers, remarks, names, keys of patients, titles.

    Numbers, days, codes, gaps, decisions and statuses stay; the audit says who purged. The database's files are made
    anew, and the exit code is 1 while that is hindered. Backups are yours to throw away.

    [bold]Examples[/bold]

      sonocode worklist purge 7 9

      sonocode worklist purge --older-than 90 --yes

      sonocode worklist purge --all
    """
    if sum((bool(numbers), older_than is not None, all)) != 1:
        raise InputError("name reports by their numbers, or give --older-than DAYS, or --all")
    with _opened() as worklist:
        if older_than is not None:
            many, purge = worklist.older_than(older_than), lambda: worklist.purge_older_than(older_than, _who())
        elif all:
            many, purge = worklist.stock().with_words, lambda: worklist.purge_all(_who())
        else:
            many, purge = len(set(numbers or ())), lambda: worklist.purge(numbers or (), _who())
        _ask(f"Take the words of {_count(many, 'report')} away for good?", yes)
        _tell_purged(purge())


@worklist_app.command("retention")
def retention_command(
    days: Annotated[
        str | None, typer.Argument(help="Days, or 'none' to keep without end.", metavar="[DAYS|none]")
    ] = None,
    yes: Yes = False,
) -> None:
    """Show or set for how many days a report's words are kept after it was added. What is older is purged at once.

    [bold]Examples[/bold]

      sonocode worklist retention

      sonocode worklist retention 90

      sonocode worklist retention none
    """
    with _opened() as worklist:
        if days is None:
            typer.echo(_say_retention(worklist.retention()))
            return
        wanted = _parse_days(days)
        if wanted is not None and (many := worklist.older_than(wanted)):
            _ask(f"Take the words of {_count(many, 'report')} that are older away for good, now?", yes)
        purged = worklist.set_retention(wanted, _who())
        typer.echo(_say_retention(wanted))
        if purged.numbers or purged.hindrance or purged.undated:
            _tell_purged(purged)


@worklist_app.command("where")
def where_command(format: FormatOption = OutputFormat.TEXT) -> None:
    """Tell where the worklist is kept, how many reports are on it, how large it is, and how long words are kept.

    [bold]Example[/bold]

      sonocode worklist where
    """
    with _opened() as worklist:
        stock, days = worklist.stock(), worklist.retention()
    if format is OutputFormat.JSON:
        oldest = stock.oldest.isoformat() if stock.oldest else None
        typer.echo(json_text({**stock._asdict(), "oldest": oldest, "retention_days": days}, 1))
        return
    typer.echo(harmless(f"{stock.place} ({stock.kind}, {stock.size / 1e6:,.1f} MB)"))
    oldest = f", the oldest of {_moment(stock.oldest)}" if stock.oldest else ""
    typer.echo(f"{_count(stock.reports, 'report')}, {stock.with_words:,} with their words{oldest}")
    typer.echo(_say_retention(days))


def _opened() -> Worklist:
    """Open the worklist, and say so where its retention setting could not be applied."""
    from assistant.worklist import open_worklist

    worklist = open_worklist()
    tell(f"the retention setting could not be applied: {worklist.retention_fault}" if worklist.retention_fault else "")
    return worklist


def _who() -> str:
    """Return who works at this terminal, as the audit names them."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "this machine"


def _counted(reports: Iterable[Opened], count: Callable[[], None]) -> Iterator[Opened]:
    for opened in reports:
        count()
        yield opened


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def _read(files: list[str]) -> tuple[int, Iterator[Incoming]]:
    """Return how many files there are, and each of their reports as it is read."""
    from assistant.batch.files import find_files, name_reports
    from assistant.documents.incoming import incoming_of

    if files == [STANDARD_INPUT]:
        return 1, (each._replace(way="paste") for each in incoming_of(sys.stdin.buffer, "stdin", most=TEXT_LIMIT))
    found, passed_over = find_files(map(Path, files))
    tell(f"{len(passed_over)} other files passed over" if passed_over else "")
    return len(found), _read_files(found, name_reports(found))


def _read_files(paths: Iterable[Path], ids: Iterable[str]) -> Iterator[Incoming]:
    from assistant.documents.incoming import Incoming, incoming_of

    for path, id in zip(paths, ids, strict=True):
        name = documents.printable_name(str(path))
        try:
            with documents.opened(path) as stream:
                yield from incoming_of(stream, name, id=id, most=TEXT_LIMIT, most_rows=sys.maxsize)
        except OSError as error:
            yield Incoming(name, way="file", fault=error.strerror or type(error).__name__)


def _filter(
    status: Iterable[ReportState] | None,
    code: Iterable[str] | None,
    gap: Iterable[str] | None,
    physician: Iterable[str] | None,
    look_first: bool | None,
    since: str | None,
    until: str | None,
    words: str,
) -> Filter:
    from assistant.worklist import Filter

    return Filter(
        frozenset(each.value for each in status or ()), frozenset(code or ()), frozenset(gap or ()),
        frozenset(physician or ()), look_first=look_first, since=parse_day(since), until=parse_day(until), words=words,
    )  # fmt: skip


def _cells(row: Row) -> tuple[str, ...]:
    codes = " ".join([*row.codes, *(f"{name}?" for name in row.needing)]) or "-"
    mark = " !" if row.look_first else ""
    name = "(purged)" if row.purged else " ".join((row.name or row.title).split())
    return (
        str(row.number), row.status.replace("_", " "), f"{100 * row.probability:.0f}%{mark}",
        row.day.isoformat() if row.day else "-", codes, str(len(row.gaps)), name,
    )  # fmt: skip


def _columns(table: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _record(opened: Opened) -> dict[str, Any]:
    from assistant.worklist import add_up

    return {
        "report": opened.row.to_dict(),
        "standing": add_up(opened.analysis, opened.decisions).to_dict(),
        "decisions": [decision.to_dict() for decision in opened.decisions],
        "analysis": opened.analysis.to_dict() if opened.analysis else None,
    }


def _describe(opened: Opened, with_text: bool) -> Iterator[str]:
    from assistant.worklist import add_up

    row, standing = opened.row, add_up(opened.analysis, opened.decisions)
    yield f"{row.number}  {row.status.replace('_', ' ')}  {'(purged)' if row.purged else row.name or row.title}"
    facts = {
        "patient": row.patient, "author": row.physician, "place": row.site,
        "day": row.day.isoformat() if row.day else "", "added": f"{_moment(row.added_at)} by {row.added_by}",
        "doubt": "; ".join(row.why) if row.look_first else "",
    }  # fmt: skip
    yield from (f"    {name:8}{value}" for name, value in facts.items() if value)
    if with_text and opened.text:
        yield from ("TEXT", opened.text.rstrip("\n"))
    if row.purged:
        yield f"Its words were purged. The tool named {', '.join((*row.codes, *row.needing)) or 'no code'}"
        yield f"and lacked {', '.join(row.gaps) or 'nothing'}."
    yield "CODES" if standing.codes else "No code stands." if row.purged else "No code."
    for code in standing.codes:
        line = f" as {code.line.name} x{code.line.units}" if code.verdict == "changed" and code.line else ""
        by = f" by {code.by.who}" if code.by else ""
        tool = code.status.replace("_", " ") if code.status else "not named by the tool"
        yield f"  {code.subject}  {tool}, {code.verdict}{line}{by}  {code.label}"
    if not row.purged:
        yield "GAPS" if standing.gaps else "No gap."
    for gap in standing.gaps:
        yield f"  {gap.element}  {gap.severity}, {gap.verdict}{f' by {gap.by.who}' if gap.by else ''}  {gap.message}"
    for query in standing.queries:
        answered = f"answered {_moment(query.answered.at)}" if query.answered else "not answered"
        yield f"QUESTION  {query.topic}  sent {_moment(query.sent.at)} by {query.sent.who}, {answered}"
    yield f"CLAIM  {', '.join(f'{line.name} x{line.units}' for line in standing.claim) or 'nothing accepted yet'}"


def _say(entry: Entry) -> str:
    about = f"report {entry.report}" if entry.report else ""
    parts = (
        about,
        entry.what.replace("_", " "),
        entry.subject,
        entry.change,
        entry.reason,
        f'"{entry.words}"' if entry.words else "",
    )
    return f"{_moment(entry.at)}  {entry.who}  {'  '.join(' '.join(part.split()) for part in parts if part)}"


def _moment(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _ranges(numbers: list[int]) -> str:
    """Return numbers as ranges: 1-3, 7."""
    there = set(numbers)
    starts = [number for number in numbers if number - 1 not in there]
    ends = [number for number in numbers if number + 1 not in there]
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))


def _ask(question: str, yes: bool) -> None:
    """Ask before words are taken away.

    Raises:
        InputError: Nobody is there to answer, and --yes is not given.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError("nobody is there to be asked; say --yes to purge without being asked")
    typer.confirm(question, abort=True)


def _tell_purged(purged: Purged) -> None:
    typer.echo(
        f"{_count(len(purged.numbers), 'report')} purged"
        + (f": {_ranges(list(purged.numbers))}" if purged.numbers else "")
    )
    tell(purged.left)
    if purged.hindrance:
        tell(f"the database's files still hold the words ({purged.hindrance}); they are made anew at the next occasion")
        raise typer.Exit(UNFINISHED)


def _parse_days(value: str) -> int | None:
    if value.lower() == "none":
        return None
    if not value.isdecimal():
        raise InputError(f"'{value}' is no number of days; write a number, or 'none' to keep without end")
    return int(value)


def _say_retention(days: int | None) -> str:
    return (
        "words are kept without end"
        if days is None
        else f"words are kept for {_count(days, 'day')} after a report was added"
    )
