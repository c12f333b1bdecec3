"""Places that hold images, behind a verb: "in the OB module"."""

from __future__ import annotations

from assistant.language.image_storage.words import StorageWords

REACH_PLACE = 7  # tokens from a verb to the place


def to_place(words: list[str], stop: int, end: int, lists: StorageWords) -> int:
    """Return the token after the place that follows a verb ("in the OB module"), or `stop`."""
    preposition = False
    for number in range(stop, min(end, stop + REACH_PLACE)):
        word = words[number]
        if word in lists.prepositions:
            preposition = True
        elif preposition and (is_place(word, lists) or words[number : number + 2] == ["q", "path"]):
            number += 1
            while number < end and (is_place(words[number], lists) or words[number] == "path"):
                number += 1
            return number
        elif word in ("per", ".", ";", "?", "and", "but") or (
            word in lists.images and not (preposition and number + 1 < end and is_place(words[number + 1], lists))
        ):
            break
    return stop


def to_where_moved(words: list[str], stop: int, end: int, lists: StorageWords) -> int:
    """Return the token after the place to which what was kept was then brought ("printed and placed in the chart"), or `stop`."""
    moved = stop + 2
    if moved >= end or words[stop] not in ("and", "&", ",", "then") or words[stop + 1] not in lists.moving:
        return stop
    place = to_place(words, moved, end, lists)
    return place if place > moved else stop


def is_place(word: str, lists: StorageWords) -> bool:
    return word in lists.archives or word in lists.places
