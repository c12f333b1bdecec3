"""Reads one knowledge file: YAML in, a validated pydantic model out, and every fault named by file and line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import KnowledgeError

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


class Strict(BaseModel):
    """Base of all knowledge models: an unknown key is an error, and a loaded model cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Return the content of `path` as `model`.

    Args:
        path: A YAML file in UTF-8.
        model: The pydantic model that its top level must satisfy.

    Raises:
        KnowledgeError: The file is missing, is no YAML, or breaks the model. The message names the line
            and, for an unknown key, the keys that are allowed there.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(path, None, f"cannot be read ({error})") from error
    try:
        data = yaml.load(text, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise KnowledgeError(
            path, mark.line + 1 if mark else None, f"no valid YAML: {getattr(error, 'problem', error)}"
        ) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        location = tuple(part for part in first["loc"] if not _is_union_tag(part))
        raise KnowledgeError(path, _line_of(text, location), _explain(first, location, model)) from error


def _is_union_tag(part: int | str) -> bool:
    return isinstance(part, str) and ("[" in part or part in {"str", "int", "dict", "list"})


def _line_of(text: str, location: Sequence[int | str]) -> int | None:
    """Return the one-based line of the YAML node that a pydantic error location points to."""
    node = yaml.compose(text, Loader=Loader)
    if node is None:
        return None
    line = node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line


def _explain(error: Any, location: Sequence[int | str], model: type[BaseModel]) -> str:
    place = ".".join(str(part) for part in location) or "the file"
    if error["type"] == "extra_forbidden":
        allowed = _allowed_keys(model, location[:-1])
        close = get_close_matches(str(location[-1]), allowed, n=1)
        hint = f"; did you mean '{close[0]}'?" if close else ""
        return f"unknown key '{location[-1]}' at {place}; allowed here: {', '.join(allowed)}{hint}"
    return f"{place}: {error['msg']}"


def _allowed_keys(model: Any, location: Sequence[int | str]) -> list[str]:
    """Return the field names that are allowed at `location` below `model`."""
    from typing import get_args

    current = model
    for part in location:
        fields = getattr(current, "model_fields", None)
        if fields and part in fields:
            current = fields[part].annotation
        while not hasattr(current, "model_fields"):
            arguments = [argument for argument in get_args(current) if argument is not type(None)]
            if not arguments:
                return []
            current = next((a for a in arguments if hasattr(a, "model_fields") or get_args(a)), arguments[-1])
    return sorted(getattr(current, "model_fields", {}))
