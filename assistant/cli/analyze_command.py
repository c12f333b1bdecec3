"""`sonocode analyze`: one report to codes, evidence and gaps."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import (
    DateOption,
    FormatOption,
    OutputFormat,
    PayerOption,
    SettingOption,
    SiteOption,
    choose_knowledge,
    parse_day,
    read_input,
    tell,
)
from assistant.json_text import json_text

Report = Annotated[str, typer.Argument(help="A text file, or - for standard input.", metavar="REPORT")]


def analyze_command(
    context: typer.Context,
    report: Report,
    format: FormatOption = OutputFormat.TEXT,
    date: DateOption = None,
    setting: SettingOption = None,
    site: SiteOption = None,
    payer: PayerOption = None,
) -> None:
    """Analyse one report: its mentions, candidate codes with evidence, and documentation gaps.

    [bold]Examples[/bold]

      sonocode analyze samples/venous-duplex-bilateral.txt

      pbpaste | sonocode analyze - --format json

      sonocode analyze report.txt --setting facility-professional

      sonocode analyze report.txt --site samples/site --payer northwind
    """
    choose_knowledge(context, site, payer)
    day = parse_day(date)
    identifier, document = read_input(report)
    tell(document.note)

    from assistant.documents.several import SEEMS  # what is wrong with the input is told before the engine is loaded
    from assistant.engine import analyze_document

    analysis = analyze_document(document, id=identifier, day=day, setting=setting.value if setting else None)
    tell(next((message for message in analysis.messages if message.startswith(SEEMS)), ""))
    if format is OutputFormat.JSON:
        typer.echo(json_text(analysis.to_dict(), 1))
    else:
        from assistant.cli.render import print_analysis

        print_analysis(analysis, document.text)
