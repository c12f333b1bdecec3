"""A knowledge file that asks for too much is refused with its line, before it costs anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.knowledge.yaml_file import MOST_BYTES, read_document

LAUGHS = "a: &a [ha, ha]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def fault(path: Path) -> str:
    with pytest.raises(KnowledgeError) as refused:
        read_document(path)
    return str(refused.value)


def written(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_aliases_that_repeat_each_other_a_billion_times_are_refused_with_their_line(tmp_path: Path) -> None:
    assert fault(written(tmp_path, LAUGHS)) == (
        "own.yaml:7: aliases write out more than 500,000 entries; write the values once each"
    )


def test_an_alias_of_what_it_stands_in_is_refused(tmp_path: Path) -> None:
    assert fault(written(tmp_path, "one: 1\nlist: &a [1, *a]\n")).startswith("own.yaml:2: an alias repeats what")


@pytest.mark.parametrize(
    ("deep", "line"),
    [
        ("x: " + "[" * 300_000 + "]" * 300_000, 1),
        ("x: 1\ny: " + "{a: " * 5_000 + "1" + "}" * 5_000, 2),
        ("".join(" " * depth + "a:\n" for depth in range(3_000)), 101),
        ("- " * 5_000 + "x", 1),
    ],
    ids=["lists", "mappings", "indented", "dashes"],
)
def test_what_is_nested_too_deep_is_refused_with_its_line(tmp_path: Path, deep: str, line: int) -> None:
    assert fault(written(tmp_path, deep)) == f"own.yaml:{line}: is nested more than 100 deep; make it flatter"


def test_brackets_in_quotes_are_no_depth(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, f"x: '{'[' * 500}'\n")).data == {"x": "[" * 500}


def test_an_alias_that_is_used_a_few_times_is_read(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, "a: &a [1, 2]\nb: *a\nc: *a\n")).data["c"] == [1, 2]


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    os.truncate(path, MOST_BYTES + 1)
    assert fault(path) == "own.yaml: is larger than 5,000,000 bytes; split it into several files"


def test_a_pipe_in_the_place_of_a_file_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    os.mkfifo(path)
    assert fault(path) == "own.yaml: is no file; a folder, pipe or device is not read"
