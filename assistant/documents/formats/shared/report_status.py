"""Says what the status that a message, resource or document gives to its report means for the coding."""

from __future__ import annotations

from collections.abc import Iterator


def status_notes(status: str, container: str) -> Iterator[str]:
    """Yield what is to be known before a report is coded.

    Args:
        status: "preliminary", "final", "corrected", or empty where none is given.
        container: What gives it: "message", "resource", "document".
    """
    if status == "preliminary":
        yield f"The {container} calls the report preliminary: wait for the final one before it is coded."
    if status == "corrected":
        yield f"The {container} calls the report corrected: it replaces the one before."
