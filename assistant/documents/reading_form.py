"""The form in which a text is read: what is only layout is taken out, and every place still leads to the original.

Layout is not meaning: other blanks and line ends, invisible characters, joined letters, look-alike letters of another
alphabet, the marks of a quoted mail, a margin and blanks that are all doubled say nothing of what was done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar
from unicodedata import normalize

from assistant.documents.copied_letters import copied_letters
from assistant.documents.dictated import parted_words, spelled_letters, spoken_dates, spoken_marks
from assistant.documents.letter_case import only_case, sentence_case
from assistant.documents.letterhead import find_letterhead
from assistant.documents.original_places import BEHIND, Places, Stretches
from assistant.documents.page_breaks import machine_lines, page_breaks
from assistant.documents.repeated_labels import repeated_labels
from assistant.documents.wrapping import WIDEST, wrapped_breaks
from assistant.language.service_date import FoundDate

Record = TypeVar("Record")

#: Invisible marks: soft hyphen, zero-width blanks and joiners, marks of writing direction, the byte order mark; and
#: accents that stand as characters of their own, as a letter bears them on some systems. Strokes through letters stay.
INVISIBLE = "\u00ad\u0300-\u0334\u0339-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
BLANKS = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
LINE_ENDS = "\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
#: Controls, and lone halves of surrogate pairs, which no encoding can write.
CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
JOINED = "\ufb00-\ufb06\uff01-\uff5e\u2010\u2011\u2212\u2018\u2019\u201a\u201b\u201c-\u201f\u2032\u2033"
ALPHABETS = "\u0370-\u03ff\u0400-\u04ff"
ANY_ODD = re.compile(f"[{INVISIBLE}{BLANKS}{CONTROLS}{LINE_ENDS}{JOINED}{ALPHABETS}]")
ODD = re.compile(
    f"(?P<nothing>[{INVISIBLE}])|(?P<blank>[{BLANKS}{CONTROLS}])|(?P<line>\r\n|[{LINE_ENDS}])|(?P<letter>[{JOINED}])|(?P<like>[{ALPHABETS}])"
)
PLAIN = dict(
    zip(
        "\u2010\u2011\u2212\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033",
        "---''''\"\"\"\"'\"",
        strict=True,
    )
)
LOOK_ALIKES = dict(zip(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTXYaesijopcyxABEZHIKMNOPTYXo", strict=True,
))  # fmt: skip
LATIN = re.compile(r"[A-Za-z]")
ALPHABET = re.compile(f"[{ALPHABETS}]")
TURNED = re.compile("[\u202d\u202e]")  # what follows is shown from left to right, or from right to left, whatever it is
LOOK_ALIKE_LETTERS = "Letters of another alphabet stand in words of Latin ones; they are read as the letters that they look like."
TURNED_WORDS = "Marks in the text turn the order in which letters are shown; they are read in the order in which they are stored."
QUOTED = re.compile(r"(?m)^(?:> ?)+")
MARK = r"[ \t]*([*•·–▪◦●○■]|\d{1,2}[.)])[ \t]+(?=\S)"
FIRST_LIST_MARK, LATER_LIST_MARK = re.compile(MARK), re.compile("\n" + MARK)  # a search leaps from line to line
BEFORE_LINE_END = re.compile(r"(?<=[^ \t])[ \t]+(?=\n)")
LINE_BEGINS = re.compile("(?m)^")
DOUBLED = re.compile(r"(?<=\S)(?:  |\t)(?=\S)")
SINGLE = re.compile(r"(?<=\S) (?=\S)")
BETWEEN_LINES = re.compile(r"\n(?:[ \t]*\n)*")
FEWEST_GAPS = 4  # of a text that is called double-spaced
FEW = 8  # blanks: in a shorter text two in a row may be a table


@dataclass(frozen=True, slots=True)
class ReadingForm:
    """A text as it is read.

    Attributes:
        text: What is read.
        original: The text as it was given.
        places: Where in the original the characters of `text` stand; None where both are the same text.
        one_case: Whether all was written in small letters, or each word with a capital.
        above: What stands above the report and is left out of `text`.
        authors_above: Its lines that name who reads or signs (start, end exclusive, in `above`).
        day_above: The day of the examination that it tells, with its place in the original.
    """

    text: str
    original: str
    places: Places | None = None
    one_case: bool = False
    above: ReadingForm | None = None
    day_above: FoundDate | None = None
    authors_above: tuple[tuple[int, int], ...] = ()

    def restored(self, record: Record) -> Record:
        """Return a record whose places (`start`, `end`, the words `text`) are those of the original."""
        return self.places.restored(record) if self.places else record


def reading_form(text: str, is_word: Callable[[str], bool] = bool, *, letterhead: bool = True) -> ReadingForm:
    """Return the form in which a text is read.

    Args:
        text: The text as it was decoded.
        is_word: Whether letters, all small, are a word that stands for itself; by default all are.
        letterhead: Whether what stands above the report is read as a part of it.
    """
    form = ReadingForm(text, text)
    for step in (page_breaks, _odd_characters, machine_lines, _quote_marks):
        form = _changed(form, list(step(form.text)))
    above, day = None, None
    authors: tuple[tuple[int, int], ...] = ()
    if not letterhead and (head := find_letterhead(form.text)) is not None:
        above = replace(form, text=form.text[: head.end])
        day, authors = form.restored(head.day) if head.day else None, head.authors
        form = _changed(form, [(0, head.end, "")])
    form = _changed(form, list(parted_words(form.text, is_word)))
    if is_word is not bool:
        form = _changed(form, list(copied_letters(form.text, is_word)))
    if spoken := list(spoken_marks(form.text)):
        form = _changed(form, spoken)
        form = _changed(form, list(spoken_dates(form.text)))
        form = _changed(form, list(spelled_letters(form.text, is_word)))
    for step in (_line_endings, _double_spacing, _margin, repeated_labels, _doubled_blanks, wrapped_breaks, _list_marks):
        form = _changed(form, list(step(form.text)))
    if (case := only_case(form.text)) is None:
        return replace(form, above=above, day_above=day, authors_above=authors) if above else form
    text = sentence_case(form.text, case)
    places = form.places or (Places(form.original) if text != form.text else None)
    return ReadingForm(text, form.original, places, True, above, day, authors)


def _odd_characters(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what is read instead) of each character that is layout or another way to write a letter."""
    if not ANY_ODD.search(text):  # most texts have none
        return
    for match in ODD.finditer(text):
        kind, found = match.lastgroup, match[0]
        if kind == "nothing":
            yield match.start(), match.end(), ""
        elif kind in ("blank", "line"):
            yield match.start(), match.end(), " " if kind == "blank" else "\n"
        elif kind == "letter":
            yield match.start(), match.end(), PLAIN.get(found) or normalize("NFKC", found)
        elif found in LOOK_ALIKES and _beside_latin(text, match.start()):
            yield match.start(), match.end(), LOOK_ALIKES[found]


