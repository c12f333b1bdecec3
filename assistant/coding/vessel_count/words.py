"""The words by which vessels are counted: `knowledge/vessel-count.yaml`."""

from __future__ import annotations

from functools import cache, cached_property

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.vocabulary import vocabulary

WORDS = KNOWLEDGE_FILES / "vessel-count.yaml"
CORONARY = frozenset({"coronary_artery", "coronary_any"})  # groups of vessels that codes of their own count


class VesselCountWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    general: frozenset[str]
    spans: frozenset[str]
    only_filmed: frozenset[str]
    grouped_with: dict[str, str]
    landmarks: frozenset[str]
    ways: frozenset[str]
    runs: frozenset[str]
    references: frozenset[str]
    narrowed: frozenset[str]
    probe: frozenset[str]
    access: frozenset[str]
    pressures: frozenset[str]
    referring: frozenset[str]
    between_vessels: frozenset[str]

    @cached_property
    def not_counted(self) -> frozenset[str]:
        """Concepts that are no vessel to count: general names, and vessels that only a film shows."""
        return self.general | self.only_filmed


@cache
def vessel_count_words() -> VesselCountWords:
    """Return the words that ship with the package.

    Raises:
        ValueError: They name what is no concept of the lexicon.
    """
    words = read_yaml(WORDS, VesselCountWords)
    named = words.not_counted | words.spans | words.grouped_with.keys() | set(words.grouped_with.values())
    if unknown := named - vocabulary().concepts.keys():
        raise ValueError(f"{WORDS.name}: {', '.join(sorted(unknown))} is no concept of the lexicon")
    return words
