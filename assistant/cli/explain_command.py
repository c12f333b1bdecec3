"""`sonocode explain`: what the rules say of a code, and why a report does not support it."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.text import Text

from assistant.cli.options import (
    DateOption,
    FormatOption,
    OutputFormat,
    SiteOption,
    choose_knowledge,
    parse_day,
    read_input,
    tell,
)
from assistant.errors import InputError
from assistant.json_text import json_text
from assistant.terminal import harmless

Target = Annotated[
    str, typer.Argument(help="A code; with --why-not a report, or - for standard input.", metavar="CODE_OR_REPORT")
]
WhyNot = Annotated[str | None, typer.Option("--why-not", help="The code that the report does not get.", metavar="CODE")]


def explain_command(
    context: typer.Context,
    target: Target,
    why_not: WhyNot = None,
    date: DateOption = None,
    format: FormatOption = OutputFormat.TEXT,
    site: SiteOption = None,
) -> None:
    """Print the rule of a code with its elements, exclusions, dates and sources; or why a report does not support it.

    [bold]Examples[/bold]

      sonocode explain 93970

      sonocode explain --why-not 93970 report.txt
    """
    choose_knowledge(context, site)
    if why_not is not None:
        _explain_absence(why_not, target, date, format)
        return
    from assistant.coding.explanation import explain

    explanation = explain(target)
    if format is OutputFormat.JSON:
        typer.echo(json_text(explanation.to_dict(), 1))
        return
    from assistant.cli.render import new_console, print_indented

    console = new_console()
    console.print(Text(f"{explanation.code}  {explanation.label}", style="bold"))
    for heading, lines in explanation.sections:
        console.print(Text(f"\n{heading}", style="bold"))
        for line in lines:
            print_indented(console, Text(line), 2)


def _explain_absence(code: str, report: str, date: str | None, format: OutputFormat) -> None:
    from assistant.engine import analyze, explain_absence

    _, decoded = read_input(report)
    tell(decoded.note)
    day = parse_day(date)
    given, obstacles = explain_absence(decoded.text, code, day)
    refused = [] if given else analyze(decoded.text, day=day).with_status("not_reportable")
    reasons = [found.reason for found in refused if found.code == code]
    if format is OutputFormat.JSON:
        answer = {"code": code, "given": given, "obstacles": [o._asdict() for o in obstacles], "refused": reasons}
        typer.echo(json.dumps(answer, indent=1))
        return
    if given:
        typer.echo(f"{code} is supported by this report.")
        return
    if not obstacles and not reasons:
        raise InputError(
            f"nothing in the rule keeps {code} back; another code of the report contains it (see 'sonocode analyze')"
        )
    typer.echo(f"Between this report and {code}:")
    for words in dict.fromkeys((*(obstacle.words for obstacle in obstacles), *reasons)):
        typer.echo(harmless(f"  - {words}"))
