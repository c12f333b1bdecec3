"""The columns of a table of results, typed: what an analyst asks for, and the whole analysis as JSON beside it.

Every report that was given is a row, one that was set aside too: it has an id, a path and a reason, and null elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from assistant.analysis import code_name
from assistant.documents.files import printable_name

if TYPE_CHECKING:
    import pyarrow

#: How the JSON of a text begins its lone halves of surrogate pairs, which UTF-8 cannot hold.
_HALF_PAIR = "\\ud"

#: Each column and what it holds, in order; parts of a struct that are called as in the JSON hold the same.
MEANINGS = {
    "id": "how the report is named: the stem of its file, or what its table calls it",
    "path": "its file; of a row of a table with the line (list.csv:12)",
    "set_aside": "why there is no analysis; null where there is one",
    "sha256": "of the report's text in UTF-8, in hexadecimal digits",
    "date_of_service": "the date given, or the one that the text bears",
    "document": "what kind of text it is: study, procedure, visit, letter, ...",
    "codes": "candidate codes with modifiers, units, status and the rule that gave them",
    "gaps": "documentation that is missing, denied or contradictory",
    "look_first": "whether a coder should open this report before others",
    "probability": "that the code list is right, measured on authors that were not learned from",
    "why": "why it should be looked at first",
    "messages": "remarks on the text as a whole",
    "engine_version": "the version of sonocode",
    "code_set": "the vintage of the code set",
    "knowledge": "the hash of all rules in use",
    "analysis": "the whole analysis as JSON, byte for byte the line that JSON Lines would hold",
}
_CODE = ("name", "code", "modifiers", "units", "status", "study", "rule", "source", "reason", "needs")
_GAP = ("element", "severity", "state", "study", "codes", "structures", "message")


@cache
def schema() -> pyarrow.Schema:
    """Return the Arrow schema of the columns; each field's metadata says what it holds."""
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    code = dict.fromkeys(_CODE, text) | {"modifiers": texts, "units": pa.int32(), "needs": texts}
    gap = dict.fromkeys(_GAP, text) | {"codes": texts, "structures": texts}
    types = {
        "date_of_service": pa.date32(), "codes": pa.list_(pa.struct(list(code.items()))),
        "gaps": pa.list_(pa.struct(list(gap.items()))), "look_first": pa.bool_(), "probability": pa.float64(),
        "why": texts, "messages": texts,
    }  # fmt: skip
    return pa.schema(
        [
            pa.field(name, types.get(name, text), nullable=name != "id", metadata={"description": meaning})
            for name, meaning in MEANINGS.items()
        ]
    )


def columns_of(record: Mapping[str, Any], line: str) -> dict[str, Any]:
    """Return the columns of an analysis, but its path.

    Args:
        record: The public JSON form (`Analysis.to_dict`).
        line: The same as one line of text.
    """
    if _HALF_PAIR in line:
        record = _written_out(record)
    report, review, engine = record["report"], record["review"], record["engine"]
    day = report["date_of_service"]
    return {
        "id": report["id"], "set_aside": None, "sha256": report["sha256"],
        "date_of_service": date.fromisoformat(day) if day else None, "document": report["document"],
        "codes": [
            {"name": code_name(code["code"], code["modifiers"])} | {part: code[part] for part in _CODE[1:]}
            for code in record["codes"]
        ],
        "gaps": [{part: gap[part] for part in _GAP} for gap in record["gaps"]],
        "look_first": review["look_first"], "probability": review["probability"], "why": review["why"],
        "messages": record["messages"], "engine_version": engine["version"], "code_set": engine["code_set"],
        "knowledge": engine["knowledge"], "analysis": line,
    }  # fmt: skip


def set_aside_columns(id: str, fault: str) -> dict[str, Any]:
    """Return the columns of a report that has no analysis; those that are left out are null."""
    return {"id": printable_name(id), "set_aside": printable_name(fault)}


def _written_out(value: Any) -> Any:
    """Return a value of JSON with text that UTF-8 can hold."""
    if isinstance(value, str):
        return printable_name(value)
    if isinstance(value, Mapping):
        return {key: _written_out(part) for key, part in value.items()}
    return [_written_out(part) for part in value] if isinstance(value, list) else value
