"""`sonocode diagnoses`: build the diagnosis index and link an indication to ICD-10-CM codes."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import SonocodeError

diagnoses_app = typer.Typer(
    help="Link indications to ICD-10-CM codes.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)

_BUILD_EXAMPLES = """Examples:

  sonocode diagnoses build

  sonocode diagnoses build --out /srv/sonocode/diagnoses"""

_LINK_EXAMPLES = """Examples:

  sonocode diagnoses link "Left calf swelling, r/o DVT"

  sonocode diagnoses link "Leg swelling" --impression "Acute DVT of the left femoral vein."

  sonocode diagnoses link "RUQ pain, jaundice" --json"""


@diagnoses_app.command(epilog=_BUILD_EXAMPLES)
def build(
    out: Annotated[Path | None, typer.Option(help="Folder of the index; by default the user's cache folder.")] = None,
) -> None:
    """Build the index over the installed ICD-10-CM list and the synonyms. It is also built on first use."""
    from assistant.diagnoses.index import build_index, default_folder

    started = time.perf_counter()
    try:
        report = build_index(out or default_folder())
    except SonocodeError as error:
        raise _failure(error) from error
    typer.echo(
        f"{report.code_set}: {report.families} families of codes, {report.wordings} wordings, "
        f"{report.size / 1e6:.1f} MB in {report.folder}, built in {time.perf_counter() - started:.0f} s"
    )


@diagnoses_app.command(epilog=_LINK_EXAMPLES)
def link(
    text: Annotated[str, typer.Argument(help="The indication, in quotes.")],
    impression: Annotated[str, typer.Option(help="The impression: what it denies is dropped, what it confirms comes first.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    index: Annotated[Path | None, typer.Option(help="Folder of an index made with `build --out`.")] = None,
) -> None:
    """Show the ICD-10-CM codes that an indication supports, best first, or why no code can come from it."""
    from assistant.diagnoses import indication_problem, link_findings, link_indication
    from assistant.diagnoses.index import load_index

    try:
        loaded = load_index(index)
        candidates = link_indication(text, impression=impression, index=loaded)
        findings = link_findings(impression, index=loaded) if impression else []
    except SonocodeError as error:
        raise _failure(error) from error
    problem = indication_problem(text)
    if as_json:
        record = {
            "code_set": loaded.code_set,
            "indication": [candidate.to_dict() for candidate in candidates],
            "findings": [candidate.to_dict() for candidate in findings],
            "problem": problem,
        }
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    for title, rows in (("Indication", candidates), ("Findings", findings)):
        if rows:
            typer.echo(f"{title} ({loaded.code_set})")
        for row in rows:
            needs = f" [still needed: {', '.join(row.needs)}]" if row.needs else ""
            typer.echo(f"  {row.rank}. {row.code:<8} {row.name}{needs}\n     {row.reason}")
    if problem or not candidates:
        typer.echo(f"No code can come from this indication: {problem or 'no wording of the code list is near enough'}.")


def _failure(error: SonocodeError) -> typer.Exit:
    typer.echo(f"Error: {error}", err=True)
    return typer.Exit(2)
