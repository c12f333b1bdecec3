"""`sonocode batch`: many reports to JSON Lines or Parquet."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import (
    SOME_SET_ASIDE,
    DateOption,
    PayerOption,
    SettingOption,
    SiteOption,
    choose_knowledge,
    parse_day,
    tell,
)
from assistant.cli.output import is_file_to_be, lines_to
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.batch.files import Reports
    from assistant.batch.results import Results
    from assistant.batch.run import Outcome
    from assistant.batch.streamed import StreamedResults
    from assistant.batch.tally import Tally

#: Signals that ask a run to end, and what a program's exit code adds to the number of one.
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
SIGNAL_EXIT = 128


class Order(StrEnum):
    """In which order the reports are written."""

    FILES = "files"
    DOUBT = "doubt"


ReportPaths = Annotated[
    list[Path],
    typer.Argument(
        help="Folders of .txt reports, the files themselves, or tables of reports (.csv, .tsv, .jsonl, .json, .parquet). "
        "- reads standard input: JSON Lines of reports, or names of files, one a line.",
        metavar="DIR_OR_FILES...",
    ),
]
TextColumn = Annotated[
    str,
    typer.Option(
        "--text-column", help="The column of a table that holds the reports; else found by its name.", metavar="NAME"
    ),
]
IdColumn = Annotated[str, typer.Option("--id-column", help="The column that names each report.", metavar="NAME")]
DayColumn = Annotated[str, typer.Option("--date-column", help="The column of the date of service.", metavar="NAME")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", help="The file to write: JSON Lines, or a table where it ends in .parquet; else standard output."
    ),
]
Aside = Annotated[
    Path | None,
    typer.Option("--aside", help="A JSON Lines file of the reports set aside: id, path, reason.", metavar="FILE"),
]
Jobs = Annotated[int, typer.Option("--jobs", help="Worker processes; one for each core is fastest.", min=1)]
TimeLimit = Annotated[
    float,
    typer.Option("--time-limit", help="Seconds that one report may take before it is set aside.", min=0.1, metavar="S"),
]
Restart = Annotated[bool, typer.Option("--restart", help="Begin anew where an unfinished run of --out is found.")]
Sort = Annotated[Order, typer.Option("--sort", help="doubt: the least sure first.")]


def batch_command(
    context: typer.Context,
    reports: ReportPaths,
    out: Out = None,
    aside: Aside = None,
    jobs: Jobs = 1,
    sort: Sort = Order.FILES,
    text_column: TextColumn = "",
    id_column: IdColumn = "",
    date_column: DayColumn = "",
    date: DateOption = None,
    setting: SettingOption = None,
    site: SiteOption = None,
    payer: PayerOption = None,
    time_limit: TimeLimit = 120,
    restart: Restart = False,
) -> None:
    """Analyse many reports, in their order.

    A bad one is set aside with its reason; it does not stop the others.
    How many code lists are sure is told at the end, on standard error.

    With --out, a run that was stopped, killed or ran out of disk goes on
    where it was when the same command is given again: what is finished is
    kept beside the file, as FILE.part, and FILE appears when it is whole.
    Other rules or options, or a report that changed, are refused then;
    --restart begins anew.

    [bold]Exit codes[/bold]

      0    all were analysed

      1    done, and some were set aside

      2    the input cannot be used, or the results cannot be written

      130  stopped by the interrupt key; what is finished is kept

      143  stopped by SIGTERM; the same

    [bold]Examples[/bold]

      sonocode batch reports/ --jobs 2 --out results.jsonl

      sonocode batch reports/ --out results.parquet --aside set-aside.jsonl

      sonocode batch reports/ | jq -r '[.report.id, .codes[].code] | @tsv'

      sonocode batch reports.csv --text-column note --out results.jsonl

      find archive -name '*.txt' | sonocode batch - --out results.jsonl

      sonocode batch reports/ --sort doubt | jq -r '[.report.id, .review.why[]] | @tsv'
    """
    with _told_stops() as stops:
        day = parse_day(date)
        choose_knowledge(context, site, payer)
        from assistant.batch.files import Reports
        from assistant.batch.results import rules_in_use
        from assistant.batch.run import run_batch
        from assistant.cli.progress import progress_with_rate
        from assistant.documents.report_tables import Columns

        given = Reports(reports, Columns(text=text_column, id=id_column, day=date_column))
        if given.passed_over:
            tell(f"{given.passed_over.total()} other files passed over ({', '.join(sorted(given.passed_over))})")
        chosen = {
            "--date": date or "", "--setting": setting.value if setting else "", "--sort": sort.value,
            "--text-column": text_column, "--id-column": id_column, "--date-column": date_column,
        }  # fmt: skip
        kept = _results(out, aside, sort is Order.DOUBT, restart, rules_in_use() | chosen, given)
        with kept as results, progress_with_rate(given.size) as progress:
            stops.results = results
            if results.tally.reports:
                progress.tell(_gone_on(results))
            reports_left = iter(given if not results.is_finished else ())
            progress.begin(results.tally.reports, results.pass_over(reports_left))
            outcomes = run_batch(
                reports_left,
                jobs=jobs,
                day=day,
                setting=setting.value if setting else None,
                columns=results.needs_columns,
                limit=time_limit,
            )
            with closing(outcomes):
                for outcome in outcomes:
                    progress.add(outcome.file.read)
                    progress.tell(_remark_on(outcome))
                    results.add(outcome)
        _tell_tally(results.tally)
    if results.tally.set_aside:
        raise typer.Exit(SOME_SET_ASIDE)


def _results(
    out: Path | None, aside: Path | None, by_doubt: bool, restart: bool, made_by: dict[str, str], given: Reports
) -> AbstractContextManager[Results | StreamedResults]:
    """Return what keeps the results: as a file that a later run can go on with, or as a stream."""
    from assistant.batch.forms import form_of
    from assistant.batch.results import kept_results

    if aside is not None:
        is_file_to_be(aside, given.files())
        if out is not None and aside.resolve() == out.resolve():
            raise InputError(f"{aside}: is the file of the results too; name another one")
    if out is not None and is_file_to_be(out, given.files()):
        form = form_of(out, by_doubt=by_doubt)
        return kept_results(out, form, made_by | {"form": form.name}, aside=aside, restart=restart)
    return _streamed(out, aside, by_doubt)


@contextmanager
def _streamed(out: Path | None, aside: Path | None, by_doubt: bool) -> Iterator[StreamedResults]:
    from assistant.batch.streamed import StreamedResults

    with lines_to(out) as lines, lines_to(aside) if aside else nullcontext() as asides:
        results = StreamedResults(lines.add, asides.add if asides else None, by_doubt)
        try:
            yield results
        finally:
            results.end()


def _gone_on(results: Results | StreamedResults) -> str:
    if results.is_finished:
        return "an earlier run had finished all of it"
    return f"goes on after {results.tally.reports:,} reports that an earlier run finished"


def _remark_on(outcome: Outcome) -> str:
    """Return what is told of a report at once; empty where there is nothing."""
    if outcome.fault:
        return f"set aside {outcome.file.path}: {outcome.fault}"
    return f"{outcome.file.path}: {outcome.note}" if outcome.note else ""


def _tell_tally(tally: Tally) -> None:
    analysed = tally.sure + tally.look_first
    aside = f", {tally.set_aside} set aside" if tally.set_aside else ""
    tell(f"{analysed} of {tally.reports} reports analysed{aside}")
    if analysed:
        tell(f"{tally.sure} sure, {tally.look_first} to look at first")


class _Stop(KeyboardInterrupt):
    """A signal that asks for the end of the run."""

    def __init__(self, number: int) -> None:
        self.number = number


class _Stops:
    """What is told when a run is stopped."""

    results: Results | StreamedResults | None = None


@contextmanager
def _told_stops() -> Iterator[_Stops]:
    """Make the interrupt key, SIGTERM and SIGHUP an orderly stop that is told in one line; further ones are not heard.

    A signal that whoever started the program has switched off (nohup) stays off.
    """
    before = {number: signal.getsignal(number) for number in SIGNALS}
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def stop(number: int, _: FrameType | None) -> None:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise _Stop(number)

    stops = _Stops()
    for number in heard:
        signal.signal(number, stop)
    try:
        yield stops
    except _Stop as stopped:
        tell(f"stopped{stops.results.kept_words() if stops.results else ''}")
        raise typer.Exit(SIGNAL_EXIT + stopped.number) from stopped
    finally:
        for number in heard:
            signal.signal(number, before[number])
