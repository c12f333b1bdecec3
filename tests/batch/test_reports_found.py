"""The reports of a batch: each once and in order, from folders, names, tables and standard input."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from assistant.batch.files import Reports, find_files, name_reports
from assistant.documents.report_tables import Columns
from assistant.errors import InputError


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"text of {name}")
    return folder


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    tree(tmp_path, "b/2.txt", "b/1.txt", "b.txt", "a.txt", "a/z/1.txt", "a/b.txt", "B.txt", "b-1.txt")
    assert find_files([tmp_path]).reports == sorted(tmp_path.rglob("*.txt"))


@pytest.mark.parametrize(
    "paths", [["."], ["a", "."], [".", "a"], ["a/1.txt", "."], [".", "a/1.txt"], [".", "."], ["a/1.txt", "a", "."]]
)
def test_each_file_comes_once_however_it_is_named(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree(tmp_path, "1.txt", "a/1.txt", "a/2.txt", "a/b/3.txt"))
    found = [str(path) for path in find_files(map(Path, paths)).reports]
    assert sorted(found) == ["1.txt", "a/1.txt", "a/2.txt", "a/b/3.txt"]


def test_a_file_of_another_kind_is_read_where_it_is_named_beside_its_folder(tmp_path: Path) -> None:
    tree(tmp_path, "1.txt", "2.csv")
    found = find_files([tmp_path, tmp_path / "2.csv"])
    assert (found.reports, found.passed_over) == ([tmp_path / "1.txt", tmp_path / "2.csv"], [tmp_path / "2.csv"])


def test_reports_of_one_stem_are_told_apart_without_a_list_of_all(tmp_path: Path) -> None:
    tree(tmp_path, "x/a.txt", "y/a.txt", "y/b.txt", "c.txt")
    given = Reports([tmp_path])
    assert [file.id for file in given] == ["c", "x/a.txt", "y/a.txt", "b"] == name_reports(list(given.files()))


def test_the_share_that_is_read_grows_to_the_whole(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.txt")
    (tmp_path / "c.jsonl").write_text('{"text": "one"}\n{"text": "two"}\n')
    parquet.write_table(pa.table({"text": ["one", "two"]}), tmp_path / "d.parquet")
    given = Reports([tmp_path, tmp_path / "c.jsonl", tmp_path / "d.parquet"])
    read = [file.read for file in given]
    assert read == sorted(read) and read[-1] == given.size


def test_other_files_are_counted_by_their_suffixes(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.yaml", "c.YAML", "d")
    assert Reports([tmp_path]).passed_over == {".yaml": 2, "no suffix": 1}


def test_a_file_that_vanishes_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    given = Reports([tree(tmp_path, "a.txt") / "a.txt"])
    (tmp_path / "a.txt").unlink()
    assert [file.fault for file in given] == ["No such file or directory"]


def test_a_folder_that_cannot_be_listed_is_set_aside_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "a.txt", "shut/b.txt")
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [file.path.name for file in Reports([tmp_path]) if file.fault] == ["shut"]


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Reports:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    return Reports([Path("-")], Columns())


def test_standard_input_may_be_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"{json.dumps(row)}\n" for row in ({"id": "A", "text": "one"}, {"text": "two"}, {"id": "C"}))
    found = [(file.id, str(file.path), file.text, file.fault) for file in standard_input(monkeypatch, lines.encode())]
    assert found == [
        ("A", "stdin:1", "one", ""), ("stdin row 2", "stdin:2", "two", ""), ("C", "stdin:3", "", "no 'text' in it"),
    ]  # fmt: skip


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\0"])
def test_standard_input_may_be_names_of_files(separator: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a b.txt", "c.txt", "d/e.txt", "d/f.txt")
    names = separator.join(str(tmp_path / name) for name in ("c.txt", "a b.txt", "d", ""))
    assert [file.id for file in standard_input(monkeypatch, names.encode())] == ["c", "a b", "e", "f"]


@pytest.mark.parametrize("data", [b"US LEFT LEG VENOUS DUPLEX\nNo DVT.\n", b"", b"\n\n"])
def test_standard_input_of_another_kind_is_refused_in_one_sentence(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="neither JSON Lines of reports nor names of files"):
        standard_input(monkeypatch, data)


def test_standard_input_goes_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="goes alone"):
        Reports([Path("-"), tmp_path])


def test_only_the_columns_that_are_used_are_read_of_a_parquet_file(tmp_path: Path) -> None:
    rows = {"report.id": ["A", "B"], "note": ["one", "two"], "dos": ["2026-01-02", None], "wide": [[1] * 9, None]}
    parquet.write_table(pa.table(rows), tmp_path / "a.parquet")
    given = Reports([tmp_path / "a.parquet"], Columns(id="report.id"))
    assert [(file.id, file.text, str(file.day)) for file in given] == [("A", "one", "2026-01-02"), ("B", "two", "None")]


def test_a_table_through_a_pipe_is_read_as_its_suffix_says(tmp_path: Path) -> None:
    pipe = tmp_path / "a.csv"
    os.mkfifo(pipe)
    Thread(target=pipe.write_text, args=("id,text\nA,one\n",), daemon=True).start()
    assert [(file.id, file.text, file.fault) for file in Reports([pipe])] == [("A", "one", "")]


def test_a_report_is_told_from_any_other_and_from_itself_as_changed(tmp_path: Path) -> None:
    (file,) = Reports([tree(tmp_path, "a.txt")])
    others = [file._replace(text="x"), file._replace(id="b"), file._replace(fault="x"), file._replace(id="", text="a")]
    assert len({each.digest() for each in (file, *others)}) == 5
    assert file._replace(read=9, path=tmp_path).digest() == file.digest()
