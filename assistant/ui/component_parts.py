"""The parts of our own Streamlit components: files that are joined to one module or one style."""

from __future__ import annotations

from pathlib import Path
from typing import Any

#: Makes elements whose every word is a text node; the first script of each component.
ELEMENTS = Path(__file__).with_name("elements.js")


def as_sent(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the data of a component as its script takes them: in a list, which Streamlit sends as it is.

    In a dictionary it would look for tables of pandas, whose loading alone takes a third of the page's first answer.
    """
    return [data]


def read_parts(folder: Path, *names: str) -> str:
    """Return files of a component's folder, one after the other."""
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def read_scripts(folder: Path, *names: str) -> str:
    """Return the scripts of a component as one module, behind what makes elements."""
    return "\n".join((ELEMENTS.read_text(encoding="utf-8"), read_parts(folder, *names)))
