"""Tells which styles of a Word document hide their text."""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off"})


class HiddenStyles:
    """The styles that hide what is written in them, by their keys.

    Args:
        styles: The root of the part of styles, or None.
    """

    def __init__(self, styles: Any) -> None:
        self._hides: dict[str, bool | None] = {}
        self._based_on: dict[str, str] = {}
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            key = style.get(f"{_W}styleId", "")
            vanish = style.find(f"{_W}rPr/{_W}vanish")
            self._hides[key] = None if vanish is None else vanish.get(f"{_W}val", "1").lower() not in _OFF
            based_on = style.find(f"{_W}basedOn")
            if based_on is not None:
                self._based_on[key] = based_on.get(f"{_W}val", "")

    def hides(self, *styles: str) -> bool:
        """Return whether the first of some styles that tells it hides its text."""
        told = (self._told(style) for style in styles)
        return next((hides for hides in told if hides is not None), False)

    def _told(self, style: str) -> bool | None:
        seen: set[str] = set()
        while style in self._hides and style not in seen:
            seen.add(style)
            if self._hides[style] is not None:
                return self._hides[style]
            style = self._based_on.get(style, "")
        return None
