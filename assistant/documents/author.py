"""Names the physician who answers for a report: who signed it, else who read it, dictated it, or did the work.

A name is taken from its label, or where the text has none from its closing line. Who referred the patient, made the
pictures, was told or read an earlier study is never the author; where two could be, none is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.analysis import Section
from assistant.documents.identifiers import labels, metadata_words
from assistant.language.signature.words import no_surnames, signature_words

NOT_OF_THIS_REPORT = frozenset({"indication", "history", "comparison", "recommendation"})
ADDENDUM = "addendum"
NAME_WORD = re.compile(
    r"[A-ZÀ-Þ](?:(?:[^\W\d_]|['’-])*[^\W\d_])?(?!\w)\.?|(?:de|van|von|der|den|la|del|al|bin|di|dos|da)(?= )"
)
LETTERS = re.compile(r"(?P<comma>,? ?)(?P<word>[A-Za-z](?:[A-Za-z-]|\.(?=[A-Za-z]))*)\.?(?![\w'’])")
TITLE = re.compile(r"(?:(?:Dra?|Prof|Professor|Mr|Mrs|Ms|Miss)\b\.? *){1,2}", re.IGNORECASE)
LEARNED = re.compile(r"(?:dr|prof)", re.IGNORECASE)
AFTER_LABEL = r"(?:[ \t]*\([^)\n]{1,24}\))?[ \t]*(?P<mark>[:|=]|\.{4,}|(?<=y) |(?<=y\.) |/s/|-(?= )|(?=[ \t]{2})|\t|(?<=ed) (?=(?:Dr|[A-Z])))[ \t]*(?:/s/[ \t]*)?(?:\r?\n[ \t]*)?"
SIGNED_BY = (
    r"(?:signed|authenticated|finali[sz]ed|verified|approved)\b[^\n:.]{0,12}(?:\d[^\n]{0,36})?\bby[ :]+|/s/[ \t]*"
)
GIVEN_AND_SURNAME = 2
CLOSING_CHARACTERS = 160
MOST_NAME_WORDS = 5
BEFORE = 40


class Person(NamedTuple):
    """A name as it is written plainly ("Jane Low"), where it stands, and what shows whose it is."""

    name: str
    start: int
    end: int
    clinician: bool
    technologist: bool


def find_author(text: str, sections: Sequence[Section]) -> str:
    """Return the name of a report's author; empty where none, or more than one, could be meant.

    Args:
        text: The report.
        sections: Its sections, in order.
    """
    for rank, label in enumerate(_author_labels()):
        found = [person for person in _labelled(text, label) if _own(sections, person)]
        original = [person for person in found if _kind_at(sections, person.start) != ADDENDUM]
        names = _distinct(original or found)
        if len(names) == 1:
            return names[0]
        if names:
            return "" if rank else _last_signed(original)
    return _closing(text, sections)


def _last_signed(people: Sequence[Person]) -> str:
    """Return the last of those who signed one after the other, as a resident's text is signed by the attending."""
    first, last = people[0], people[-1]
    return last.name if last.start - first.end < CLOSING_CHARACTERS else ""


def _distinct(people: Sequence[Person]) -> list[str]:
    """Return the names of different people; initials are somebody whose full name is there too."""
    names: dict[frozenset[str], str] = {}
    for person in people:
        parts = frozenset(part.strip(".").lower() for part in person.name.split() if len(part.strip(".")) > 1)
        same = next((known for known in names if parts <= known or known <= parts), None)
        if same is None:
            names[parts] = person.name
        elif len(person.name) > len(names[same]):
            del names[same]
            names[parts] = person.name
    return list(names.values())


@lru_cache(maxsize=1)
def _author_labels() -> list[re.Pattern[str]]:
    first, *others = metadata_words().authors
    patterns = [f"(?:{labels(first)}{AFTER_LABEL}|{SIGNED_BY})", *(f"{labels(group)}{AFTER_LABEL}" for group in others)]
    return [re.compile(rf"(?<![\w'’/-])(?P<label>{pattern})", re.IGNORECASE) for pattern in patterns]


def _labelled(text: str, label: re.Pattern[str]) -> Iterator[Person]:
    anybody, others = metadata_words().anybody, metadata_words().others
    for match in label.finditer(text):
        line = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - BEFORE) : match.start()]
        last = re.split(r"[.;:|\t]|\d|  ", line)[-1]
        if not others.isdisjoint(re.findall(r"[a-z]+", last.lower())):
            continue
        person = person_at(text, match.end())
        word = re.split(r"[\s:|=]*$", match["label"].lower())[0].strip(" .")
        if person and not person.technologist and (person.clinician or word not in anybody):
            yield person


