"""Reads the labelled reports that the weights are learned from: one JSON Lines file an author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.evaluation.gold import read_json_lines
from assistant.knowledge.service_cases import service_cases
from assistant.knowledge.yaml_file import Strict, read_yaml

OWN = "own"  # the author of the families' cases
AUTHORS = "authors.yaml"


@dataclass(frozen=True, slots=True)
class LabelledReport:
    """A report with the codes that a careful coder gives it.

    Attributes:
        author: Whose habits it is written in; figures are taken by leaving whole authors out.
        id: Its name.
        text: The report.
        codes: Codes that it supports.
        conditional: Codes of work that seems done but lacks an element that the code demands.
        alternatives: Other lists of codes that a second careful coder could defend.
        gold: The whole gold line, for scoring.
        read: Whether rules were written with an eye on the author's texts.
    """

    author: str
    id: str
    text: str
    codes: frozenset[str]
    conditional: frozenset[str]
    alternatives: frozenset[str]
    gold: dict[str, Any]
    read: bool = False


class Author(Strict):
    """An author of the corpus: in whose manner, and whether rules were written with an eye on the texts."""

    read: bool
    manner: str


class Authors(Strict):
    """The file `authors.yaml` of a corpus."""

    authors: dict[str, Author]


def read_corpus(folder: Path) -> list[LabelledReport]:
    """Return the reports of every author's file of `folder`, by file name; authors that its list lacks count as not read.

    Raises:
        InputError: The folder has no such file, or a line of one is no labelled report.
        KnowledgeError: The list of authors (`authors.yaml`) cannot be read.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InputError(f"{folder}: holds no author's file (*.jsonl); the corpus ships in samples/corpus")
    listed = folder / AUTHORS
    known = read_yaml(listed, Authors).authors if listed.exists() else {}
    read = {name for name, author in known.items() if author.read}
    return [_report(path, line, path.stem in read) for path in files for line in read_json_lines(path)]


def own_cases() -> list[LabelledReport]:
    """Return the families' cases as labelled reports."""
    return [
        LabelledReport(
            OWN, f"{family}/{case.id}", case.text, _codes(case.codes), _codes(case.conditional), frozenset(), {}, True
        )
        for family, case in service_cases()
    ]


def _report(path: Path, line: dict[str, Any], read: bool) -> LabelledReport:
    missing = [key for key in ("text", "codes") if key not in line]
    if missing:
        raise InputError(f"{path}: report {line['id']} lacks the key '{missing[0]}'")
    alternatives = frozenset(code for option in line.get("alternatives", ()) for code in _codes(option))
    return LabelledReport(
        path.stem, line["id"], line["text"], _codes(line["codes"]), _codes(line.get("conditional", ())), alternatives,
        line, read,
    )  # fmt: skip


def _codes(entries: Iterable[Any]) -> frozenset[str]:
    """Return the bare codes of entries as gold answers and cases write them: "93971-RT", "37253 x2", {"code": ...}."""
    written = (entry if isinstance(entry, str) else entry["code"] for entry in entries)
    return frozenset(code.split(" ")[0].split("-")[0] for code in written)
