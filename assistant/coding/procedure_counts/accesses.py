"""Accesses that a needle was led into in view, and central lines that were placed."""

from __future__ import annotations

import re
from bisect import bisect_left

from assistant.coding.counters import counter
from assistant.coding.procedure_counts.zones import BESIDE_THE_ACCOUNT
from assistant.language.layout import Mention
from assistant.studies.evidence import Evidence
from assistant.studies.scene import FoundStudy
from assistant.studies.sides import side_of

LED_INTO = frozenset({"in", "into", "via", "through", "to", "at", "by"})
IMAGE_WITHIN = (
    3  # sentences below that of the needle, none of which tells of a further one: "Needle seen. Wire in. Image saved."
)
# "both needles were followed"
OF_BOTH = re.compile(r"\b(?:both|each|either)\b", re.IGNORECASE)
Access = tuple[str, str]  # the vessel, empty where none is named, and its side


@counter("guided_accesses")
def guided_accesses(study: FoundStudy) -> int:
    """The vessels whose needle entry was watched with an image of it kept, each told in a place of its own; at least one.

    Of several vessels those count whose patency is told in their own place, or apart from all of them for them.
    """
    return max(1, _watched_accesses(study)[0])


@counter("accesses_of_untold_patency")
def accesses_of_untold_patency(study: FoundStudy) -> int:
    """The further vessels so entered, beside one whose patency is told."""
    patent, every = _watched_accesses(study)
    return every - patent if patent else 0


def _watched_accesses(study: FoundStudy) -> tuple[int, int]:
    """Return how many vessels were entered under sight with an image kept: those whose patency is told, and all."""
    evidence = study.evidence
    kept = evidence.sentences("image_storage")
    patent = evidence.sentences("patency", "body") | evidence.sentences("compression_word", "body")
    accesses: set[Access] = set()
    untold: set[Access] = set()
    seen = sorted({mention.sentence for mention in evidence.body.get("needle_seen", ())})
    for place, number in enumerate(seen):
        following = seen[place + 1] if place + 1 < len(seen) else number + IMAGE_WITHIN + 1
        if kept.isdisjoint({number, *range(number + 1, min(number + IMAGE_WITHIN + 1, following))}):
            continue
        told = range(seen[place - 1] + 1 if place else 0, number + 1)
        own = {*told, *range(number + 1, min(number + 2, following))}
        for vessel, side in _accessed(study, told):
            known = not patent.isdisjoint(own) or side in _patent_apart(evidence, patent, seen)
            (accesses if known else untold).add((vessel, side))
    accesses.update(_accessed_alike(study, accesses, kept))
    return _distinct(accesses), _distinct(accesses | untold)


def _distinct(accesses: set[Access]) -> int:
    """Return the number of vessels; an unnamed one is that of its side which is named."""
    named = {side for vessel, side in accesses if vessel}
    return sum(bool(vessel) or side not in named for vessel, side in accesses if side)


def _patent_apart(evidence: Evidence, patent: set[int], seen: list[int]) -> set[str]:
    """Return the sides of which patency is told apart from the needle entries; before them also of no side, then of both."""
    apart = {number for number in patent if not seen[0] <= number <= seen[-1]}
    told: dict[int, set[str]] = {number: set() for number in apart}
    for mention in evidence.body if apart else ():
        if mention.sentence in apart and (side := side_of(mention)):
            told[mention.sentence].update(("left", "right") if side == "bilateral" else (side,))
    return {side for number, sides in told.items() for side in sides or (("left", "right") if number < seen[0] else ())}


