"""`sonocode train`: learns the weights of services from the corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.shipped import shipped

Corpus = Annotated[Path, typer.Option("--corpus", help="Folder with one file of labelled reports an author (*.jsonl).")]
Out = Annotated[Path | None, typer.Option("--out", help="The pipeline's folder; by default the one that is in use.")]
CORPUS = shipped("samples") / "corpus"


def train_command(corpus: Corpus = CORPUS, out: Out = None) -> None:
    """Learn the weights of services from labelled reports and write them into the pipeline's folder.

    Takes some minutes; the same corpus and rules give the same bytes. Prints how often the code list was right on
    authors that the weights had not seen.

    [bold]Example[/bold]

      sonocode train
      sonocode train --corpus my-reports/ --out my-model/
    """
    from rich.console import Console

    from assistant.language.pipeline import MODEL, SERVICES
    from assistant.services.weights import FILE
    from assistant.training.corpus import own_cases, read_corpus
    from assistant.training.learn import learn

    reports = [*read_corpus(corpus), *own_cases()]
    console = Console(stderr=True)
    with console.status("") as status:

        def say(step: str) -> None:
            status.update(step)
            if not console.is_terminal:
                console.print(f"sonocode: {step}", highlight=False)

        weights = learn(reports, say)
    path = (out or MODEL) / SERVICES / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(weights.to_json(), encoding="utf-8")
    typer.echo(json.dumps(weights.made_from["figures"], indent=1))
