"""`sonocode diagnoses`: build the index over ICD-10-CM, and link an indication to its codes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import FormatOption, OutputFormat
from assistant.json_text import json_text
from assistant.terminal import harmless

if TYPE_CHECKING:
    from assistant.diagnoses import DiagnosisCandidate

diagnoses_app = typer.Typer(
    no_args_is_help=True,
    help='Candidate ICD-10-CM codes of indications and impressions. Example: sonocode diagnoses link "calf pain"',
)

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index (default: the user's own data folder).")
]


@diagnoses_app.command("build")
def build_command(index: IndexOption = None) -> None:
    """Build the index from the installed code list and the synonyms; otherwise it is built on first use.

    [bold]Example[/bold]

      sonocode diagnoses build
    """
    from assistant.diagnoses.index import build_index, default_folder

    started = time.perf_counter()
    built = build_index(index or default_folder())
    typer.echo(
        f"{built.code_set}: {built.families} families of codes, {built.wordings} wordings, {built.size / 1e6:.1f} MB "
        f"in {built.folder}, built in {time.perf_counter() - started:.0f} s"
    )


@diagnoses_app.command("families")
def families_command() -> None:
    """Write the families of the installed code list as they ship, so that no index needs the list itself.

    [bold]Example[/bold]

      sonocode diagnoses families > assistant/diagnoses/families.json
    """
    from assistant.diagnoses import lexicon
    from assistant.diagnoses.families import families_text

    typer.echo(families_text(lexicon.codes().scope), nl=False)


@diagnoses_app.command("link")
def link_command(
    text: Annotated[str, typer.Argument(help="The indication, in quotes.")],
    impression: Annotated[str, typer.Option(help="What it denies is dropped, what it confirms comes first.")] = "",
    format: FormatOption = OutputFormat.TEXT,
    index: IndexOption = None,
) -> None:
    """Show the codes that an indication supports, best first, or why no code can come from it.

    [bold]Examples[/bold]

      sonocode diagnoses link "Left calf swelling, r/o DVT"

      sonocode diagnoses link "Leg swelling" --impression "Acute DVT of the left femoral vein."

      sonocode diagnoses link "RUQ pain, jaundice" --format json
    """
    from assistant.diagnoses import indication_problem, link_findings, link_indication
    from assistant.diagnoses.index import load_index

    loaded = load_index(index)
    problem = indication_problem(text)
    groups = {
        "indication": link_indication(text, impression=impression, index=loaded),
        "findings": link_findings(impression, index=loaded),
    }
    if format is OutputFormat.JSON:
        rows = {name: [candidate.to_dict() for candidate in found] for name, found in groups.items()}
        typer.echo(json_text({"code_set": loaded.code_set, "problem": problem, **rows}, 2))
        return
    for name, found in groups.items():
        _print(f"{name.capitalize()} ({loaded.code_set})", found)
    if not groups["indication"]:
        typer.echo(f"No code comes from this indication: {problem or 'no wording of the code list is near enough'}.")


def _print(title: str, found: list[DiagnosisCandidate]) -> None:
    if found:
        typer.echo(title)
    for candidate in found:
        needs = f" [still needed: {', '.join(candidate.needs)}]" if candidate.needs else ""
        typer.echo(
            harmless(f"  {candidate.rank}. {candidate.code:<8} {candidate.name}{needs}\n     {candidate.reason}")
        )
