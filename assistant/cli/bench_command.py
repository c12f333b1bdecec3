"""`sonocode bench`: speed as a ratio to spaCy's blank tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Reports = Annotated[
    list[Path], typer.Argument(help="Folders of .txt reports, or the files themselves.", metavar="DIR...")
]
Rounds = Annotated[int, typer.Option("--rounds", help="Rounds to time; the median counts.", min=1)]


def bench_command(reports: Reports, rounds: Rounds = 5) -> None:
    """Time the whole analysis against spacy.blank("en") tokenising the same texts, in one run of one process.

    [bold]Example[/bold]

      sonocode bench samples/
    """
    from assistant.batch.files import find_files, read_files
    from assistant.evaluation.bench import bench

    texts = [file.text for file in read_files(find_files(reports).reports) if not file.fault]
    result = bench(texts, rounds)
    typer.echo(f"reports               {result.reports} ({result.characters:,} characters)")
    typer.echo(f"sonocode              {result.analysis_rate:,.0f} reports/s")
    typer.echo(f"spacy.blank tokenizer {result.tokenizer_rate:,.0f} reports/s")
    typer.echo(f"ratio                 {result.ratio:.2f}")
