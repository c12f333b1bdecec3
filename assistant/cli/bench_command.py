"""`sonocode bench`: speed as a ratio to spaCy's blank tokenizer, by stage, against other tools, and over processes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.evaluation.bench.compare import PeerResult
    from assistant.evaluation.bench.jobs import JobsResult
    from assistant.evaluation.bench.own import OwnResult

Reports = Annotated[
    list[Path], typer.Argument(help="Folders of .txt reports, or the files themselves.", metavar="DIR...")
]
Rounds = Annotated[int, typer.Option("--rounds", help="Rounds to time; the median counts.", min=1)]
Jobs = Annotated[int | None, typer.Option("--jobs", help="Also time a batch in so many processes against one.", min=2)]
Alone = Annotated[bool, typer.Option("--alone", help="Leave the other tools out.")]
Pythons = Annotated[
    list[Path] | None,
    typer.Option(
        "--python",
        help="The Python of an environment in which other tools are installed, beside this one; may be repeated.",
        metavar="FILE",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write all figures as JSON.")]


def bench_command(
    reports: Reports,
    rounds: Rounds = 5,
    jobs: Jobs = None,
    alone: Alone = False,
    python: Pythons = None,
    as_json: AsJson = False,
) -> None:
    """Time the whole analysis and its stages in turns with spacy.blank("en") tokenising the same texts, in one run.

    Other tools (negspaCy, EDS-NLP, medspaCy) are timed in the same way on the same texts and the terms of the lexicon, each
    in a process of its own, where they are installed; the table says what each does for a report and what it does not.
    Rates are of processor time in one process; only --jobs goes by the clock.

    [bold]Examples[/bold]

      sonocode bench samples/

      sonocode bench reports/ --jobs 2 --alone

      sonocode bench samples/ --python ~/medspacy/bin/python --json
    """
    from assistant.batch.files import Reports as Found
    from assistant.errors import InputError
    from assistant.evaluation.bench.own import measure_own

    texts = [file.text for file in Found(reports) if not file.fault]
    if not texts:
        raise InputError("none of the files can be read as a report")
    own = measure_own(texts, rounds)
    peers: list[PeerResult] = []
    if not alone:
        from assistant.evaluation.bench.compare import compare

        peers = compare(texts, rounds, [Path(sys.executable), *(python or ())])
    processes = None
    if jobs:
        from assistant.evaluation.bench.jobs import measure_jobs

        processes = measure_jobs(texts, jobs, rounds)
    if as_json:
        typer.echo(json.dumps(_as_json(own, peers, processes), indent=1))
        return
    for line in _told(own, peers, processes):
        typer.echo(line)


def _told(own: OwnResult, peers: list[PeerResult], processes: JobsResult | None) -> Iterator[str]:
    yield f"reports               {own.reports} ({own.characters:,} characters)"
    yield f"sonocode              {own.analysis.rate:,.0f} reports/s"
    yield f"spacy.blank tokenizer {own.analysis.tokenizer_rate:,.0f} reports/s"
    yield f"ratio                 {own.analysis.ratio:.2f}"
    yield ""
    yield f"{'stage':<29}{'reports/s':>10}{'ms each':>9}{'ratio':>7}"
    for name, stage in own.stages.items():
        yield f"{name:<29}{stage.rate:>10,.0f}{1000 / stage.rate:>9.2f}{stage.ratio:>7.2f}"
    yield ""
    yield (
        f"first report {own.first:,.0f} ms, the rules loaded in it; second {own.second:.1f} ms; "
        f"at most {own.memory:,.0f} MB held"
    )
    if processes:
        yield (
            f"batch by the clock: {processes.one_rate:,.0f} reports/s in 1 process, {processes.rate:,.0f} in "
            f"{processes.jobs}: {processes.times:.2f} times"
        )
    if peers:
        yield ""
        yield from _table(own, peers)


def _table(own: OwnResult, peers: list[PeerResult]) -> Iterator[str]:
    """Yield the comparison: a line for each tool, the abilities as columns; then what else there is to say of them."""
    from assistant.evaluation.bench.compare import ABILITIES
    from assistant.shipped import VERSION

    abilities = " ".join(ABILITIES)
    yield f"{'tool':<28}{'version':<10}{'reports/s':>9}{'ratio':>7}{'MB':>6}  {abilities}"
    whole = own.analysis
    yield _row("sonocode", VERSION, f"{whole.rate:,.0f}", f"{whole.ratio:.2f}", f"{own.memory:,.0f}", ABILITIES)
    for peer in peers:
        figures = ("-", "-", "-") if peer.fault else (f"{peer.rate:,.0f}", f"{peer.ratio:.2f}", f"{peer.memory:,.0f}")
        yield _row(peer.name, peer.version or "absent", *figures, peer.does)
    yield ""
    for peer in peers:
        yield f"{peer.name}: {peer.note}" + (f"; {peer.fault}" if peer.fault else f"; {peer.found:.0f} terms a report")


def _row(name: str, version: str, rate: str, ratio: str, memory: str, does: tuple[str, ...]) -> str:
    from assistant.evaluation.bench.compare import ABILITIES

    marks = " ".join(("yes" if ability in does else "-").center(len(ability)) for ability in ABILITIES)
    return f"{name:<28}{version:<10}{rate:>9}{ratio:>7}{memory:>6}  {marks}".rstrip()


def _as_json(own: OwnResult, peers: list[PeerResult], processes: JobsResult | None) -> dict[str, Any]:
    from assistant.evaluation.bench.compare import ABILITIES

    return {
        "reports": own.reports, "characters": own.characters, "first_ms": own.first, "second_ms": own.second,
        "memory_mb": own.memory, "stages": {name: stage._asdict() for name, stage in own.stages.items()},
        "processes": processes._asdict() if processes else None,
        "tools": [peer._asdict() | {"does_not": [one for one in ABILITIES if one not in peer.does]} for peer in peers],
    }  # fmt: skip
