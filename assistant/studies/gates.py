"""The gate elements of a report as a whole: date of service, signature, indication, interpretation.

Each has a state (present, denied, missing) and the words that it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from assistant.analysis import Finding, OriginalSpan, Span
from assistant.language.layout import Reading
from assistant.language.service_date import FoundDate, date_of_service, find_dates
from assistant.language.signature import Signature, find_signature
from assistant.language.signature.unread import find_unread
from assistant.studies.indication import find_indication

SUMMARY_WORDS = 80
LOWER_CASE = re.compile(r"(?:\A|[.!?]\s+|\n\W*)\d*[a-z]")  # of a sentence that begins without a capital
VOWEL = re.compile(r"[aeiouy]")
ARTICLES = frozenset({"a", "an", "the"})
ARTICLE_SHARE = 0.05
NORMAL = "normal_finding"
JUDGING_ZONES = frozenset({"findings", "procedure", "other", "technique", "addendum"})
OPENING_ARTICLES = (["a"], ["an"], ["the"])
CLIPPED_SHARE = 0.15  # of words without a vowel ("nl", "cfv", "pt")
CLIPPED_SMALL = 0.03  # of those of a text without capitals: facts of a case are written out


@dataclass(frozen=True, slots=True)
class Gates:
    """States and places of the gate elements; `dates` are all that the text tells, with their places.

    `service_day` is the date of service, None where the text has none.
    """

    states: dict[str, str]
    spans: dict[str, tuple[Span, ...]]
    dates: tuple[FoundDate, ...]
    service_day: date | None
    signature: Signature
    uncodable_indication: Span | None


class ToldAbove(NamedTuple):
    """What a letterhead and patient block tell of the report below them.

    Attributes:
        day: The day of the examination, with its place in the original text; None where they do not tell it.
        signed: Finds who signed or read the report there; it is asked where the report does not say.
    """

    day: FoundDate | None
    signed: Callable[[], OriginalSpan | None]


class ReadReport(NamedTuple):
    """A text as it was read: what the pipeline made of it, its findings, its gate elements, and the day of its codes.

    The day is the one that was given, or else the one that the text bears, None for the present code set.
    """

    reading: Reading
    findings: tuple[Finding, ...]
    gates: Gates
    day: date | None


def read_gates(reading: Reading, above: ToldAbove | None = None) -> Gates:
    """Return the gate elements of a report; sets `reading.nature` to "summary" where the text is no report.

    Args:
        reading: The report.
        above: What its letterhead and patient block tell; None where it has none.
    """
    states: dict[str, str] = {}
    spans: dict[str, tuple[Span, ...]] = {}
    text = reading.text
    dates = find_dates(reading)
    found = date_of_service(dates)
    states["date_of_service"] = "present" if found else "missing"
    spans["date_of_service"] = (Span(found.start, found.end, text[found.start : found.end]),) if found else ()
    signature = find_signature(reading)
    states["signature"] = (
        "present" if signature.state == "present" else "denied" if signature.state == "unsigned" else "missing"
    )
    spans["signature"] = (
        (Span(signature.start, signature.end, text[signature.start : signature.end]),) if signature.end else ()
    )
    uncodable = _indication(reading, states, spans)
    _interpretation(reading, signature, states, spans)
    service_day = found.day if found else None
    if above and above.day and (found is None or above.day.rank <= found.rank):
        states["date_of_service"] = "present"
        spans["date_of_service"] = (OriginalSpan(above.day.start, above.day.end),)
        service_day = above.day.day
    if above and states["signature"] == "missing" and (place := above.signed()):
        states["signature"], spans["signature"] = "present", (place,)
    is_undated = states["date_of_service"] == states["signature"] == "missing"
    if is_undated and signature.state == "missing" and reading.nature == "study" and _is_summary(reading):
        reading.nature = "summary"
    return Gates(states, spans, tuple(dates), service_day, signature, uncodable)


def _is_summary(reading: Reading) -> bool:
    """Whether the text only states the facts of a case: short, no headings, no date, no author, in words written out.

    A note jotted down lacks date and author too, and is asked for them: it has several sentences without articles.
    """
    kinds = {section.kind for section in reading.sections}
    return (
        len(reading.words) <= SUMMARY_WORDS
        and kinds <= {"title", "other"}
        and not any(section.title for section in reading.sections)
        and not _in_shorthand(reading)
        and (len(reading.sentences) == 1 or _in_sentences(reading) or reading.text.rstrip().endswith("?"))
    )


def _in_sentences(reading: Reading) -> bool:
    """Whether a text is written in whole sentences, as a case is told: by its share of articles, or it opens with one."""
    words = [word for word in reading.words if word[0].isalpha()]
    return words[:1] in OPENING_ARTICLES or sum(word in ARTICLES for word in words) >= ARTICLE_SHARE * len(words)


def _in_shorthand(reading: Reading) -> bool:
    """Whether a text is a note jotted down: sentences begin without a capital, or many words are clipped."""
    words = [word for word in reading.words if word[0].isalpha()]
    clipped = sum(VOWEL.search(word) is None for word in words)
    share = CLIPPED_SMALL if reading.one_case else CLIPPED_SHARE
    return LOWER_CASE.search(reading.text.strip()) is not None or clipped >= share * len(words)


def _indication(reading: Reading, states: dict[str, str], spans: dict[str, tuple[Span, ...]]) -> Span | None:
    """Judge the indication; return the place of one that no diagnosis can be coded from."""
    told, uncodable = find_indication(reading)
    states["indication"] = "present" if told else "missing"
    spans["indication"] = tuple(span for span in (told or uncodable,) if span)
    return uncodable


def _interpretation(
    reading: Reading, signature: Signature, states: dict[str, str], spans: dict[str, tuple[Span, ...]]
) -> None:
    text = reading.text
    if unread := find_unread(reading, signature):
        states["interpretation"] = "denied"
        spans["interpretation"] = (Span(*unread, text[slice(*unread)]),)
        return
    section = next((section for section in reading.sections if section.kind == "impression"), None)
    states["interpretation"] = "present"
    spans["interpretation"] = ()
    if section is not None:
        end = min(section.end, section.start + 200)
        words = text[section.start : end].rstrip()
        spans["interpretation"] = (Span(section.start, section.start + len(words), words),)
    elif sentence := _last_judgement(reading, spans["indication"]):
        start, end = sentence
        words = text[start:end].rstrip()
        spans["interpretation"] = (Span(start, start + len(words), words),)


def _last_judgement(reading: Reading, reason: tuple[Span, ...]) -> tuple[int, int] | None:
    """Return the last sentence that says what was found, and is not the `reason`, where no heading sets it apart."""
    told = {reading.sentence_at(span.end - 1) for span in reason}
    found = [
        mention.sentence for mention in (*reading.mentions, *reading.context)
        if (mention.concept.label == "FINDING" or mention.concept.id == NORMAL) and mention.zone in JUDGING_ZONES
        and not mention.quoted and mention.sentence not in told
    ]  # fmt: skip
    return reading.sentences[max(found)] if found else None
