"""The words of findings, compiled from `knowledge/findings/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from assistant.analysis import Attribute, Side
from assistant.findings.answers import AnswerBook
from assistant.findings.numbers import NumberBook
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.findings_schema import CellFile, HeadEntry, MeasureFile, StructureFile, finding_knowledge
from assistant.language.courses import vessel_courses
from assistant.language.phrase_book import PhraseBook
from assistant.language.vocabulary import Concept, vocabulary
from assistant.language.word_codes import any_of

System = str | None
LIMBS = frozenset({None, "leg", "arm", "skin"})  # regions of which parts of vessels are told

CHUNKS = frozenset({",", "(", ")", ";", ":"})  # between which words speak of one thing

PLACE_LINKS = ("to", "from", "off", "@")  # "2 cm distal to the SFJ"
NATIVE = "native"


class Said(NamedTuple):
    """What words say: an attribute, its value (none of silent words), and how they say it (see `statements.yaml`)."""

    attribute: Attribute
    value: str
    denied: str | None = None
    thing: bool = False
    of: str | None = None
    system: System = None
    weak: bool = False
    qualified: Mapping[str, str] = MappingProxyType({})
    procedures_only: bool = False
    onward: bool = False


class Vessel(NamedTuple):
    """What a concept of the lexicon is as the structure of a finding: names, or none of what is no vessel.

    `refers`: a word that stands for a structure named before ("the vein"). `part` is the segment of another structure
    that the words name, `part_of` the concepts that it may belong to.
    """

    names: tuple[str, ...]
    system: System = None
    refers: bool = False
    part: str | None = None
    part_of: tuple[str, ...] = ()
    paired: bool = True
    may_be_absent: bool = False
    short_for: tuple[str, ...] = ()
    organ: Attribute | None = None


@dataclass(frozen=True)
class FindingBook:
    """Everything that reading findings needs."""

    statements: PhraseBook[Said]
    by_concept: dict[str, Said]
    not_words: frozenset[str]
    all_of_them: frozenset[str]
    devices: frozenset[str]
    compared: frozenset[str]
    compared_beside: frozenset[str]
    formerly: frozenset[str]
    others: frozenset[str]
    widths: frozenset[str]
    listing: frozenset[str]
    joins: frozenset[str]
    places: frozenset[str]
    accesses: frozenset[str]
    conduits: frozenset[str]
    prefixes: frozenset[str]
    row_names: dict[str, dict[str, str]]
    measures: PhraseBook[Attribute]
    owners: PhraseBook[str]
    segments: PhraseBook[str]
    denials: PhraseBook[bool]
    denied_after: PhraseBook[bool]
    through: frozenset[str]
    untold: PhraseBook[bool]
    not_flow_back: frozenset[str]
    counted: frozenset[str]
    farther: frozenset[str]
    plurals: dict[str, str]
    explained: frozenset[str]
    joins_velocity: frozenset[str]
    ends_velocity: frozenset[str]
    diseases: frozenset[str]
    nothing: frozenset[str]
    inside: frozenset[str]
    inside_labels: frozenset[str]
    refluxing: frozenset[str]
    punctures: frozenset[str]
    positions: frozenset[str]
    joins_number: frozenset[str]
    at: frozenset[str]
    aside: PhraseBook[bool]
    links: frozenset[str]
    breaks: frozenset[str]
    landmarks: frozenset[str]
    told_before: frozenset[str]
    crossing: frozenset[str]
    directions: frozenset[str]
    distances: frozenset[str]
    known_names: frozenset[str]
    absentable: frozenset[str]
    ratio_of: dict[str, str]
    ends_of: dict[str, str]
    ends: frozenset[str]
    lesions: frozenset[str]
    beside_carotid: frozenset[str]
    midline: frozenset[str]
    phased: frozenset[str]
    outflows: dict[str, str]
    outflow: str
    own_names: dict[str, str]
    own_names_of: dict[str, dict[str, str]]
    short_names: dict[str, dict[str, str]]
    sides_of_words: dict[str, Side]
    in_transplant: dict[str, str]
    transplants: frozenset[str]
    dialysis: frozenset[str]
    circuits: frozenset[str]
    leads: frozenset[str]
    excepting: frozenset[str]
    aliases: dict[str, dict[str, str]]
    alias_words: frozenset[str]
    compressed_at: dict[str, str]
    behind_alias: frozenset[str]
    origins: frozenset[str]
    leads_onto: frozenset[str]
    reaching: frozenset[str]
    pronouns: PhraseBook[bool]
    stops: frozenset[str]
    lost: frozenset[str]
    vessels: dict[str, Vessel]
    structures: dict[str, Vessel]
    groups: dict[str, frozenset[str]]
    parts_of_circuit: frozenset[str]
    numbers: NumberBook
    ranging: frozenset[str]
    changing: frozenset[str]
    measure: MeasureFile
    cells: CellFile
    heads: PhraseBook[HeadEntry]
    head_words: dict[str, HeadEntry]
    marks: dict[Attribute, dict[str, str]]
    answers: AnswerBook
    systems: dict[Attribute, System]
    mark_words: frozenset[str]
    before_qualifier: frozenset[str]
    affirm: frozenset[str]
    joins_seen: frozenset[str]
    studies: frozenset[str]
    listed_normal: frozenset[str]
    head_nouns: frozenset[str]
    again: PhraseBook[str]
    as_other_side: PhraseBook[bool]
    opposites: dict[tuple[Attribute, str], str]
    row_words: re.Pattern[str]
    prose_names: frozenset[str]
    grafts: frozenset[str]
    never_pressed: frozenset[str]
    dilating: frozenset[str]
    courses: list[list[str]]
    along: frozenset[str]
    trunks: frozenset[str]
    from_outside: frozenset[str]


@per_knowledge()
def finding_book() -> FindingBook:
    """Compile the words of findings."""
    known = finding_knowledge()
    file = known.statements
    entries: list[tuple[str, Said]] = []
    by_concept: dict[str, Said] = {}
    for entry in file.says:
        said = Said(
            entry.attribute,
            entry.value,
            entry.denied,
            entry.thing,
            entry.of,
            entry.system,
            qualified={word: value for value, words in entry.qualified.items() for word in words},
            procedures_only=entry.procedures_only,
            onward=entry.onward,
        )
        entries += [(phrase, said) for phrase in entry.words]
        by_concept |= dict.fromkeys(entry.mentions, said)
    entries += [(phrase, Said("visualized", "")) for phrase in file.silent]
    entries += [(phrase, Said("visualized", "yes", "no", weak=True)) for phrase in file.healthy]
    measures = known.measures
    spelled = {form: unit for unit, forms in measures.units.items() for form in forms}
    marks = {
        attribute: {mark: value for value, marks in values.items() for mark in marks}
        for attribute, values in known.cells.values.items()
    }
    vessels = {
        c.id: _vessel(c, known.structures)
        for c in vocabulary().concepts.values()
        if c.label in ("VESSEL", "ANATOMY") or c.id in known.structures.lesions
    }
    courses = vessel_courses()
    return FindingBook(
        statements=PhraseBook(entries),
        by_concept=by_concept,
        not_words=frozenset(word for entry in file.says for word in entry.not_words),
        all_of_them=frozenset(file.all_of_them),
        devices=frozenset(measures.devices),
        compared=frozenset(measures.compared),
        compared_beside=frozenset(measures.compared_beside),
        formerly=frozenset(measures.formerly),
        others=frozenset(measures.others),
        prefixes=frozenset(known.structures.prefixes),
        conduits=frozenset([*known.structures.accesses, *known.structures.grafts]),
        accesses=frozenset(known.structures.accesses),
        listing=frozenset(known.structures.listing),
        joins=frozenset([*known.structures.listing, *known.structures.joins]),
        places=frozenset(known.structures.places),
        widths=frozenset(known.structures.widths),
        row_names=known.structures.row_names,
        measures=PhraseBook(
            (word, name) for name, entry in measures.measures.items() for word in (*entry.of, *entry.words)
        ),
        owners=PhraseBook((word, name) for entry in measures.measures.values() for word, name in entry.of.items()),
        segments=PhraseBook((word, name) for name, words in known.segments.segments.items() for word in words),
        denials=PhraseBook((phrase, True) for phrase in file.denials.before),
        denied_after=PhraseBook((phrase, True) for phrase in file.denials.after),
        through=frozenset(file.denials.through),
        untold=PhraseBook((phrase, True) for phrase in file.denials.untold),
        not_flow_back=frozenset(measures.not_flow_back),
        joins_velocity=frozenset(measures.joins_velocity),
        ends_velocity=frozenset(measures.ends_velocity),
        farther=frozenset(measures.farther),
        plurals=known.structures.plurals,
        explained=frozenset(known.structures.explained),
        counted=frozenset(measures.counted),
        diseases=frozenset(file.diseases),
        nothing=frozenset(file.nothing),
        inside=frozenset(file.inside),
        inside_labels=frozenset(file.inside_labels),
        punctures=frozenset(file.punctures),
        refluxing=frozenset(file.refluxing),
        positions=frozenset(measures.positions),
        joins_number=frozenset(measures.joins),
        at=frozenset(known.segments.at),
        aside=PhraseBook((phrase, True) for phrase in file.aside),
        links=frozenset(file.links),
        breaks=CHUNKS.union(file.stops, file.links),
        landmarks=frozenset(file.landmarks),
        told_before=frozenset([*file.landmarks, *known.structures.prefixes, *PLACE_LINKS, NATIVE]),
        crossing=frozenset(known.structures.crossing),
        directions=frozenset(known.structures.directions),
        distances=frozenset(known.structures.distances),
        known_names=frozenset(name for vessel in vessels.values() for name in vessel.names),
        absentable=frozenset(
            name for id in known.structures.may_be_absent if id in vessels for name in vessels[id].names
        ),
        ratio_of=known.structures.ratio_of,
        ends_of=known.structures.ends_of,
        ends=frozenset(known.structures.ends_of),
        lesions=frozenset(known.structures.lesions.values()),
        phased=frozenset([*known.structures.ratio_of, *known.structures.ratio_of.values()]),
        midline=frozenset(known.structures.midline),
        beside_carotid=frozenset(known.structures.beside_carotid),
        outflows=known.structures.outflows,
        outflow=known.structures.outflow,
        own_names=known.structures.own_names,
        own_names_of=known.structures.own_names_of,
        short_names={name.lower(): of for name, of in known.structures.row_names.items()},
        sides_of_words=known.structures.sides_of_words,
        in_transplant=known.structures.in_transplant,
        transplants=frozenset(known.structures.transplants),
        dialysis=frozenset(known.structures.dialysis),
        circuits=frozenset(
            id for id, vessel in vessels.items() if not set(known.structures.accesses).isdisjoint(vessel.names)
        ),
        leads=frozenset(file.leads),
        excepting=frozenset(file.excepting),
        aliases=known.structures.aliases,
        alias_words=frozenset(word for names in known.structures.aliases.values() for word in names),
        compressed_at=known.structures.compressed_at,
        behind_alias=frozenset(known.structures.behind_alias),
        origins=frozenset(known.structures.origins),
        leads_onto=frozenset(file.leads_onto),
        reaching=frozenset(file.reaching),
        pronouns=PhraseBook((phrase, True) for phrase in file.pronouns),
        stops=frozenset(file.stops),
        lost=frozenset(file.lost),
        vessels=vessels,
        structures={id: vessel for id, vessel in vessels.items() if _may_be_told_of(vocabulary().concepts[id], vessel)},
        groups=_groups_of(vessels),
        parts_of_circuit=frozenset(known.structures.part_of),
        numbers=NumberBook(spelled, measures.limits, measures.percent_limits),
        ranging=frozenset(measures.ranging),
        changing=frozenset(measures.changing),
        measure=measures,
        cells=known.cells,
        heads=PhraseBook((word, entry) for entry in known.cells.heads for word in entry.words),
        head_words={word: entry for entry in known.cells.heads for word in entry.words},
        marks=marks,
        answers=AnswerBook(known.cells, marks),
        systems={head.attribute: head.system for head in known.cells.heads},
        mark_words=frozenset(
            part
            for of in (*known.cells.alone.values(), *known.cells.behind.values())
            for mark in of
            for part in (mark.lower(), *mark.lower().replace("+", "/").replace("-", "/").split("/"))
        ),
        before_qualifier=frozenset(file.before_qualifier),
        affirm=frozenset(file.denials.affirm),
        joins_seen=frozenset(file.joins_seen),
        studies=frozenset(file.studies),
        listed_normal=frozenset(file.listed_normal),
        head_nouns=frozenset(file.head_nouns),
        again=PhraseBook(
            [
                *((phrase, "opposite") for phrase in file.opposites),
                *((phrase, "same") for phrase in file.repeats),
                *((phrase, "onward") for phrase in file.repeats_onward),
            ]
        ),
        as_other_side=PhraseBook((phrase, True) for phrase in file.as_other_side),
        opposites={(one.attribute, one.value): one.denied for _, one in entries if one.denied},
        prose_names=frozenset(known.structures.prose_names),
        dilating=frozenset(measures.dilating),
        grafts=frozenset(known.structures.grafts),
        never_pressed=frozenset(known.structures.never_pressed),
        courses=[[name for id in course for name in vessels[id].names[:1]] for course in courses.courses],
        along=courses.joining,
        trunks=frozenset(name for id in courses.trunks for name in vessels[id].names),
        from_outside=frozenset(file.from_outside),
        row_words=_words_pattern(known.structures),
    )


def _words_pattern(file: StructureFile) -> re.Pattern[str]:
    """Return what finds the names of rows that are names in prose too: those in capitals, and those that the file names."""
    return any_of({name.lower() for name in file.row_names if name.isupper()}.union(file.prose_names))


def _groups_of(vessels: Mapping[str, Vessel]) -> dict[str, frozenset[str]]:
    """Return the lexicon's groups of each structure by its canonical name: those that all concepts of that name share."""
    groups: dict[str, frozenset[str]] = {}
    for id, vessel in vessels.items():
        if len(vessel.names) == 1:
            own, name = frozenset(vocabulary().concepts[id].groups), vessel.names[0]
            groups[name] = groups.get(name, own) & own
    return groups


