"""The cue lexicon of the assertion component, compiled: one book of the shelf with all cue phrases.

Phrases are matched token by token like the lexicon's forms (see `vocabulary`); the longest phrase wins, so that a
pseudo cue ("no change", "prior to") takes the place of the cue that it contains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from assistant.analysis import Assertion, SectionKind
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.acts_schema import Phrases
from assistant.knowledge.kept import hash_of, kept
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language import phrase_table
from assistant.language.earlier_studies import StudyWords, WordsToldOn
from assistant.language.quotations import Rubrics, RubricWords
from assistant.language.shelf import Book, shelf
from assistant.language.spelling_variants import VARIANTS
from assistant.language.vocabulary import Pattern, form_tokens
from assistant.language.withdrawn import Withdrawals, WithdrawnWords

CUES = KNOWLEDGE_FILES / "assertion-cues.yaml"
Kind = Literal["finding", "structure", "act", "result"]
Direction = Literal["forward", "backward", "both"]
CHOICE = re.compile(r"(\([^()]*\)|<blank>|<number>)")
MENTION = "mention"  # a stop list that needs no words: the walk ends at a mention that is no structure
PLACEHOLDERS = {
    "<blank>": ["_" * length for length in range(2, 41)],
    "<number>": [str(number) for number in range(1, 25)],
}


class CueGroup(Strict):
    """Cues that say the same, look the same way and reach equally far."""

    says: Assertion
    direction: Direction
    reach: dict[Kind, int]
    stops: list[str] = Field(default_factory=list)
    closing: list[str] = Field(default_factory=list)
    not_followed_by: str | None = None
    unless_followed: str | None = None
    structures_not_in: list[SectionKind] = Field(default_factory=list)
    elided: bool = False
    final: bool = False
    labelled: bool = False
    cues: Phrases


class WordsCarriedOver(Strict):
    """Words at the end of a line with which no sentence ends: those of a denial, and those that lead on."""

    denying: frozenset[str]
    leading: frozenset[str]


class WordsOfConsent(Strict):
    """Headings of what was consented to, and words that tell the consent itself."""

    headings: frozenset[str]
    given: frozenset[str]


class AssertionCues(Strict):
    """The cue file."""

    source: str
    groups: dict[str, CueGroup]
    pseudo: list[str]
    stops: dict[str, list[str]]
    findings: list[str]
    results: list[str]
    reporting: list[str]
    quoting: list[str]
    rubrics: RubricWords
    told_on: WordsToldOn
    withdrawn: WithdrawnWords
    boundaries: list[str]
    unfinished: list[str]
    carried_over: WordsCarriedOver
    graded: list[str]
    listed_on: list[str]
    asked: list[str]
    today: list[str]
    meant: list[str]
    chronic: list[str]
    past_headings: list[str]
    order_headings: list[str]
    consent: WordsOfConsent
    mixed_plan_headings: list[str]

    @model_validator(mode="after")
    def _stops_are_known(self) -> AssertionCues:
        for title, group in self.groups.items():
            unknown = [name for name in group.stops if name not in self.stops and name != MENTION]
            unknown += [
                stop for stop in (group.not_followed_by, group.unless_followed) if stop and stop not in self.stops
            ]
            if unknown:
                known = ", ".join(self.stops)
                raise ValueError(f"group '{title}' names the unknown stop list '{unknown[0]}'; known: {known}")
        return self


class Group(NamedTuple):
    """A compiled cue group.

    `mentions` and `units` say whether the walk ends at a mention or a measurement; `barred` are words that may not
    follow the target, `cancelled` words that may not follow the cue; `elided` cues may have left out their subject.
    """

    says: Assertion
    forward: bool
    backward: bool
    reach: tuple[tuple[Kind, int], ...]
    longest: int
    stops: frozenset[str]
    mentions: bool
    units: bool
    closing: frozenset[str]
    barred: frozenset[str]
    cancelled: frozenset[str]
    not_in: frozenset[SectionKind]
    elided: bool
    final: bool
    labelled: bool


@dataclass(frozen=True)
class CueBook:
    """The compiled cue file. `groups[number]` are the groups of the phrase of that number, none for a pseudo cue."""

    phrases: tuple[Pattern, ...]
    groups: tuple[tuple[Group, ...], ...]
    findings: frozenset[str]
    results: frozenset[str]
    reporting: frozenset[str]
    quoting: frozenset[str]
    rubrics: Rubrics
    told_on: StudyWords
    withdrawals: Withdrawals
    boundaries: frozenset[str]
    unfinished: frozenset[str]
    carried_over: WordsCarriedOver
    graded: frozenset[str]
    listed_on: frozenset[str]
    asked: frozenset[str]
    today: frozenset[str]
    meant: frozenset[str]
    done: frozenset[str]
    current: frozenset[str]
    chronic: frozenset[str]
    past_headings: frozenset[str]
    order_headings: frozenset[str]
    consent_headings: frozenset[str]
    told_of_consent: frozenset[str]
    mixed_plan_headings: frozenset[str]
    result_openings: frozenset[str]
    chronic_openings: frozenset[str]


@lru_cache(maxsize=1)
def cue_book() -> CueBook:
    """Compile the cue file of the package (once a process)."""
    file = read_yaml(CUES, AssertionCues)
    groups = [_compile(entry, file.stops) for entry in file.groups.values()]
    made_from = hash_of(CUES.read_bytes(), VARIANTS.read_bytes())
    table = kept("cues", made_from, lambda: phrase_table.written(_patterns(file, groups), groups.index))
    phrases, says = phrase_table.read(table, groups)
    return CueBook(
        tuple(phrases),
        tuple(says),
        frozenset(file.findings),
        frozenset(" ".join(form_tokens(phrase)) for phrase in file.results),
        frozenset(file.reporting),
        frozenset((*file.reporting, *file.quoting)),
        Rubrics(file.rubrics),
        StudyWords(file.told_on, file.stops["verb"]),
        _withdrawals(file.withdrawn),
        frozenset(file.boundaries),
        frozenset(file.unfinished),
        file.carried_over,
        frozenset(file.graded),
        frozenset(file.listed_on),
        frozenset(file.asked),
        frozenset(file.today),
        frozenset(file.meant),
        frozenset(file.stops["done"]),
        frozenset(file.stops["current"]),
        frozenset(" ".join(form_tokens(phrase)) for phrase in file.chronic),
        frozenset(file.past_headings),
        frozenset(file.order_headings),
        file.consent.headings,
        file.consent.given.union(file.stops["verb"], file.stops["done"]),
        frozenset(file.mixed_plan_headings),
        frozenset(form_tokens(phrase)[0] for phrase in file.results),
        frozenset(form_tokens(phrase)[0] for phrase in file.chronic),
    )


def _withdrawals(words: WithdrawnWords) -> Withdrawals:
    patterns = ([pattern for phrase in phrases for pattern in phrase_patterns(phrase)] for phrases in (words.banners, words.statements))
    return Withdrawals(words, *patterns)


@per_knowledge()
def cue_phrases() -> Book:
    """Return the book of the cue phrases."""
    return shelf().add(cue_book().phrases)


@per_knowledge()
def withdrawal_phrases() -> Book:
    """Return the book of the phrases by which a report takes itself back."""
    return shelf().add(cue_book().withdrawals.phrases)


def _patterns(file: AssertionCues, groups: list[Group]) -> dict[Pattern, list[Group]]:
    """Return the groups of each phrase, those of the shorter cues inside it among them; `groups` are in file order."""
    patterns: dict[Pattern, list[Group]] = {
        pattern: [] for phrase in file.pseudo for pattern in phrase_patterns(phrase)
    }
    for entry, group in zip(file.groups.values(), groups, strict=True):
        for phrase in entry.cues:
            for pattern in phrase_patterns(phrase):
                known = patterns.setdefault(pattern, [])
                if group not in known:
                    known.append(group)
    _inherit(patterns)
    return patterns


def _compile(entry: CueGroup, stops: dict[str, list[str]]) -> Group:
    return Group(
        entry.says,
        entry.direction != "backward",
        entry.direction != "forward",
        tuple(entry.reach.items()),
        max(entry.reach.values()),
        frozenset(word for name in entry.stops for word in stops.get(name, ())),
        MENTION in entry.stops,
        "unit" in entry.stops,
        frozenset(entry.closing),
        frozenset(stops.get(entry.not_followed_by or "", ())),
        frozenset(stops.get(entry.unless_followed or "", ())),
        frozenset(entry.structures_not_in),
        entry.elided,
        entry.final,
        entry.labelled,
    )


def phrase_patterns(phrase: str) -> Iterator[Pattern]:
    """Return the patterns of a phrase, one for each of its choices."""
    for choice in _choices(phrase):
        yield tuple([token for word in choice.split() for token in _tokens(word)])


@lru_cache(maxsize=4096)
def _tokens(word: str) -> tuple[str, ...]:
    """Return the tokens of one word of a cue; template blanks are runs of underscores, hence tokens already."""
    return (word,) if word.startswith("_") else tuple(form_tokens(word))


def _choices(phrase: str) -> Iterator[str]:
    """Write out `(a|b)`, `<blank>` and `<number>`, which may be one of several choices."""
    parts = [
        [word for choice in part.strip("()").split("|") for word in PLACEHOLDERS.get(choice, (choice,))]
        for part in CHOICE.split(phrase)
        if part
    ]
    yield from ("".join(choice) for choice in product(*parts))


def _inherit(patterns: dict[Pattern, list[Group]]) -> None:
    """Give each cue the groups of the shorter cues inside it, for the kinds of target that it has no word on itself.

    Of phrases in one place only the longest is found: "is not seen" (findings) would hide "not seen" (structures). A group
    must look the same way as the longer cue or away from it: "not used for" inherits the backward "not used", but not
    the forward "not".
    """
    own = {pattern: tuple(groups) for pattern, groups in patterns.items()}
    openings = {pattern[0] for pattern in own}  # most words begin no cue
    for tokens, groups in patterns.items():
        if not groups or len(tokens) < 2:
            continue
        directions = {(group.forward, group.backward) for group in groups}
        for length in range(len(tokens) - 1, 0, -1):
            for start in range(len(tokens) - length + 1):
                if tokens[start] not in openings:
                    continue
                away = (start + length == len(tokens), start == 0)
                for group in own.get(tokens[start : start + length], ()):
                    looks = (group.forward, group.backward)
                    if (looks in directions or looks == away) and not _kinds(group) & set().union(*map(_kinds, groups)):
                        groups.append(group)


def _kinds(group: Group) -> set[Kind]:
    return {kind for kind, _ in group.reach}
