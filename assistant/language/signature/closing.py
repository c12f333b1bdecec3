"""A name that closes a text, which signs it without any word."""

from __future__ import annotations

import re

from assistant.language.layout import Reading
from assistant.language.signature.names import is_name, may_name, opens
from assistant.language.signature.others import TAIL_CHARACTERS, is_addressed, makes_pictures
from assistant.language.signature.words import no_surnames, signature_words

# A name that closes a text: alone on its line or after a full stop or dash, with at most a grade or place behind it.
CLOSING = re.compile(
    r"(?:^|\n|\d,?\s+|(?<!\b[A-Z])(?<!\bDr)(?<!\bDra)(?<!\bMr)(?<!\bMs)(?<!\bMrs)[.!?;)\]]\s+|\s(?:--?|[–—~])\s?)[ \t]*(?:(?:M[rs]s?|Miss|Dra?|Prof)\.? )?(?P<name>(?:[A-Z]\.?[ -]?){0,2}[A-ZÀ-Þ][a-zà-ÿ’'][\w’'-]*(?:[ -][A-ZÀ-Þ][\w’'-]*){0,3})"
    r"(?P<rest>(?:,|[ ]?[(]| -|[ ](?=[A-Z]{2,5}$))(?:[^\n;:.]|\.(?!(?<!\b[A-Z]\.) )){2,60}?)?(?P<stop>[.]?)\s*$"
)
CLOSED = re.compile(r"[\n\d.!?;)\]~–—-]")  # what stands before it
LONGEST_CLOSING = 400
CLOSING_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?:,? +\d{1,2}:?\d{2})?\)?\.?$")
SHORTEST_SURNAME, SHORT_LINE = 4, 60


def closing_name(reading: Reading) -> tuple[int, int] | None:
    """A name that closes the text, or stands above a last line that tells its grade or place."""
    text = _without_closing_date(reading.text.rstrip())
    above, _, last = text.rpartition("\n")
    if found := _name_at_end(reading, text):
        return found
    graded = not signature_words().grades.isdisjoint(last.lower().split()) and len(last) <= SHORT_LINE
    return (_name_at_end(reading, above) if graded else None) or _small_closing(reading)


def _without_closing_date(text: str) -> str:
    """Return a text without the date that closes it, and without the blanks, commas and strokes before the date."""
    date = CLOSING_DATE.search(text, max(text.rfind("\n") + 1, len(text) - TAIL_CHARACTERS))
    if date is None:
        return text
    end = date.start()
    while end and (text[end - 1].isspace() or text[end - 1] in ",(–-"):
        end -= 1
    return text[:end]


def _small_closing(reading: Reading) -> tuple[int, int] | None:
    """A full name written small that closes the text with its grade ("..., no fluid. jane low, peds em")."""
    words, last = reading.words, len(reading.words)
    number = next((n for n in range(last - 1, max(0, last - 6), -1) if words[n] == ","), None)
    if number is None or number < 2 or not all(may_name(word) for word in words[number - 2 : number]):
        return None
    start, end = reading.starts[number - 2], reading.ends[number - 1]
    graded = not signature_words().grades.isdisjoint(words[number + 1 :])
    return (start, end) if graded and opens(reading, start) and not is_addressed(reading, start) else None


def _name_at_end(reading: Reading, text: str) -> tuple[int, int] | None:
    """A name at the end; a lone surname only where no full stop follows and it is no word of the language used."""
    above = text[: text.rfind("\n") + 1].rstrip()  # a name stands in the last line; what is before it closes another
    match, lists = _last_name(text, max(0, len(above) - 1)), signature_words()
    if match is None or not is_name(match["name"]) or is_addressed(reading, match.start("name")):
        return None
    rest = re.findall(r"[\w-]+", (match["rest"] or "").lower())
    names = re.findall(r"[\w’'-]+", match["name"].lower())
    if names[-1] in no_surnames() or makes_pictures(reading, names + rest[:2]):
        return None
    if rest and (lists.grades | lists.scientists).isdisjoint(rest) and rest[0] not in ("w", "with"):
        return None
    if len(names) == 1 and not rest and (match["stop"] or len(names[0]) < SHORTEST_SURNAME):
        return None
    return match.start("name"), match.end("name")


def _last_name(text: str, begin: int) -> re.Match[str] | None:
    """Return the first name behind the character `begin` that closes a text: one is looked for behind marks only.

    No colon, semicolon or line break stands between it and the end.
    """
    begin = max(begin, text.rfind(":") + 1, text.rfind(";"), len(text) - LONGEST_CLOSING)
    if not begin and (match := CLOSING.match(text)):
        return match
    for mark in CLOSED.finditer(text, begin):
        place = mark.start()
        if place > begin and (match := CLOSING.match(text, place - 1)):
            return match  # a dash between blanks
        if match := CLOSING.match(text, place):
            return match
    return None