def person_at(text: str, offset: int) -> Person | None:
    """Return the person named at an offset; None where no name stands there.

    "LOW, JANE MD" and "Jane Low, M.D." are one. A word that reports use is a name only beside a title or letters.
    """
    title = TITLE.match(text, offset)
    start = position = title.end() if title else offset
    words: list[str] = []
    comma_after = 0
    end = position
    while len(words) < MOST_NAME_WORDS and (match := NAME_WORD.match(text, position)):
        if words and _letters(text, position):
            break
        word = match[0]
        if _ends_a_sentence(word):
            words.append(word.rstrip("."))
            end = match.end() - 1
            break
        words.append(word)
        end = match.end()
        if text.startswith(", ", end) and len(words) == 1 and not _letters(text, end):
            comma_after, position = 1, end + 2
        elif text.startswith(" ", end) and not text.startswith("  ", end):
            position = end + 1
        else:
            break
    if not words:
        return None
    roles = _roles()
    while len(words) > 1 and words[-1].lower() in roles:
        end -= len(words.pop()) + 1
    shown, last = _shown(text, end)
    learned = bool(title and LEARNED.match(title[0]))
    name = _plain([*words[1:], words[0]] if comma_after and len(words) > 1 else words)
    clinician, technologist = learned or bool(shown & _clinicians()), bool(shown & signature_words().technologists)
    if not _is_person(words, clinician, title is not None):
        return None
    return Person(name, start, max(end, last), clinician, technologist and not clinician)


def _ends_a_sentence(word: str) -> bool:
    return word.endswith(".") and len(word) > 3


def _is_person(words: Sequence[str], clinician: bool, titled: bool) -> bool:
    plain = [word.strip(".").lower() for word in words]
    long = [word for word in plain if len(word) > 1]
    if not long or max(map(len, long)) < 2 or not metadata_words().withheld.isdisjoint(plain):
        return False
    if words[0].strip(".").capitalize() in signature_words().not_names or not _roles().isdisjoint(plain):
        return False
    if clinician or titled:
        return len(words) >= GIVEN_AND_SURNAME or (titled and len(long[0]) > 2)
    return len(words) >= GIVEN_AND_SURNAME and no_surnames().isdisjoint(long)


@lru_cache(maxsize=1)
def _roles() -> frozenset[str]:
    words = signature_words()
    return words.grades | words.roles | words.signing | words.work | words.addressed - frozenset({"ed", "em", "ir"})


@lru_cache(maxsize=1)
def _clinicians() -> frozenset[str]:
    words = signature_words()
    return words.credentials - words.technologists


def _letters(text: str, offset: int) -> str:
    """Return the letters of a credential at an offset ("m.d." is md); empty where none stand there."""
    match = LETTERS.match(text, offset)
    if match is None:
        return ""
    word = match["word"].replace(".", "").lower()
    written = match["word"].replace(".", "")
    known = word in signature_words().credentials | signature_words().technologists | signature_words().operators
    return (
        word
        if known
        and (written.isupper() or word in signature_words().physicians or "." in match["word"] or not written.islower())
        else ""
    )


def _shown(text: str, offset: int) -> tuple[set[str], int]:
    """Return the letters that stand behind a name, and where they end."""
    found: set[str] = set()
    while word := _letters(text, offset):
        found.add(word)
        match = LETTERS.match(text, offset)
        assert match is not None
        offset = match.end()
    return found, offset


def _plain(words: Sequence[str]) -> str:
    """Return a name as people write it: words all in capitals get one, an initial keeps its dot."""
    return " ".join(word.title() if word.isupper() and len(word.strip(".")) > 2 else word for word in words)


def _kind_at(sections: Sequence[Section], place: int) -> str:
    return next((section.kind for section in sections if section.start <= place < section.end), "other")


def _own(sections: Sequence[Section], person: Person) -> bool:
    return _kind_at(sections, person.start) not in NOT_OF_THIS_REPORT


CREDENTIALED = re.compile(r"(?<![\w'’-])(?:(?:Dr|Prof)\b\.? *)?(?:[A-ZÀ-Þ]\.? ?)?[A-ZÀ-Þ][\w'’-]+")


def _closing(text: str, sections: Sequence[Section]) -> str:
    """Return the clinician whose name closes a text, where no other stands beside it."""
    begin = max(0, len(text.rstrip()) - CLOSING_CHARACTERS)
    begin = text.rfind("\n", 0, begin) + 1 if begin - text.rfind("\n", 0, begin) < BEFORE else begin
    found: list[Person] = []
    position = begin
    others = metadata_words().others
    while match := CREDENTIALED.search(text, position):
        person = person_at(text, match.start())
        position = match.end()
        if person is None or not (person.clinician or person.technologist):
            continue
        position = person.end
        line = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - BEFORE) : match.start()]
        before = re.findall(r"[a-z]+", re.split(r"[.;]", line)[-1].lower())
        if person.technologist or not others.isdisjoint(before) or _told(text, person.end):
            return ""
        found.append(person)
    names = _distinct(found)
    return names[0] if len(names) == 1 and len(text.rstrip()) - found[-1].end < CLOSING_CHARACTERS // 2 else ""


def _told(text: str, offset: int) -> bool:
    """Whether the words behind a name tell of its bearer, who then only is spoken of ("Dr Low aware")."""
    words = re.findall(r"[a-z]+", text[offset : offset + BEFORE].split("\n")[0].lower())[:3]
    return not (signature_words().told | signature_words().told_next | signature_words().elsewhere).isdisjoint(words)
