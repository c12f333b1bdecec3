"""Finds the headings of a text: before a colon or dash, alone on a line, in the middle of run-on dictation, of addenda."""

from __future__ import annotations

import re
from bisect import bisect_left

from assistant.analysis import SectionKind
from assistant.language.layout import Reading
from assistant.language.sections.words import remarks

BULLET = re.compile(r"[ \t]*(?:\(?\d{1,2}[.)](?!\d)|\(?[A-Za-z][.)](?=\s)|[-*•#>]+|[IVX]{1,4}\.)?[ \t]*")
DASH = re.compile("[-–—]")
DASHED = re.compile(rf"[ \t]*([A-Za-z][A-Za-z /]{{1,38}}?)[ \t]+{DASH.pattern}{{1,2}}[ \t]")
BRACKETED = re.compile(r"[ \t]*\[[ \t]*([A-Za-z][A-Za-z /&]{2,38})\][ \t]*[:-]?")  # "[Procedure]", "[Impression] graft salvage"
RULES = " \t-–=_*~"  # what is drawn around a heading
LONGEST_HEADING = 60
ADDENDUM_PHRASES = (
    "late entry", "addendum", "addenda", "amendment", "amended report", "corrected report", "supplemental report", "supplementary report",
)  # fmt: skip
# A line that opens an addendum: "ADDENDUM 3/4/2026 09:20 (Dr. Low):", "*** Late entry, 3/4/2026 -", "Addendum #2".
ADDENDUM_LINE = re.compile(
    rf"^[ \t*=#\[>-]*(?P<phrase>{'|'.join(ADDENDUM_PHRASES)})\b"
    r"(?:[^\n:]{0,60}(?::\d\d[^\n:]{0,40}){0,2}:(?!\d)|[ \t\d/.:,#*=()\[\]–-]*$|[ \t\d/.,#]{0,24}[-–]+[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
SOAP = frozenset("soap")


class Head:
    """A heading found in the text: where it begins, where its content begins, and its phrase."""

    __slots__ = ("content", "kind", "phrase", "start")

    def __init__(self, start: int, content: int, phrase: str, kind: SectionKind) -> None:
        self.start, self.content, self.phrase, self.kind = start, content, phrase, kind


def find_heads(reading: Reading, kinds: dict[str, SectionKind]) -> tuple[list[Head], list[tuple[int, int]]]:
    """Return the headings of a text in their order, and its rubrics (characters, end exclusive)."""
    text = reading.text
    heads: list[Head] = []
    rubrics: list[tuple[int, int]] = []
    single: list[Head] = []
    position = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            found = len(heads)
            _heads_of_line(line, position, kinds, heads, single, rubrics)
            if len(heads) == found and len(line) <= LONGEST_HEADING + 10:
                _bare_heading(line, position, kinds, heads)
        position += len(line) + 1
    if len({head.phrase for head in single} & SOAP) >= 2:
        heads.extend(single)
        heads.sort(key=lambda head: head.start)
    if any(map(reading.small.__contains__, ADDENDUM_PHRASES)):
        _addendum_heads(reading, heads)
    return heads, rubrics


def _addendum_heads(reading: Reading, heads: list[Head]) -> None:
    """Add the headings of addenda that hold a date, a number or a name besides their phrase."""
    text = reading.text
    heads.sort(key=lambda head: head.start)
    starts = [head.start for head in heads]
    for match in reversed(reading.lines_like(ADDENDUM_LINE)):
        line = slice(bisect_left(starts, match.start()), bisect_left(starts, match.end()))
        if all(head.kind != "addendum" for head in heads[line]):
            heads[line] = [Head(match.start("phrase"), match.end(), match["phrase"].lower(), "addendum")]
    # "Reason:" right below is why the addendum was made, not why the study was.
    heads[:] = [
        head for head, above in zip(heads, [None, *heads], strict=False)
        if not (above and above.kind == "addendum" and head.phrase == "reason" and not text[above.content : head.start].strip(" \t\n:*-"))
    ]  # fmt: skip


def _heads_of_line(
    line: str, position: int, kinds: dict[str, SectionKind], heads: list[Head], single: list[Head],
    rubrics: list[tuple[int, int]],
) -> None:  # fmt: skip
    """Find every heading of one line that stands before a colon, or before a dash at the line's start."""
    colon = line.find(":")
    begin = 0
    while colon >= 0:
        if not (line[colon - 1 : colon].isdigit() and line[colon + 1 : colon + 2].isdigit()):
            _before_colon(line, begin, colon, position, kinds, heads, single, rubrics)
            begin = colon + 1
        colon = line.find(":", colon + 1)
    if begin == 0 and DASH.search(line) and (dashed := DASHED.match(line)) and dashed[1].strip().lower() in kinds:
        phrase = dashed[1].strip().lower()
        if len(phrase) > 2:
            heads.append(Head(position + dashed.start(1), position + dashed.end(), phrase, kinds[phrase]))


def _before_colon(
    line: str, begin: int, colon: int, position: int, kinds: dict[str, SectionKind], heads: list[Head],
    single: list[Head], rubrics: list[tuple[int, int]],
) -> None:  # fmt: skip
    """Add the heading or the rubric that ends at a colon of a line, if one does."""
    bullet = BULLET.match(line, begin) if begin == 0 else None
    start = bullet.end() if bullet else begin
    phrase = " ".join(line[start:colon].lower().split())
    if len(phrase) <= LONGEST_HEADING:
        kind = kinds.get(phrase) or (kinds.get(phrase.rstrip("s. ")) if begin == 0 else None)
        if kind is None and "(" in phrase:
            phrase = phrase.split("(")[0].strip()
            kind = kinds.get(phrase)
        if kind is not None and begin == 0:
            target = single if len(phrase) == 1 else heads
            target.append(Head(position + start, position + colon + 1, phrase, kind))
            return
        if begin == 0 and start < colon:
            rubrics.append((position + start, position + colon))
    inline = _inline_heading(line, begin, colon, kinds)
    if inline is not None:
        at, phrase = inline
        heads.append(Head(position + at, position + colon + 1, phrase, kinds[phrase]))


def _inline_heading(line: str, begin: int, colon: int, kinds: dict[str, SectionKind]) -> tuple[int, str] | None:
    """Return a capitalised heading of up to four words that ends at `colon` inside a line."""
    end = _trimmed(line, colon)
    start, best = end, None
    for _ in range(4):
        start = line.rfind(" ", begin, max(begin, start - 1)) + 1 if start > begin else begin
        if start < begin:
            start = begin
        phrase = line[start:end]
        if not phrase[:1].isupper():
            break
        before = _trimmed(line, start)
        if line[max(0, before - 3) : before].lower() == " of":
            continue  # "DATE OF STUDY:" is no heading "STUDY"
        lowered = phrase.lower()
        if (
            len(lowered) > 2
            and lowered in kinds
            and (
                phrase.isupper() or start == begin or line[max(0, before - 1) : before] in ".;!?" or lowered in remarks()
            )
        ):
            best = (start, lowered)
        if start <= begin:
            break
    return best


def _trimmed(line: str, end: int) -> int:
    """Return the end of what stands before `end`, its trailing blanks left out."""
    while end and line[end - 1].isspace():
        end -= 1
    return end


def _bare_heading(line: str, position: int, kinds: dict[str, SectionKind], heads: list[Head]) -> None:
    """Find a heading that has its line to itself, without colon, or stands in brackets at its beginning."""
    if (bracketed := BRACKETED.match(line)) and (kind := kinds.get(phrase := bracketed[1].strip().lower())):
        heads.append(Head(position + bracketed.start(1), position + bracketed.end(), phrase, kind))
        return
    bullet = BULLET.match(line)
    start = bullet.end() if bullet else 0
    start += len(line[start:]) - len(line[start:].lstrip(RULES))
    phrase = " ".join(line[start:].lower().rstrip(RULES + ".").split())
    kind = kinds.get(phrase)
    if kind is None and "(" in phrase:
        phrase = phrase.split("(")[0].strip()
        kind = kinds.get(phrase)
    if kind is not None and len(phrase) > 2:
        heads.append(Head(position + start, position + len(line), phrase, kind))
