"""What may be a person's name, and where it stands beside a credential: before it, behind it, in capitals or small."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from assistant.language.layout import Reading
from assistant.language.signature.words import no_surnames, signature_words

NAME = r"[A-Z][\w.'’-]*(?:[ ,]+(?:[A-Z][\w.'’-]*|de|van|von|der|la|del|of)){0,4}"
BEHIND = re.compile(r"[ :=]{1,2}(?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’-]+){1,3})(?=[ ]*(?:[,.;:|]|\d|\n|$))")
# Where a name opens its sentence, be it after a date.
OPENS = re.compile(r"(?:^|[.,;:!?)|'\"”’\n–—~]|\s-|\d|\bperiod)[,\s-]*$")
BOUNDARY = frozenset(".,;:-–—~|/)=!?")
SPECIALIST = re.compile(r"(?:olog|siv|ic|etr|ital)ists?$|surgeons?$")  # a calling, which is no name
NAMELIKE = re.compile(r"[^\W\d_]{2}")


def with_names(reading: Reading) -> Reading:
    """Return the reading with the capitals of names and credentials where its writer's capitals say nothing.

    A word that may be a name is one that reports do not use.
    """
    text = reading.text
    if not reading.one_case:
        return reading
    letters = list(text)
    for number, word in enumerate(reading.words):
        start, end = reading.starts[number], reading.ends[number]
        if not text[start:end].isascii():
            continue
        if word in signature_words().credentials and (
            word not in no_surnames() or ends(reading, number + 1) or _behind_a_name(reading, number)
        ):
            letters[start:end] = text[start:end].upper()
        elif word in signature_words().titles or may_name(word) or _joined_to_a_name(reading, number):
            letters[start] = text[start].upper()
    return replace(reading, text="".join(letters))


def _behind_a_name(reading: Reading, number: int) -> bool:
    """Whether a comma and a word that may be a name stand before a token ("jane low, do ed attending")."""
    return number > 1 and reading.words[number - 1] == "," and may_name(reading.words[number - 2])


def _joined_to_a_name(reading: Reading, number: int) -> bool:
    """Whether a hyphen ties a token to the one before, which may be a name ("low-rao")."""
    return (
        number > 0
        and reading.text[reading.ends[number - 1] : reading.starts[number]] == "-"
        and len(reading.words[number - 1]) > 1
        and may_name(reading.words[number - 1])
    )


def is_full_name(name: str) -> bool:
    """Whether words are a name of several parts none of which but initials is a word of reports."""
    parts = [part for part in re.findall(r"[\w’'-]+", name.lower()) if len(part) > 1]
    return len(name.split()) > 1 and bool(parts) and no_surnames().isdisjoint(parts)


def is_name(name: str, titled: bool = False) -> bool:
    """Whether capitalised words are a person's name: not a heading word, and more than an initial or an acronym."""
    words = [stripped for word in name.replace("Dr.", "").replace(",", " ").split() if (stripped := word.strip(".,"))]
    words = [word for word in words if word != "Dr"]
    if not words or words[0] in signature_words().not_names:
        return False
    return len(words) >= 2 or (len(words[0]) > 1 and not words[0].isupper()) or (titled and len(words[0]) > 3)


def opens(reading: Reading, start: int) -> bool:
    """Whether a place opens a sentence, or follows a date, a mark or a signing word."""
    if OPENS.search(reading.text, max(0, start - 8), start):
        return True
    number = reading.token_at(start)
    return number == 0 or reading.words[number - 1] in signature_words().signing or reading.words[number - 1] == "by"


def plain_words(reading: Reading, first: int) -> int:
    """Return the token after one to three words that may be a name written small and that close their sentence; else 0."""
    words, number = reading.words, first
    while number < min(len(words), first + 4) and may_name(words[number]):
        number += 1
        if number < len(words) and words[number] == "." and len(words[number - 1]) == 1:
            number += 1
    named = any(len(word) > 1 for word in words[first:number])
    return number if named and ends(reading, number) else 0


