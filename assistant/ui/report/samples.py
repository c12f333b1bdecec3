"""The sample reports that a visitor can pick, and the reports of a sample encounter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from assistant.knowledge.yaml_file import read_document
from assistant.shipped import shipped
from assistant.ui.words import plain

FOLDER = shipped("samples")
FIRST = "venous-duplex-bilateral"


class Sample(NamedTuple):
    """A report of our own with a title that says what it shows."""

    name: str
    title: str
    path: Path

    def read(self) -> str:
        """Return the report's text."""
        return self.path.read_text(encoding="utf-8")


@cache
def load_samples(folder: Path = FOLDER) -> Mapping[str, Sample]:
    """Return the samples of `folder` by name, the one for the first visit first; none where there is no folder."""
    samples = {path.stem: Sample(path.stem, _title(path), path) for path in sorted(folder.glob("*.txt"))}
    return dict(sorted(samples.items(), key=lambda item: item[0] != FIRST))


def load_encounter_sample(folder: Path = FOLDER / "encounters") -> list[tuple[str, str]]:
    """Return the name and text of each report of the sample encounter; none where there is no folder."""
    return [(plain(path.stem).capitalize(), path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]


def _title(report: Path) -> str:
    answers = report.with_suffix(".yaml")
    if answers.exists():
        title = read_document(answers).data.get("title")
        if title:
            return str(title)
    return plain(report.stem)
