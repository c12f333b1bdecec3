"""Checks that a question to the author of a report does not lead.

The rules are those of compliant query practice (AHIMA and ACDIS, 2022) as far as a program can see them: no code,
money or claim, no wanted answer, words of the record quoted as they stand, "other" and "unable to determine" offered,
one topic, no diagnosis that the record does not name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.knowledge.query_schema import query_check_file, query_file

OPEN, CLOSE = "“", "”"
QUOTED = re.compile(rf"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
PLACED = re.compile(rf"{OPEN}(?P<words>[^{OPEN}{CLOSE}]*){CLOSE} \([^()]*line (?P<line>\d+)\)")
CODE_NUMBER = re.compile(r"(?<![\d.,/-])\d{5}(?![\d.,/-]*\d)|\b\d{4}[TFU]\b|\b[A-Z]\d{4}\b|\b[A-TV-Z]\d{2}\.\d{1,4}\b")
CODE_LIKE = re.compile(r"\d\d(?:\d\d|\.\d)")  # every code number holds this: a quick look before the slow one
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
OPTION = re.compile(r"^\s*([(\[][^()\[\]]?[)\]])\s*(.*)$", re.MULTILINE)
PRESELECTED = re.compile(r"[(\[][xX✓✔•●*+][)\]]|[☑☒◉⦿]")
SUBJECT = re.compile(r"^\s*(?:subject:\s*)?clarification\b", re.IGNORECASE | re.MULTILINE)


def problems(query_text: str, source_text: str) -> list[str]:
    """Return what is wrong with a question, one line each; empty where nothing is.

    Args:
        query_text: The whole question as it would be sent.
        source_text: The report that it quotes.
    """
    frame = QUOTED.sub("", query_text)
    return [
        *forbidden_in(query_text),
        *_quote_problems(query_text, source_text),
        *frame_problems(frame),
        *(f"names a diagnosis that the record does not name: {word}" for word in absent_diagnoses(frame, source_text)),
    ]


def may_be_quoted(words: str) -> bool:
    """Whether words hold no code number and no word of money, codes or claims: `forbidden_in`, but fast."""
    if CODE_LIKE.search(words) and CODE_NUMBER.search(words):
        return False
    lowered = words.lower()
    check = query_check_file()
    return check.words.isdisjoint(WORD.findall(lowered)) and not any(phrase in lowered for phrase in check.phrases)


def forbidden_in(words: str) -> list[str]:
    """Return the code numbers and the words of money, codes and claims that `words` hold."""
    lowered = words.lower()
    check = query_check_file()
    found = [f"holds a code number: {match[0]}" for match in CODE_NUMBER.finditer(words)]
    found += [
        f"speaks of codes, money or claims: {word}"
        for word in dict.fromkeys(WORD.findall(lowered))
        if word in check.words
    ]
    return found + [f"speaks of codes, money or claims: {phrase}" for phrase in check.phrases if phrase in lowered]


@lru_cache(maxsize=2048)
def frame_problems(frame: str) -> tuple[str, ...]:
    """Return what is wrong with a question's own words (the quotes taken out)."""
    return (*leading_in(frame), *_topics(frame), *_choices(frame))


def absent_diagnoses(frame: str, source_text: str) -> list[str]:
    """Return the diagnoses that a question's own words name and the record does not."""
    named = diagnoses_named(frame)
    return sorted(named - set(WORD.findall(source_text.lower()))) if named else []


@lru_cache(maxsize=2048)
def diagnoses_named(frame: str) -> frozenset[str]:
    """Return the diagnoses that a question's own words name."""
    return query_check_file().diagnoses.intersection(WORD.findall(frame.lower()))


def _quote_problems(query_text: str, source_text: str) -> Iterator[str]:
    """A quote with its place is there, and each quote stands in the record, on the line that is named."""
    placed = list(PLACED.finditer(query_text))
    if not placed:
        yield "quotes no words of the record with their place"
    if len(placed) < len(QUOTED.findall(query_text)):
        yield "has a quote without its line"
    lines = source_text.split("\n") if placed else []
    for match in placed:
        number = int(match["line"])
        if match["words"] not in source_text:
            yield f"quotes words that the record does not hold: {match['words']}"
        elif number > len(lines) or match["words"] not in lines[number - 1]:
            yield f"quotes words that do not stand on line {number}: {match['words']}"


def leading_in(frame: str) -> Iterator[str]:
    """Yield the words by which a wording asks for a statement, or shows a wanted answer."""
    lowered = frame.lower()
    for phrase in query_check_file().leading:
        if phrase in lowered:
            yield f"asks for a statement or shows a wanted answer: {phrase}"


def _topics(frame: str) -> Iterator[str]:
    subjects = len(SUBJECT.findall(frame))
    if subjects != 1:
        yield f"has {subjects} subjects instead of one"
    questions = frame.count("?")
    if questions != 1:
        yield f"asks {questions} questions instead of one"


def _choices(frame: str) -> Iterator[str]:
    """ "Other" and "unable" are offered, none is chosen beforehand, and the others do not all say the same."""
    wording = query_file()
    if PRESELECTED.search(frame):
        yield "has an answer chosen beforehand"
    options = [match[2].strip() for match in OPTION.finditer(frame)]
    lowered = [option.lower() for option in options]
    for needed in (wording.other, wording.unable):
        if not any(option.startswith(needed.lower().rstrip(":_ ")) for option in lowered):
            yield f"does not offer: {needed}"
    fixed = (wording.other.lower().rstrip(":_ "), wording.unable.lower())
    own = [option for option in lowered if not option.startswith(fixed)]
    if own and _one_sided(own, wording.plain_option.lower()):
        yield "offers only answers of one kind"


def _one_sided(options: list[str], open_answer: str) -> bool:
    """Whether all options affirm, or all deny; a field to be filled in freely does neither."""
    check = query_check_file()
    words = [set(WORD.findall(option)) for option in options]
    if options == [open_answer]:
        return False
    denying = [not check.denying.isdisjoint(one) for one in words]
    affirming = [not denies and not check.affirming.isdisjoint(one) for denies, one in zip(denying, words, strict=True)]
    return len(options) < 2 or all(denying) or all(affirming)
