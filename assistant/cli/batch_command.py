"""`sonocode batch`: many reports to JSON Lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from assistant.cli.options import DateOption, PayerOption, SettingOption, SiteOption, choose_knowledge, parse_day, tell
from assistant.cli.output import lines_to

SOME_SET_ASIDE = 1


class Order(StrEnum):
    """In which order the reports are written."""

    FILES = "files"
    DOUBT = "doubt"


Reports = Annotated[
    list[Path], typer.Argument(help="Folders of .txt reports, or the files themselves.", metavar="DIR_OR_FILES...")
]
Out = Annotated[Path | None, typer.Option("--out", help="The JSON Lines file to write; standard output without it.")]
Jobs = Annotated[int, typer.Option("--jobs", help="Worker processes.", min=1)]
Sort = Annotated[
    Order,
    typer.Option(
        "--sort", help="doubt: the least sure first; all records are kept in memory until the last report is read."
    ),
]


def batch_command(
    context: typer.Context,
    reports: Reports,
    out: Out = None,
    jobs: Jobs = 1,
    sort: Sort = Order.FILES,
    date: DateOption = None,
    setting: SettingOption = None,
    site: SiteOption = None,
    payer: PayerOption = None,
) -> None:
    """Analyse many reports, one line of JSON each. A bad file is set aside with its reason, and the exit code is 1.

    How many code lists are sure and how many to look at first is told at the end, on standard error.

    [bold]Examples[/bold]

      sonocode batch reports/ --out results.jsonl

      sonocode batch reports/ | jq -r '[.report.id, .codes[].code] | @tsv'

      sonocode batch reports/ --sort doubt | jq -r '[.report.id, .review.why[]] | @tsv'
    """
    from assistant.batch.files import find_files, name_reports
    from assistant.batch.run import Outcome, least_sure_first, run_batch

    choose_knowledge(context, site, payer)
    day = parse_day(date)
    files, passed_over = find_files(reports)
    if passed_over:
        kinds = sorted({path.suffix.lower() or "no suffix" for path in passed_over})
        tell(f"{len(passed_over)} other files passed over ({', '.join(kinds)})")
    ids = name_reports(files)
    sure = look_first = set_aside = 0
    with (
        lines_to(out, files) as lines,
        Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress,
    ):
        task = progress.add_task("analysing", total=len(files))

        def analysed() -> Iterator[Outcome]:
            for outcome in run_batch(files, ids=ids, jobs=jobs, day=day, setting=setting.value if setting else None):
                progress.advance(task)
                yield outcome

        for outcome in least_sure_first(analysed()) if sort is Order.DOUBT else analysed():
            if not outcome.review:
                set_aside += 1
                tell(f"set aside {outcome.path}: {outcome.fault}")
                continue
            look_first += outcome.review.look_first
            sure += not outcome.review.look_first
            if outcome.note:
                tell(f"{outcome.path}: {outcome.note}")
            lines.add(outcome.line)
    tell(f"{sure + look_first} of {len(files)} reports analysed" + (f", {set_aside} set aside" if set_aside else ""))
    if sure or look_first:
        tell(f"{sure} sure, {look_first} to look at first")
    if set_aside:
        raise typer.Exit(SOME_SET_ASIDE)
