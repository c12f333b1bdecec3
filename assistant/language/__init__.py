"""The language pipeline: from the text of a report to its sections, sentences and mentions.

`assistant.language.assertions(text, [(start, end), ...])` says of any spans of a text whether they are affirmed,
negated, not visualized, historical, planned or conditional; `pipeline.read_report` gives the whole reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.language.assertion import assertions

__all__ = ["assertions"]


def __getattr__(name: str) -> Any:
    """Import `assertions` when it is first asked for: a component of the pipeline needs this package without spaCy."""
    if name == "assertions":
        from assistant.language.assertion import assertions

        return assertions
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
