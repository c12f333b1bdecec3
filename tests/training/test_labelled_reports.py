import json
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.training.corpus import AUTHORS, OWN, own_cases, read_corpus

LINE = {"id": "A-1", "text": "Left leg duplex.", "codes": [{"code": "93971", "units": 1, "modifiers": ["LT"]}]}


def written(folder: Path, *lines: dict) -> Path:
    (folder / "A.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def test_the_name_of_the_file_is_the_author(tmp_path: Path) -> None:
    assert read_corpus(written(tmp_path, LINE))[0].author == "A"


def test_codes_are_read_without_modifiers_and_units(tmp_path: Path) -> None:
    line = LINE | {"conditional": [{"code": "76937", "needs": []}], "alternatives": [["37253 x2", "93971-LT"]]}
    report = read_corpus(written(tmp_path, line))[0]
    assert (report.codes, report.conditional, report.alternatives) == ({"93971"}, {"76937"}, {"37253", "93971"})


def test_a_report_without_text_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"A\.jsonl: report A-1 lacks the key 'text'"):
        read_corpus(written(tmp_path, {key: value for key, value in LINE.items() if key != "text"}))


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no author's file"):
        read_corpus(tmp_path)


def test_the_families_cases_count_as_read() -> None:
    cases = own_cases()
    assert cases
    assert all(case.author == OWN and case.read for case in cases)


def test_an_author_is_read_where_the_list_says_so(tmp_path: Path) -> None:
    written(tmp_path, LINE)
    (tmp_path / "B.jsonl").write_text(json.dumps(LINE), encoding="utf-8")
    (tmp_path / AUTHORS).write_text("authors:\n  A: {read: true, manner: terse}\n", encoding="utf-8")
    assert [(report.author, report.read) for report in read_corpus(tmp_path)] == [("A", True), ("B", False)]
