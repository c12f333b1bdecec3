"""The words by which reports say that images were, or were not, kept: `knowledge/image-storage.yaml`."""

from __future__ import annotations

from functools import cached_property, lru_cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.vocabulary import Concept, form_tokens

WORDS = KNOWLEDGE_FILES / "image-storage.yaml"
NAME = "image_storage"
IMAGE_STORAGE = Concept(NAME, "IMAGE_STORAGE", "images kept", (NAME, "IMAGE_STORAGE"), None, None, False)
CLAUSE_ENDS = frozenset([";", ".", "/", ",", ")", "(", "|", "//"])
JOINING = frozenset([",", "and", "&", "/", "+", "or", "plus", "of", "the", "a", "an", "with"])
DENIALS = frozenset(["not", "no", "never"])
AUXILIARIES = frozenset(["is", "are", "was", "were", "could", "be", "been", "have", "has"])
ANSWERS = frozenset(["yes", "y", "x", "done", "ok", "✓", "√"])
DENYING = frozenset(["no", "n", "none"])
BOXES = frozenset(["[", "("])
FIELDS = frozenset(["archive", "storage"])
LEADERS = frozenset([":", "=", ".", "-", ">", "→"])  # between the name of a field and its answer
CLOSING = CLAUSE_ENDS | {"+", "&"}


class StorageWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    images: frozenset[str]
    signals: frozenset[str]
    wholes: frozenset[str]
    describing: frozenset[str]
    firm: frozenset[str]
    leading: frozenset[str]
    soft: frozenset[str]
    moving: frozenset[str]
    prepositions: frozenset[str]
    archives: frozenset[str]
    places: frozenset[str]
    adverbs: frozenset[str]
    alone: frozenset[str]
    pictures: frozenset[str]
    brought: frozenset[str]
    spread: frozenset[str]
    markers: frozenset[str]
    techniques: frozenset[str]
    papers: frozenset[str]
    paper_verbs: frozenset[str]
    into: frozenset[str]
    takers: frozenset[str]
    other_denials: frozenset[str]
    viewing: frozenset[str]
    others: frozenset[str]
    of_all: frozenset[str]
    barriers: frozenset[str]
    denying: frozenset[str]
    unsure: frozenset[str]
    objects: frozenset[str]
    in_names: frozenset[str]
    of_names: frozenset[str]
    lost: frozenset[str]
    spare: frozenset[str]
    phrases: list[str]

    @cached_property
    def shown(self) -> frozenset[str]:
        """What is kept: images, and what is recorded like them."""
        return self.images | self.signals

    @cached_property
    def printed(self) -> frozenset[str]:
        """What a chart keeps: papers and images."""
        return self.papers | self.images

    @cached_property
    def kept(self) -> dict[tuple[bool, bool], frozenset[str]]:
        """What stands with a verb, by whether it is a firm one, and one of papers."""
        return {
            (firm, paper): (self.shown if firm else self.images) | (self.papers if paper else frozenset())
            for firm in (False, True)
            for paper in (False, True)
        }

    @cached_property
    def closing_verbs(self) -> frozenset[str]:
        """Verbs that may stand side by side in a clause of their own ("printed and scanned")."""
        return self.alone | self.paper_verbs

    @cached_property
    def of_fields(self) -> frozenset[str]:
        """What a field that yes or no answers is named by: pictures, their keeping or its place."""
        return self.images | self.alone | FIELDS

    @cached_property
    def of_keeping(self) -> frozenset[str]:
        """Verbs and objects of keeping, of which a denial beside them speaks."""
        return self.firm | self.soft | self.moving | self.closing_verbs | self.images | self.wholes


@lru_cache(maxsize=1)
def storage_words() -> StorageWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, StorageWords)


@lru_cache(maxsize=1)
def phrases_by_first_word() -> dict[str, list[list[str]]]:
    phrases: dict[str, list[list[str]]] = {}
    for phrase in sorted(map(form_tokens, storage_words().phrases), key=len, reverse=True):
        phrases.setdefault(phrase[0], []).append(phrase)
    return phrases
