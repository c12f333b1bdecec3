"""Which sides a study has: those that the body describes; the title decides only where the body names none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.analysis import Side
from assistant.language.layout import Mention
from assistant.studies.access import entered_vessels
from assistant.studies.compiled import CompiledStudy
from assistant.studies.evidence import Evidence, once

ONE_SIDE: tuple[Side, Side] = ("right", "left")
COMPARISON_ONLY = 1
COMPARED_WITH = 3
TOLD_ZONES = frozenset({"indication", "history"})
PART_WORDS = frozenset({"rest", "remainder", "remaining", "other", "parts", "part"})  # of a side that was looked at
DENIED = frozenset({"not", "wasn't", "weren't", "never"})
# Up to the next statement or the next side.
UNREACHED = re.compile(
    r"(?:(?!\b(?:left|right)\b)[^.;]){0,60}?"
    r"\b(?:(?:not|never|no|neither|nor|unable to|couldn't|wasn't)\b(?:(?!\b(?:left|right|but)\b)[^.;]){0,30}?"
    r"\b(?:cannulated?|injected|punctured|accessed|entered?|engaged?|catheteri[sz]ed?|selected?|filmed|opacified"
    r"|reached?|attempted)\b"
    r"|no contrast\b|(?:postponed|deferred|abandoned|cancelled|canceled)\b)",
    re.IGNORECASE,
)
# Where an item of a list begins on its line: "1.", "b)", "PROC #2", "-".
LIST_MARK = re.compile(r"[ \t]*(?:#?\d{1,2}[.)]|\(?[A-Ha-h1-9]\)|[A-H][.):]|PROC(?:EDURE)? #?\d|[-*\u2022])[ \t:]")
LOOKED = frozenset({"scanned", "examined", "imaged", "studied", "done", "performed", "included", "requested"})
ENTERED = frozenset({"entered", "selected", "catheterized", "catheterised", "cannulated"})
SIDES_TOGETHER = frozenset({"both", "bilateral", "either", "but"})
ASSUMED = frozenset({"plural", "title"})  # sources of "both sides" that are no words for it
MEETING = frozenset({"confluence", "bifurcation", "junction"})  # a place between the vessels of both sides
AT = frozenset({"on", "at", "to", "for"})
OPENING_WORDS = 8
OPENS_WITHIN = 2  # "the left", "on the left"
STUDY_NAMES = ("us", "duplex", "doppler_any", "vein_any")
WORDED = frozenset({"word", "phrase", "row", "heading", "sentence"})


@once
def title_side(evidence: Evidence) -> Side | None:
    """Return the side that the title names, None where it names none."""
    sides: set[str] = {mention.concept.id for mention in evidence.title.get("side", ())}
    if "bilateral" in sides or {"left", "right"} <= sides:
        return "bilateral"
    return "left" if "left" in sides else "right" if "right" in sides else None


@once
def both_sides_named(evidence: Evidence) -> Mention | None:
    """Return the word by which the title says both sides; of a note without title its opening ("Ven dup b/l: R CFV ...").

    There it stands among the first words, before any word of one side, and beside the name of the study.
    """
    if "side" in evidence.title:
        return next((m for m in evidence.title.get("side", ()) if m.concept.id == "bilateral"), None)
    first = min(evidence.everywhere.get("side", ()), key=lambda mention: mention.start, default=None)
    if first is None or first.concept.id != "bilateral" or first.zone in TOLD_ZONES:
        return None
    opening = evidence.reading.token_at(evidence.start) + OPENING_WORDS
    named = (m for group in STUDY_NAMES for m in evidence.everywhere.get(group, ()) if m.sentence == first.sentence)
    words = evidence.reading.words
    beside = (m for m in named if max(m.last, first.last) <= opening)
    return first if any(":" not in words[min(m.last, first.last) : max(m.first, first.first)] for m in beside) else None


def sides_of(compiled: CompiledStudy, evidence: Evidence) -> list[Side]:
    """Return the sides that the body describes; the title decides only where the body names none.

    A procedure told of one side and said to have been done again on the other, or there by feel, is one of both sides.
    """
    sides = _sides_described(compiled, evidence)
    if len(sides) != 1 or compiled.spec.diagnostic or sides[0] not in ONE_SIDE:
        return sides
    other: Side = "left" if sides[0] == "right" else "right"
    again = repeated_on(evidence, other) or (compiled.spec.sides == "each" and _done_by_feel_on(other, evidence))
    return list(ONE_SIDE) if again else sides


def _done_by_feel_on(side: Side, evidence: Evidence) -> bool:
    """Whether a sentence opens with this side and tells that the needle went in by feel, at the place named before ("L: by palpation")."""
    reading = evidence.reading
    by_feel = evidence.sentences("by_feel", "body")
    opened = (m for m in evidence.body.get("side", ()) if m.sentence in by_feel and m.concept.id == side)
    placed = evidence.sentences("ANATOMY", "body")
    return any(m.first - reading.first_of_sentence(m.sentence) <= OPENS_WITHIN and m.sentence not in placed for m in opened)


def repeated_on(evidence: Evidence, side: Side | None) -> set[int]:
    """Return the sentences which say that the same was done on this side as on the other, told before."""
    words = evidence.reading.words
    alike = {m.sentence for m in evidence.body.get("done_alike", ()) if "as" not in words[m.last : m.last + 1]}
    named: dict[int, set[str | None]] = {sentence: set() for sentence in alike}  # "same as on the left" compares
    for mention in evidence.body if alike else ():
        if mention.sentence in alike and (mention.side_source in WORDED or _at_side(mention, words)):
            named[mention.sentence].add(side_of(mention))
    other = evidence.sentences("other_side", "body") if alike else set()
    return {sentence for sentence in alike if named[sentence] == {side} or (not named[sentence] and sentence in other)}


def _at_side(mention: Mention, words: Sequence[str]) -> bool:
    """Whether a word of a side stands for the side itself ("on the left", "left side"), not for what was left over."""
    if mention.concept.label != "LATERALITY":
        return False
    before = set(words[max(0, mention.first - 2) : mention.first])
    return not AT.isdisjoint(before) or "side" in words[mention.last : mention.last + 1]


def _heads_of_items(evidence: Evidence, told: set[int]) -> set[int]:
    """Return the sentences that open an item of a list in which one of these sentences follows ("1) Right knee - US used. Needle seen.")."""
    reading = evidence.reading
    heads: set[int] = set()
    head: int | None = None
    for number, (start, _) in enumerate(reading.sentences):
        if not evidence.start <= start < evidence.end:
            continue
        if LIST_MARK.match(reading.text, start):
            head = number
        elif reading.text[start - 1 : start] == "\n":
            head = None  # a line of its own is no part of the item above it
        elif head is not None and number in told:
            heads.add(head)
    return heads


def _sides_described(compiled: CompiledStudy, evidence: Evidence) -> list[Side]:
    spec = compiled.spec
    if spec.sides == "none":
        return []
    groups = spec.side_from or [group for structure in spec.structures for group in structure.any]
    told_with: set[int] = set().union(*(evidence.sentences(group, "body") for group in spec.side_with))
    if spec.sides == "each":
        told_with |= _heads_of_items(evidence, told_with)
    title = title_side(evidence)
    entries = _entries_of_other_side(evidence, title, groups) if spec.past_entry else frozenset()
    seen = _seen_sides(groups, evidence, told_with, entries) if told_with else {}
    if spec.sides == "paired" and not spec.structures and (reached := _side_reached(groups, evidence)):
        return [reached]
    if not any(seen.values()) and spec.side_without:
        elsewhere = set().union(*(evidence.sentences(group, "body") for group in spec.side_without)) - told_with
        seen = _seen_sides(groups, evidence, set(range(len(evidence.reading.sentences))) - elsewhere, entries)
    if not any(seen.values()):
        later = {
            m.sentence for group in spec.side_with for m in evidence.everywhere.get(group, ()) if m.assertion != "affirmed"
        } - told_with  # "Right leg: GSV to be treated in three weeks"
        rest = set(range(len(evidence.reading.sentences))) - later if later else None
        seen = _seen_sides(groups, evidence, rest, entries)
    if told_with and spec.sides == "paired" and title not in ONE_SIDE:
        worded = {
            side: {m.concept.id for group in groups for m in evidence.findings.get(group, ()) if m.side == side and m.side_source in WORDED and m.concept.label == "VESSEL" and m.start not in entries}
            for side in ONE_SIDE
        }  # fmt: skip
        if min(map(len, worded.values())) > COMPARISON_ONLY:
            seen = worded  # told once for both ("contrast into each hand. Right: ... Left: ...")
    if spec.sides == "paired" and not spec.structures and "comparison_only" not in evidence.done and _both_sides_labelled(spec.evidence, evidence, title, told_with):
        return ["right", "left"]
    if spec.past_entry and all(seen.values()) and title is None:
        veins = [m for m in evidence.findings.get("vein_any", ()) if m.side_source in WORDED - {"sentence"} and m.start not in entries]
        worded_sides = {m.side for m in veins} - {None}
        if len(worded_sides) == 1 and worded_sides <= {*ONE_SIDE}:  # the rest took its side from another word ("where the right iliac artery crosses")
            return [side for side in ONE_SIDE if side in worded_sides]
    if spec.sides == "each" and all(seen.values()) and (only := _only_side(groups, evidence, title)):
        return [only]
    if spec.sides == "paired" and (only := _not_compared(groups, evidence)):
        return [only]
    right, left = len(seen["right"]), len(seen["left"])
    worded_alone = bool(told_with) and "side" in groups  # "Right: ...", told with what was filmed: no comparison
    if right and left and spec.sides == "paired" and not worded_alone and (title != "bilateral" or "comparison_only" in evidence.done):
        if right <= COMPARISON_ONLY and left >= COMPARED_WITH:
            return ["left"]
        if left <= COMPARISON_ONLY and right >= COMPARED_WITH:
            return ["right"]
    if (
        spec.sides == "each"
        and title in ONE_SIDE
        and len(seen["left" if title == "right" else "right"]) <= COMPARISON_ONLY
    ):
        return [title]
    if right and left and title in ONE_SIDE and "side" in groups:
        return [title]  # the other one is where the patient lay, or what else was looked at
    if right and left:
        return ["right", "left"]
    if spec.sides == "paired" and not spec.structures and _both_sides_labelled(spec.evidence, evidence, title, set()):
        return ["right", "left"]
    if right or left:
        return ["right"] if right else ["left"]
    return _told_sides(evidence)


def _both_sides_labelled(groups: list[str], evidence: Evidence, title: Side | None, told_with: set[int]) -> bool:
    """Whether title or study are said to be of both sides, and a label of each tells what was found ("L subclavian occluded, R patent").

    `told_with` are the sentences in which a label counts, all where it is empty.
    """
    named = set().union(*(evidence.sentences(group, "body") for group in groups)) if title is None else set()
    both = title == "bilateral" or any(m.concept.id == "bilateral" and m.sentence in named for m in evidence.body.get("side", ()))
    labels = (
        m for m in evidence.findings.get("side", ())
        if both and (not told_with or m.sentence in told_with) and not _left_undone(evidence, m)
    )  # fmt: skip
    return {m.concept.id for m in labels} >= {"left", "right"}


def _only_side(groups: list[str], evidence: Evidence, title: Side | None) -> Side | None:
    """Return the one side that was examined, where both are named: the other one was left out, or stands only in a heading.

    A heading that names the other side than all that is described contradicts it; it makes no second study.
    """
    told = {m.start: m for group in groups for m in evidence.findings.get(group, ()) if m.side_source not in ASSUMED}
    denied_in = _not_looked_at(evidence, {m.sentence for m in told.values()}) | _sides_put_off(evidence)
    denied = {side for m in told.values() if m.sentence in denied_in and (side := side_of(m))}
    worded = [(m.start, side) for m in told.values() if m.sentence not in denied_in and (side := side_of(m))]
    words = evidence.reading.words
    untouched_by_probe = evidence.sentences("by_feel", "body")  # "machine not used for the left knee": it was injected all the same
    left_out: set[str | None] = {
        m.side
        for group in groups
        for m in evidence.everywhere.get(group, ())
        if m.assertion == "negated" and m.concept.label != "LATERALITY" and m.zone not in TOLD_ZONES
        and PART_WORDS.isdisjoint(words[max(0, m.first - 4) : m.first]) and m.sentence not in untouched_by_probe
    }  # fmt: skip
    left_out |= denied
    left_out -= {side_of(m) for m in told.values() if m.sentence in untouched_by_probe}
    described = next((section.start for section in evidence.reading.sections if section.kind == "findings"), None)
    below = {side for start, side in worded if described is not None and start >= described}
    sides = {side for _, side in worded}
    named = {side: {m.concept.id for m in told.values() if side_of(m) == side} for side in ONE_SIDE}
    for side in ONE_SIDE:
        other: Side = "left" if side == "right" else "right"
        if other in left_out and side not in left_out and (other in denied or len(named[other]) <= 1):
            return side
        if below == {side} or (title == other and sides == {side}):
            return side
    return None


def _not_compared(groups: list[str], evidence: Evidence) -> Side | None:
    """Return the one side that was studied, where all that is told of the other one was taken for comparison."""
    compared = evidence.sentences("comparison_only")
    if not compared:
        return None
    told = [m for group in groups for m in evidence.findings.get(group, ()) if m.side in ONE_SIDE]
    studied = {m.side for m in told if m.sentence not in compared}
    only = studied.pop() if len(studied) == 1 else None
    return only if only in ONE_SIDE and any(m.side != only for m in told) else None


@once
def _denying(evidence: Evidence) -> frozenset[int]:
    """Return the sentences of a report around a word of denial: it may stand at their edge."""
    reading = evidence.reading
    first, last = reading.token_at(evidence.start), reading.token_at(evidence.end) + 1
    words = reading.words[first:last]
    if DENIED.isdisjoint(words):
        return frozenset()
    told = {reading.sentence_at(reading.starts[n]) for n, word in enumerate(words, first) if word in DENIED}
    return frozenset(told | {sentence + 1 for sentence in told})


def _not_looked_at(evidence: Evidence, sentences: set[int], acts: frozenset[str] = LOOKED) -> set[int]:
    """Return which sentences say that what they speak of was not examined ("OD: media clear, so not scanned")."""
    denied = set()
    for sentence in _denying(evidence) & sentences:
        words = evidence.reading.words_of_sentence(sentence)
        said = any(word in DENIED and after in acts for word, after in pairwise(words))
        if said and PART_WORDS.isdisjoint(words) and SIDES_TOGETHER.isdisjoint(words):
            denied.add(sentence)
    return denied


def _sides_put_off(evidence: Evidence) -> set[int]:
    """Return the sentences that open with a side which is said not to have been done ("Left: deferred, dressing over the knee")."""
    opened = {
        m.sentence: m
        for m in evidence.everywhere.get("side", ())
        if m.assertion == "negated" and m.first - evidence.reading.first_of_sentence(m.sentence) <= OPENS_WITHIN
    }
    words = evidence.reading.words
    return {n for n, m in opened.items() if PART_WORDS.isdisjoint(words[m.first : m.first + OPENING_WORDS])}


def _side_reached(groups: list[str], evidence: Evidence) -> Side | None:
    """Return the one side whose vessels were reached, where the text says that those of the other were not."""
    undone = {
        m.concept.id for m in evidence.everywhere.get("side", ())
        if m.zone not in TOLD_ZONES and _left_undone(evidence, m)
    }  # fmt: skip
    if len(undone) != 1 or undone.isdisjoint(ONE_SIDE):
        return None
    other: Side = "left" if "right" in undone else "right"
    told = {
        m.side for group in (*groups, "deep_vein_system") for m in evidence.findings.get(group, ())
        if m.concept.label != "LATERALITY" and m.side_source not in ASSUMED
    }  # fmt: skip
    return other if other in told and undone.isdisjoint(told) and "bilateral" not in told else None


def _left_undone(evidence: Evidence, side: Mention) -> bool:
    """Whether the statement behind a word of a side says that no vessel of it was reached ("left foot not cannulated")."""
    end = evidence.reading.sentences[side.sentence][1] if side.sentence < len(evidence.reading.sentences) else evidence.end
    return UNREACHED.match(evidence.reading.text, side.end, end) is not None


def side_of(mention: Mention) -> str | None:
    """Return the side of a structure, or the side that a side word names."""
    return mention.concept.id if mention.concept.label == "LATERALITY" else mention.side


def _entries_of_other_side(evidence: Evidence, title: Side | None, groups: list[str]) -> frozenset[int]:
    """Return where vessels stand that were punctured on the other side than the one that was studied.

    The title names the studied side, or the text says that the catheter was led over to it, or all else is of one side.
    """
    entered = [mention for mention in entered_vessels(evidence) if mention.side in ONE_SIDE]
    if title in ONE_SIDE:
        return frozenset(mention.start for mention in entered if mention.side != title)
    sides = {mention.side for mention in entered}
    at = {mention.start for mention in entered}
    words = evidence.reading.words
    others = {
        m.side
        for group in groups
        for m in evidence.body.get(group, ())
        if m.start not in at and m.side and m.concept.label == "VESSEL" and words[m.last - 1] not in MEETING
        and MEETING.isdisjoint(words[m.last : m.last + 1])
    }  # fmt: skip
    if len(sides) == 1 and ("crossed_over" in evidence.body or (len(others) == 1 and others.isdisjoint({*sides, "bilateral"}))):
        return frozenset(at | {m.start for m in evidence.body.get("groin", ()) if m.side in sides})
    return frozenset()


def _seen_sides(
    groups: list[str], evidence: Evidence, within: set[int] | None, apart: frozenset[int] = frozenset()
) -> dict[Side, set[str]]:
    """Return the concepts that the findings name on each side.

    `within` are the sentences that count, None all; `apart` is where vessels stand that do not count.
    """
    seen: dict[Side, set[str]] = {"right": set(), "left": set()}
    worded = "side" in evidence.done
    own = frozenset(groups)
    of_others = {
        mention.sentence
        for mention in (evidence.findings.get("vessel_any", ()) if "side" in own else ())
        if mention.side and mention.concept.field and own.isdisjoint((mention.concept.id, *mention.concept.groups))
    }
    named_in = {mention.sentence for group in groups for mention in evidence.findings.get(group, ())}
    not_entered = _not_looked_at(evidence, named_in, ENTERED)
    not_examined = _not_looked_at(evidence, named_in)
    for group in groups:
        for mention in evidence.findings.get(group, ()):
            if mention.concept.label == "LATERALITY" and mention.sentence in of_others:
                continue  # the side of another vessel, be it only the one that was punctured
            if (within is not None and mention.sentence not in within) or mention.start in apart:
                continue
            told = side_of(mention)
            if told in ONE_SIDE and mention.sentence in not_entered:
                continue  # "right renal vein not entered"
            if mention.concept.label == "LATERALITY" and mention.sentence in not_examined:
                continue  # "right side not examined"
            if worded and told == "bilateral" and mention.side_source in ASSUMED:
                continue
            for side in ONE_SIDE:
                if told in (side, "bilateral"):
                    seen[side].add(mention.concept.id)
        for mention in evidence.not_seen.get(group, ()):
            if mention.side in ("left", "right") and seen[mention.side]:
                seen[mention.side].add(mention.concept.id)
    return seen


def _told_sides(evidence: Evidence) -> list[Side]:
    title = title_side(evidence)
    if title == "bilateral":
        return ["right", "left"]
    if title is not None:
        return [title]
    examined = evidence.sentences("us") | evidence.sentences("us_act")
    named = {mention.concept.id for mention in evidence.body.get("side", ()) if mention.sentence in examined}
    if named in ({"left"}, {"right"}):
        return ["left"] if "left" in named else ["right"]
    for index in (evidence.body, evidence.told):
        sides = {mention.concept.id for mention in index.get("side", ())}
        if "bilateral" in sides or {"left", "right"} <= sides:
            return ["right", "left"]
        if sides:
            return ["left"] if "left" in sides else ["right"]
    return []
