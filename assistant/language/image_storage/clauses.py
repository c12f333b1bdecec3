"""Clauses of their own: pictures by number or place, a verb alone, a field with its answer, a denied verb."""

from __future__ import annotations

import re

from assistant.language.image_storage.places import is_place, to_place
from assistant.language.image_storage.words import (
    AUXILIARIES,
    BOXES,
    CLAUSE_ENDS,
    CLOSING,
    DENIALS,
    JOINING,
    LEADERS,
    StorageWords,
)
from assistant.language.layout import Reading

TELLS_OF_THEM = AUXILIARIES | {"not", "never"}
BEFORE_VERB = AUXILIARIES | {"to", "get"}
LISTING = JOINING | AUXILIARIES
ENDINGS = frozenset(["(", "-", "–", "—"])
EDGES = CLAUSE_ENDS | {":", "=", "[", "]", "-", "–", "—", "→", ">", "+", "&"}
CREDENTIALS = frozenset(["md", "do", "np", "pa", "rn"])
GAP = re.compile(r"\n|\t|  ")


def _edge(reading: Reading, number: int) -> bool:
    """Whether a clause may begin or end before a token: at a mark, a wide gap, a new line, or the ends of the text."""
    words = reading.words
    if number <= 0 or number >= len(words):
        return True
    between = reading.text[reading.ends[number - 1] : reading.starts[number]]
    return (
        GAP.search(between) is not None
        or bool(between.strip())
        or words[number - 1] in EDGES
        or words[number] in CLOSING
    )


def _opens(reading: Reading, number: int) -> bool:
    """Whether a clause begins at a token, be it behind a date or a credential."""
    before = reading.words[number - 1] if number else ""
    return _edge(reading, number) or before[0].isdigit() or before in CREDENTIALS


def _named_place(reading: Reading, number: int) -> bool:
    """Whether a clause ends with a capitalised word: the name of a system that no list knows ("Recorded to MIMPS.")."""
    return number < len(reading.words) and reading.text[reading.starts[number]].isupper() and _edge(reading, number + 1)


def _name_follows(reading: Reading, number: int) -> bool:
    """Whether two capitalised words stand at a token, as a name does ("leg pain, stored Jane Low MD")."""
    two = reading.starts[number : number + 2]
    return len(two) == 2 and all(reading.text[start].isupper() for start in two)


