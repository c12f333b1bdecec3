"""Finds the phrases of a text, each at the word that makes it one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from assistant.language.boxes import has_empty_box, is_left_open
from assistant.language.image_storage.archives import before_place
from assistant.language.image_storage.clauses import alone, answered_no, not_kept, pictures, ticked
from assistant.language.image_storage.places import to_place
from assistant.language.image_storage.verbs import around_verb, denial_ends, gone, to_verb
from assistant.language.image_storage.words import (
    ANSWERS,
    BOXES,
    DENYING,
    IMAGE_STORAGE,
    LEADERS,
    StorageWords,
    phrases_by_first_word,
    storage_words,
)
from assistant.language.layout import Reading
from assistant.language.word_codes import any_of

BLANK = re.compile(
    r"(?:[ \t]+(?:the )?(?:chart|record|records|file|notes|folder|emr|ehr|pacs|archive)[ \t]*(?=[:=_*]))?[ \t]*[:=.]*[ \t]*(?:\*{2,}|_{2,}|[\[(]\s*[\])](?!\s*(?:yes|y|no|n|not)\b))",
    re.IGNORECASE,
)
OTHER_BOX = re.compile(
    r"[ \t]*[:=.]*[ \t]*[\[(] ?[\])][ \t]*y(?:es)?[ \t]*[\[(] ?x ?[\])][ \t]*no?\b|[ \t]*[:=]?[ \t]*[\[(] ?(?:no?|none) ?[\])]",
    re.IGNORECASE,
)
# What is said of a record that the text only misses.
UNTOLD = re.compile(
    r"\s*(?:(?:is|was|are|were) )?(?:not|nowhere) (?:mentioned|documented|stated|described|noted|told|addressed)\b"
    r"|[ \t]*\(\?\)|[ \t]*(?:[:=-][ \t]*|(?:is|are|was|were) )?(?:tbc|tbd|to be confirmed|unknown|unclear|uncertain|unsure)\b",
    re.IGNORECASE,
)
NAME_WITHIN = 6  # tokens before a phrase in which it is part of a service's name


def find_image_storage(reading: Reading) -> None:
    """Add IMAGE_STORAGE mentions to `reading.mentions`, in the order of the text."""
    lists = storage_words()
    hits = reading.places(_triggers())
    if not hits:
        return
    found = list(_phrases(reading, hits, lists))
    if not found:
        return
    mentions = reading.mentions
    for first, last in found:
        mention = reading.mention(first, last, IMAGE_STORAGE)
        mentions.insert(bisect_left(mentions, mention.start, key=lambda other: other.start), mention)


def _phrases(reading: Reading, hits: list[int], lists: StorageWords) -> Iterator[tuple[int, int]]:
    """Yield first and last token (end exclusive) of each phrase; phrases do not overlap."""
    words, starts = reading.words, reading.starts
    free = 0
    begin = end = -1
    for place, hit in enumerate(hits):
        if hit < free or not _may_begin(words, hit):
            continue
        if hit >= end:
            start, stop = reading.sentences[reading.sentence_at(starts[hit])]
            begin, end = bisect_left(starts, start), bisect_left(starts, stop)
        span = (
            _phrase_at(words, hit, max(begin, free), end, lists)
            or (alone(reading, hit, max(begin, free), end, lists) if words[hit] in lists.alone else None)
            or (
                pictures(reading, hit, max(begin, free), lists)
                if words[hit] in lists.pictures
                and not any(  # a storage word that follows takes the pictures with it
                    (longer := _phrase_at(words, later, max(begin, free), end, lists)) and longer[0] <= hit
                    for later in hits[place + 1 : place + 4]
                    if later < end
                )
                else None
            )
            or (ticked(words, hit, free, lists) if words[hit] in ANSWERS else None)
            or (answered_no(reading, hit, free, lists) if words[hit] in DENYING else None)
        )
        if span is None or has_empty_box(words, max(0, span[0] - 2), span[1]):
            span = not_kept(reading, hit, max(begin, free), lists)
        if span is not None and span[0] > begin and words[span[0] - 1] in lists.others:
            continue
        if (
            span is None
            or _name_of_service(words, *span, lists)
            or _asked(words, span[1])
            or _unsure(words, *span, begin, lists)
        ):
            continue
        begins, ends = starts[span[0]], reading.ends[span[1] - 1]
        if (
            BLANK.match(reading.text, ends)
            or UNTOLD.match(reading.text, ends)
            or is_left_open(reading.text, begins, ends)
        ):
            continue
        if box := OTHER_BOX.match(reading.text, reading.ends[span[1] - 1]):
            span = span[0], reading.token_at(box.end() - 1) + (words[reading.token_at(box.end() - 1)] in DENYING)
        free = span[1]
        yield span


def _may_begin(words: list[str], hit: int) -> bool:
    """Whether a word can make a phrase with those beside it: "no" does so in one of a hundred places."""
    word = words[hit]
    if word in _strong() or (words[hit + 1 : hit + 2] and words[hit + 1] in _seconds().get(word, ())):
        return True
    return hit > 0 and (word in ANSWERS or word in DENYING) and words[hit - 1] in _before_answers()


@lru_cache(maxsize=1)
def _triggers() -> re.Pattern[str]:
    """Return the words at which a phrase is looked for."""
    return any_of(_strong() | ANSWERS | DENYING | phrases_by_first_word().keys())


@lru_cache(maxsize=1)
def _strong() -> frozenset[str]:
    """Return the words that may make a phrase whatever stands beside them."""
    words = storage_words()
    whole = {first for first, phrases in phrases_by_first_word().items() if any(len(phrase) < 2 for phrase in phrases)}
    return (
        words.firm | words.soft | words.leading | words.archives | words.places | words.closing_verbs | words.pictures | words.lost | {"path"} | whole
    )  # fmt: skip


@lru_cache(maxsize=1)
def _seconds() -> dict[str, frozenset[str]]:
    """Return the second words of the phrases, by their first."""
    return {
        first: frozenset(phrase[1] for phrase in phrases if len(phrase) > 1)
        for first, phrases in phrases_by_first_word().items()
    }


@lru_cache(maxsize=1)
def _before_answers() -> frozenset[str]:
    """Return the words behind which yes or no can be the answer of a field of pictures."""
    return LEADERS | BOXES | storage_words().of_fields


def _unsure(words: list[str], first: int, stop: int, begin: int, lists: StorageWords) -> bool:
    """Whether the phrase is only what somebody would like to know ("not known whether a picture was kept")."""
    return not lists.unsure.isdisjoint(words[max(begin, first - 3) : stop])


def _name_of_service(words: list[str], first: int, stop: int, lists: StorageWords) -> bool:
    """Whether the phrase is a part of what a service is called ("real time with image documentation"), and names no place."""
    if words[first - 1 : first] != ["with"] or " ".join(words[first:stop]) not in lists.in_names:
        return False
    return not lists.of_names.isdisjoint(words[max(0, first - NAME_WITHIN) : first])


def _asked(words: list[str], stop: int) -> bool:
    """Whether the phrase is a question without an answer ("image saved? will check")."""
    return words[stop : stop + 1] == ["?"] and ANSWERS.isdisjoint(words[stop + 1 : stop + 2])


def _phrase_at(words: list[str], hit: int, begin: int, end: int, lists: StorageWords) -> tuple[int, int] | None:
    word = words[hit]
    for phrase in phrases_by_first_word().get(word, ()):
        if words[hit : hit + len(phrase)] == phrase and hit + len(phrase) <= end:
            if phrase[0] == "no" and len(phrase) == 2 and not denial_ends(words, hit + 2, end, lists):
                continue
            first = hit - 1 if hit > begin and words[hit - 1] == "no" else hit
            return first, to_place(words, to_verb(words, hit + len(phrase), end, lists), end, lists)
    if word in lists.lost:
        return gone(words, hit, begin, end, lists)
    if word in lists.firm or word in lists.soft or word in lists.paper_verbs:
        span = around_verb(words, hit, begin, end, lists)
        if span is not None:
            return span
    if word in lists.archives or word in lists.places or words[max(0, hit - 1) : hit + 1] == ["q", "path"]:
        return before_place(words, hit, begin, lists)
    return None
