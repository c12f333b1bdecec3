"""Keeps in the user's cache folder, as JSON and bytes, what was made from knowledge files: most of a first answer.

A file is used only where its first line names what it was made from, the program that made it, and the hash of the
rest. One that is missing, older, cut or damaged is made anew; where nothing can be written, each time. Only what
knowledge files say comes here, never a report.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from assistant.data_folder import cache_folder
from assistant.shipped import VERSION

PACKAGE = Path(__file__).parents[1]
KIND, OF = "$", "of"  # keys of a JSON object that stands for what JSON has no words for
DATE, PAIRS, TUPLE, SET, BYTES = "date", "pairs", "tuple", "set", "bytes"
KEPT_FOR = 30 * 24 * 3600  # seconds; what is still in use is then made once more

#: What a record of pydantic has beside its fields.
NOTHING_ELSE = {"__pydantic_extra__": None, "__pydantic_private__": None}

Made = TypeVar("Made")

#: The classes whose records can be kept, by module and name; `yaml_file.Strict` enters those of the knowledge.
RECORDS: dict[str, type[Any]] = {}


def kept(name: str, made_from: str, make: Callable[[], Made]) -> Made:
    """Return what `make` returns, or what it returned before.

    Args:
        name: The file's name; newer content takes the place of older.
        made_from: A hash of whatever the content depends on, but for the program itself.
        make: Makes it: JSON data, bytes, tuples, sets, dates and records of `RECORDS`. What it raises is raised.
    """
    with suppress(OSError, ValueError, LookupError, TypeError, RuntimeError):  # not there, not whole, no home
        known: Made = _read(_path(name), made_from)
        return known
    made = make()
    with suppress(OSError, TypeError, RuntimeError):  # no folder to write to, or a kind of value that is not kept
        _write(_path(name), made_from, made)
    return made


def hash_of(*texts: str | bytes) -> str:
    """Return one hash of several texts in their order."""
    digest = sha256()
    for text in texts:
        content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        digest.update(b"%d " % len(content))
        digest.update(content)
    return digest.hexdigest()[:32]


def _path(name: str) -> Path:
    return cache_folder() / f"{name}.json"


def _read(path: Path, made_from: str) -> Any:
    """Return what a file holds.

    Raises:
        OSError: It cannot be read.
        ValueError: It is of another time, or damaged.
    """
    content = path.read_bytes()
    view = memoryview(content)
    begin = content.index(b"\n") + 1
    if content[: begin - 1] != _head(made_from, view[begin:]):
        raise ValueError("of another time, or damaged")
    data = content.index(b"\n", begin) + 1
    behind = content.index(b"\n", data) + 1
    classes = [RECORDS[name] for name in json.loads(content[begin:data])]

    def restored(found: dict[str, Any]) -> Any:
        return _restored(found, classes, view[behind:]) if KIND in found else found

    return json.loads(str(view[data:behind], "ascii"), object_hook=restored)


def _write(path: Path, made_from: str, made: Any) -> None:
    """Write a file whole or not at all, and drop the old ones.

    Raises:
        TypeError: Something is of a kind that is not kept.
    """
    classes: dict[str, int] = {}
    behind = bytearray()
    data = json.dumps(_written(made, classes, behind), separators=(",", ":"))
    body = f"{json.dumps(list(classes))}\n{data}\n".encode("ascii") + behind
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(_head(made_from, body) + b"\n" + body)
    unfinished.replace(path)
    for other in path.parent.iterdir():
        if other.stat().st_mtime < time.time() - KEPT_FOR:
            other.unlink(missing_ok=True)


def _head(made_from: str, body: bytes | memoryview) -> bytes:
    return f"{VERSION} {_program()} {made_from} {sha256(body).hexdigest()}".encode()


@cache
def _program() -> str:
    """Return a hash of the program's files by size and time of change: what other code made is not taken over."""
    return hash_of("\n".join(sorted(f"{path} {size} {changed}" for path, size, changed in _modules(str(PACKAGE)))))


def _modules(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                about = entry.stat()
                yield entry.path, about.st_size, about.st_mtime_ns
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _modules(entry.path)


def _written(value: Any, classes: dict[str, int], behind: bytearray) -> Any:
    """Return a value as JSON can hold it; the classes of its records are entered in `classes`, bytes put `behind` it.

    Raises:
        TypeError: A value is of a kind that is not kept.
    """
    kind = type(value)
    if value is None or kind in (str, bool, int, float):
        return value
    written = partial(_written, classes=classes, behind=behind)
    if kind is list:
        return list(map(written, value))
    if kind is dict:
        if KIND not in value and all(type(key) is str for key in value):
            return dict(zip(value, map(written, value.values()), strict=True))
        return {KIND: PAIRS, OF: [list(map(written, pair)) for pair in value.items()]}
    if kind is tuple:
        return {KIND: TUPLE, OF: list(map(written, value))}
    if kind is frozenset:
        return {KIND: SET, OF: sorted(map(written, value))}
    if kind is bytes:
        behind += value
        return {KIND: BYTES, OF: [len(behind) - len(value), len(behind)]}
    if kind is date:
        return {KIND: DATE, OF: value.isoformat()}
    if RECORDS.get(_named(kind)) is kind:
        number = classes.setdefault(_named(kind), len(classes))
        return {KIND: number, **{name: written(getattr(value, name)) for name in kind.model_fields}}
    raise TypeError(f"{kind.__name__} is not kept")


def _named(kind: type[Any]) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _restored(found: dict[str, Any], classes: list[type[Any]], behind: memoryview) -> Any:
    """Return what a JSON object stands for (see `_written`)."""
    kind = found.pop(KIND)
    if type(kind) is int:
        made: Any = classes[kind]
        record = made.__new__(made)
        # as pydantic restores a copy: what was checked before is not checked again
        record.__setstate__({"__dict__": found, "__pydantic_fields_set__": set(found), **NOTHING_ELSE})
        return record
    content = found[OF]
    if kind == TUPLE:
        return tuple(content)
    if kind == SET:
        return frozenset(content)
    if kind == BYTES:
        return bytes(behind[slice(*content)])
    return date.fromisoformat(content) if kind == DATE else dict(content)
