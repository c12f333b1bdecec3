"""Reads gold answers, mention spans and analyses: JSON Lines, every fault named by file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, Field, ValidationError

from assistant.documents.files import read_document
from assistant.errors import InputError
from assistant.evaluation.score import WRITTEN_CODE

MOST_BYTES = 500_000_000  # of a gold file: ten thousand reports with their texts have a tenth of it


class _Code(BaseModel):
    code: str = Field(pattern="^[0-9A-Z]{5}$")
    units: int = Field(default=1, ge=0, strict=True)


#: A code as gold answers write it: "37253 x2", "75820-LT", or {"code": ..., "units": ...}.
_Codes: TypeAlias = list[Annotated[str, Field(pattern=WRITTEN_CODE)] | _Code]


class _Gold(BaseModel):
    """What the figures read of a gold line; other keys are the annotator's own."""

    id: str = Field(min_length=1)
    text: str = ""
    codes: _Codes
    conditional: _Codes = []
    conditional_optional: _Codes = []
    alternatives: list[list[str | _Code]] = []  # one that names no code is only never met
    not_codes: list[str] = []
    gaps: list[str] = []
    gaps_optional: list[str] = []
    missing_structures: list[str] = []
    missing_structures_optional: list[str] = []
    facts: dict[str, str | list[str] | None] = {}
    why: str = ""


class _Span(BaseModel):
    label: str
    start: int = Field(ge=0, strict=True)
    end: int = Field(ge=0, strict=True)
    assertion: str = ""
    side: str | None = None


class _Spans(BaseModel):
    id: str = Field(min_length=1)
    spans: list[_Span]


def read_gold(path: Path, *, with_text: bool = False) -> list[dict[str, Any]]:
    """Return gold answers, every line checked for what the figures read of it.

    Args:
        path: A JSON Lines file.
        with_text: Whether each line must hold its report.

    Raises:
        InputError: The file has no line, a line is not as gold answers are, or two have one id.
    """
    return _checked(path, read_json_lines(path, "text" if with_text else "id"), _Gold)


def parse_gold(name: str, content: bytes) -> list[dict[str, Any]]:
    """Return gold answers that hold their reports, from the content of a file called `name`.

    Raises:
        InputError: As `read_gold`.
    """
    return _checked(name, parse_json_lines(name, content, "text"), _Gold)


def read_spans(path: Path) -> list[dict[str, Any]]:
    """Return gold mentions, every line checked.

    Raises:
        InputError: The file has no line, a line is not as gold mentions are, or two have one id.
    """
    return _checked(path, read_json_lines(path), _Spans)


def _checked(path: Path | str, records: list[dict[str, Any]], form: type[BaseModel]) -> list[dict[str, Any]]:
    if not records:
        raise InputError(f"{path}: holds no line")
    seen: set[str] = set()
    for number, record in enumerate(records, start=1):
        try:
            form.model_validate(record)
        except ValidationError as error:
            deepest = max(error.errors(include_input=False, include_url=False), key=lambda fault: len(fault["loc"]))
            where = ".".join(str(step) for step in deepest["loc"] if step not in ("constrained-str", "str", "_Code"))
            raise InputError(f"{path}: record {number}: '{where}': {deepest['msg']}") from error
        if record["id"] in seen:
            raise InputError(f"{path}: record {number}: its id stands twice")
        seen.add(record["id"])
    return records


def read_json_lines(path: Path, key: str = "id") -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file.

    Args:
        path: The file, UTF-8, one object a line; blank lines are skipped.
        key: A key that every object must have.

    Raises:
        InputError: The file cannot be read, or a line is no JSON object or lacks `key`.
    """
    try:
        content = read_document(path, most=MOST_BYTES)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    return parse_json_lines(str(path), content, key)


def parse_json_lines(name: str, content: bytes, key: str = "id") -> list[dict[str, Any]]:
    """Return the objects of the content of a JSON Lines file called `name`; see `read_json_lines`."""
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: is no UTF-8 text at byte {error.start}") from error
    records = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{name}:{number}: no valid JSON at character {error.pos + 1}: {error.msg}") from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"{name}:{number}: holds a number or a nesting that is too large") from error
        if not isinstance(record, dict) or key not in record:
            raise InputError(f"{name}:{number}: each line must be a JSON object with the key '{key}'")
        records.append(record)
    return records
