"""The bounds of PDF documents and the words on their pages that are no text of a report, from `knowledge/documentation/pdf.yaml`."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

WORDS = KNOWLEDGE_FILES / "documentation" / "pdf.yaml"

AtLeastOne = Annotated[int, Field(ge=1)]


class PdfLimits(Strict):
    """The most of a PDF that is read.

    Attributes:
        megabytes: Size of the file, in millions of bytes.
        pages: Pages.
        characters: Characters on all pages, headers and footers of each page included.
        objects: Pieces of text, lines and pictures on one page.
        seconds: Time for all pages.
        memory_megabytes: Memory of the process that reads it, in millions of bytes.
    """

    megabytes: AtLeastOne
    pages: AtLeastOne
    characters: AtLeastOne
    objects: AtLeastOne
    seconds: AtLeastOne
    memory_megabytes: AtLeastOne


class FaxWords(Strict):
    """Words that a fax adds to a report; each list is explained in the file."""

    covers: list[str]
    labels: list[str]
    lines: list[str]


class PdfWords(Strict):
    """The file; each list is explained in it."""

    source: str
    limits: PdfLimits
    stamps: dict[str, Literal["", "preliminary", "final", "corrected"]]
    fax: FaxWords


@lru_cache(maxsize=1)
def pdf_words() -> PdfWords:
    """Return what ships with the package."""
    return read_yaml(WORDS, PdfWords)
