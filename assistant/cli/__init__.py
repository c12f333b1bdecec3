"""The command line: `sonocode`, also `python -m assistant`."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import Any, NamedTuple, NoReturn, cast

import typer
from typer.core import TyperGroup

from assistant.core_dumps import forbid_core_dumps
from assistant.errors import SonocodeError
from assistant.terminal import harmless

USAGE_EXIT = 2
#: Most of what a command makes lives until it ends: the garbage collector looks at 20,000 new objects at once, not 700.
SELDOM = (20_000, 50, 50)
LOOK: Any = {"add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": "rich"}


class Called(NamedTuple):
    """Where a command is, and the first paragraph of its help.

    Attributes:
        module: The module below `assistant.cli`.
        name: A function, or the Typer program of a group of commands.
        help: What `sonocode --help` says of it, so that nothing is loaded for that.
    """

    module: str
    name: str
    help: str


COMMANDS = {
    "analyze": Called("analyze_command", "analyze_command", "Analyse one report: its mentions, candidate codes with evidence, and documentation gaps."),
    "batch": Called("batch_command", "batch_command", "Analyse many reports, in their order."),
    "evaluate": Called("evaluate_command", "evaluate_command", "Analyse the reports of a gold file and print precision, recall, F1 and exact-match figures."),
    "explain": Called("explain_command", "explain_command", "Print the rule of a code with its elements, exclusions, dates and sources; or why a report does not support it."),
    "findings": Called("findings_command", "findings_command", "Tell what reports say now of each structure: side, segment, what was seen, and the words that say it."),
    "export": Called("export_command", "export_command", "Write reports as claim lines, codes to paste, audit sheets or FHIR R4 bundles."),
    "wrong": Called("wrong_command", "wrong_command", "Write down a wrong answer for the maintainers: what was read and given, no word, number or date of the report."),
    "train": Called("train_command", "train_command", "Learn the weights of services from labelled reports and write them into the pipeline's folder."),
    "bench": Called("bench_command", "bench_command", 'Time the whole analysis and its stages in turns with spacy.blank("en") tokenising the same texts, in one run.'),
    "edits": Called("tables_commands", "edits_command", "Check the codes of one patient and day: dates, pairs, add-ons, units, modifiers."),
    "encounter": Called("encounter_commands", "encounter_command", "Analyse several reports of one patient and day together: one list of codes, each traced to its report."),
    "encounters": Called("encounter_commands", "encounters_command", "Group the reports of a table into encounters and analyse each: one line of JSON an encounter."),
    "app": Called("app_command", "app_command", "Open the pages: on 127.0.0.1 for this machine, or for many people with a sign-in."),
    "serve": Called("serve_command", "serve_command", "Serve reports by HTTP to other programs: JSON, FHIR and CDS Hooks, beside the pages or alone."),
    "tables": Called("tables_commands", "tables_app", "Official tables: import what CMS publishes, list it, verify it. They stay on this machine. Example: sonocode tables import FILE.zip"),
    "diagnoses": Called("diagnoses_commands", "diagnoses_app", 'Candidate ICD-10-CM codes of indications and impressions. Example: sonocode diagnoses link "calf pain"'),
    "knowledge": Called("knowledge_commands", "knowledge_app", "The rules, lexicons and the pipeline made from them. Example: sonocode knowledge check"),
    "worklist": Called("worklist_commands", "worklist_app", "The worklist: reports under review, kept in a file of yours, or in PostgreSQL by SONOCODE_DATABASE_URL. Example: sonocode worklist add reports/"),
}  # fmt: skip


class _Program(TyperGroup):
    """The commands by name; one is loaded when it is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the arguments name, loaded, and the arguments that are left for it."""
        if args[0] in COMMANDS:
            self.commands[args[0]] = loaded(args[0])
        return super().resolve_command(ctx, args)


def build() -> typer.Typer:
    """Return the program; its commands are loaded when they are called."""
    program = typer.Typer(
        name="sonocode", no_args_is_help=True, cls=_Program, **LOOK,
        help="From an ultrasound or IVUS report to candidate codes, their evidence, and what is missing. Nothing leaves this machine.",
    )  # fmt: skip
    for name, called in COMMANDS.items():
        program.command(name, help=called.help)(_not_loaded)
    return program


def loaded(name: str) -> Any:
    """Return a command, or group of commands, of the program by its name."""
    called = COMMANDS[name]
    found = getattr(import_module(f"assistant.cli.{called.module}"), called.name)
    program = typer.Typer(**LOOK)
    if isinstance(found, typer.Typer):
        program.add_typer(found, name=name)
        return cast(TyperGroup, typer.main.get_command(program)).commands[name]
    program.command(name)(found)
    return typer.main.get_command(program)


def _not_loaded() -> None:
    """Stand for a command in the help of the program."""


def main() -> None:
    """Run the program; an error of the input is one line on standard error and exit code 2."""
    gc.set_threshold(*SELDOM)
    forbid_core_dumps()
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
    except MemoryError:
        _forget_output()
        _stop("there is not enough memory for this; give it more, or take less at once")
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
    with suppress(OSError):  # standard error may be on the same full disk
        typer.echo(harmless(f"sonocode: {what}"), err=True)
    sys.exit(USAGE_EXIT)


def _forget_output() -> None:
    """Let what standard output could not take go nowhere, so that the end of the process does not try again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
