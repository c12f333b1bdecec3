"""Site folders for tests: files written from text, and the faults that loading them tells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from assistant.errors import KnowledgeError
from assistant.knowledge.assembly import read_knowledge
from assistant.knowledge.knowledge import Knowledge

NAMED = {"site.yaml": "name: Test Hospital\n"}


def write_site(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a site folder and return it; it gets a `site.yaml` where none is given."""
    site = folder / "site"
    for name, text in {**NAMED, **files}.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return site


def site_knowledge(folder: Path, files: Mapping[str, str], payer: str | None = None) -> Knowledge:
    """Return the knowledge of a site made of `files`."""
    return read_knowledge(write_site(folder, files), payer)


def faults_of_site(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Return the faults that a site made of `files` is refused for; empty where it is accepted."""
    try:
        site_knowledge(folder, files)
    except KnowledgeError as error:
        return [str(fault) for fault in error.faults]
    return []
