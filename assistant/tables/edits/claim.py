"""The lines of one patient, day and clinician, and everything that they are checked against."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, Self, TypeAlias

from assistant.errors import InputError
from assistant.knowledge.code_registry import CodeRegistry
from assistant.knowledge.curated_edits import CuratedEdits
from assistant.tables.lookup import OfficialTables
from assistant.tables.rows import Setting

Side: TypeAlias = Literal["left", "right"]

_LINE = re.compile(
    r"(?P<code>[0-9A-Z][0-9]{3}[0-9A-Z])(?P<modifiers>(-[0-9A-Z]{2})*)( ?[X*] ?(?P<units>[1-9]\d{0,2}))?"
)


@dataclass(frozen=True)
class BilledCode:
    """A code as it would stand on a claim line."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the line that `text` writes: 93970, 93971-RT, 93986-RT-59, 37253x2.

        Raises:
            InputError: The text is no such line.
        """
        match = _LINE.fullmatch(text.strip().upper())
        if not match:
            raise InputError(f"'{text}' is no code: write it as 93970, 93971-RT, 93986-RT-59 or 37253x2")
        modifiers = tuple(filter(None, match["modifiers"].split("-")))
        return cls(match["code"], modifiers, int(match["units"] or 1))

    @property
    def side(self) -> Side | None:
        """The side that the modifiers name, or None."""
        left, right = "LT" in self.modifiers, "RT" in self.modifiers
        if left == right:
            return None
        return "left" if left else "right"


@dataclass(frozen=True)
class Claim:
    """The lines, their date of service and setting, and the sources of edits; `tables` is None where none are used."""

    lines: Sequence[BilledCode]
    day: date
    setting: Setting
    tables: OfficialTables | None
    curated: CuratedEdits
    registry: CodeRegistry

    @cached_property
    def codes(self) -> list[str]:
        """Every code once, in the order of the lines."""
        return list(dict.fromkeys(line.code for line in self.lines))

    def lines_of(self, code: str) -> list[BilledCode]:
        """Return the lines with `code`."""
        return [line for line in self.lines if line.code == code]

    def modifiers_of(self, code: str) -> list[str]:
        """Return the modifiers of all lines with `code`, each once."""
        return list(dict.fromkeys(modifier for line in self.lines_of(code) for modifier in line.modifiers))

    def side_of(self, code: str) -> Side | None:
        """Return the one side that all lines with `code` name, or None."""
        sides = {line.side for line in self.lines_of(code)}
        return sides.pop() if len(sides) == 1 else None
