"""`sonocode evaluate`: figures against gold answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.options import FormatOption, OutputFormat, SiteOption, choose_knowledge, tell
from assistant.errors import InputError
from assistant.terminal import harmless

Gold = Annotated[Path, typer.Option("--gold", help="Gold answers, one JSON object a line.")]
Reports = Annotated[
    Path | None,
    typer.Option("--reports", help="Folder with <id>.txt for each gold line; left out where the lines hold the text."),
]
Spans = Annotated[Path | None, typer.Option("--spans", help="Gold mentions, one JSON object a line.")]
GivenServices = Annotated[
    bool, typer.Option("--given-services", help="Take the services from the gold answers: measures the rules alone.")
]
Show = Annotated[int, typer.Option("--show", help="Print this many reports whose code list is wrong.", min=0)]


def evaluate_command(
    context: typer.Context,
    gold: Gold,
    reports: Reports = None,
    spans: Spans = None,
    given: GivenServices = False,
    show: Show = 0,
    format: FormatOption = OutputFormat.TEXT,
    site: SiteOption = None,
) -> None:
    """Analyse the reports of a gold file and print precision, recall, F1 and exact-match figures.

    [bold]Example[/bold]

      sonocode evaluate --gold gold.jsonl --reports reports/ --spans spans.jsonl --show 5
      sonocode evaluate --gold samples/corpus/W1.jsonl --given-services
    """
    from assistant.batch.files import read_files
    from assistant.engine import analyze_many
    from assistant.evaluation.gold import read_gold, read_spans
    from assistant.evaluation.score import bare_codes, score, score_mentions
    from assistant.services.given import given_services

    choose_knowledge(context, site)
    if reports is not None and not reports.is_dir():
        raise InputError(f"{reports}: no such folder")
    lines = read_gold(gold, with_text=reports is None)
    mentions = read_spans(spans) if spans else None
    if reports is None:
        readable = [(line["id"], line["text"]) for line in lines]
    else:
        ids = [line["id"] for line in lines]
        files = list(read_files([reports / f"{id}.txt" for id in ids], ids))
        for file in files:
            tell(f"set aside {file.path}: {file.fault}" if file.fault else "")
        readable = [(file.id, file.text) for file in files if not file.fault]
    codes = {line["id"]: bare_codes((*line["codes"], *line.get("conditional", ()))) for line in lines}
    decide = (lambda id: given_services(codes[id])) if given else None
    answers = {analysis.id: analysis.to_dict() for analysis in analyze_many(readable, decide)}
    result = score(lines, answers)
    figures = result.to_dict()
    if mentions is not None:
        figures["entities"] = score_mentions(mentions, answers).to_dict()
    if format is OutputFormat.JSON:
        typer.echo(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        _print_figure(name, value)
    for wrong in result.wrong[:show]:
        typer.echo(harmless(f"\n{wrong.id}\n  gold {wrong.gold}\n  said {wrong.said}\n  {wrong.why}"))


def _print_figure(name: str, value: Any) -> None:
    if isinstance(value, dict):
        typer.echo(name)
        for key, inner in value.items():
            typer.echo(f"    {key} {inner}")
    else:
        typer.echo(f"{name} {value}")
