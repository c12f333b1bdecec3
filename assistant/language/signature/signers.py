"""The places of a signer: a signing word, a credential, a title, a grade, or a segment of a message beside a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.language.layout import Reading
from assistant.language.signature.names import (
    NAME,
    ends,
    is_full_name,
    is_name,
    name_before,
    name_behind,
    opens,
    plain_name,
    plain_words,
)
from assistant.language.signature.others import (
    BRITISH,
    CLOSING_CHARACTERS,
    TOLD_WITHIN,
    is_addressed,
    is_talked_about,
    is_technologist,
    stands_out,
)
from assistant.language.signature.words import no_surnames, signature_words
from assistant.language.word_codes import any_of

AFTER_SIGNING = re.compile(
    r"\w*+\s*+(?:(?:physician|provider|electronically|and \w+|\(\w*\)?|\w+\)?|\))\s*+)?(?:(?:by|as)\s*+)?(?:[:,/-]\s*+)?(?:/s/\s*+)?"
    rf"(?P<name>(?:Dr\.? )?{NAME})"
)
# No sentence ends between a signing word and the capital of a name.
MAY_BE_SIGNED = re.compile(r"[^A-Z.;!?]{0,200}+[A-Z]")
TITLED = re.compile(
    r"\.?\)?[ :]{0,2}(?:med\. ?)?(?:\(?(?:Mrs|Ms|Miss|Col|Lt|Maj|Capt|Prof)\.?\)? ?)?(?P<name>(?:[A-ZÀ-Þ]\.?[ -]?){0,4}[A-ZÀ-Þ][\w'’-]+\.?(?:[ -](?:[A-Z][\w'’-]+|[A-Z]\.?(?=\s|$)|de|van|von|der|la|del|al|bin)){0,4})"
)
GRADED = re.compile(r":? (?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’-]+){0,2})(?:,| ?\() ?")
# A segment of a message: the name, then its credential, then the signing word.
SEGMENT = re.compile(
    r"(?<=\|)[A-Z][A-Z' -]+\^[A-Z][A-Z'^. -]*\^(?:MD|DO|MBBS)\b(?=[^\n]*[| ]F\b)|"
    r"[A-Z][A-Z'-]+\^[A-Z][A-Z'^.-]*\^(?:VERIFIED|SIGNED|FINAL|APPROVED|ATTESTED|AUTHENTICATED)\b"
)
CIVIL = ("Dr", "Mr", "Ms", "Miss", "Prof")
SLASH = re.compile(rf"/s/\s*(?P<name>(?:Dr\.? )?{NAME})")


@lru_cache(maxsize=1)
def triggers() -> re.Pattern[str]:
    """Return the words beside which a signature is looked for."""
    lists = signature_words()
    return any_of(frozenset({"by"}) | lists.signing | lists.physicians | lists.scientists | _marks())


def _slash_signed(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """The mark "/s/" and a name."""
    match = SLASH.search(reading.text) if "/s/" in reading.text else None
    return (match.start(), match.end()) if match and is_name(match["name"]) else None


def _signed(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """A signing word directly followed by a name."""
    text, lists = reading.text, signature_words()
    for number in places:
        word = reading.words[number]
        if word not in lists.signing or (word == "performed" and number and reading.words[number - 1] in lists.work):
            labelled = reading.words[number + 1 : number + 2] == [":"] and (
                word in lists.physicians or (word in lists.scientists and BRITISH.search(text) is not None)
            )
            if not labelled:
                continue
        start = reading.starts[number]
        after = AFTER_SIGNING.match(text, start) if MAY_BE_SIGNED.match(text, start) else None
        if (
            after
            and not is_addressed(reading, start)
            and is_name(after["name"])
            and not no_surnames().issuperset(re.findall(r"\w+", after["name"].lower()))
            and not is_technologist(reading, after.end())
            and (
                "by" in after[0].split()
                or ":" in after[0]
                or "/" in after[0]
                or word in ("signed", "reader")
                or (word in lists.grades | lists.roles and after["name"].startswith(CIVIL))
                or (word in lists.roles and is_full_name(after["name"]) and ends(reading, reading.token_at(after.end() - 1) + 1))
                or _role(reading, number)
            )
        ):
            return start, after.end()
    return None


def _by(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """A name after "by" with its grade or field behind it ("ultrasound by J. Low, vascular scientist")."""
    lists = signature_words()
    for number in places:
        if reading.words[number] != "by":
            continue
        match = GRADED.match(reading.text, reading.ends[number])
        if match is None or is_addressed(reading, match.start("name")) or not is_name(match["name"]):
            continue
        behind = reading.token_at(match.end())
        graded = (lists.grades | lists.scientists).intersection(reading.words[behind : behind + TOLD_WITHIN])
        if graded and not is_talked_about(reading, match.start("name"), match.end("name")):
            return match.span("name")
    return None


def _role(reading: Reading, number: int) -> bool:
    """Whether a word is a role that signs ("reporting radiologist Jane Low")."""
    lists = signature_words()
    return reading.words[number] in lists.grades and number > 0 and reading.words[number - 1] in lists.role_marks


def _credentialed(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """A name with a credential or grade, or a title and a name, of somebody who is not only talked about."""
    text, lists = reading.text, signature_words()
    for number in places:
        word, full = reading.words[number], True
        if word in lists.credentials or (word in lists.operators and _acted(reading, number)):
            place = name_before(reading, number) or plain_name(reading, number) or name_behind(reading, number)
        elif word in lists.titles:
            match = TITLED.match(text, reading.ends[number])
            place = (reading.starts[number], match.end()) if match and is_name(match["name"], titled=True) else None
            full = match is not None and len(match["name"].split()) > 1
            opening = number + 1 + (reading.words[number + 1 : number + 2] == ["."])
            if place is None and (last := plain_words(reading, opening)) and opens(reading, reading.starts[number]):
                place, full = (reading.starts[number], reading.ends[last - 1]), last - number > 2
        else:
            continue
        if place and not is_talked_about(reading, *place) and (full or stands_out(reading, *place)):
            return place
    return None


@lru_cache(maxsize=1)
def _marks() -> frozenset[str]:
    """Return the words beside which a name may stand."""
    lists = signature_words()
    return lists.credentials | lists.operators | lists.titles


def _acted(reading: Reading, number: int) -> bool:
    """Whether the words of the line before a credential say that the person did the procedure."""
    begin = reading.text.rfind("\n", 0, reading.starts[number]) + 1
    if len(reading.text.rstrip()) - reading.ends[number] <= CLOSING_CHARACTERS and number and opens(reading, reading.starts[number - 1]):
        return True
    return not signature_words().acts.isdisjoint(reading.words[reading.token_at(begin) : number])


def _in_segment(reading: Reading, places: Sequence[int]) -> tuple[int, int] | None:
    """A name with its signing word in a segment of a message ("LOW^JANE^MD^VERIFIED")."""
    match = SEGMENT.search(reading.text) if "^" in reading.text else None
    return match.span() if match else None


FINDERS = (_slash_signed, _in_segment, _signed, _credentialed, _by)
