"""What must hold of the analysis of any text, and the changes of a text that must not add to it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from typing import Any

from reading import place_of

from assistant import analyze
from assistant.documents.reading_form import reading_form
from assistant.json_text import json_text
from assistant.knowledge.code_registry import load_codes

ROOT = Path(__file__).parents[2]
#: Seconds of this process's own time for a text of so many characters.
MOST_SECONDS, OF_CHARACTERS = 5.0, 10_000
#: Lines about other times, which add no code.
OTHER_TIMES = (
    "History of appendectomy in 2010.", "Prior carotid duplex 2019 was normal.", "Plan: venous duplex in 6 months.",
    "Scheduled: ultrasound guided paracentesis next week.", "", " \t ",
)  # fmt: skip
Record = dict[str, Any]


@cache
def samples() -> tuple[str, ...]:
    """Return the sample reports."""
    return tuple(path.read_text("utf-8") for path in sorted((ROOT / "samples").glob("*.txt")))


@cache
def kept() -> tuple[str, ...]:
    """Return the texts that broke the analysis once."""
    return tuple(path.read_text("utf-8") for path in sorted((Path(__file__).parent / "seeds" / "analysis").glob("*")))


@cache
def texts() -> tuple[str, ...]:
    """Return the sample reports, and those of the corpus that have a code."""
    lines = (line for path in sorted((ROOT / "samples" / "corpus").glob("*.jsonl")) for line in path.open(encoding="utf-8"))
    return (*samples(), *(record["text"] for record in map(json.loads, lines) if record["codes"]))


def lesser_codes(codes: AbstractSet[str]) -> set[str]:
    """Return, of some codes, those of the same study on one side or to a lesser extent.

    A study that lost what made it complete, or one of its sides, is still done: its lesser code is the right one.
    """
    registry = load_codes()
    counterparts = (registry[code].counterpart for code in codes if code in registry)
    return {twins[what] for twins in counterparts for what in ("limited", "unilateral") if what in twins}


def record_of(text: str) -> Record:
    """Return the analysis of a text as JSON has it."""
    return analyze(text).to_dict()


def check(text: str) -> str:
    """Analyse a text; return what must not happen and did, without a word of it."""
    begun = time.process_time()
    try:
        record = record_of(text)
    except Exception as error:
        return f"{type(error).__name__} at {place_of(error)}"
    seconds = time.process_time() - begun
    if seconds > MOST_SECONDS * max(1, len(text) / OF_CHARACTERS):
        return f"took {seconds:.1f} s of this process's time"
    json_text(record).encode("utf-8")
    return untrue_place(record, text)


#: Letters and digits that a poor copy shows for each other.
COPIED_ALIKE = str.maketrans("i10", "llo")


def untrue_place(record: Record, text: str) -> str:
    """Return where a place of a record has other words than the text; empty where all are true."""
    for path, place in places(record, ""):
        start, end, words = place["start"], place["end"], place["text"]
        if not 0 <= start <= end <= len(text) or text[start:end] != words:
            return f"in {path}, [{start}:{end}] of the text is not what the record says"
    for section in record["sections"]:
        start, end, title = section["start"], section["end"], section["title"]
        if not 0 <= start <= end <= len(text) or (title not in text[start:end] and _plain(title) not in _plain(text[start:end])):
            return f"a section at {start} does not hold its title"
    return ""


def _plain(words: str) -> str:
    """Return words as any layout, case, alphabet and poor copy may write them: their letters and digits alone."""
    letters = "".join(letter for letter in reading_form(words).text.casefold() if letter.isalnum())
    return letters.translate(COPIED_ALIKE)


def places(node: Any, path: str) -> Iterator[tuple[str, Record]]:
    """Yield every record that has a place and words, with the names of the fields that lead to it."""
    if isinstance(node, dict):
        if {"start", "end", "text"} <= node.keys():
            yield path or "the record", node
        for name, value in node.items():
            yield from places(value, f"{path}.{name}".strip("."))
    elif isinstance(node, list | tuple):
        for value in node:
            yield from places(value, path)


def live(record: Record) -> set[str]:
    """Return the codes that are reported or wait for a sentence."""
    return {code["code"] for code in record["codes"] if code["status"] != "not_reportable"}


def supported(record: Record) -> set[str]:
    """Return the codes that the text supports."""
    return {code["code"] for code in record["codes"] if code["status"] == "supported"}


def answer(record: Record) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Return what a coder takes from a record: the codes and the gaps."""
    codes = sorted((code["code"], code["units"], tuple(sorted(code["modifiers"])), code["status"]) for code in record["codes"])
    return codes, sorted({gap["element"] for gap in record["gaps"]})


def with_line(text: str, line: str, at: int) -> str:
    """Return a text with a line put in before the line of that number, counted from 0."""
    lines = text.split("\n")
    at = min(at, len(lines))
    return "\n".join((*lines[:at], line, *lines[at:]))


def without_each_sentence(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence of a text and the text without it."""
    for start, end in sentences(text):
        yield text[start:end], text[:start] + text[end:]


_SENTENCE = re.compile(r"[^\n]*?(?:[.!?](?=\s|$)|(?=\n|$))[ \t]*")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of sentences: to the next full stop and blank, or to the end of the line."""
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found.span()


_OTHER_SIDE = {"left": "right", "right": "left", "lt": "rt", "rt": "lt"}
#: Left and right as sides; "drain left to suction", "needle placed right after" are none.
_SIDE = re.compile(
    r"(?i)(?<!drain )(?<!was )(?<!were )\b(left|right|lt|rt)(?=(?:s|ward)?\b)(?! (?:after|away|before|in|now|open|out|to|under)\b)"
)
_LETTER = re.compile(
    r"(?<![\w/'\u2019.-])[LR](?=[ \t:.)\]/,;>-]|$)(?!/[Oo]\b|\.[ ]?[A-Z])"
    r"|(?<=\b[LR][/|])[LR]\b"
    r"|\b[LR](?=(?:[UL]E|GSV|SSV|CFV|FV|PV|CIV|EIV|CIA|EIA|CFA|SFA|ICA|CCA|ECA|IJV?|POP|MCA|ABI)\b)",
    re.MULTILINE,
)
#: What has a side of its own, or lies on one side: a text that names it is no mirror image of another.
ONE_SIDED = re.compile(
    r"(?i)ventric|atri(?:um|al)|coronar|\bRCA\b|\bLAD\b|circumflex|\bRV|\bLV|\bRA\b|\bLA\b|quadrant|\bRUQ|\bLUQ|\bRLQ|\bLLQ|hepat"
    r"|liver|spleen|gallbladder|right heart|left heart|left main|appendi|caval|lobe|innominate"
    r"|gonad|ovar|testi|spermatic|adrenal|renal vein"
)


def swapped(text: str) -> str:
    """Return a text with left and right exchanged."""

    def other(found: re.Match[str]) -> str:
        word = _OTHER_SIDE[found[0].lower()]
        return word.upper() if found[0].isupper() and len(found[0]) > 1 else word.capitalize() if found[0][0].isupper() else word

    return _LETTER.sub(lambda found: "LR"[found[0] == "L"], _SIDE.sub(other, text))


def mirrored(codes: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return codes with the modifiers of the other side."""
    turn = {"LT": "RT", "RT": "LT"}
    return sorted((code, units, tuple(sorted(turn.get(one, one) for one in modifiers)), status) for code, units, modifiers, status in codes)
