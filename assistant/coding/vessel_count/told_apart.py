"""The vessel of findings that name none beside them: the one that heads the paragraph, is referred to, or is spoken of around."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.coding.vessel_count.own_findings import on_the_way, only_measured_against
from assistant.coding.vessel_count.probe import AREA
from assistant.coding.vessel_count.words import CORONARY, vessel_count_words
from assistant.language.layout import Mention, end_of_line
from assistant.studies.evidence import Evidence

OPENS_PARAGRAPH = re.compile(r"[\s\d.)#*•-]*(?:left|right|[lr]|[lr]t)?[\s.]*", re.IGNORECASE)
HEADING_END = re.compile(r"\s*[:,.;]")


def over_paragraphs(evidence: Evidence, counted: Sequence[Mention]) -> list[Mention]:
    """Return the vessels that open a paragraph in which the probe measured and names no vessel of its own.

    "LEFT RENAL VEIN: catheter seated, 11 mm on film. IVUS: lumen 21 mm2 against 96 mm2 at the hilum."
    """
    lexicon = vessel_count_words()
    text = evidence.reading.text
    found = []
    for mention in evidence.done.get("vessel_any", ()):
        if (
            mention.concept.id in lexicon.not_counted
            or not CORONARY.isdisjoint(mention.concept.groups)
            or not OPENS_PARAGRAPH.fullmatch(text, text.rfind("\n", 0, mention.start) + 1, mention.start)
            or not HEADING_END.match(text, mention.end)
        ):
            continue
        stop = end_of_line(text, mention.end)
        probe = next(iter(evidence.between(mention.end, stop, "ivus", "body")), None)
        if (
            probe is not None
            and AREA.search(text, probe.start, stop)
            and not any(mention.start <= other.start < stop for other in counted)
            and not any(
                m.concept.id not in lexicon.general and m.concept.system == mention.concept.system
                for m in evidence.between(probe.start, stop, "vessel_any")
            )
        ):
            found.append(mention)
    return found


def only_titled(evidence: Evidence) -> list[Mention]:
    """Return the one vessel that the title names, where it names no other."""
    lexicon = vessel_count_words()
    titled = [m for m in evidence.title.get("vessel_any", ()) if m.concept.id not in lexicon.not_counted]
    return titled[:1] if len({(m.concept.id, m.side) for m in titled}) == 1 else []


def referred_to(evidence: Evidence, probe: set[int]) -> list[Mention]:
    """Return the vessel that "intravascular ultrasound of that vein" refers back to: the last one named before it."""
    lexicon = vessel_count_words()
    reading = evidence.reading
    for sentence in sorted(probe):
        if lexicon.referring.isdisjoint(reading.words_of_sentence(sentence)):
            continue
        earlier = [
            m
            for m in evidence.done.get("vessel_any", ())
            if m.sentence in (sentence - 1, sentence - 2)
            and m.concept.id not in lexicon.not_counted
            and not on_the_way(reading, m)
        ]
        if earlier:
            return [earlier[-1]]
    return []


def named_around(evidence: Evidence, probe: set[int]) -> list[Mention]:
    """Return the one vessel that is spoken of where the probe's findings name none: the last before, else the next."""
    lexicon = vessel_count_words()
    measured = set().union(
        *(evidence.sentences(group, "body") for group in ("lumen_measure", "stenosis", "compression_lesion"))
    )
    if not probe & measured:
        return []
    spoken = [
        m
        for m in evidence.body.get("vessel_any", ())
        if m.concept.id not in lexicon.not_counted and not on_the_way(evidence.reading, m) and "coronary_any" not in m.concept.groups
        and not only_measured_against(evidence.reading, m)
    ]  # fmt: skip
    first = min(probe, default=0)
    before = [m for m in spoken if first - 3 <= m.sentence < first]
    after = [m for m in spoken if first < m.sentence <= first + 2]
    return before[-1:] or after[:1]
