"""One abnormality that runs through several vessels: it counts once."""

from __future__ import annotations

from bisect import bisect_left

from assistant.analysis import Side
from assistant.coding.vessel_count.probe import PROBE_GROUPS
from assistant.language.layout import Mention, end_of_line
from assistant.studies.evidence import Evidence, once

INDENTED = " " * 8
LED_THROUGH = 3  # tokens after "through the" within which the vessel stands
Key = tuple[str, Side | None]


def without_continuations(evidence: Evidence, mentions: list[Mention], named: list[Key]) -> list[Key]:
    """Keep one vessel of each stretch of text in which one abnormality is said to run through several vessels."""
    kept = list(named)
    places = [*joined_by_words(evidence), *mentions]
    in_order = sorted((m.start, number) for number, m in enumerate(places))
    for start, end in dict.fromkeys(_continuous_stretches(evidence)):
        here = sorted(number for _, number in in_order[bisect_left(in_order, (start,)) : bisect_left(in_order, (end,))])
        keys = ((places[number].concept.id, places[number].side) for number in here)
        joined = list(dict.fromkeys(key for key in keys if key in kept))
        for key in joined[1:]:
            kept.remove(key)
    return kept


def _continuous_stretches(evidence: Evidence) -> list[tuple[int, int]]:
    """Return the stretches (characters, end exclusive) that tell of one continuous abnormality.

    A paragraph is one stretch, unless words such as "separate" begin the tale of another abnormality in it.
    """
    text = evidence.reading.text
    apart = sorted(m.start for m in evidence.done.get("separate_lesion_word", ()))
    stretches = []
    for mention in evidence.done.get("contiguous_word", ()):
        if not _joins_vessels(evidence, mention):
            continue
        line_start = text.rfind("\n", 0, mention.start) + 1
        if text.startswith(INDENTED, line_start):  # the row above goes on
            line_start = text.rfind("\n", 0, max(0, line_start - 1)) + 1
        line_end = end_of_line(text, mention.end)
        before, after = bisect_left(apart, mention.start), bisect_left(apart, mention.end)
        start = max(line_start, apart[before - 1]) if before else line_start
        end = min(line_end, apart[after]) if after < len(apart) else line_end
        stretches.append((start, end))
    return stretches


def _joins_vessels(evidence: Evidence, mention: Mention) -> bool:
    """Whether "through the ..." leads to a vessel; an access, a sheath or a filter is gone through by instruments."""
    if "through" not in evidence.reading.words[mention.first : mention.last]:
        return True
    return not _vessel_tokens(evidence).isdisjoint(range(mention.first, mention.last + LED_THROUGH))


@once
def _vessel_tokens(evidence: Evidence) -> frozenset[int]:
    """Return the tokens at which vessels begin."""
    return frozenset(m.first for m in evidence.done.get("vessel_any"))


def joined_by_words(evidence: Evidence) -> list[Mention]:
    """Return the vessels named in one sentence with the words of one continuous abnormality, be they its ends or its middle."""
    words = {m.sentence for m in evidence.done.get("contiguous_word", ()) if _joins_vessels(evidence, m)}
    joined = words & set().union(*(evidence.sentences(group) for group in PROBE_GROUPS))
    found = [m for m in evidence.done.get("vessel_any", ()) if m.sentence in words]
    judged = {m.sentence for m in evidence.done.get("lesion", ())}
    return [m for m in found if m.sentence in joined | judged]
