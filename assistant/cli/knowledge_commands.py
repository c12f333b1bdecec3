"""`sonocode knowledge`: check the knowledge files, count them, and write the spaCy pipeline that is made from them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
