"""Keeps what YAML files say in the user's cache folder, as JSON: parsing them is most of the time of a first answer.

A file is known by the hash of its content, so that a changed one is parsed anew; what cannot be read or written is
parsed each time. Only knowledge files come here, never a report.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.data_folder import cache_folder
from assistant.shipped import VERSION

FORM = f"{VERSION} 1"  # of the parser and of what is written: a new one begins anew
DATE, PAIRS = "$date", "$pairs"  # what JSON has no words for: dates, and keys that are no text
KEPT_FOR = 30 * 24 * 3600  # seconds; what is still in use is then parsed once more


def parsed(text: str, parse: Callable[[], Any]) -> Any:
    """Return the data of a YAML text: what `parse` returns, or what it returned for the same text before."""
    name = f"{sha256(f'{FORM} {text}'.encode()).hexdigest()}.json"
    with suppress(OSError, ValueError, RuntimeError):  # not there, not whole, no home
        return json.loads((cache_folder() / name).read_text(encoding="utf-8"), object_hook=_plain)
    data = parse()
    with suppress(OSError, TypeError, RuntimeError):  # no folder to write to, or a kind of value that is not kept
        _write(cache_folder() / name, json.dumps(_written(data), ensure_ascii=False))
    return data


def _write(path: Path, content: str) -> None:
    """Write a file whole or not at all, and drop the old ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(content, encoding="utf-8")
    unfinished.replace(path)
    for other in path.parent.iterdir():
        if other.stat().st_mtime < time.time() - KEPT_FOR:
            other.unlink(missing_ok=True)


def _written(data: Any) -> Any:
    """Return data as JSON can hold them.

    Raises:
        TypeError: A value is of a kind that no knowledge file has.
    """
    if isinstance(data, dict):
        if all(isinstance(key, str) for key in data) and data.keys().isdisjoint((DATE, PAIRS)):
            return {key: _written(value) for key, value in data.items()}
        return {PAIRS: [[_written(key), _written(value)] for key, value in data.items()]}
    if isinstance(data, list):
        return [_written(value) for value in data]
    if type(data) is date:
        return {DATE: data.isoformat()}
    if data is None or isinstance(data, str | int | float):
        return data
    raise TypeError(f"{type(data).__name__} is not kept")


def _plain(data: dict[str, Any]) -> Any:
    if PAIRS in data:
        return dict(data[PAIRS])
    return date.fromisoformat(data[DATE]) if DATE in data else data