def _may_be_told_of(concept: Concept, vessel: Vessel) -> bool:
    """Whether the words of a concept can be the structure of a finding: not those of a mere part of a limb."""
    return bool(vessel.names or vessel.refers or vessel.part or vessel.short_for) or concept.field not in LIMBS


def _vessel(concept: Concept, file: StructureFile) -> Vessel:
    vessel = _named(concept, file)
    return vessel._replace(
        paired=concept.paired or bool(vessel.part) or concept.id in file.transplants,
        may_be_absent=concept.id in file.may_be_absent,
        short_for=tuple(file.short_for.get(concept.id, ())),
    )


def _named(concept: Concept, file: StructureFile) -> Vessel:
    if concept.id in file.lesions:
        return Vessel((file.lesions[concept.id],))
    if concept.id in file.parts:
        return Vessel((), None, part=file.parts[concept.id], part_of=tuple(file.part_of[concept.id]))
    if concept.id in file.organs:
        return Vessel((concept.name,), organ=file.organs[concept.id])
    if concept.label == "ANATOMY":
        return Vessel(())
    if concept.id in file.generic:
        return Vessel((), concept.system, refers=True)
    if concept.id in file.names:
        return Vessel(tuple(file.names[concept.id]), concept.system)
    concepts = vocabulary().concepts
    members = [concepts[group] for group in concept.groups if group != concept.id and group in concepts]
    vessels = [member for member in members if member.label == "VESSEL"]
    single = [
        member for member in vessels if not any(member.id in other.groups for other in vessels if other is not member)
    ]
    return Vessel(tuple(member.name for member in single) if len(single) > 1 else (concept.name,), concept.system)
