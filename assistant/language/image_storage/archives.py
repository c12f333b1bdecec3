"""Images and the place that holds them without a verb: "images on PACS", "glued into the chart", "PACS: 3 stills"."""

from __future__ import annotations

from assistant.language.image_storage.images import image_before
from assistant.language.image_storage.words import AUXILIARIES, CLAUSE_ENDS, CLOSING, StorageWords

CHARTS = frozenset(["chart", "record", "records", "file", "notes", "folder"])
FIELD_MARKS = frozenset([":", "(", "=", "x", "-", ">", ","])  # between a place and the images that it is a field of


def before_place(words: list[str], place: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return the phrase that ends at a place without a storage verb ("images on PACS", "glued into the chart")."""
    number = place - 1
    if words[place] in lists.archives and (field := _field(words, place, begin, lists)) is not None:
        return field
    limit = max(begin, place - 6)
    while number >= limit and words[number] not in lists.prepositions:
        if words[number] in lists.barriers or words[number] in lists.moving:
            return None
        number -= 1
    if number < limit or (words[number] == "by" and words[place] not in lists.archives):
        return None
    if words[place] in lists.archives and (viewed := _viewed(words, number, begin, lists)) is not None:
        return viewed, place + 1
    chart = words[number] in ("to", ">", "into") or words[place] in CHARTS
    kept = lists.printed if chart else lists.papers
    if (
        number > begin
        and words[number - 1] in kept
        and words[number] in lists.into
        and lists.others.isdisjoint(words[number:place])
    ):
        return number - 1, place + 1  # "prints in the chart"
    moved = words[number - 1] in lists.moving or words[number - 2] in lists.moving if number > begin else False
    taken = words[number] in ("for", "to", ">") and not lists.takers.isdisjoint(words[max(begin, number - 8) : number])
    if not moved and not taken and words[place] not in lists.archives and words[place] != "path":
        return None
    if words[place] in lists.archives and words[number] in lists.into and number > begin:
        whole = number - 1
        while whole > begin and (words[whole] in lists.moving or words[whole] in AUXILIARIES):
            whole -= 1
        if words[whole] in lists.wholes:
            return whole, place + 1  # "full study on server", "study is available on Visage"
    first = image_before(words, number, begin, lists.shown, lists)
    listed = (
        first is not None and "(" in words[first : first + 4] and words[number - 1] == ")"
    )  # "pictures (before, after) -> PACS"
    if first is None or (not moved and not listed and number - first > 6):
        return None
    return None if words[max(begin, first - 1)] in lists.others else (first, place + 1)


def _viewed(words: list[str], preposition: int, begin: int, lists: StorageWords) -> int | None:
    """Return the image word of images that were read in the archive ("images reviewed on PACS"): they are in it."""
    number = preposition - 1
    if number <= begin or words[number] not in lists.viewing:
        return None
    number -= 1 + (words[number - 1] in ("were", "are", "personally"))
    if (
        number < begin
        or words[number] not in lists.images
        or not lists.others.isdisjoint(words[max(begin, number - 4) : number])
    ):
        return None
    return number


def _field(words: list[str], place: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return images and archive that stand side by side: "img PACS 22", "still: PACS", "images: 4 (PACS)", "PACS: 3 stills"."""
    number = place - 1
    while number >= max(begin, place - 4) and (words[number] in FIELD_MARKS or words[number][0].isdigit()):
        number -= 1
    if number >= begin and words[number] in lists.images and words[max(begin, number - 1)] not in lists.others:
        return number, place + 1
    number = place + 1
    while number < min(len(words), place + 4) and (words[number] in FIELD_MARKS or words[number][0].isdigit()):
        number += 1
    after = number < len(words) and words[number] in lists.images and words[number + 1 : number + 2] != ["of"]
    opens = place == begin or words[place - 1] in CLAUSE_ENDS
    if after and opens:
        return place, number + 1
    stands_alone = number >= len(words) or words[number] in CLOSING
    if (
        stands_alone
        and place > 0
        and words[place - 1] in ("in", "on")
        and (place - 1 == begin or words[place - 2] in CLAUSE_ENDS)
    ):
        return place - 1, place + 1  # "In PACS."
    if (
        stands_alone
        and place > begin
        and words[place - 1] in ("to", ">")
        and (place - 1 == begin or words[place - 2] in CLAUSE_ENDS)
    ):
        return place - 1, place + 1  # "To PACS."
    return (place, number) if stands_alone and opens and "x" in words[place:number] else None
