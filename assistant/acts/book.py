"""The words of acts, compiled: automata over phrases, and what each concept of the lexicon tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from assistant.analysis import ActStatus, DocumentKind, Side, Technique
from assistant.errors import KnowledgeError
from assistant.knowledge.acts_schema import (
    ACTS,
    PlaceFile,
    Reach,
    SignEntry,
    StatusFile,
    Takes,
    act_files,
)
from assistant.language.assertion_cues import phrase_patterns
from assistant.language.image_storage import IMAGE_STORAGE
from assistant.language.layout import Reading
from assistant.language.spelling_variants import fold_word
from assistant.language.vocabulary import vocabulary

Said = TypeVar("Said")


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


class Found(NamedTuple, Generic[Said]):
    """Words of a phrase book found in a text: token numbers, end exclusive, and what each of their meanings says."""

    first: int
    last: int
    says: tuple[Said, ...]


class Words:
    """The words of one reading, joined as the automata look for them: made once for all phrase books."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.haystack = " " + "  ".join(reading.words) + " "
        self.offsets = list(accumulate([len(word) + 2 for word in reading.words], initial=0))

    def text(self, first: int, last: int) -> str:
        """Return the text of the tokens `first` to `last` (exclusive) as it was written."""
        reading = self.reading
        return reading.text[reading.starts[first] : reading.ends[last - 1]]


class PhraseBook(Generic[Said]):
    """Phrases and what they say; of overlapping phrases the longest is found. `=TOE` is found in exactly that case."""

    def __init__(self, entries: Iterable[tuple[str, Said]]) -> None:
        patterns: dict[str, list[Said]] = {}
        self._exact: dict[int, str] = {}
        for phrase, said in entries:
            if phrase.startswith("="):
                self._exact[len(patterns)] = phrase[1:]
            for pattern in phrase_patterns(phrase.removeprefix("=")):
                known = patterns.setdefault(pattern, [])
                if said not in known:
                    known.append(said)
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.LeftmostLongest)
        self._says = tuple(tuple(says) for says in patterns.values())

    def find(self, words: Words) -> Iterator[Found[Said]]:
        """Yield the phrases of a text in its order."""
        offsets = words.offsets
        for pattern, start, end in self._automaton.find_matches_as_indexes(words.haystack):
            first = bisect_right(offsets, start) - 1
            last = bisect_right(offsets, end - 1, first)
            if pattern not in self._exact or words.text(first, last) == self._exact[pattern]:
                yield Found(first, last, self._says[pattern])


class PlaceWords(NamedTuple):
    """The word lists of `knowledge/acts/places.yaml`, which explains them."""

    regions: frozenset[str]
    sideless: frozenset[str]
    also: frozenset[str]
    valves: frozenset[str]
    containers: frozenset[str]
    route_before: frozenset[str]
    route_after: frozenset[str]
    ends_before: frozenset[str]
    landmark_before: frozenset[str]
    later_before: frozenset[str]
    not_words: frozenset[str]


@dataclass(frozen=True)
class ActBook:
    """All that the room knows. The dictionaries are by concept id."""

    signs: PhraseBook[Wording]
    sonographic: frozenset[Technique]
    by_sound: frozenset[str]
    by_other_means: frozenset[str]
    told_by: dict[str, tuple[Wording, ...]]
    cues: PhraseBook[Cue]
    places: PlaceFile
    place_phrases: PhraseBook[str]
    side_phrases: PhraseBook[Side]
    status: StatusFile
    features: dict[str, str]
    phrases: PhraseBook[str]
    weights: dict[DocumentKind, dict[str, float]]
    place_words: PlaceWords
    strength: dict[ActStatus, int]
    intended: frozenset[Technique]


@lru_cache(maxsize=1)
def act_book() -> ActBook:
    """Compile the files of `knowledge/acts` (once a process).

    Raises:
        KnowledgeError: A file is broken or names a concept or group that the lexicon does not have.
    """
    techniques, places, status, document, weights = act_files()
    wordings = [(entry, _wording(entry)) for entry in techniques.signs]
    return ActBook(
        signs=PhraseBook((phrase, wording) for entry, wording in wordings for phrase in entry.words),
        sonographic=frozenset(techniques.sonographic),
        by_sound=frozenset(techniques.by_sound),
        by_other_means=frozenset(techniques.by_other_means),
        told_by=_by_concept("techniques.yaml", ((name, w) for entry, w in wordings for name in entry.mentions)),
        cues=PhraseBook(
            (phrase, Cue(entry.says, entry.reach, entry.within or 1 << 30, entry.over))
            for entry in status.cues
            for phrase in entry.words
        ),
        places=places,
        place_phrases=PhraseBook((phrase, name) for name, phrases in places.words.items() for phrase in phrases),
        status=status,
        features={fold_word(word): feature for feature, words in document.words.items() for word in words},
        phrases=PhraseBook((phrase, feature) for feature, phrases in document.phrases.items() for phrase in phrases),
        weights=dict(weights.weights),
        place_words=PlaceWords(
            *(
                frozenset(words)
                for words in (
                    places.regions,
                    places.sideless,
                    places.also,
                    places.valves,
                    places.containers,
                    places.route_before,
                    places.route_after,
                    places.ends_before,
                    places.landmark_before,
                    places.later_before,
                    places.not_words,
                )
            )
        ),
        side_phrases=PhraseBook((phrase, side) for side, phrases in places.side_words.items() for phrase in phrases),
        strength={name: number for number, name in enumerate(status.strength)},
        intended=frozenset(status.intended),
    )


def _wording(entry: SignEntry) -> Wording:
    return Wording(
        tuple(entry.acts), entry.takes, entry.at, entry.or_at, entry.inherits, entry.result, entry.name, entry.says,
        frozenset(entry.needs),
    )  # fmt: skip


def _by_concept(file: str, entries: Iterable[tuple[str, Said]]) -> dict[str, tuple[Said, ...]]:
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
