"""The words of places, compiled: what each concept of the lexicon is as the place of an act."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from assistant.findings.book import finding_book
from assistant.knowledge.acts_schema import PlaceFile
from assistant.language.phrase_book import PhraseBook
from assistant.language.vocabulary import Concept, vocabulary
from assistant.language.word_codes import any_of


class Spot(NamedTuple):
    """A structure as the place of an act: its canonical name, and what it is (see `places.Place`)."""

    name: str
    region: bool
    organ: bool
    paired: bool
    sided: bool
    field: str | None


@dataclass(frozen=True)
class PlaceBook:
    """What `knowledge/acts/places.yaml` says, which explains its lists. `spots`, `lesions` and `sides` are by concept id."""

    spots: dict[str, tuple[Spot, ...]]
    lesions: dict[str, tuple[Spot, ...]]
    fields: PhraseBook[str]
    parts: dict[str, frozenset[str]]  # of each part of a structure the wholes in whose texts it is no place of its own
    phrases: PhraseBook[Spot]
    idioms: PhraseBook[None]  # in which a structure's word names none
    line_veins: dict[str, Spot]  # by the word that alone names them
    line_arteries: dict[str, Spot]
    line_words: re.Pattern[str]  # all of these words
    not_alone: frozenset[str]  # words behind them with which they name something else
    venous_lines: frozenset[str]
    arterial_lines: frozenset[str]
    sides: dict[str, str]
    seen_from: dict[str, str]
    stands_for: dict[str, str]
    inside: dict[str, str]
    alike: dict[str, list[str]]
    wholes: dict[str, frozenset[str]]  # of each part the wholes that give way to it
    guiding: frozenset[str]
    sideless: frozenset[str]
    regions: frozenset[str]
    vessels: frozenset[str]
    containers: frozenset[str]
    covers: dict[str, frozenset[str]]
    seen_whole: frozenset[str]
    from_within: frozenset[str]
    limbs: tuple[frozenset[str], ...]  # their fields
    tips: frozenset[str]
    route_before: frozenset[str]
    route_after: frozenset[str]
    ends_before: frozenset[str]
    landmark_before: frozenset[str]
    directions: frozenset[str]
    later_before: frozenset[str]
    disease_after: frozenset[str]
    left_before: frozenset[str]
    left_after: frozenset[str]
    not_words: frozenset[str]
    aside_words: frozenset[str]  # all words that can make a structure no place of an act


def compile_places(file: PlaceFile) -> PlaceBook:
    """Compile the file of places.

    What the file does not name bears the name under which findings are told of it, else that of its concept.
    """
    regions, sideless = frozenset(file.regions), frozenset(file.sideless)
    vessels = finding_book().vessels

    def spot(name: str, organ: bool, paired: bool, field: str | None = None) -> Spot:
        region = name in regions
        return Spot(name, region, organ and not region, paired and name not in sideless, name not in sideless, field)

    def spots_of(concept: Concept) -> tuple[Spot, ...]:
        vessel = vessels.get(concept.id)
        names = file.names.get(concept.id, vessel.names if vessel and vessel.names else (concept.name,))
        organ = concept.label == "ANATOMY" or concept.field == "obstetric"
        return tuple(spot(name, organ, concept.paired, concept.field) for name in names)

    concepts = vocabulary().concepts
    spots = {c.id: spots_of(c) for c in concepts.values() if c.label in ("ANATOMY", "VESSEL") or c.id in file.also}
    known = {told[0].name: told[0] for told in spots.values() if len(told) == 1}
    lesions: dict[str, tuple[Spot, ...]] = {}
    for field, names in file.lesions.items():
        for id, name in names.items():
            one = spot(name, True, True, field)
            lesions[id] = (*lesions.get(id, ()), one._replace(paired=one.sided))
    return PlaceBook(
        spots=spots,
        lesions=lesions,
        fields=PhraseBook((phrase, field) for field, phrases in file.fields.items() for phrase in phrases),
        parts={id: frozenset(vessel.part_of) for id, vessel in vessels.items() if vessel.part},
        phrases=PhraseBook(
            (phrase, known.get(name) or spot(name, True, True)) for name, all in file.words.items() for phrase in all
        ),
        idioms=PhraseBook((phrase, None) for phrase in file.idioms),
        line_veins={word: known[name] for word, name in file.line_veins.items()},
        line_arteries={word: known[name] for word, name in file.line_arteries.items()},
        line_words=any_of([*file.line_veins, *file.line_arteries]),
        not_alone=frozenset(file.not_alone),
        venous_lines=frozenset(file.venous_lines),
        arterial_lines=frozenset(file.arterial_lines),
        sides={c.id: c.id for c in concepts.values() if c.label == "LATERALITY"} | dict(file.quadrants),
        seen_from=dict(file.seen_from),
        stands_for=dict(file.stands_for),
        inside=dict(file.inside),
        alike=dict(file.alike),
        wholes=_wholes_of(file.wholes),
        guiding=frozenset(file.guiding),
        sideless=sideless,
        regions=regions,
        vessels=frozenset(one.name for id, told in spots.items() if concepts[id].label == "VESSEL" for one in told)
        - frozenset(file.alike).union(*file.alike.values()),
        containers=frozenset(file.containers),
        covers={name: frozenset(fields) for name, fields in file.covers.items()},
        limbs=tuple(frozenset([*file.covers[limb], "access"]) for limb in ("lower extremity", "upper extremity")),
        seen_whole=frozenset(file.seen_whole),
        from_within=frozenset(file.from_within),
        tips=frozenset(file.tips),
        route_before=frozenset(file.route_before),
        route_after=frozenset(file.route_after),
        ends_before=frozenset(file.ends_before),
        landmark_before=frozenset(file.landmark_before),
        directions=frozenset(file.directions),
        disease_after=frozenset(file.disease_after),
        later_before=frozenset(file.later_before),
        left_before=frozenset(file.left_before),
        left_after=frozenset(file.left_after),
        not_words=frozenset(file.not_words),
        aside_words=frozenset().union(
            file.route_before,
            file.route_after,
            file.ends_before,
            file.landmark_before,
            file.directions,
            file.later_before,
            file.disease_after,
        ),
    )


def _wholes_of(parts: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """Return for each part the wholes that have it."""
    every = {part for names in parts.values() for part in names}
    return {part: frozenset(whole for whole, names in parts.items() if part in names) for part in every}
