"""Judges the addenda of a report: which count as documentation, which come too late or contradict it.

An addendum counts like any other part of the report. It is set aside, and shown, where it was made more than thirty
days after the service, or where it says the opposite of the original: images that were not kept, a technique that was not
used, a side that was not examined. An addendum in time that says that the side was dictated in error corrects it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from assistant.analysis import Conflict, Finding, Side, Span
from assistant.language.layout import Mention, Reading
from assistant.language.service_date import FoundDate
from assistant.language.vocabulary import vocabulary
from assistant.studies.scene import span_of
from assistant.studies.sides import side_of

LATE_DAYS = 30
LONGEST_SHOWN = 120
STATEMENTS = frozenset({
    "image_storage", "compression_word", "color_word", "spectral_word", "grayscale_word", "needle_seen",
    "route_ta", "route_tv",
})  # fmt: skip
ORIGINAL_ZONES = frozenset({"title", "technique", "findings", "procedure", "impression", "other"})
CORRECTION = re.compile(
    r"\b(?:correct(?:s|ed|ion|ing)?|error|erroneous(?:ly)?|should (?:read|say|state|be)|wrong(?:ly)?|"
    r"mis-?(?:dictat|stat|typ|label|transcri)\w*)\b",
    re.IGNORECASE,
)
REJECTING = frozenset(
    {
        "not",
        "instead",
        "than",
        "wrongly",
        "erroneously",
        "dictated",
        "typed",
        "stated",
        "said",
        "says",
        "reads",
        "labeled",
        "labelled",
        "from",
    }
)
SIDE_OF: dict[str, Side] = {"left": "left", "lt": "left", "right": "right", "rt": "right"}
# Nobody knows which side was examined: nothing is corrected.
UNSETTLED = re.compile(r"\bwhich (?:side|limb|leg|arm|one) (?:was|were|has)\b|\b(?:unconfirmed|unsettled)\b", re.IGNORECASE)
OTHER_SIDE: dict[Side, Side] = {"left": "right", "right": "left"}
BOTH = frozenset({"left", "right"})
ENOUGH_OF_A_SIDE = 2


def judge_addenda(reading: Reading, dates: Iterable[FoundDate], service_day: date | None) -> tuple[Conflict, ...]:
    """Return what is to be shown of the addenda; statements that do not count are marked as quoted.

    Args:
        reading: The report; a correction of the side is carried out on its mentions.
        dates: All dates that the report tells.
        service_day: The date of service, None where it is not known.
    """
    numbers = _addenda(reading)
    if not numbers:
        return ()
    original = _Original(reading)
    added = _by_section(reading)
    days: dict[int, date] = {}
    for found in dates:
        days.setdefault(reading.section_at(found.start), found.day)
    return tuple(
        conflict
        for number in numbers
        for conflict in _judge(reading, number, original, added.get(number, []), days.get(number), service_day)
    )


def counted_findings(reading: Reading, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings without those of an addendum that `judge_addenda` set aside."""
    numbers = _addenda(reading)
    if not numbers:
        return findings
    told = _by_section(reading)
    aside = {number for number in numbers if number in told and all(mention.quoted for mention in told[number])}
    if not aside:
        return findings

    def set_aside(place: int) -> bool:
        number = reading.section_at(place)
        return number in aside and reading.sections[number].start <= place < reading.sections[number].end

    return tuple(found for found in findings if not any(set_aside(span.start) for span in found.evidence))


def _addenda(reading: Reading) -> list[int]:
    """Return the sections that are addenda, and not the whole text."""
    return [number for number, section in enumerate(reading.sections) if section.kind == "addendum" and section.start > 0]


def _by_section(reading: Reading) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    for mention in (*reading.mentions, *reading.context):
        found.setdefault(mention.section, []).append(mention)
    return found