def pictures(reading: Reading, hit: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return pictures that are a clause of their own, by number or place ("4 prints.", "pix x6", "clips on Vue", "6 clips up")."""
    words = reading.words
    first = hit
    counted = first > begin and words[first - 1].isdigit()
    first -= counted
    while first > begin and words[first - 1] in lists.describing:
        first -= 1
    if not _edge(reading, first) or not DENIALS.isdisjoint(words[first:hit]):
        return None
    stop = hit + 1
    if not TELLS_OF_THEM.isdisjoint(words[stop : stop + 1]):
        return None  # "Images\nnot reviewed": the clause goes on in the next line
    if (
        words[stop : stop + 1] in (["x"], ["×"], [":"], ["|"], ["="])
        and words[stop + 1 : stop + 2]
        and words[stop + 1][0].isdigit()
    ):
        return first, stop + 2  # "pix x6", "IMG|61"
    if words[stop : stop + 1] == [":"] and words[stop + 1 : stop + 2] == ["in"]:
        stop += 1
    if _edge(reading, stop) and words[stop : stop + 1] != [":"]:
        opens_line = first == 0 or reading.follows_break(first)
        return (first, stop) if counted or (not opens_line and words[hit] != "still") else None
    told = stop
    if words[hit] in lists.markers and words[stop] in lists.spread:
        return None
    while stop < len(words) and (words[stop] in lists.brought or words[stop] in lists.spread):
        stop += 1
    if stop > told:
        if words[stop : stop + 1] == ["the"]:
            stop += 1
        ends = _edge(reading, stop) or words[stop] == ":"
        if (
            ends
            and (stop - told > 1 or words[stop - 1] not in ("on", "at", "to", "of", "with", "for"))
            and words[stop - 1] != "the"
        ):
            return first, stop
        named = stop < len(words) and (reading.text[reading.starts[stop]].isupper() or is_place(words[stop], lists))
        if named and _edge(reading, stop + 1) and words[stop - 1] in ("on", "in", "at", "to", "the"):
            return first, stop + 1
    return None


def ticked(words: list[str], hit: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return a field of pictures or of their storage that is answered with yes ("images=Y", "pic: [x]", "archive yes")."""
    if words[hit + 1 : hit + 2] and words[hit + 1][0].isdigit():
        return None
    if not lists.firm.isdisjoint(words[hit + 1 : hit + 3]):
        return None  # "stills: (x) saved" is the phrase of its verb
    number = hit - 1
    boxed = number >= begin and words[number] in BOXES
    number -= boxed
    while number >= begin and words[number] in LEADERS:
        number -= 1
    if number < begin or (words[hit] == "x" and not boxed):
        return None
    return (number, hit + 1) if words[number] in lists.of_fields else None


def answered_no(reading: Reading, hit: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return a field of pictures or of their storage that is answered with no ("Pics: no", "images - N", "Recording: none")."""
    words, number = reading.words, hit - 1
    while number > begin and words[number] in LEADERS:
        number -= 1
    if number < begin or not (_edge(reading, hit + 1) or words[hit + 1] in ENDINGS):
        return None
    return (number, hit + 1) if words[number] in lists.of_fields and _opens(reading, number) else None


def not_kept(reading: Reading, hit: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return a verb of keeping that is denied, whatever it stands with ("did not save", "didn't store it", "forgot to save").

    Verbs that also speak of measurements need a clause of their own ("not recorded anywhere").
    """
    words = reading.words
    firm = words[hit] in lists.leading
    if not firm and words[hit] not in lists.alone:
        return None
    first = hit
    while first > begin and words[first - 1] in BEFORE_VERB:
        first -= 1
    first -= 1
    too_late = first > begin and "could" in words[first:hit] and "before" in words[first - 1 : first + 1]
    if first < begin or not (too_late or words[first] in lists.denying or words[first].endswith("n't")):
        return None
    if words[max(0, first - 2) : first] in (["[", "]"], ["(", ")"]):
        return None  # an empty box
    stop = hit + 1
    after = stop >= len(words) or _edge(reading, stop) or words[stop] in lists.objects or words[stop] in BOXES
    if not after or not (firm or _opens(reading, first) or (first > begin and words[first - 1] in lists.wholes)):
        return None
    while words[stop : stop + 1] and words[stop] in ("anywhere", "it", "them"):
        stop += 1
    return first, stop


def alone(reading: Reading, hit: int, begin: int, end: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return a word that is a clause of its own ("Recorded.", "PACS complete", "saved x4"), or closes one of techniques."""
    words = reading.words
    stop = hit + 1
    while stop < end and (words[stop] in lists.describing or words[stop] in lists.archives):
        stop += 1
    while stop + 1 < end and words[stop] in JOINING and words[stop + 1] in lists.closing_verbs:
        stop += 2  # "printed and scanned"
    stop = max(stop, to_place(words, stop, end, lists)) if stop > hit + 1 else stop
    if words[stop : stop + 1] == ["x"] and words[stop + 1 : stop + 2] and words[stop + 1][0].isdigit():
        stop += 2
    elif (
        words[stop : stop + 1] == ["on"]
        and (words[hit] in lists.firm or is_place(words[min(stop + 1, len(words) - 1)], lists))
        and _edge(reading, stop + 2)
    ):
        stop = min(stop + 2, len(words))
    elif words[stop : stop + 1] and words[stop] in ("to", "in", "into") and _named_place(reading, stop + 1):
        stop += 2
    named = stop < len(words) and (reading.text[reading.starts[stop]].isupper() or words[stop][0].isdigit())
    if named and words[hit] == "retained":
        return None  # "Retained Tulip filter"
    if named and words[hit] in lists.leading and _name_follows(reading, stop):
        return hit, stop
    if not named and not _edge(reading, stop) and words[stop] not in BOXES:
        return None
    first = hit
    if words[hit] in lists.firm and first > begin and words[first - 1] in DENIALS:
        first -= 1  # "not saved"
    edge = first if _opens(reading, first) else None
    while (
        first > begin
        and not reading.follows_break(first)
        and (words[first - 1] in lists.techniques or words[first - 1] in LISTING)
    ):
        first -= 1
        edge = first if _opens(reading, first) else edge
    if edge is not None:
        while edge < hit and words[edge] in JOINING:
            edge += 1
    return (edge, stop) if edge is not None else None
