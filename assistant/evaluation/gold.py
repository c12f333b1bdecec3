"""Reads gold answers, mention spans and analyses: JSON Lines, every fault named by file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.errors import InputError


def read_json_lines(path: Path, key: str = "id") -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file.

    Args:
        path: The file, UTF-8, one object a line; blank lines are skipped.
        key: A key that every object must have.

    Raises:
        InputError: The file cannot be read, or a line is no JSON object or lacks `key`.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    records = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{number}: no valid JSON at character {error.pos + 1}: {error.msg}") from error
        if not isinstance(record, dict) or key not in record:
            raise InputError(f"{path}:{number}: each line must be a JSON object with the key '{key}'")
        records.append(record)
    return records