class _Original:
    """What the report says beside its addenda; looked through once for all of them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.mentions = [
            mention for mention in (*reading.mentions, *reading.context)
            if mention.zone in ORIGINAL_ZONES and not mention.quoted
        ]  # fmt: skip

    @cached_property
    def first(self) -> Span:
        """The first mention of a side, or else the first mention, or else the opening of the text."""
        sided = next((m for m in self.mentions if m.side or m.concept.label == "LATERALITY"), None)
        first = sided or next(iter(self.mentions), None)
        return span_of(self.reading, first) if first else _shown(self.reading, 0, len(self.reading.text))

    @cached_property
    def sides(self) -> frozenset[str]:
        """The sides that it names."""
        return frozenset().union(*map(_sides, self.mentions))

    @cached_property
    def denied(self) -> dict[str, Mention]:
        """The groups of statements that it denies wherever it speaks of them, each with the first denial."""
        first: dict[str, Mention] = {}
        affirmed: set[str] = set()
        for mention in self.mentions:
            for group in STATEMENTS.intersection(mention.concept.groups):
                first.setdefault(group, mention)
                if mention.assertion != "negated":
                    affirmed.add(group)
        return {group: mention for group, mention in first.items() if group not in affirmed}

    @cached_property
    def described(self) -> dict[Side, int]:
        """How many structures it describes on each side; a title describes nothing."""
        described = [mention for mention in self.mentions if mention.concept.paired and mention.zone != "title"]
        return {one: len({mention.concept.id for mention in described if mention.side == one}) for one in OTHER_SIDE}

    def correct(self, side: Side) -> None:
        """Let all that it says of the other side be said of `side`."""
        concept = vocabulary().concepts[side]
        for mention in self.mentions:
            if mention.side == OTHER_SIDE[side]:
                mention.side = side
            if mention.concept.id == OTHER_SIDE[side] and mention.concept.label == "LATERALITY":
                mention.concept = concept
        for name in ("first", "sides", "described"):
            self.__dict__.pop(name, None)


def _judge(
    reading: Reading,
    number: int,
    original: _Original,
    added: list[Mention],
    day: date | None,
    service_day: date | None,
) -> Iterator[Conflict]:
    """Judge the addendum in section `number`: its day and what it says beside what the original says."""
    section = reading.sections[number]
    text = reading.text[section.start : section.end]
    here = _shown(reading, section.start, section.end)
    unsettled = UNSETTLED.search(text)
    correcting = CORRECTION.search(text) and not unsettled
    corrected = _corrected_side(reading, section.start, section.end) if correcting else None
    other_side = _new_side(original, added)
    late = (day - service_day).days if day and service_day and (day - service_day).days > LATE_DAYS else 0
    opposed = _opposed(original, added)
    if late:
        yield Conflict(
            "addendum", f"An addendum was made {late} days after the service.", original.first, here
        )
    elif corrected and _on_one_side(original, OTHER_SIDE[corrected]):
        original.correct(corrected)
        yield Conflict("addendum", f"An addendum corrects the side to {corrected}.", original.first, here)
        return
    elif opposed:
        first, second = opposed
        yield Conflict(
            "addendum",
            "An addendum contradicts the original report.",
            span_of(reading, first),
            span_of(reading, second),
        )
    elif other_side:
        yield Conflict(
            "addendum",
            f"An addendum adds the {side_of(other_side)} side, which the original does not name.",
            original.first,
            here,
        )
    if not (late or opposed or other_side):
        return
    if other_side:
        kind = "laterality_conflict" if corrected or unsettled else "extent"
        yield Conflict(
            kind,
            "The original report and its addendum differ on the side.",
            original.first,
            span_of(reading, other_side),
        )
    for mention in added:
        mention.quoted = True


def _shown(reading: Reading, start: int, end: int) -> Span:
    end = min(end, start + LONGEST_SHOWN)
    return Span(start, end, reading.text[start:end].rstrip())._replace(
        end=start + len(reading.text[start:end].rstrip())
    )


def _sides(mention: Mention) -> frozenset[str]:
    told = side_of(mention)
    return BOTH if told == "bilateral" else frozenset({told} if told else ())


def _new_side(original: _Original, added: list[Mention]) -> Mention | None:
    """Return the first statement of the addendum on a side that a one-sided original does not name."""
    known = original.sides
    if len(known) != 1:
        return None
    return next((mention for mention in added if mention.assertion == "affirmed" and _sides(mention) - known), None)


def _opposed(original: _Original, added: list[Mention]) -> tuple[Mention, Mention] | None:
    """Return a denial of the original and the statement of the addendum that says the opposite."""
    for mention in added:
        groups = STATEMENTS.intersection(mention.concept.groups) if mention.assertion == "affirmed" else ()
        for group in groups:
            if group in original.denied:
                return original.denied[group], mention
    return None


def _corrected_side(reading: Reading, start: int, end: int) -> Side | None:
    """Return the one side that a correction leaves standing ("should read left, not right")."""
    words = reading.words
    first, last = reading.token_at(start), reading.token_at(end - 1) + 1
    sides = {
        SIDE_OF[words[number]]
        for number in range(first, last)
        if words[number] in SIDE_OF and REJECTING.isdisjoint(words[max(first, number - 3) : number])
    }
    return sides.pop() if len(sides) == 1 else None


def _on_one_side(original: _Original, side: Side) -> bool:
    """Whether the original describes `side`, and at most in passing the other one."""
    count = original.described
    return count[side] > 0 and count[OTHER_SIDE[side]] < ENOUGH_OF_A_SIDE
