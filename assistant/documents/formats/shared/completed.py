"""Writes into a report what its message tells beside the text, as lines that a person would have written there.

A message or resource names the examination, its reason, its day and who answers for it in fields of its own, and its
text often leaves them out. A line is added only where the text is silent: what the author wrote is never changed, and
nothing is added that the text denies or leaves open ("unsigned", "resident, not reviewed"). Lines stand below the text:
an indication above it would take the place of the opening, which tells what the text is (of 216 reports of the corpus
without an indication, one above changed the codes of ten, one below those of one).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from assistant.documents.identifiers import metadata_words
from assistant.documents.text import TEXT_LIMIT

if TYPE_CHECKING:
    from assistant.language.layout import Reading

REASON_ZONES = frozenset({"indication", "history"})
LONGEST_LINE = 300  # characters of what is added as one line
_TITLE_LINES, _LONGEST_TITLE, _LONG_WORD, _FEW_WORDS = 6, 100, 4, 5
_TITLE_WITHIN = 200  # characters of the text in which an examination is named
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Person:
    """A clinician whom a message names.

    Attributes:
        name: As people write it: "Jane Low".
        letters: What stands behind the name: "MD".
    """

    name: str
    letters: str = ""

    def shown(self) -> str:
        """Return the name with its letters."""
        return f"{self.name}, {self.letters}" if self.letters else self.name


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells beside the text; empty where it does not.

    Attributes:
        exam: The name of the examination.
        reason: Why it was done.
        day: When it was done.
        signer: Who answers for the report, where its status says that it is finished.
        signed: When the report got this status.
        trainee: Whether somebody else interpreted it first, who may be a trainee.
    """

    exam: str = ""
    reason: str = ""
    day: date | None = None
    signer: Person | None = None
    signed: datetime | date | None = None
    trainee: bool = False


def completed(text: str, told: Told) -> tuple[str, str]:
    """Return a text with the lines that it lacks, and a sentence that names them; the sentence is empty where it lacks none."""
    if not text.strip() or len(text) > TEXT_LIMIT or told == Told():
        return text, ""
    from assistant.documents.reading_form import reading_form
    from assistant.language.pipeline import read_report
    from assistant.language.service_date import date_of_service, find_dates
    from assistant.language.vocabulary import vocabulary

    form = reading_form(text, vocabulary().words.__contains__)
    reading = read_report(form.text, one_case=form.one_case)
    zones = {section.kind for section in reading.sections}
    titled = any(section.kind == "title" and section.title for section in reading.sections) or _titled(text)
    title = f"Exam: {_line(told.exam)}" if told.exam and not titled and not _named(told.exam, text) else ""
    lines = {"examination": title}
    if told.day and date_of_service(list(find_dates(reading))) is None:
        lines["date"] = f"Date of exam: {told.day:%m/%d/%Y}"
    if told.reason and zones.isdisjoint(REASON_ZONES):
        lines["indication"] = f"Indication: {_line(told.reason)}"
    lines["signature"], why_not = _signature(reading, told)
    added = [name for name, line in lines.items() if line]
    if not added:
        return text, why_not
    behind = "\n".join(line for name, line in lines.items() if line and name != "examination")
    joined = "\n\n".join(part for part in (title, text.rstrip() if behind else text, behind) if part)
    return joined, " ".join(filter(None, (f"Added below or above the text, which lacks it, from what is told beside it: {', '.join(added)}.", why_not)))


def _line(words: str) -> str:
    return " ".join(words.split())[:LONGEST_LINE]


def _titled(text: str) -> bool:
    """Whether one of the first lines is a title without a label: it names examinations, in capitals or in few words."""
    first = islice((line.strip() for line in text.split("\n") if line.strip()), _TITLE_LINES)
    return any(_is_title(line) for line in first)


def _is_title(line: str) -> bool:
    if len(line) > _LONGEST_TITLE or ":" in line or line.endswith("."):
        return False
    named = metadata_words().site.exams | metadata_words().several.titles
    words = _WORD.findall(line)
    capitals = all(word[0].isupper() for word in words if len(word) >= _LONG_WORD)
    return (capitals or len(words) <= _FEW_WORDS) and not named.isdisjoint(word.lower() for word in words)


def _named(exam: str, text: str) -> bool:
    """Whether the opening of a text names an examination in the words of its message."""
    words = _WORD.findall(exam.lower())
    return bool(words) and set(words) <= set(_WORD.findall(text[:_TITLE_WITHIN].lower()))


def _signature(reading: Reading, told: Told) -> tuple[str, str]:
    """Return the line of a signature, or why none is written; both are empty where the text has one of its own.

    A reader whom a trainee went before has to say in words that the images were seen (42 CFR 415.172), and a message
    says no such words: there, and where the text itself leaves its signature open, the line is left out.
    """
    from assistant.language.signature import find_signature
    from assistant.language.signature.unread import find_unread
    from assistant.language.signature.words import TRAINEE_WORDS, signature_words

    signer = told.signer
    signature = find_signature(reading)
    if signer is None or signature.state == "present":
        return "", ""
    letters = set(re.findall(r"[a-z]+(?:-[a-z]+)?", signer.letters.lower().replace(".", "")))
    if len(signer.name.split()) < 2 or (letters & signature_words().technologists and not letters & signature_words().clinicians):
        return "", ""
    open_in_text = signature.state == "unsigned" or find_unread(reading, signature) is not None
    if open_in_text or told.trainee or not TRAINEE_WORDS.isdisjoint(reading.words):
        why = "the text leaves it open" if open_in_text else "a trainee may have written it"
        return "", f"The interpreter whom the message names was not taken for a signature, as {why}."
    when = ""
    if told.signed:
        when = f", {told.signed:%m/%d/%Y %H:%M}" if isinstance(told.signed, datetime) else f", {told.signed:%m/%d/%Y}"
    return f"Electronically signed by: {signer.shown()}{when}", ""
