"""What was seen: each statement of a report about one structure, bound to its side and segment."""

from assistant.findings.account import find_findings

__all__ = ["find_findings"]
