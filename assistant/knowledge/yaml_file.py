"""Reads knowledge files: YAML in, a validated pydantic model out, and every fault named by file and line.

A file is read into a `Document`: its data, with the way back from each place in the data to a line. Lines are looked up
only when there is a fault to tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import KnowledgeError, KnowledgeFaults
from assistant.knowledge.kept import RECORDS, hash_of, kept
from assistant.knowledge.nearest import did_you_mean

if TYPE_CHECKING:
    import yaml

#: A place in the data: keys and indices from the top.
Location = tuple[int | str, ...]


class Strict(BaseModel):
    """Base of all knowledge models: an unknown key is an error, and a loaded model cannot be changed.

    What checks a model is built with the first check: what was checked before and is kept needs none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        RECORDS[f"{cls.__module__}:{cls.__qualname__}"] = cls


Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one YAML file.

    Attributes:
        path: The file.
        shown: How faults name it.
        text: Its content.
        data: What the content says.
        taken: Parts that were taken from another file: place here to (document, place there).
    """

    path: Path
    shown: str
    text: str
    data: Any
    taken: Mapping[Location, tuple[Document, Location]] = field(default_factory=dict)

    def fault(self, location: Location, what: str) -> KnowledgeError:
        """Return the fault `what` at the line of `location`, in the file that this place was taken from."""
        for length in range(len(location), -1, -1):
            if origin := self.taken.get(location[:length]):
                return origin[0].fault((*origin[1], *location[length:]), what)
        return KnowledgeError(self.path, _line_of(self.text, location), what, self.shown)


def read_document(path: Path, shown: str = "") -> Document:
    """Return the data of a YAML file in UTF-8; `shown` is how its faults name it (its bare name without).

    Raises:
        KnowledgeError: The file is missing, is no YAML, or names a key twice in one mapping.
    """
    text = _text(path, shown)
    return Document(path, shown or path.name, text, kept(*_as("data", text), lambda: _parse(path, shown, text)))


def _text(path: Path, shown: str = "") -> str:
    try:
        if path.exists() and not path.is_file():  # a pipe that nobody fills would be waited for
            raise KnowledgeError(path, None, "is no file", shown)
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(path, None, f"cannot be read ({error})", shown) from error


def _as(form: str, text: str) -> tuple[str, str]:
    """Return the name under which the content of a file is kept in a form, and what it is made from: its text."""
    made_from = hash_of(form, text)
    return made_from, made_from


def _parse(path: Path, shown: str, text: str) -> Any:
    from yaml import YAMLError

    from assistant.knowledge.yaml_loader import Loader

    loader = Loader(text)
    try:
        data = loader.get_single_data()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise KnowledgeError(path, line, f"no valid YAML: {getattr(error, 'problem', error)}", shown) from error
    finally:
        loader.dispose()
    if loader.repeated:
        raise KnowledgeFaults(
            [
                KnowledgeError(path, line, f"'{key}' stands twice here; join the two or rename one", shown)
                for key, line in loader.repeated
            ]
        )
    return data


def validated(document: Document, model: type[Model]) -> Model:
    """Return the data of `document` as `model`.

    Raises:
        KnowledgeError: The data break the model. Each fault names its line and, for an unknown key, the allowed ones.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        faults: dict[Location, KnowledgeError] = {}
        for fault in error.errors():
            location = _place(document.data, fault["loc"])
            faults.setdefault(location, document.fault(location, _explain(fault, location, model)))
        raise (KnowledgeFaults([*faults.values()]) if len(faults) > 1 else next(iter(faults.values()))) from error


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Return the content of `path` as `model`.

    Args:
        path: A YAML file in UTF-8.
        model: The pydantic model that its top level must satisfy.

    Raises:
        KnowledgeError: The file is missing, is no YAML, or breaks the model.
    """
    text = _text(path)
    form = f"{model.__module__}:{model.__qualname__}"
    return kept(*_as(form, text), lambda: validated(Document(path, path.name, text, _parse(path, "", text)), model))


def _place(data: Any, parts: Sequence[int | str]) -> Location:
    """Return a pydantic location without the names of the types that it tried: only keys and indices of the data."""
    location: list[int | str] = []
    for number, part in enumerate(parts):
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and isinstance(part, int)
        if inside and (isinstance(data, dict) or part < len(data)):  # type: ignore[operator]
            location.append(part)
            data = data[part]
        elif number == len(parts) - 1 and isinstance(data, dict):
            location.append(part)  # a key that is missing
    return tuple(location)


@lru_cache(maxsize=4)
def _composed(text: str) -> yaml.Node | None:
    """Return the nodes of a YAML text, which know their lines."""
    from yaml import compose

    from assistant.knowledge.yaml_loader import Loader

    return compose(text, Loader=Loader)


def _line_of(text: str, location: Location) -> int | None:
    """Return the one-based line of the entry at `location`, or of the nearest one around it."""
    from yaml import MappingNode, SequenceNode

    node = _composed(text)
    if node is None:
        return None
    line: int = node.start_mark.line + 1
    for part in location:
        if isinstance(node, MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line


def _explain(error: Any, location: Location, model: type[BaseModel]) -> str:
    place = ".".join(str(part) for part in location) or "the file"
    if error["type"] == "extra_forbidden":
        allowed = _allowed_keys(model, location[:-1])
        hint = did_you_mean(str(location[-1]), allowed)
        return f"unknown key '{location[-1]}' at {place}; allowed here: {', '.join(allowed)}{hint}"
    if error["type"] == "string_type" and isinstance(error["input"], int | float):
        return f"{place}: {error['input']} is read as a number; write it in quotes: '{error['input']}'"
    return f"{place}: {error['msg']}"


def _allowed_keys(model: Any, location: Location) -> list[str]:
    """Return the field names that are allowed at `location` below `model`."""
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
