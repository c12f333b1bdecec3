"""The images that a verb of keeping or a place speaks of, before it and behind it."""

from __future__ import annotations

from assistant.language.image_storage.words import JOINING, StorageWords

TECHNIQUE = frozenset({"ultrasound", "us", "duplex", "doppler"})
# How many tokens a storage word may stand behind the image word, and before it: some verbs lead to it from far.
REACH_BACK, REACH_ON, REACH_NEXT = 18, 8, 2


def image_before(words: list[str], verb: int, begin: int, kept: frozenset[str], lists: StorageWords) -> int | None:
    """Return the first token of the image words before a verb, with what they are listed with and described by."""
    number = verb - 1
    limit = max(begin, verb - REACH_BACK)
    while number >= limit:
        word = words[number]
        if word in kept:
            break
        if word in lists.barriers:
            return None
        number -= 1
    else:
        return None
    first = edge = number
    while number > begin:
        number -= 1
        word = words[number]
        if word in kept or word in lists.signals or (word in lists.describing and edge == number + 1):
            first = edge = number
        elif word in TECHNIQUE and edge == number + 1:
            edge = number
        elif word not in JOINING and not word[0].isdigit() and word not in lists.describing:
            break
    return first


def image_after(words: list[str], verb: int, end: int, kept: frozenset[str], lists: StorageWords) -> int | None:
    """Return the token after the image words that follow a verb ("Stored: 34 stills, 6 clips")."""
    last: int | None = None
    reach = REACH_ON if words[verb] in lists.leading or words[verb + 1 : verb + 2] in ([":"], ["of"]) else REACH_NEXT
    for number in range(verb + 1, min(end, verb + 1 + reach)):
        word = words[number]
        if word in kept:
            last = number + 1
        elif (
            word in lists.barriers
            or word in lists.soft
            or (last is not None and word not in JOINING and not word[0].isdigit())
        ):
            break
    return last
