"""The command line: `sonocode`, also `python -m assistant`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

import typer

from assistant.cli.terminal import harmless
from assistant.errors import SonocodeError

USAGE_EXIT = 2


def build() -> typer.Typer:
    """Return the program with all its commands."""
    from assistant.cli.analyze_command import analyze_command
    from assistant.cli.app_command import app_command
    from assistant.cli.batch_command import batch_command
    from assistant.cli.bench_command import bench_command
    from assistant.cli.diagnoses_commands import diagnoses_app
    from assistant.cli.encounter_commands import encounter_command, encounters_command
    from assistant.cli.evaluate_command import evaluate_command
    from assistant.cli.explain_command import explain_command
    from assistant.cli.export_command import export_command
    from assistant.cli.findings_command import findings_command
    from assistant.cli.knowledge_commands import knowledge_app
    from assistant.cli.tables_commands import edits_command, tables_app
    from assistant.cli.train_command import train_command
    from assistant.cli.worklist_commands import worklist_app

    program = typer.Typer(
        name="sonocode", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich",
        help="From an ultrasound or IVUS report to candidate codes, their evidence, and what is missing. Nothing leaves this machine.",
    )  # fmt: skip
    program.command("analyze")(analyze_command)
    program.command("batch")(batch_command)
    program.command("evaluate")(evaluate_command)
    program.command("explain")(explain_command)
    program.command("findings")(findings_command)
    program.command("export")(export_command)
    program.command("train")(train_command)
    program.command("bench")(bench_command)
    program.command("edits")(edits_command)
    program.command("encounter")(encounter_command)
    program.command("encounters")(encounters_command)
    program.command("app")(app_command)
    program.add_typer(tables_app, name="tables")
    program.add_typer(diagnoses_app, name="diagnoses")
    program.add_typer(knowledge_app, name="knowledge")
    program.add_typer(worklist_app, name="worklist")
    return program


def main() -> None:
    """Run the program; an error of the input is one line on standard error and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # an odd character of a file name or a report must not stop the answer
            stream.reconfigure(errors="backslashreplace")
    try:
        _run()
    except SonocodeError as error:
        _stop(str(error))
    except BrokenPipeError:  # the reader of a pipe has gone: nothing to say
        sys.stderr.close()
        _forget_output()
        sys.exit(0)
    except OSError as error:
        _forget_output()
        why = error.strerror or str(error)
        _stop(f"{error.filename}: {why}" if error.filename else f"the answer cannot be written ({why})")


def _run() -> None:
    """Run the program to the last byte of its output: a full disk is found here and not at the end of the process."""
    try:
        build()()
    except SystemExit:
        sys.stdout.flush()
        raise


def _stop(what: str) -> NoReturn:
    typer.echo(harmless(f"sonocode: {what}"), err=True)
    sys.exit(USAGE_EXIT)


def _forget_output() -> None:
    """Let what standard output could not take go nowhere, so that the end of the process does not try again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