def odd_letters(text: str) -> list[str]:
    """Return what is to be told of letters that are not read as they are stored, or not stored as they are seen."""
    if not ANY_ODD.search(text):
        return []
    told = []
    if any(found[0] in LOOK_ALIKES and _beside_latin(text, found.start()) for found in ALPHABET.finditer(text)):
        told.append(LOOK_ALIKE_LETTERS)
    if TURNED.search(text):
        told.append(TURNED_WORDS)
    return told


def _beside_latin(text: str, at: int) -> bool:
    return any(LATIN.match(text[n : n + 1]) for n in (at - 1, at + 1, at - 2, at + 2) if n >= 0)


def _quote_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the marks of a quoted mail, where nearly every line has one."""
    if not (text.startswith(">") or "\n>" in text):
        return
    marks = list(QUOTED.finditer(text))
    if 2 * len(marks) > sum(bool(line.strip()) for line in text.split("\n")):
        for mark in marks:
            yield mark.start(), mark.end(), ""


def _line_endings(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the blanks before the end of a line."""
    if " \n" in text or "\t\n" in text:
        for blanks in BEFORE_LINE_END.finditer(text):
            yield blanks.start(), blanks.end(), ""


def _double_spacing(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield one blank line behind each line of a text that has one behind every line, as a print for corrections has."""
    if "\n\n" not in text:
        return
    gaps = list(BETWEEN_LINES.finditer(text.strip("\n")))
    paragraphs = len(text) > WIDEST * (len(gaps) + 1)  # each written in one line: the blank lines part them
    if len(gaps) >= FEWEST_GAPS and not paragraphs and all(gap[0].count("\n") > 1 for gap in gaps):
        before = len(text) - len(text.lstrip("\n"))
        for gap in gaps:
            yield before + gap.start(), before + gap.start() + gap[0].index("\n") + 1, ""


def _margin(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the blanks that every line begins with, as the columns of a print-out or a quotation do."""
    if not text.startswith((" ", "\t", "\n")):
        return
    blanks = [line[: len(line) - len(line.lstrip())] for line in text.split("\n") if line.strip()]
    margin = min(blanks, key=len, default="")
    if margin and all(blank.startswith(margin) for blank in blanks):
        for line in LINE_BEGINS.finditer(text):
            if text.startswith(margin, line.start()):
                yield line.start(), line.start() + len(margin), ""


def _list_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers and bullets of a list, which are read as dashes: the order of its points says nothing."""
    if (first := FIRST_LIST_MARK.match(text)) is not None:
        yield first.start(1), first.end(1), "-"
    for mark in LATER_LIST_MARK.finditer(text):
        yield mark.start(1), mark.end(1), "-"


def _doubled_blanks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the gaps between words of a text in which all are tabs or two blanks: they part no columns."""
    if "  " not in text and "\t" not in text:
        return
    columns = text.count("  ") + text.count("\t")  # at most so many gaps of this kind
    if columns < FEW:
        return
    others = len(text.split()) - 1 - text.count("\n") - columns  # at least so many single blanks
    if columns <= FEW * others:
        return
    doubled = list(DOUBLED.finditer(text))
    if len(doubled) >= FEW and len(doubled) > FEW * len(SINGLE.findall(text)):
        for gap in doubled:
            yield gap.start(), gap.end(), " "


def _changed(form: ReadingForm, changes: list[tuple[int, int, str]]) -> ReadingForm:
    """Return the form with stretches of its text read as something else; the same form where there are none."""
    if not changes:
        return form
    text = form.text
    parts: list[str] = []
    stretches: list[tuple[int, int, int, int]] = []
    length = before = 0
    for start, end, instead in changes:
        if start > before:
            parts.append(text[before:start])
            stretches.append((length, before, 1, 1))
            length += start - before
        if instead:
            parts.append(instead)
            stretches.append((length, start, 0, end - start))
            length += len(instead)
        before = end
    parts.append(text[before:])
    stretches += (length, before, 1, 1), (length + len(text) - before, len(text), 0, 0)
    begins, *others = map(list, zip(*stretches, strict=True))
    made = form.places.made if form.places else ()
    return ReadingForm(
        "".join(parts), form.original, Places(form.original, (*made, Stretches([*begins, BEHIND], *others)))
    )
