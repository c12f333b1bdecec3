"""Tells which of several places a treatment was given to: a balloon of the arch, a stent of the subclavian vein.

The nearest place named in the sentence of the treatment is the treated one, with the places listed together with it; where
its sentence names none, the place spoken of last before it is. A place that is only said to be open, to be without
narrowing or to have been left alone is no target, nor is one that a stent ends short of ("flush with the subclavian"), or
the access through which a wire came ("crossed from the fistula"). Each item of a list with marks stands for itself. An
old stent that is said to be open, or that something lies in ("in-stent"), was not placed now.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Container, Mapping
from itertools import accumulate, pairwise
from typing import NamedTuple

from assistant.language.layout import Mention
from assistant.language.tables.lines import any_within
from assistant.studies.evidence import Evidence, once

LIST_WORDS = frozenset(
    [",", "and", "&", "%", "/", "+", "the", "both", "left", "right", "l", "r", "proximal", "distal", "mid", "a"]
)
OPEN = frozenset(
    [
        "patent",
        "open",
        "normal",
        "clear",
        "clean",
        "unremarkable",
        "ok",
        "okay",
        "fine",
        "wnl",
        "free",
        "widely",
        "spared",
        "jailed",
        "preserved",
        "uninvolved",
    ]
)
NOT_TREATED = frozenset(
    ["treated", "dilated", "stented", "ballooned", "touched", "crossed", "addressed", "angioplastied"]
)
DENYING = frozenset(["no", "without"])
NARROWINGS = frozenset(["stenosis", "stenoses", "narrowing", "lesion", "lesions", "disease", "obstruction"])
BESIDE = frozenset(["flush", "short", "outside"])  # "flush with the subclavian": where a stent ends
BESIDE_WITHIN = 4
VERBS = frozenset(["is", "was", "were", "are", "remains", "widely", "still", "fully", "had", "been"])
OPEN_WITHIN = 4
LEADS_TO = frozenset(["in", "of", "to", "across", "at", "for", "within", "on", "into"])
LEADING = 3  # tokens before a place among which such a word stands
LED_TO = 4  # tokens by which a place counts as nearer where such a word leads to it
LINE_APART = 10
CLAUSE_ENDS = frozenset([";", ".", ":"])
STOPS = frozenset([";", "."])
WAYS = frozenset(["from", "via", "through"])
WAY_WITHIN = 2
ACCESS = "dialysis_access"
LYING = frozenset({"stent", "stent_word", "named_stent"})
NEXT_ITEM = re.compile(r"\n[ \t]*(?:[-*•>]|\(?[a-z0-9]{1,2}[.)])[ \t]")
SENTENCES_BACK = 2


class _Marks(NamedTuple):
    """What parts a report, each in order: the tokens of stops and commas, and where items of lists begin (characters).

    `item_starts` are the line breaks before the marks of items, `item_ends` where those marks end.
    """

    stops: list[int]
    commas: list[int]
    item_starts: list[int]
    item_ends: list[int]


@once
def _marks(evidence: Evidence) -> _Marks:
    words = evidence.reading.words
    items = list(NEXT_ITEM.finditer(evidence.reading.text))
    return _Marks(
        [token for token, word in enumerate(words) if word in STOPS],
        [token for token, word in enumerate(words) if word == ","],
        [item.start() for item in items],
        [item.end() for item in items],
    )


class _Row:
    """The places of one sentence in the order of the text, and which of them form one list.

    Made once for all treatments, so that a sentence of thousands of both is no matter of thousands of thousands: `reach`
    has the last token of all places up to each, `lists` the number of the list of each, `wanted` how many of the places
    before each are of the group that is asked for.
    """

    __slots__ = ("firsts", "lists", "places", "reach", "starts", "wanted")

    def __init__(self, evidence: Evidence, places: list[Mention], wanted: Container[int]) -> None:
        self.places = places
        self.starts = [place.start for place in places]
        self.firsts = [place.first for place in places]
        self.reach = list(accumulate((place.last for place in places), max))
        parted = (not _in_one_list(evidence, *neighbours) for neighbours in pairwise(places))
        self.lists = list(accumulate(parted, initial=0))
        self.wanted = list(accumulate((id(place) in wanted for place in places), initial=0))

    def names_wanted(self, target: int, begin: int = 0, end: int | None = None) -> bool:
        """Whether a place, or one listed with it ("the arch and the left subclavian vein"), is of the group asked for.

        `target`, `begin` and `end` (exclusive) are numbers of places: only those between the two count.
        """
        number, end = self.lists[target], len(self.places) if end is None else end
        first, last = bisect_left(self.lists, number, begin, end), bisect_right(self.lists, number, begin, end)
        return self.wanted[last] > self.wanted[first]


def treated_there(evidence: Evidence, treatment: str, place: str, rival: str) -> bool:
    """Return whether a treatment was given to a place of the group `place` rather than to one of `rival`."""
    places: dict[int, list[Mention]] = {}
    for named in _places(evidence, place, rival):
        places.setdefault(named.sentence, []).append(named)
    wanted = {id(mention) for mention in evidence.body.get(place, ())}
    rows = {sentence: _Row(evidence, here, wanted) for sentence, here in places.items()}
    return any(
        _given_to_wanted(evidence, mention, rows)
        for mention in evidence.body.get(treatment, ())
        if not _old(evidence, mention)
    )


def _places(evidence: Evidence, place: str, rival: str) -> list[Mention]:
    found = {m.start: m for group in (rival, place) for m in evidence.body.get(group, ())}
    named = [found[start] for start in sorted(found)]
    kept: list[Mention] = []
    following, open_after = None, False
    # "subclavian, brachiocephalic and cava are open": the last of a list speaks for all
    for mention in reversed(named):
        is_open = _said_open(evidence, mention) or (
            open_after and following is not None and _in_one_list(evidence, mention, following)
        )
        if not (is_open or _only_beside(evidence, mention) or _only_way(evidence, mention)):
            kept.append(mention)
        following, open_after = mention, is_open
    return kept[::-1]


def _said_open(evidence: Evidence, mention: Mention) -> bool:
    """Whether a place is said to be open, to have no narrowing, or to have been left alone."""
    words = evidence.reading.words[mention.last : mention.last + OPEN_WITHIN]
    for number, word in enumerate(words):
        after = evidence.reading.words[mention.last + number + 1 : mention.last + number + 3]
        if (
            word in OPEN
            or (word == "not" and not NOT_TREATED.isdisjoint(after))
            or (word in DENYING and not NARROWINGS.isdisjoint(after) and "residual" not in after)
        ):
            return True
        if word in CLAUSE_ENDS and (number or word != ":" or OPEN.isdisjoint(after[:1])):  # "Axillary: fine"
            return False
    return False


def _only_beside(evidence: Evidence, mention: Mention) -> bool:
    """Whether a place only tells where something ends ("flush with the subclavian")."""
    return not BESIDE.isdisjoint(evidence.reading.words[max(0, mention.first - BESIDE_WITHIN) : mention.first])


def _only_way(evidence: Evidence, mention: Mention) -> bool:
    """Whether the access is only named as the way that a wire or catheter came ("crossed from the fistula")."""
    before = evidence.reading.words[max(0, mention.first - WAY_WITHIN) : mention.first]
    return ACCESS in mention.concept.groups and not WAYS.isdisjoint(before)


def _old(evidence: Evidence, treatment: Mention) -> bool:
    """Whether a device is one that lay there before: it is said to be open, or to hold a narrowing ("in-stent")."""
    words = evidence.reading.words
    if LYING.isdisjoint(treatment.concept.groups):
        return False  # a balloon is no device that lies there: "7 x 40 balloon, open now"
    if words[max(0, treatment.first - 2) : treatment.first] == ["in", "-"]:
        return True
    tokens = range(treatment.last, len(words))
    following = next((words[token] for token in tokens if words[token] not in VERBS), "")
    return following in OPEN


def _given_to_wanted(evidence: Evidence, treatment: Mention, rows: Mapping[int, _Row]) -> bool:
    """Whether a treatment was given to a place of the group asked for; `rows` are the places, told by sentence."""
    if here := rows.get(treatment.sentence):
        begin, end = _of_one_item(_marks(evidence), treatment, here)
        return here.names_wanted(_nearest(evidence, treatment, here, begin, end), begin, end)
    before = (rows.get(treatment.sentence - back) for back in range(1, SENTENCES_BACK + 1))
    spoken_of = next((row for row in before if row), None)
    return spoken_of is not None and spoken_of.names_wanted(len(spoken_of.places) - 1)


def _of_one_item(marks: _Marks, treatment: Mention, here: _Row) -> tuple[int, int]:
    """Return the numbers (end exclusive) of the places in the list item of a treatment; of all, where it has none."""
    above, below = bisect_right(marks.item_ends, treatment.start), bisect_left(marks.item_starts, treatment.start)
    begin = bisect_right(here.starts, marks.item_starts[above - 1]) if above else 0
    end = bisect_left(here.starts, marks.item_ends[below]) if below < len(marks.item_ends) else len(here.places)
    return (begin, end) if begin < end else (0, len(here.places))


def _nearest(evidence: Evidence, treatment: Mention, here: _Row, begin: int, end: int) -> int:
    """Return the number of the place nearest to a treatment, of some numbers (end exclusive); the first of equally near ones.

    The search goes outwards on both sides, up to where no place can be nearer any more.
    """
    middle = min(max(bisect_left(here.firsts, treatment.first), begin), end)
    nearest, least = begin, sys.maxsize
    for number in range(middle, end):
        if here.firsts[number] - treatment.last - LED_TO >= least:
            break
        if (gap := _gap(evidence, treatment, here.places[number])) < least:
            nearest, least = number, gap
    for number in range(middle - 1, begin - 1, -1):
        if treatment.first - here.reach[number] > least:
            break
        if (gap := _gap(evidence, treatment, here.places[number])) <= least:
            nearest, least = number, gap
    return nearest


def _gap(evidence: Evidence, treatment: Mention, place: Mention) -> int:
    """Return how far a place is from a treatment, in tokens; one of another line, list item or clause is further away.

    A stop parts clauses also where the next one begins small ("7 mm balloon, ok. innominate vein 90%").
    """
    first, last = (place, treatment) if place.first < treatment.first else (treatment, place)
    parted = any_within(_marks(evidence).stops, first.last, last.first) or any_within(
        evidence.reading.line_starts, first.end + 1, last.start + 1
    )
    return (LINE_APART if parted else 0) + _tokens_between(evidence, treatment, place)


def _tokens_between(evidence: Evidence, treatment: Mention, place: Mention) -> int:
    if place.first < treatment.first:
        return treatment.first - place.last
    before = evidence.reading.words[max(treatment.first, place.first - LEADING) : place.first]
    led = not LEADS_TO.isdisjoint(before) and not any_within(_marks(evidence).commas, treatment.last, place.first)
    return place.first - treatment.last - (LED_TO if led else 0)


def _in_one_list(evidence: Evidence, first: Mention, second: Mention) -> bool:
    """Whether nothing but commas, sides and the like stands between two places."""
    between = evidence.reading.words[first.last : second.first]
    return all(word in LIST_WORDS or word[0].isdigit() for word in between)
