"""The words of signatures: credentials, titles, grades, roles, and words that are no names."""

from __future__ import annotations

from functools import cached_property, lru_cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.image_storage import storage_words
from assistant.language.spelling_variants import spelling_variants
from assistant.language.vocabulary import vocabulary

WORDS = KNOWLEDGE_FILES / "documentation" / "signature.yaml"
TRAINEE_WORDS = frozenset(["resident", "fellow", "intern", "trainee", "pgy", "registrar"])


class SignatureWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    credentials: frozenset[str]
    physicians: frozenset[str]
    practitioners: frozenset[str]
    operators: frozenset[str]
    acts: frozenset[str]
    technologists: frozenset[str]
    scientists: frozenset[str]
    titles: frozenset[str]
    grades: frozenset[str]
    signing: frozenset[str]
    work: frozenset[str]
    role_marks: frozenset[str]
    addressed: frozenset[str]
    messages: frozenset[str]
    addressed_next: frozenset[str]
    told: frozenset[str]
    told_next: frozenset[str]
    elsewhere: frozenset[str]
    roles: frozenset[str]
    closing_words: frozenset[str]
    not_names: frozenset[str]

    @cached_property
    def clinicians(self) -> frozenset[str]:
        """The letters of physicians and of other clinicians who sign."""
        return self.physicians | self.practitioners


@lru_cache(maxsize=1)
def signature_words() -> SignatureWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, SignatureWords)


@lru_cache(maxsize=1)
def no_surnames() -> frozenset[str]:
    """Return the words of reports, which close a text without being a name."""
    stored = storage_words()
    return signature_words().closing_words.union(
        vocabulary().words, spelling_variants().ordinary, stored.firm, stored.images, stored.archives, stored.places
    )