def may_name(word: str) -> bool:
    """Whether a word in small letters may be part of a name, or its initial."""
    if len(word) == 1:
        return word.isalpha()
    known = word in no_surnames() or word in _words_of_roles() or SPECIALIST.search(word)
    return word.replace("-", "").isalpha() and not known


@lru_cache(maxsize=1)
def _words_of_roles() -> frozenset[str]:
    """Return the words of roles, messages and credentials, none of which is a name."""
    lists = signature_words()
    return (
        lists.credentials | lists.titles | lists.grades | lists.signing | lists.addressed | lists.addressed_next
        | lists.told | lists.work | lists.technologists | lists.operators
    )  # fmt: skip


def plain_name(reading: Reading, number: int) -> tuple[int, int] | None:
    """Return the place of a name that opens a sentence before a credential, both in any case ("j. low md 3/4/26")."""
    words, lists = reading.words, signature_words()
    if words[number] not in lists.clinicians:
        return None
    after = number + 1 + (words[number + 1 : number + 2] == ["c"])  # "np-c"
    goes_on = after < len(words) and not ends(reading, after)
    if goes_on and (words[number] == "do" or not plain_words(reading, after)):  # "low md jane"
        return None
    first = number
    while first > max(0, number - 4):
        word = words[first - 1]
        initial = word == "." and first > 1 and len(words[first - 2]) == 1 and words[first - 2].isalpha()
        if initial:
            first -= 2
        elif may_name(word):
            first -= 1
        else:
            break
        if reading.follows_break(first):
            break
    if not any(len(word) > 1 and word.replace("-", "").isalpha() for word in words[first:number]):
        return None
    return (reading.starts[first], reading.ends[number]) if opens(reading, reading.starts[first]) else None


def ends(reading: Reading, number: int) -> bool:
    """Whether a token ends what stands before it: a mark, a date, a new line, or the end of the text."""
    return (
        number >= len(reading.words)
        or reading.words[number] in BOUNDARY
        or reading.words[number][0].isdigit()
        or reading.follows_break(number)
    )


def name_behind(reading: Reading, number: int) -> tuple[int, int] | None:
    """Return the place of a full name in capitals that follows its credential ("NP Jane Low 3/4/26", "MD=Jane Low")."""
    lists = signature_words()
    if reading.words[number] not in lists.clinicians or not opens(reading, reading.starts[number]):
        return None
    match = BEHIND.match(reading.text, reading.ends[number])
    if match is None or not is_name(match["name"]):
        return None
    opening, *rest = match["name"].split()
    initial = opening.endswith(".") or len(opening) == 1  # "MD: T. Bright": after an initial any word is a surname
    if (not initial and opening.lower() in no_surnames()) or any(word.lower() in lists.closing_words for word in rest):
        return None
    return reading.starts[number], match.end()


def name_before(reading: Reading, number: int) -> tuple[int, int] | None:
    """Return the place of a capitalised name that a credential in capitals follows."""
    text, end, lists = reading.text, reading.ends[number], signature_words()
    if not text[reading.starts[number] : end].isupper() or number == 0:
        return None
    first = number - 1
    if reading.words[first] in (",", "("):
        first -= 1
    if first < 0 or not text[reading.starts[first]].isupper() or reading.words[first] in lists.signing:
        return None
    while (
        first > 0
        and text[reading.starts[first - 1]].isupper()
        and "\n" not in text[reading.starts[first - 1] : reading.starts[first]]
    ):
        first -= 1
    name = text[reading.starts[first] : reading.starts[number]]
    if "\n" in name or not NAMELIKE.search(name) or lists.grades.issuperset(re.findall(r"\w+", name.lower())) or not lists.role_marks.isdisjoint(reading.words[first:number]):
        return None
    return reading.starts[first], end
