"""Schema and loading of the room's knowledge files: `synonyms.yaml`, `phrases.yaml` and `codes.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import product
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

FOLDER = KNOWLEDGE_FILES / "diagnoses"

_CODE = r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$"
_RANGE = r"^[A-Z][0-9][0-9A-Z](-[A-Z][0-9][0-9A-Z])?$"


def _split(value: object) -> object:
    return frozenset(value.split()) if isinstance(value, str) else value


def _compiles(value: str) -> str:
    re.compile(value)
    return value


Code = Annotated[str, Field(pattern=_CODE)]
Prefixes = tuple[str, ...]
WordSet = Annotated[frozenset[str], BeforeValidator(_split)]
Pattern = Annotated[str, AfterValidator(_compiles)]


class Entry(Strict):
    """Wordings that mean the same and the codes that they stand for, best first."""

    terms: tuple[str, ...] = Field(min_length=1)
    codes: tuple[Code, ...] = Field(min_length=1)

    def wordings(self) -> Iterator[str]:
        """Yield every wording that the terms stand for: `(x)` left out or kept, `a/b` as either."""
        for term in self.terms:
            yield from _expand(term)


class Synonyms(Strict):
    """The file `synonyms.yaml`."""

    entries: tuple[Entry, ...]


class Cues(Strict):
    """Words that govern the statement behind them, by what they say of it."""

    negated: tuple[str, ...]
    uncertain: tuple[str, ...]
    historical: tuple[str, ...]
    after: tuple[str, ...]
    past: tuple[str, ...]
    family: tuple[str, ...]
    screening: tuple[str, ...]
    planned: tuple[str, ...]
    asked: tuple[str, ...]
    conditional: tuple[str, ...]
    affirmed: tuple[str, ...]


class ClosingCues(Strict):
    """Words that govern the statement before them."""

    negated: tuple[str, ...]
    uncertain: tuple[str, ...]
    asked: tuple[str, ...]
    historical: tuple[str, ...]
    past: tuple[str, ...]
    screening: tuple[str, ...]


class Phrases(Strict):
    """The file `phrases.yaml`: how an indication is read and how words are normalised."""

    cues: Cues
    closing: ClosingCues
    given: WordSet
    looked_for: WordSet
    pseudo: tuple[str, ...]
    running: tuple[str, ...]
    absence_is_a_sign: WordSet
    present_history: Pattern
    fillers: WordSet
    sites: WordSet
    complaints: WordSet
    findings: WordSet
    signs: WordSet
    words: Mapping[str, str]
    skipped: WordSet

    @cached_property
    def heads(self) -> frozenset[str]:
        """Complaints and findings that need a body part."""
        return self.complaints | self.findings

    @cached_property
    def complaint_words(self) -> frozenset[str]:
        """Words that make a statement a sign or symptom."""
        return self.complaints | self.signs


class Codes(Strict):
    """The file `codes.yaml`: the searched part of ICD-10-CM and what its parts express, as prefixes of codes."""

    scope: tuple[Annotated[str, Field(pattern=_RANGE)], ...]
    signs: Prefixes
    history: Prefixes
    family: Prefixes
    screening: Prefixes
    encounter: Prefixes
    lifelong: tuple[Annotated[str, Field(pattern=r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]+)?(-[A-Z][0-9][0-9A-Z])?$")], ...]

    def is_sign(self, code: str) -> bool:
        """Tell whether `code` names a sign or symptom."""
        return code.startswith(self.signs)

    def is_lifelong(self, code: str) -> bool:
        """Tell whether `code` names a condition that does not end."""
        for entry in self.lifelong:
            first, _, last = entry.partition("-")
            if code.startswith(first) or (last and first <= code[:3] <= last):
                return True
        return False


@cache
def synonyms() -> Synonyms:
    """Return the shipped synonyms."""
    return read_yaml(FOLDER / "synonyms.yaml", Synonyms)


@cache
def phrases() -> Phrases:
    """Return the shipped reading rules."""
    return read_yaml(FOLDER / "phrases.yaml", Phrases)


@cache
def codes() -> Codes:
    """Return the shipped code groups."""
    return read_yaml(FOLDER / "codes.yaml", Codes)


def _expand(term: str) -> Iterator[str]:
    choices = []
    for word in re.findall(r"\([^)]*\)|\S+", term):
        if word.startswith("("):
            choices.append(["", *word.strip("()").split("/")])
        else:
            choices.append(word.split("/"))
    for words in product(*choices):
        yield " ".join(word for word in words if word)
