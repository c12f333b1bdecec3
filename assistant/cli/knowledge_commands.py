"""`sonocode knowledge`: check the knowledge, run its cases, write its pipeline, and say how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import FormatOption, OutputFormat, SiteOption, choose_knowledge
from assistant.errors import InputError
from assistant.terminal import harmless

if TYPE_CHECKING:
    from rich.progress import Progress

SOME_WRONG = 1

knowledge_app = typer.Typer(
    no_args_is_help=True, help="The rules, lexicons and the pipeline made from them. Example: sonocode knowledge check"
)
Out = Annotated[Path | None, typer.Option("--out", help="Folder to write; models/en_us_report without it.")]
Family = Annotated[
    str | None, typer.Argument(help="A family, by the name of its file; all without it.", metavar="FAMILY")
]
Unused = Annotated[
    bool, typer.Option("--unused", help="Name condition entries that decide no case, sample, paraphrase.")
]


@knowledge_app.command("check")
def check_command(
    context: typer.Context, family: Family = None, unused: Unused = False, site: SiteOption = None
) -> None:
    """Load every knowledge file, run the cases beside the families, and say what is wrong where (exit code 1).

    [bold]Examples[/bold]

      sonocode knowledge check

      sonocode knowledge check carotid-duplex --unused

      sonocode knowledge check --site samples/site
    """
    choose_knowledge(context, site)
    families = _families(family)
    if not unused:
        typer.echo(_count())
        _run_cases(families)
        return
    from assistant.evaluation.unused import project_texts, unused_entries

    texts = project_texts()
    with _progress() as progress:
        for name in families:
            task = progress.add_task(f"dropping entries of {name}", total=1)
            for entry in unused_entries(name, texts, lambda share, task=task: progress.advance(task, share)):  # type: ignore[misc]
                typer.echo(harmless(f"{entry.place}: '{entry.entry}' decides nothing in {entry.condition}"))
            progress.remove_task(task)


def _families(family: str | None) -> list[str]:
    """Return the family that was named, or all.

    Raises:
        InputError: There is no such family.
    """
    from assistant.knowledge.active import active
    from assistant.knowledge.nearest import did_you_mean

    known = active().documents
    if family is None:
        return list(known)
    if family not in known:
        raise InputError(f"no family is called '{family}'{did_you_mean(family, known) or '; ' + ', '.join(known)}")
    return [family]


def _count() -> str:
    """Read the files that analyses read only when asked for, and return how much there is of everything."""
    from assistant.gaps.consequences import consequence_file
    from assistant.knowledge.code_history import load_code_history
    from assistant.knowledge.code_registry import load_codes
    from assistant.knowledge.curated_edits import load_curated_edits
    from assistant.knowledge.lexicon_schema import lexicon_files
    from assistant.knowledge.service_cases import service_cases
    from assistant.studies.compiled import knowledge

    load_code_history(), load_curated_edits(), consequence_file()
    entries = [entry for _, file in lexicon_files() for entry in file.concepts.values()]
    forms = sum(len(getattr(entry, name)) for entry in entries for name in ("forms", "bare", "right", "left", "both"))
    return (
        f"{len(knowledge().studies)} kinds of study, {len(load_codes())} codes, {len(entries)} concepts with {forms} forms, "
        f"{len(service_cases())} cases"
    )


def _run_cases(families: list[str]) -> None:
    """Run the cases of the families; print what each says differently, and end with exit code 1 where one does."""
    from assistant.evaluation.cases import failures
    from assistant.knowledge.service_cases import service_cases

    cases = [(name, case) for name, case in service_cases() if name in families]
    wrong = 0
    with _progress() as progress:
        task = progress.add_task("running cases", total=len(cases))
        for name, case in cases:
            faults = failures(name, case)
            wrong += bool(faults)
            for fault in faults:
                typer.echo(harmless(str(fault)), err=True)
            progress.advance(task)
    typer.echo(f"{len(cases) - wrong} of {len(cases)} cases give what they expect")
    if wrong:
        raise typer.Exit(SOME_WRONG)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Draw a bar on standard error while the block works, if somebody watches."""
    import sys

    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        yield progress


@knowledge_app.command("pipeline")
def pipeline_command(out: Out = None) -> None:
    """Write the assembled spaCy pipeline, loadable with spacy.load.

    [bold]Example[/bold]

      sonocode knowledge pipeline --out models/en_us_report
    """
    from assistant.language.pipeline import MODEL, write_pipeline

    target = out or MODEL
    write_pipeline(target)
    typer.echo(f"written {target}")


@knowledge_app.command("reliability")
def reliability_command(format: FormatOption = OutputFormat.TEXT) -> None:
    """Print how often the code list was right, and how far the doubt of a report can be trusted.

    The figures were taken when the weights were learned, on authors that these had not seen.

    [bold]Example[/bold]

      sonocode knowledge reliability
    """
    import json

    from assistant.services.reliability import in_hundred, measured_on, overview, said, shipped_reliability
    from assistant.services.weights import learned_weights

    figures = shipped_reliability()
    if format is OutputFormat.JSON:
        typer.echo(json.dumps(learned_weights().made_from["figures"], indent=1))
        return
    typer.echo(measured_on(figures) + "\n")
    for name, words in overview(figures):
        typer.echo(f"{name:<46}  {words}")
    typer.echo(f"\n{'said to be right':<18}{'reports':>8}   {'were right':>10}")
    for band in figures.bands:
        typer.echo(f"{said(band):<18}{band.texts:>8}   {in_hundred(band.right):>10}")
