"""What stood for a present code on an earlier day: code-history.yaml beside the predecessors of the registry."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import model_validator

from assistant.errors import KnowledgeError
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.code_registry import CodeEntry, CodeRegistry, CodeText, load_codes
from assistant.knowledge.yaml_file import Strict, read_yaml

HISTORY = KNOWLEDGE_FILES / "code-history.yaml"


class HistoryEntry(Strict):
    """How services of `codes` were reported before these codes began, or before they contained their imaging.

    Attributes:
        codes: Present codes.
        instead: The codes that together stood for each of them; empty where the code itself was in force.
        once: A guidance code that was reported beside them, once an encounter.
        separate: Codes that the present code contains and that were reported beside it where documented.
        asks_guidance: Whether the earlier code itself asked for imaging guidance.
    """

    codes: tuple[CodeText, ...]
    instead: tuple[CodeText, ...] = ()
    once: CodeText | None = None
    separate: tuple[CodeText, ...] = ()
    asks_guidance: bool = False


class HistoryMessages(Strict):
    """What a dated code says of itself; the fields in braces are named where they are filled in."""

    replaced: str
    ended: str
    companion: str
    uncertain: str
    unknown: str
    choice: str


class _HistoryFile(Strict):
    source: str
    entries: tuple[HistoryEntry, ...]
    messages: HistoryMessages

    @model_validator(mode="after")
    def _entries_say_something(self) -> Self:
        for entry in self.entries:
            if not (entry.instead or entry.separate):
                raise ValueError(f"the entry of {', '.join(entry.codes)} names neither 'instead' nor 'separate' codes")
        return self


class CodeHistory:
    """The history of the registry's codes.

    Attributes:
        messages: The wording of notes.
    """

    def __init__(self, file: _HistoryFile, registry: CodeRegistry) -> None:
        self.messages = file.messages
        self._entries: dict[str, list[HistoryEntry]] = {}
        for entry in file.entries:
            for code in entry.codes:
                self._entries.setdefault(code, []).append(entry)
        self._registry = registry

    def differs(self, code: str, day: date) -> bool:
        """Return whether `code` was not in force on `day`, or did not yet contain its imaging; False where unknown."""
        entry = self._registry.get(code)
        return entry is not None and (not entry.in_force_on(day) or _imaging_apart(entry, day))

    def entry_on(self, code: str, day: date) -> HistoryEntry | None:
        """Return how the service of `code` was reported on `day`, None where neither file nor registry knows it."""
        for entry in self._entries.get(code, ()):
            if all(self._registry[old].in_force_on(day) for old in entry.instead or (code,)):
                return entry
        earlier = self._registry.predecessor_on(code, day)
        return HistoryEntry(codes=(code,), instead=earlier) if earlier else None


def _imaging_apart(entry: CodeEntry, day: date) -> bool:
    return entry.imaging_included_from is not None and day < entry.imaging_included_from


@cache
def load_code_history() -> CodeHistory:
    """Return the shipped history; it is read once per process.

    Raises:
        KnowledgeError: The file breaks its schema, or names a code that the registry does not hold.
    """
    return read_code_history(HISTORY)


def read_code_history(path: Path) -> CodeHistory:
    """Return the history in `path`.

    Raises:
        KnowledgeError: The file breaks its schema, or names a code that the registry does not hold.
    """
    file, registry = read_yaml(path, _HistoryFile), load_codes()
    for entry in file.entries:
        for code in (*entry.codes, *entry.instead, *entry.separate, *([entry.once] if entry.once else [])):
            if code not in registry:
                raise KnowledgeError(path, None, f"'{code}' is not in the code registry")
    return CodeHistory(file, registry)
