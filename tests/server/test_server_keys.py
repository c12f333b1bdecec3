"""The keys of the service: where they come from, and what is said of a wrong file."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.server.settings import KEY_FILE_VARIABLE, KEY_VARIABLE, ServerSettings, keys_from, read_keys

LONG, OTHER = "k" * 24, "j" * 30


def test_each_line_of_the_file_is_a_name_and_a_key(tmp_path: Path) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(f"# the radiology system\nris {LONG}\n\nehr   {OTHER}\n")
    settings = ServerSettings(read_keys(file))
    assert [settings.holder_of(key) for key in (LONG, OTHER, "x")] == ["ris", "ehr", ""]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "holds no key"), (f"ris {LONG[:-1]}", ":1: the key is shorter"), (LONG, ":1: write a name and a key"),
     (f"a {LONG}\nb c d", ":2: write a name and a key"), (None, "No such file")],
)  # fmt: skip
def test_a_wrong_file_is_told_by_its_line_and_no_key_stands_in_the_message(
    tmp_path: Path, text: str | None, words: str
) -> None:
    file = tmp_path / "keys.txt"
    if text is not None:
        file.write_text(text)
    with pytest.raises(InputError, match=words) as told:
        read_keys(file)
    assert LONG[:-1] not in str(told.value)


def test_the_environment_names_one_key_or_a_file_and_the_file_goes_first(tmp_path: Path) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(f"ehr {OTHER}")
    assert [key.holder for key in keys_from({KEY_VARIABLE: LONG})] == ["key"]
    assert [key.holder for key in keys_from({KEY_VARIABLE: LONG, KEY_FILE_VARIABLE: str(file)})] == ["ehr"]
    assert keys_from({}) == ()
