"""Brings wordings of reports and of the code list into one normal form; reads side and gestational age from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from assistant.diagnoses import lexicon
from assistant.diagnoses.records import Side, Word

_WORD = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z]+)?")
_PLURAL_ABBREVIATION = re.compile(r"[A-Z]{2,}s")
_VERBS = frozenset({"does", "goes", "has", "was"})  # "does" is not two of "DOE", dyspnea on exertion
_LONGEST_ENTRY = 4
_NO_SIDE_OF_THE_BODY = r"(?![ -]*(?:ventric|atri|heart|sided heart|bundle|main\b|to[ -](?:left|right)))"
_LEFT_WORDS = re.compile(rf"\b(?:left|lt)\b{_NO_SIDE_OF_THE_BODY}|\b(?:LLE|LUE|LUQ|LLQ)\b", re.IGNORECASE)
_RIGHT_WORDS = re.compile(rf"\b(?:right|rt)\b{_NO_SIDE_OF_THE_BODY}|\b(?:RLE|RUE|RUQ|RLQ)\b", re.IGNORECASE)
_BOTH_WORDS = re.compile(
    r"\b(?:bilateral(?:ly)?|bilat|bil|both|BLE|BLES|BUE)\b|\bb/l\b"
    r"|\bleft (?:and|or|greater than|>) right\b|\bright (?:and|or|greater than|>) left\b"
    r"|\bL\s*[>&+/=<]\s*R\b|\bR\s*[>&+/=<]\s*L\b",
    re.IGNORECASE,
)
_LEFT_LETTER = re.compile(r"(?<![A-Za-z0-9.'])L(?![A-Za-z0-9']|\.\d)")
_RIGHT_LETTER = re.compile(r"(?<![A-Za-z0-9.'])R(?![A-Za-z0-9']|\.\d)")
_SIDE_FORMS = frozenset({"left", "right", "lt", "rt", "bilateral", "bilaterally", "bilat", "bil", "both", "l", "r"})
WEEKS = re.compile(
    r"\b(\d{1,2})\s*(?:\+\s*\d\s*)?-?\s*w(?:ks?|eeks?)?(?:\b|(?=\d))(?:\s*,?\s*(?:and\s+)?\d\s*-?\s*d(?:ays?)?\b)?",
    re.IGNORECASE,
)
_PREGNANCY = re.compile(
    r"pregnan|gestation|fet(?:al|us)|\b(?:IUP|E?GA|OB|IUGR|FGR|GDM|EDD|G\d+\s*P\d+)\b|gravid|obstetric|antenatal|prenatal"
    r"|\bby LMP\b|twins?\b|triplet|trimester|placent|previa|amnio|hydramnios|nuchal|anatomy (?:scan|survey)|maternal"
    r"|breech|eclampsia|preterm|contractions|viability|miscarriage|short cervix|cervical (?:length|shortening)"
    r"|(?:spotting|bleeding|cramping) at \d{1,2} ?w"
    r"|\b\d{1,2}\s*w(?:ee)?ks?\s*,?\s*(?:and\s*)?\d\s*d|\b\d{1,2}w\dd\b",
    re.IGNORECASE,
)
_TRIMESTER = re.compile(r"\b(first|1st|second|2nd|third|3rd) trimester\b", re.IGNORECASE)
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third"}


def normal_words(text: str, offset: int | None = None) -> tuple[Word, ...]:
    """Return the words of `text` in normal form, without side words and without words that are skipped in comparison.

    Args:
        text: Any wording.
        offset: Offset of `text` in the report, or None where no offsets are wanted.
    """
    found = [(_singular(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]
    rules = lexicon.phrases()
    words: list[Word] = []
    position = 0
    while position < len(found):
        length, forms = _rewrite([word for word, _, _ in found[position : position + _LONGEST_ENTRY]])
        start, end = found[position][1], found[position + length - 1][2]
        for form in forms:
            if form not in rules.skipped and form not in _SIDE_FORMS:
                words.append(Word(form) if offset is None else Word(form, offset + start, offset + end))
        position += length
    return tuple(words)


@cache
def normal_form(text: str) -> str:
    """Return the normal form of `text` as one string."""
    return joined(normal_words(text))


def joined(words: Iterable[Word]) -> str:
    """Return the forms of `words` as one string, each form once."""
    return " ".join(dict.fromkeys(word.form for word in words))


def side_of(text: str) -> Side | None:
    """Return the side that `text` names: `bilateral` for both, None for none."""
    if _BOTH_WORDS.search(text):
        return "bilateral"
    left = bool(_LEFT_WORDS.search(text) or _LEFT_LETTER.search(text))
    right = bool(_RIGHT_WORDS.search(text) or _RIGHT_LETTER.search(text))
    if left and right:
        return "bilateral"
    return "left" if left else "right" if right else None


def gestational_weeks(text: str) -> int | None:
    """Return the completed weeks of gestation that `text` names, or None.

    A number of weeks counts only beside words of pregnancy: "6 weeks of leg pain" is no gestational age.
    """
    if not _PREGNANCY.search(text):
        return None
    weeks = [int(match.group(1)) for match in WEEKS.finditer(text)]
    return next((number for number in weeks if 4 <= number <= 43), None)


def trimester_of(weeks: int | None, text: str = "") -> str:
    """Return the trimester as ICD-10-CM counts it, from completed weeks or, without them, from the words of `text`.

    Returns:
        `first`, `second`, `third` or an empty string.
    """
    if weeks is not None:
        return "first" if weeks < 14 else "second" if weeks < 28 else "third"
    named = _TRIMESTER.search(text)
    return _ORDINALS.get(named.group(1).lower(), named.group(1).lower()) if named else ""


def _rewrite(words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """Return how many of the leading `words` are rewritten together, and what they become."""
    table = _rewrites()
    for length in range(len(words), 0, -1):
        forms = table.get(tuple(words[:length]))
        if forms is not None:
            return length, forms
    return 1, (words[0],)


@cache
def _rewrites() -> dict[tuple[str, ...], tuple[str, ...]]:
    table = {}
    for written, normal in lexicon.phrases().words.items():
        key = tuple(_singular(match.group()) for match in _WORD.finditer(written))
        table[key] = tuple(normal.split())
    return table


def _singular(word: str) -> str:
    """Return `word` in lower case without possessive and plural endings; Latin singulars keep their s."""
    if _PLURAL_ABBREVIATION.fullmatch(word):
        return word[:-1].lower()
    word = word.lower().removesuffix("'s").replace("'", "")
    if word in _VERBS:
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return word[:-1]
    return word
