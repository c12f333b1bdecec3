"""`sonocode wrong`: a wrong answer to be sent to the maintainers, without the report."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from assistant.cli.options import (
    DateOption,
    PayerOption,
    SettingOption,
    SiteOption,
    choose_knowledge,
    parse_day,
    read_input,
    tell,
)
from assistant.errors import InputError
from assistant.json_text import json_text

CODE = re.compile(r"(?:\d{4}[\dA-Z]|[A-V]\d{4})(?:-[A-Z\d]{2})*")
Report = Annotated[str, typer.Argument(help="The report that was answered wrongly; it is read and not told.", metavar="REPORT")]
Expected = Annotated[
    str,
    typer.Option("--expected", help="The codes that would be right, with commas between; 'none' where there are none.", metavar="CODES"),
]  # fmt: skip


def wrong_command(
    context: typer.Context, report: Report, expected: Expected, date: DateOption = None, setting: SettingOption = None,
    site: SiteOption = None, payer: PayerOption = None,
) -> None:  # fmt: skip
    """Write down a wrong answer for the maintainers: what was read and given, no word, number or date of the report.

    [bold]Example[/bold]

      sonocode wrong report.txt --expected 93971-LT > wrong.json

    Look at the file before you send it: it names concepts, sides, kinds of
    sections, rules and codes, nothing else.
    """
    choose_knowledge(context, site, payer)
    codes = [] if expected.strip().lower() == "none" else [code.strip() for code in expected.upper().split(",")]
    if bad := next((code for code in codes if not CODE.fullmatch(code)), None):
        raise InputError(f"--expected: '{bad[:20]}' is no code; write them as 93971-LT,76882 or 'none'")
    day = parse_day(date)
    _, document = read_input(report)
    tell(document.note)

    from assistant.engine import analyze_document
    from assistant.exchange.wrong_answer import wrong_answer

    analysis = analyze_document(document, day=day, setting=setting.value if setting else None)
    typer.echo(json_text(wrong_answer(analysis, codes), 1))
