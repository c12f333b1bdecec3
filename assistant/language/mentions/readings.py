"""Which of its readings a form has: that which the noun of its list, its sentence, section or report supports."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from assistant.language.layout import Reading
from assistant.language.mentions.letters import same_case, written_small
from assistant.language.mentions.words import mention_words
from assistant.language.vocabulary import Candidate

ARTERIAL = "arterial_waveform"  # which tells an artery
VENOUS_WORDS = frozenset({"phasicity", "augmentation", "compression", "noncompressible", "reflux"})
# Films and stents are of one system.
FILMED_SYSTEM = {"angiogram": "artery", "arterial_stent_by_name": "artery", "venogram": "vein", "venous_stent_by_name": "vein"}
PAIRING = (["and"], ["&"], ["/"])
# A line or label that says which vessels the rows below it are: "ARTERIAL (tourniquet off)", "Veins:".
SYSTEM_HEAD = re.compile(
    r"[ \t#*=\d.()-]*(?:(?:part[ \t]+)?[A-H\d][.):][ \t]+)?(?:(?:right|left|bilateral|both|upper|lower|extremity|limb|arms?|legs?|r|l|superficial|deep)[ \t]+){0,4}"
    r"(?P<word>arter(?:y|ies|ial)|venous|veins?)\b(?=[^\n.:]{0,40}(?::|\n|$)|[ \t]*[(–-])",
    re.IGNORECASE | re.MULTILINE,
)
Match = tuple[tuple[Candidate, ...], int, int]
Choice = tuple[int, int, Candidate]  # the first and last token (exclusive), and what they say


def resolve(reading: Reading, matches: list[Match]) -> list[Choice]:
    """Choose one reading for each match; a form in the wrong case or without the support it needs is dropped."""
    chosen: list[Choice | None] = []
    unclear: list[tuple[int, list[Candidate]]] = []
    for candidates, first, last in matches:
        candidate = candidates[0]
        if len(candidates) > 1 or candidate.exact is not None or not candidate.simple:
            fitting = [c for c in candidates if c.exact is None or same_case(reading, first, last, c.exact)]
            fitting = fitting or [
                c._replace(simple=False) for c in candidates if written_small(reading, first, last, c)
            ]
            if len(fitting) != 1 or not fitting[0].simple:
                if fitting:
                    unclear.append((len(chosen), fitting))
                chosen.append(None)
                continue
            candidate = fitting[0]
        chosen.append((first, last, candidate))
    if unclear:
        _choose(reading, matches, chosen, unclear)
    return [choice for choice in chosen if choice is not None and choice[2].concept.label != "LOOK_ALIKE"]


def _choose(
    reading: Reading, matches: list[Match], chosen: list[Choice | None],
    unclear: list[tuple[int, list[Candidate]]],
) -> None:  # fmt: skip
    """Fill in the readings that depend on the others, from last to first: a list takes its noun from its end."""
    starts = reading.starts
    sure = [(starts[choice[0]], choice[2]) for choice in chosen if choice is not None]
    # several forms of one concept ("IVC" in capitals, and in any case) leave no doubt of it
    sure += [
        (starts[matches[number][1]], fitting[0])
        for number, fitting in unclear
        if len(fitting) > 1 and len({c.concept.id for c in fitting}) == 1 and not all(c.bare for c in fitting)
    ]
    support = _Support(reading, sure)
    for (
        number,
        fitting,
    ) in unclear:  # "LA 3.4 cm, RA normal": letters that have one region tell that of their neighbours
        if len({c.concept.field for c in fitting}) == 1 and fitting[0].exact and fitting[0].concept.field:
            support.told_fields.append((starts[matches[number][1]], fitting[0].concept.field))
    ahead: dict[int, str | None] = {}
    for number, fitting in reversed(unclear):
        _, first, last = matches[number]
        if len(fitting) == 1 and not fitting[0].bare:
            if support.fields.get(fitting[0].concept.field or ""):
                chosen[number] = (first, last, fitting[0])
            continue
        systems = any(c.concept.system for c in fitting)
        listed = _system_of_list(reading.words, matches, chosen, number, ahead) if systems else None
        place = support.place(starts[first])
        scored = [(support.score(c, starts[first], place, listed), not c.bare, c) for c in fitting]
        # letters such as RA belong to a region that the sentence or report speaks of, before any other vessel counts
        home = {id(c): support.home(c, place[0]) for c in fitting}
        score, clear, best = max(scored, key=lambda item: (home[id(item[2])], *item[:2], item[2].simple))
        if best.simple or (score[-1] if clear else any(score)):
            chosen[number] = (first, last, best)


def _system_of_list(
    words: list[str], matches: list[Match], chosen: list[Choice | None], number: int,
    ahead: dict[int, str | None],
) -> str | None:  # fmt: skip
    """Return vein or artery if the words that follow list on to a name that says it ("femoral and popliteal veins").

    A pair that a comma closes is of the system of its first name ("SFA and profunda, and the common femoral vein").
    `ahead` keeps what follows each match that was asked for, from the last to the first: a list can be as long as a text.
    """
    if (paired := _system_of_pair(words, matches, chosen, number)) is not None:
        return paired
    if number + 1 >= len(matches):
        return None
    ahead[number] = system = _system_ahead(words, matches, chosen, number, ahead)
    return system


def _system_ahead(
    words: list[str], matches: list[Match], chosen: list[Choice | None], number: int,
    ahead: dict[int, str | None],
) -> str | None:  # fmt: skip
    """Return vein or artery if a list goes on behind a match to a name that says it."""
    end, following = matches[number][2], number + 1
    while following < len(matches):
        taken = chosen[following]
        start = matches[following][1]
        if start - end > 4 or not mention_words().listing.issuperset(words[end:start]):
            return None
        if taken is not None and taken[2].concept.label == "VESSEL" and not taken[2].bare:
            return taken[2].concept.system
        if taken is not None and taken[2].concept.label not in ("LATERALITY", "ANATOMY", "VESSEL"):
            return None
        if following in ahead:
            return ahead[following]
        end, following = matches[following][2], following + 1
    return None


def _system_of_pair(words: list[str], matches: list[Match], chosen: list[Choice | None], number: int) -> str | None:
    _, first, last = matches[number]
    before = chosen[number - 1] if number else None
    if before is None or words[before[1] : first] not in PAIRING or words[last : last + 1] != [","]:
        return None
    named = before[2]
    return named.concept.system if named.concept.label == "VESSEL" and not named.bare else None


class _Support:
    """What the rest of the report says of vessel system and region, for the readings that depend on it."""

    def __init__(self, reading: Reading, clear: list[tuple[int, Candidate]]) -> None:
        self.reading, self.clear = reading, clear
        self.fields: dict[str, int] = {}
        for mention in reading.context:
            if mention.concept.field and mention.concept.id != ARTERIAL:
                self.fields.setdefault(mention.concept.field, 1)
        for _, candidate in clear:
            if field := candidate.concept.field:
                self.fields[field] = self.fields.get(field, 0) + 1
        self.told_fields: list[tuple[int, str]] = []
        self._sections = [section.start for section in reading.sections[1:]]
        self._sentences = [start for start, _ in reading.sentences[1:]]

    @cached_property
    def near(self) -> dict[tuple[str, int, str], int]:
        """How often each vessel system is told in a sentence, in a section, and in the report."""
        told = [(mention.start, "artery") for mention in self.reading.context if mention.concept.id == ARTERIAL]
        told += [
            (offset, candidate.concept.system or "vein")
            for offset, candidate in self.clear
            if candidate.concept.system or candidate.concept.id in VENOUS_WORDS
        ]
        if not told:  # no vessel is told in full: films and stents tell which they are of
            shown = [(mention.start, mention.concept.id) for mention in self.reading.context]
            shown += [(offset, candidate.concept.id) for offset, candidate in self.clear]
            told = [(offset, FILMED_SYSTEM[concept]) for offset, concept in shown if concept in FILMED_SYSTEM]
        near: dict[tuple[str, int, str], int] = {}
        for offset, system in told:
            sentence, section = self.place(offset)
            for key in (("sentence", sentence, system), ("section", section, system), ("report", 0, system)):
                near[key] = near.get(key, 0) + 1
        return near

    @cached_property
    def _heads(self) -> list[tuple[int, str]]:
        """The lines that head rows of a vessel system, and the system."""
        heads = self.reading.lines_like(SYSTEM_HEAD)
        return [(match.start(), "artery" if match["word"][0] in "aA" else "vein") for match in heads]

    @cached_property
    def _sentence_fields(self) -> set[tuple[int, str]]:
        """The sentences that name something of a region, with the region."""
        told = [(offset, candidate.concept.field) for offset, candidate in self.clear if candidate.concept.field]
        return {(bisect_right(self._sentences, offset), field) for offset, field in (*told, *self.told_fields)}

    def place(self, offset: int) -> tuple[int, int]:
        """Return sentence and section of a character offset."""
        return bisect_right(self._sentences, offset), bisect_right(self._sections, offset)

    def headed(self, offset: int) -> str | None:
        """Return the system that the last line above which heads rows names; None where there is none."""
        at = bisect_right(self._heads, (offset, "")) - 1
        return self._heads[at][1] if at >= 0 else None

    def home(self, candidate: Candidate, sentence: int) -> int:
        """Rank letters by how near their region is named: 2 in their sentence, 1 in the report, 0 nowhere.

        Readings that are no letters need no region, and rank with those of a region that the report names.
        """
        field = candidate.concept.field or ""
        if candidate.exact is None:
            return 1
        return (1 + ((sentence, field) in self._sentence_fields)) if self.fields.get(field) else 0

    def score(
        self, candidate: Candidate, offset: int, place: tuple[int, int], listed: str | None
    ) -> tuple[int, int, int, int, int, int]:
        """Rank a reading: by the noun of its list, then sentence, heading, section and report, then the words of its region."""
        concept = candidate.concept
        fields = self.fields.get(concept.field, 0) if concept.field else 0
        system = concept.system
        if system is None:
            return (0, 0, 0, 0, 0, fields)
        near = self.near
        return (
            int(system == listed),
            near.get(("sentence", place[0], system), 0),
            int(system == self.headed(offset)),
            near.get(("section", place[1], system), 0),
            near.get(("report", 0, system), 0),
            fields,
        )
