"""The work on the report page as the browser's tab keeps it: it comes back from there, so nothing of it is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError


class KeptWork(BaseModel):
    """What a reload brings back.

    Attributes:
        person: Who worked; nobody else gets it back.
        text: The report as it stood.
        came_as: The report as it came, None where it was not edited.
        day: The date given by hand, or told by the file, as 2026-03-02, or empty.
        day_from: The kind of that file; empty where it was given by hand.
        states: Other states of the page, by name.
        fresh: Whether the text came after the page was last answered, so that the date and the sample are not its own.
        questions: What was made of the questions, by topic: {asked, text}.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    person: str
    text: str
    came_as: str | None = None
    day: str = ""
    day_from: str = ""
    fresh: bool = False
    states: dict[str, JsonValue] = Field(default={})
    questions: dict[str, dict[str, str]] = Field(default={})

    @classmethod
    def read(cls, message: Mapping[str, Any]) -> KeptWork | None:
        """Return what a tab sent, None where it is malformed."""
        try:
            return cls.model_validate(message)
        except ValidationError:
            return None
