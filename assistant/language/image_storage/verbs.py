"""Phrases around a verb of keeping: the images before it or behind it, the study, or the place alone."""

from __future__ import annotations

from assistant.language.image_storage.images import image_after, image_before
from assistant.language.image_storage.places import REACH_PLACE, to_place, to_where_moved
from assistant.language.image_storage.words import AUXILIARIES, CLAUSE_ENDS, JOINING, StorageWords

STAYING = frozenset({"keep", "keeps", "kept"})
LOST_WITHIN = 4  # tokens between pictures and the verb that says that they are gone
BESIDE_LOST = frozenset(
    [
        "all",
        "the",
        "my",
        "our",
        "these",
        "those",
        "of",
        "later",
        "then",
        "now",
        "since",
        "been",
        "accidentally",
        "already",
        "both",
        "get",
        "got",
    ]
)
MARKER = frozenset(["clip"])  # one that is lost marked a place


def around_verb(words: list[str], verb: int, begin: int, end: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return the phrase around a storage verb: images before it, images after it, or the place alone."""
    firm = words[verb] in lists.firm
    if words[verb + 1 : verb + 2] == ["still"] and words[verb] in STAYING:
        return None  # "would not keep still"
    if words[verb + 1 : verb + 3] == ["in", "place"] or words[verb - 1 : verb + 1] == ["picture", "archiving"]:
        return None
    kept = lists.kept[firm, words[verb] in lists.paper_verbs]
    stop = to_place(words, _to_last_verb(words, verb + 1, end, lists), end, lists)
    stop = to_where_moved(words, stop, end, lists)
    first = image_before(words, verb, begin, kept, lists)
    if first is not None and first - 3 >= begin and words[first - 2] in JOINING and words[first - 3] in kept:
        first -= 3  # "IVUS recordings and angiographic cine archived"
    if first is not None and words[max(begin, first - 1)] in lists.others:
        return None
    if first is not None:
        return first, stop
    after = image_after(words, verb, end, kept, lists)
    if after is not None:
        return verb, max(after, stop)
    if verb + 1 < end and words[verb + 1] in lists.adverbs:
        return verb, max(verb + 2, stop)
    return _without_images(words, verb, begin, end, stop, lists)


def _without_images(
    words: list[str], verb: int, begin: int, end: int, stop: int, lists: StorageWords
) -> tuple[int, int] | None:
    """Return a phrase that names the study ("all stored on the server"), or only the place, or only "Archived."."""
    leading = words[verb] in lists.leading
    archived = any(word in lists.archives for word in words[verb + 1 : max(stop, min(end, verb + 4))])
    placed = stop > verb + 1 and (archived or words[verb] in lists.firm or words[verb] in lists.paper_verbs)
    opens = verb == begin or words[verb - 1] in CLAUSE_ENDS
    for number in range(verb - 1, max(begin, verb - REACH_PLACE) - 1, -1):
        if words[number] in lists.barriers:
            break
        if words[number] in lists.wholes and (placed or leading or archived):
            return number, stop
    if stop > verb + 1 and (archived or (placed and opens)):
        return verb, stop
    return (verb, stop) if leading and verb == begin and end - begin <= 2 else None


def to_verb(words: list[str], stop: int, end: int, lists: StorageWords) -> int:
    """Return the token after a verb that follows a phrase at once ("no hard copy was kept")."""
    for number in range(stop, min(stop + 3, end)):
        if words[number] in lists.firm:
            return _to_last_verb(words, number + 1, end, lists)
        if words[number] in lists.barriers:
            break
    return _to_last_verb(words, stop, end, lists)


def _to_last_verb(words: list[str], stop: int, end: int, lists: StorageWords) -> int:
    """Return the token after the last of coordinated verbs ("captured and stored")."""
    for number in range(min(stop + 3, end - 1), stop, -1):
        if words[number] in lists.firm and {"and", "&", ",", "then", "/"} & set(words[stop:number]):
            return number + 1
    return stop


def gone(words: list[str], verb: int, begin: int, end: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return pictures of which a verb says that none is left ("all pictures were lost", "deleted the clips by mistake")."""
    number = verb - 1
    while number > max(begin, verb - LOST_WITHIN) and (words[number] in AUXILIARIES or words[number] in BESIDE_LOST):
        number -= 1
    if (
        number >= begin
        and words[number] in lists.images
        and words[number] not in MARKER
        and lists.spare.isdisjoint(words[max(begin, number - 2) : number])
    ):
        return number, verb + 1
    if words[verb] == "lost":
        return None  # "weight lost, images saved"
    number = verb + 1
    while number < min(end - 1, verb + LOST_WITHIN) and words[number] in BESIDE_LOST:
        number += 1
    return (verb, number + 1) if number < end and words[number] in lists.images else None


def denial_ends(words: list[str], stop: int, end: int, lists: StorageWords) -> bool:
    """Whether "no image" speaks of images that were not kept, not of something else ("no image of the liver")."""
    while stop < end and words[stop] in AUXILIARIES:
        stop += 1
    return stop >= end or words[stop] not in lists.other_denials
