"""The heading that is written above a section of a message or of a structured document, by its code or its name.

Which codes and names there are is data: `knowledge/documentation/section-codes.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, Self

from pydantic import model_validator

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

CODES = KNOWLEDGE_FILES / "documentation" / "section-codes.yaml"

_AROUND = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")


class SectionNames(Strict):
    """How one kind of section is named.

    Attributes:
        codes: Codes of LOINC and DICOM.
        suffixes: Suffixes of observation identifiers of HL7 v2, in capitals.
        labels: Local names, in small letters.
    """

    codes: tuple[str | int, ...] = ()
    suffixes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield what each name is ("code", "suffix", "label") and the name."""
        yield from (("code", str(code)) for code in self.codes)
        yield from (("suffix", suffix) for suffix in self.suffixes)
        yield from (("label", label) for label in self.labels)


class SectionCodes(Strict):
    """The file of section codes: headings with their names, and what bears no heading or belongs to no report."""

    source: str
    sections: dict[str, SectionNames]
    whole: SectionNames
    left_out: SectionNames

    @model_validator(mode="after")
    def _each_name_once(self) -> Self:
        seen: set[tuple[str, str]] = set()
        for group in (*self.sections.values(), self.whole, self.left_out):
            for kind, name in group.names():
                if (kind, name) in seen:
                    raise ValueError(f"the {kind} '{name}' stands twice; a section has one heading")
                if kind == "label" and name != plain_label(name):
                    raise ValueError(f"the label '{name}' is written small and without punctuation at its ends")
                seen.add((kind, name))
        return self


class SectionHeading(NamedTuple):
    """What is written above a section.

    Attributes:
        heading: The heading without a colon ("Impression"); empty where none is written.
        kept: Whether the text belongs to the report.
    """

    heading: str
    kept: bool = True


@lru_cache(maxsize=1)
def section_codes() -> SectionCodes:
    """Return the codes and names that ship with the package."""
    return read_yaml(CODES, SectionCodes)


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[str, str], SectionHeading]:
    file = section_codes()
    found = {name: SectionHeading("") for name in file.whole.names()}
    found |= {name: SectionHeading("", kept=False) for name in file.left_out.names()}
    for heading, group in file.sections.items():
        found |= {name: SectionHeading(heading) for name in group.names()}
    return found


def plain_label(label: str) -> str:
    """Return a label as the file writes labels: small, blanks single, without punctuation at its ends."""
    return _AROUND.sub("", " ".join(label.lower().split()))


def heading_of(*, code: str = "", suffix: str = "", label: str = "") -> SectionHeading | None:
    """Return what is written above a section that is named in one or several ways; None where no name is known.

    A code goes before a suffix, a suffix before a label.

    Args:
        code: A code of LOINC or DICOM, without its system.
        suffix: The suffix of an observation identifier of HL7 v2 ("IMP"), without its ampersand.
        label: The name as the sender writes it.
    """
    named = _by_name()
    tried = ("code", code.strip()), ("suffix", suffix.strip().upper()), ("label", plain_label(label))
    return next((named[name] for name in tried if name in named), None)
