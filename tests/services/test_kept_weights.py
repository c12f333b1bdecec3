"""The learned table as answers take it: compiled before, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.data_folder import FOLDER_VARIABLE
from assistant.engine import read_and_account
from assistant.language.layout import Reading
from assistant.services import weights as module
from assistant.services.weights import learned_weights, read_weights

SAMPLE = Path(__file__).parents[2] / "samples" / "venous-duplex-bilateral.txt"
FILE = module.MODEL / module.SERVICES / module.FILE


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_and_account(SAMPLE.read_text(encoding="utf-8"))[0]


def test_the_kept_table_scores_as_the_one_of_the_file(reading: Reading) -> None:
    made, kept, read = learned_weights.__wrapped__(), learned_weights.__wrapped__(), read_weights(FILE)
    assert made.scores(made.known(reading)) == kept.scores(kept.known(reading)) == read.scores(read.known(reading))


def test_the_kept_table_tells_the_same_words(reading: Reading) -> None:
    learned_weights.__wrapped__()
    kept, read = learned_weights.__wrapped__(), read_weights(FILE)
    for service in read.services:
        assert kept.telling_words(kept.known(reading), service) == read.telling_words(read.known(reading), service)


def test_the_kept_table_is_written_as_the_file_is() -> None:
    learned_weights.__wrapped__()
    assert learned_weights.__wrapped__().to_json() == read_weights(FILE).to_json()


def test_a_damaged_kept_table_is_made_anew(folder: Path, reading: Reading) -> None:
    first = learned_weights.__wrapped__()
    path = folder / "weights.json"
    path.write_bytes(path.read_bytes()[:-100])
    again = learned_weights.__wrapped__()
    assert again.scores(again.known(reading)) == first.scores(first.known(reading))
