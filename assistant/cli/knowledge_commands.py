"""`sonocode knowledge`: check the knowledge files, count them, write their pipeline, and say how far it can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import FormatOption, OutputFormat

knowledge_app = typer.Typer(
    no_args_is_help=True, help="The rules, lexicons and the pipeline made from them. Example: sonocode knowledge check"
)
Out = Annotated[Path | None, typer.Option("--out", help="Folder to write; models/en_us_report without it.")]


@knowledge_app.command("check")
def check_command() -> None:
    """Load every knowledge file, run the cases beside the families, and say what is wrong where.

    [bold]Example[/bold]

      sonocode knowledge check
    """
    from assistant.evaluation.cases import failures
    from assistant.knowledge.code_registry import load_codes
    from assistant.knowledge.lexicon_schema import lexicon_files
    from assistant.knowledge.service_cases import service_cases
    from assistant.studies.compiled import knowledge

    compiled = knowledge()
    forms = sum(
        len(entry.forms) + len(entry.bare) + len(entry.right) + len(entry.left) + len(entry.both)
        for _, file in lexicon_files() for entry in file.concepts.values()
    )  # fmt: skip
    concepts = sum(len(file.concepts) for _, file in lexicon_files())
    cases = service_cases()
    typer.echo(
        f"{len(compiled.studies)} kinds of study, {len(load_codes())} codes, {concepts} concepts with {forms} forms, {len(cases)} cases"
    )
    wrong = list(failures(cases))
    for fault in wrong:
        typer.echo(fault, err=True)
    if wrong:
        raise typer.Exit(1)


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

    from assistant.services.component import learned_weights
    from assistant.services.reliability import in_hundred, measured_on, overview, said, shipped_reliability

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
