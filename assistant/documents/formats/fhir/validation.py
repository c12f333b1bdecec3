"""Names the element at which a resource breaks FHIR R4 and R5, by the models of `fhir.resources`.

A small fault elsewhere is no reason to refuse a report: it is only told. No value and no name that the standard does not
know is repeated, it may be a patient's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pydantic import BaseModel, ValidationError

#: What is not looked at: texts that are read anyway, and resources of other kinds.
_APART = frozenset({"contained", "text"})
_RELEASES = ("fhir.resources.R4B", "fhir.resources")


def is_resource_type(type: str) -> bool:
    """Whether a word names a type of resource of R4 or R5."""
    return type.isascii() and type.isalpha() and any(find_spec(f"{release}.{type.lower()}") for release in _RELEASES)


def broken_element(resource: Mapping[str, Any]) -> str:
    """Return the path of the first element that breaks both releases ("DiagnosticReport.code.text"); empty where none does.

    Args:
        resource: A resource that carries a report.
    """
    type = str(resource["resourceType"])
    looked_at = {name: value for name, value in resource.items() if name not in _APART}
    faults: list[list[str]] = []
    for release in _RELEASES:
        try:
            _model(release, type).model_validate(looked_at)
        except ValidationError as error:
            faults.append([_path(one) for one in error.errors(include_input=False)])
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            faults.append([""])  # the models stumble themselves
        else:
            return ""
    first = min(faults, key=len)[0]
    return f"{type}.{first}"[:120].rstrip(".") if first.isprintable() else type


def _path(fault: Mapping[str, Any]) -> str:
    """Return where a fault lies; of an element that the standard does not know, its parent: its name may be a patient's."""
    known = fault["loc"][:-1] if fault["type"] == "extra_forbidden" else fault["loc"]
    return ".".join(map(str, known))


@lru_cache(maxsize=8)
def _model(release: str, name: str) -> type[BaseModel]:
    model: type[BaseModel] = getattr(import_module(f"{release}.{name.lower()}"), name)
    return model