def lines_placed(study: FoundStudy) -> tuple[int, int]:
    """Return how many central lines were newly placed, those that are tunneled and those that are not.

    A line counts by its vein and side, each told in one sentence with the word for the line.
    """
    evidence = study.evidence
    text, left_out = evidence.reading.text, set[int]()
    by_others = evidence.sentences("done_by_other")
    left_out |= by_others | {number - 1 for number in by_others}
    tunneled: set[Access] = set()
    plain: set[Access] = set()
    lines = sorted(line.first for group in ("tunneled_cvc", "cvc") for line in evidence.body.get(group, ()))
    for group, found in (("tunneled_cvc", tunneled), ("cvc", plain)):
        for line in evidence.body.get(group, ()):
            if line.sentence in left_out or line.zone in BESIDE_THE_ACCOUNT:
                continue
            start, end = evidence.reading.sentences[line.sentence]
            start = max(start, text.rfind(";", start, line.start))
            end = stop if (stop := text.find(";", line.end, end)) >= 0 else end
            if any(evidence.between(start, end, group) for group in ("line_not_new", "removal_word")):
                continue  # "a line in the right, the old one in the left removed"
            if evidence.between(start, end, "line_not_left", "any"):
                continue  # "left subclavian line tried, could not pass the wire, abandoned", before the one that was placed
            veins = [
                m
                for name in ("jugular_vein", "subclavian_vein", "femoral_segment")
                for m in evidence.in_sentence(line.sentence, name, "body")
                if m.side in ("left", "right") and not _only_compared(evidence, m)
            ]
            if veins:
                nearest = _led_into(evidence, line, veins, lines) or min(veins, key=lambda m: abs(m.start - line.start))
                found.add((nearest.concept.field or "", str(nearest.side)))
    return len(tunneled), len(plain - tunneled)


def _led_into(evidence: Evidence, line: Mention, veins: list[Mention], lines: list[int]) -> Mention | None:
    """Return the vein to which a preposition leads behind a line, before the next one ("a port in the right, a line in the left")."""
    following = bisect_left(lines, line.last)
    end = lines[following] if following < len(lines) else len(evidence.reading.words)
    behind = min((m for m in veins if line.last <= m.first < end), key=lambda m: m.first, default=None)
    if behind is None or LED_INTO.isdisjoint(evidence.reading.words[line.last : behind.first]):
        return None
    return behind


def _only_compared(evidence: Evidence, vein: Mention) -> bool:
    """Whether a vein is only what another is compared with ("larger than LIJ")."""
    return "than" in evidence.reading.words[max(0, vein.first - 2) : vein.first]


@counter("plain_central_lines")
def plain_central_lines(study: FoundStudy) -> int:
    """The central lines that are not tunneled, at least one; two where two punctures of a vein took a line and a sheath."""
    evidence = study.evidence
    twice = evidence.sentences("twin_sites", "body")
    put_in = {m.start for group in ("cvc", "sheath") for m in evidence.body.get(group, ()) if m.sentence in twice}
    return max(1, min(2, len(put_in)), lines_placed(study)[1])


@counter("plain_lines_beside")
def plain_lines_beside(study: FoundStudy) -> int:
    """The central lines that are not tunneled, beside one that is."""
    tunneled, plain = lines_placed(study)
    return plain if tunneled else 0


def _accessed(study: FoundStudy, told: range) -> set[Access]:
    """Return the vessels that the last of these sentences, one of needle entry, speaks of, each with its side.

    A vessel is told by its system and region, and is the last one named up to that sentence; it is empty where none is.
    """
    evidence = study.evidence
    sentence = told.stop - 1
    sides = {m.concept.id for m in evidence.in_sentence(sentence, "side", "body")}
    both = {"left", "right"} <= sides or sides == {"bilateral"}
    sides.discard("bilateral")  # "both lines into the right jugular vein"
    if both and OF_BOTH.search(evidence.reading.text, *evidence.reading.sentences[sentence]):
        return {("", "left"), ("", "right")}
    vessels = [
        m
        for number in told
        for m in evidence.in_sentence(number, "vessel_any", "body")
        if m.concept.field and {"carotid_any", "carotid_artery"}.isdisjoint(m.concept.groups)
    ]
    vessel = vessels[-1] if vessels else None
    place = f"{vessel.concept.system} of the {vessel.concept.field}" if vessel else ""
    side = sides.pop() if len(sides) == 1 else vessel.side if vessel and not sides else None
    return {(place, side)} if side in ("left", "right") else set()


def _accessed_alike(study: FoundStudy, accesses: set[Access], kept: set[int]) -> list[Access]:
    """Return the accesses that were made "in the same way" as one before, with an image of their own."""
    alike = study.evidence.sentences("done_alike", "body")
    return [
        access for number in sorted(kept & alike) if accesses for access in _accessed(study, range(number, number + 1))
    ]
