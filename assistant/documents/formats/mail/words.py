"""Takes out of the text of an e-mail what belongs to the mail: headers of forwarded mails, who wrote, the signature."""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import read_yaml

WORDS = KNOWLEDGE_FILES / "documentation" / "mail.yaml"
_QUOTE = re.compile(r"^(?:[ \t]*>)*[ \t]*")
_LABEL = re.compile(r"[*_]*([\w' -]{2,20}?)[*_]*[ \t]*:[*_]*(?=[ \t]|$)")
_RULE = "-_=* \t\N{NO-BREAK SPACE}"  # what a line is ruled off with
_SIGNATURE = "-- "  # the line before a mail's signature, RFC 3676, 4.3
_LONGEST_SIGNATURE = 12  # lines
_WRAPPED = 2  # lines of which a "... wrote:" may be made


class MailWords(BaseModel):
    """The words of `knowledge/documentation/mail.yaml`, written small."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    covering_words: int = Field(ge=0, le=1000)
    forwarded: tuple[str, ...]
    header_begins: frozenset[str]
    header: frozenset[str]
    wrote: tuple[str, ...]
    wrote_begins: tuple[str, ...]


@lru_cache(maxsize=1)
def mail_words() -> MailWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, MailWords)


def report_text(text: str) -> str:
    """Return what a mail's text says itself and quotes; the dates and names of its mails are none of a report.

    Args:
        text: The text of a mail; its lines end with line feeds.
    """
    words = mail_words()
    lines = text.split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if (end := _end_of_header(lines, at, words)) > at or (end := _end_of_wrote(lines, at, words)) > at:
            at = end
        elif lines[at] == _SIGNATURE and len(lines) - at <= _LONGEST_SIGNATURE:
            break
        else:
            kept.append(lines[at])
            at += 1
    return "\n".join(kept)


def is_covering_letter(text: str) -> bool:
    """Return whether the text of a mail with reports attached only sends them."""
    return len(text.split()) <= mail_words().covering_words


def _end_of_header(lines: list[str], at: int, words: MailWords) -> int:
    """Return the line after the header of a forwarded mail that begins at a line; that line where none does."""
    first = _bare(lines[at])
    begins = first.lstrip(_RULE).rstrip(f"{_RULE}:").lower() in words.forwarded
    start = at + 1 if begins else at
    while begins and start < len(lines) and not _bare(lines[start]):
        start += 1
    end, labels = start, 0
    while end < len(lines) and (bare := _bare(lines[end])):
        label = _label(bare)
        if label in words.header and (labels or begins or label in words.header_begins):
            labels += 1
        elif not labels or not lines[end][:1].isspace():  # a long line of addresses goes on indented
            break
        end += 1
    if labels >= 2:
        return end
    return at + 1 if begins else at


def _end_of_wrote(lines: list[str], at: int, words: MailWords) -> int:
    if not _bare(lines[at]).lower().startswith(words.wrote_begins):
        return at
    for end in range(at + 1, min(at + _WRAPPED, len(lines)) + 1):
        line = " ".join(_bare(one) for one in lines[at:end]).lower()
        if line.endswith(words.wrote) and re.search(r"\d", line):
            return end
    return at


def _bare(line: str) -> str:
    return line[_quote_end(line) :].strip()


def _quote_end(line: str) -> int:
    match = _QUOTE.match(line)
    return match.end() if match else 0


def _label(line: str) -> str:
    match = _LABEL.match(line)
    return match[1].strip().lower() if match else ""
