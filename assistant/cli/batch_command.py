"""`sonocode batch`: many reports to JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

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
from assistant.cli.output import lines_to


class Order(StrEnum):
    """In which order the reports are written."""

    FILES = "files"
    DOUBT = "doubt"


Reports = Annotated[
    list[Path],
    typer.Argument(
        help="Folders of .txt reports, the files themselves, or tables of reports (.csv, .tsv, .jsonl, .json, .parquet).",
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
    text_column: TextColumn = "",
    id_column: IdColumn = "",
    date_column: DayColumn = "",
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

      sonocode batch reports.csv --text-column note --out results.jsonl

      sonocode batch reports/ --sort doubt | jq -r '[.report.id, .review.why[]] | @tsv'
    """
    from assistant.batch.files import find_files, name_reports
    from assistant.batch.run import Outcome, least_sure_first, run_batch
    from assistant.cli.progress import progress_with_rate
    from assistant.documents.report_tables import Columns, is_table

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
        progress_with_rate() as progress,
    ):
        total = None if any(is_table(path.name) for path in files) else len(files)
        task = progress.add_task("analysing", total=total)

        def analysed() -> Iterator[Outcome]:
            for outcome in run_batch(
                files,
                ids=ids,
                jobs=jobs,
                day=day,
                setting=setting.value if setting else None,
                columns=Columns(text=text_column, id=id_column, day=date_column),
            ):
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
    tell(
        f"{sure + look_first} of {sure + look_first + set_aside} reports analysed"
        + (f", {set_aside} set aside" if set_aside else "")
    )
    if sure or look_first:
        tell(f"{sure} sure, {look_first} to look at first")
    if set_aside:
        raise typer.Exit(SOME_SET_ASIDE)
