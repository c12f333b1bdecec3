"""The words of acts, compiled: automata over phrases, and what each concept of the lexicon tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from assistant.acts.place_book import PlaceBook, compile_places
from assistant.analysis import ActStatus, DocumentKind, Technique
from assistant.errors import KnowledgeError
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.acts_schema import ACTS, Reach, SignEntry, StatusFile, Takes, act_files
from assistant.language.image_storage import IMAGE_STORAGE
from assistant.language.phrase_book import PhraseBook, Said
from assistant.language.spelling_variants import fold_word
from assistant.language.vocabulary import vocabulary

FARTHEST = 120  # words that a cue looks ahead or back: run-on text takes time in proportion to its length


class Wording(NamedTuple):
    """What words tell: techniques, and where their place is to be looked for (see `knowledge/acts/techniques.yaml`)."""

    acts: tuple[Technique, ...]
    takes: Takes
    at: str | None = None
    or_at: str | None = None
    inherits: bool = True
    result: bool = False
    name: bool = False
    says: ActStatus | None = None
    needs: frozenset[str] = frozenset()


class Cue(NamedTuple):
    """What words say of the acts beside them, and how far they reach (`within` counts words)."""

    says: ActStatus
    reach: Reach
    within: int
    over: bool
    opens: bool = False
    unmeant: bool = False


class Telling(NamedTuple):
    """What a concept tells: its groups as far as anything here asks for them, and the techniques."""

    groups: frozenset[str]
    wordings: tuple[Wording, ...]


@dataclass(frozen=True)
class ActBook:
    """All that the room knows. The dictionaries are by concept id."""

    signs: PhraseBook[Wording]
    sonographic: frozenset[Technique]
    by_sound: frozenset[str]
    by_other_means: frozenset[str]
    on_flow: frozenset[str]
    telling: dict[str, Telling]
    cues: PhraseBook[Cue]
    places: PlaceBook
    status: StatusFile
    features: dict[str, str]
    headings: PhraseBook[DocumentKind]
    kinds: tuple[DocumentKind, ...]
    bias: list[float]  # by kind
    weights: dict[str, list[float]]  # of each feature by kind
    strength: dict[ActStatus, int]
    intended: frozenset[Technique]
    past: frozenset[str]
    results: frozenset[str]
    deeds: frozenset[str]
    people: frozenset[str]

    def is_by_other_means(self, groups: set[str]) -> bool:
        """Whether mentions of these groups tell of CT, MR or the like and of no ultrasound."""
        return groups.isdisjoint(self.by_sound) and not groups.isdisjoint(self.by_other_means)


@per_knowledge()
def act_book() -> ActBook:
    """Compile the files of `knowledge/acts` (once a process).

    Raises:
        KnowledgeError: A file is broken or names a concept or group that the lexicon does not have.
    """
    techniques, places, status, document, weights = act_files()
    features = sorted({name for table in weights.weights.values() for name in table} - {"bias"})
    asked = frozenset([*techniques.by_sound, *techniques.by_other_means, *techniques.on_flow]).union(
        *(entry.needs for entry in techniques.signs)
    )
    wordings = [(entry, _wording(entry)) for entry in techniques.signs]
    told = by_concept("techniques.yaml", ((name, w) for entry, w in wordings for name in entry.mentions))
    return ActBook(
        signs=PhraseBook((phrase, wording) for entry, wording in wordings for phrase in entry.words),
        sonographic=frozenset(techniques.sonographic),
        by_sound=frozenset(techniques.by_sound),
        by_other_means=frozenset(techniques.by_other_means),
        on_flow=frozenset(techniques.on_flow),
        telling={
            concept.id: Telling(groups, told.get(concept.id, ()))
            for concept in (*vocabulary().concepts.values(), IMAGE_STORAGE)
            if (groups := asked.intersection(concept.groups)) or concept.id in told
        },
        cues=PhraseBook(
            (phrase, Cue(entry.says, entry.reach, entry.within or FARTHEST, entry.over, entry.opens, entry.unmeant))
            for entry in status.cues
            for phrase in entry.words
        ),
        places=compile_places(places),
        status=status,
        features={fold_word(word): feature for feature, words in document.words.items() for word in words},
        headings=PhraseBook((phrase, kind) for kind, phrases in document.headings.items() for phrase in phrases),
        kinds=tuple(weights.weights),
        bias=[table["bias"] for table in weights.weights.values()],
        weights={name: [table.get(name, 0.0) for table in weights.weights.values()] for name in features},
        strength={name: number for number, name in enumerate(status.strength)},
        intended=frozenset(status.intended),
        past=frozenset(status.past),
        results=frozenset(status.results),
        deeds=frozenset(status.deeds),
        people=frozenset(status.people),
    )


def _wording(entry: SignEntry) -> Wording:
    return Wording(
        tuple(entry.acts), entry.takes, entry.at, entry.or_at, entry.inherits, entry.result, entry.name, entry.says,
        frozenset(entry.needs),
    )  # fmt: skip


def by_concept(file: str, entries: Iterable[tuple[str, Said]]) -> dict[str, tuple[Said, ...]]:
    """Return what each concept says; an entry names a concept or a group."""
    members: dict[str, list[str]] = {}
    for concept in (*vocabulary().concepts.values(), IMAGE_STORAGE):
        for group in concept.groups:
            members.setdefault(group, []).append(concept.id)
    result: dict[str, list[Said]] = {}
    for name, said in entries:
        if name not in members:
            raise KnowledgeError(
                ACTS / file, _line_of(file, name), f"'{name}' is no concept or group of knowledge/lexicon; add it there"
            )
        for concept_id in members[name]:
            known = result.setdefault(concept_id, [])
            if said not in known:
                known.append(said)
    return {concept_id: tuple(says) for concept_id, says in result.items()}


def _line_of(file: str, name: str) -> int | None:
    lines = (ACTS / file).read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if name in line), None)
