"""Tells which of several places a treatment was given to: a balloon of the arch, a stent of the subclavian vein.

The nearest place named in the sentence of the treatment is the treated one, with the places listed together with it; where
its sentence names none, the place spoken of last before it is. A place that is only said to be open, to be without
narrowing or to have been left alone is no target, nor is one that a stent ends short of ("flush with the subclavian"), or
the access through which a wire came ("crossed from the fistula"). Each item of a list with marks stands for itself. An
old stent that is said to be open, or that something lies in ("in-stent"), was not placed now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assistant.language.layout import Mention
from assistant.studies.evidence import Evidence

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


def treated_there(evidence: Evidence, treatment: str, place: str, rival: str) -> bool:
    """Return whether a treatment was given to a place of the group `place` rather than to one of `rival`."""
    places: dict[int, list[Mention]] = {}
    for named in _places(evidence, place, rival):
        places.setdefault(named.sentence, []).append(named)
    wanted = {id(mention) for mention in evidence.body.get(place, ())}
    return any(
        id(target) in wanted
        for mention in evidence.body.get(treatment, ())
        if not _old(evidence, mention)
        for target in _targets(evidence, mention, places)
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
    following = next((word for word in words[treatment.last :] if word not in VERBS), "")
    return following in OPEN


def _targets(evidence: Evidence, treatment: Mention, places: Mapping[int, list[Mention]]) -> Iterable[Mention]:
    """Return the places, told by sentence, to which a treatment was given."""
    here = places.get(treatment.sentence, [])
    text = evidence.reading.text
    here = [p for p in here if not NEXT_ITEM.search(text, *sorted((p.start, treatment.start)))] or here
    if here:
        nearest = min(here, key=lambda place: _gap(evidence, treatment, place))
        return _listed_with(evidence, nearest, here)
    for back in range(1, SENTENCES_BACK + 1):
        if before := places.get(treatment.sentence - back):
            return _listed_with(evidence, before[-1], before)
    return ()


def _gap(evidence: Evidence, treatment: Mention, place: Mention) -> int:
    """Return how far a place is from a treatment, in tokens; one of another line, list item or clause is further away.

    A stop parts clauses also where the next one begins small ("7 mm balloon, ok. innominate vein 90%").
    """
    first, last = (place, treatment) if place.first < treatment.first else (treatment, place)
    stopped = not STOPS.isdisjoint(evidence.reading.words[first.last : last.first])
    line = LINE_APART if stopped or "\n" in evidence.reading.text[first.end : last.start] else 0
    return line + _tokens_between(evidence, treatment, place)


def _tokens_between(evidence: Evidence, treatment: Mention, place: Mention) -> int:
    if place.first < treatment.first:
        return treatment.first - place.last
    between = evidence.reading.words[treatment.last : place.first]
    led = "," not in between and not LEADS_TO.isdisjoint(evidence.reading.words[treatment.first : place.first][-3:])
    return place.first - treatment.last - (LED_TO if led else 0)


def _listed_with(evidence: Evidence, target: Mention, here: list[Mention]) -> list[Mention]:
    """Return the target with the places that form one list with it ("the arch and the left subclavian vein")."""
    at = here.index(target)
    found = [target]
    for step in (-1, 1):
        last, number = target, at + step
        while 0 <= number < len(here):
            first, second = (last, here[number]) if step > 0 else (here[number], last)
            if not _in_one_list(evidence, first, second):
                break
            last = here[number]
            found.append(last)
            number += step
    return found


def _in_one_list(evidence: Evidence, first: Mention, second: Mention) -> bool:
    """Whether nothing but commas, sides and the like stands between two places."""
    between = evidence.reading.words[first.last : second.first]
    return all(word in LIST_WORDS or word[0].isdigit() for word in between)
