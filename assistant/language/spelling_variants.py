"""British and other regular spelling variants, folded to the form that the lexicon uses."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from assistant.knowledge.yaml_file import Strict, read_yaml

VARIANTS = Path(__file__).parents[1] / "knowledge" / "spelling-variants.yaml"


class SpellingVariants(Strict):
    """The variants file: `fold` maps each word to the spelling of the lexicon; `ordinary` words are never corrected."""

    source: str
    fold: dict[str, str]
    ordinary: list[str]


@lru_cache(maxsize=1)
def spelling_variants() -> SpellingVariants:
    """Return the variants that ship with the package."""
    return read_yaml(VARIANTS, SpellingVariants)


@lru_cache(maxsize=1)
def fold_table() -> dict[str, str]:
    """Return the folding table: variant to lexicon spelling."""
    return spelling_variants().fold


def fold_word(word: str) -> str:
    """Return the lexicon's spelling of a normalised word."""
    return fold_table().get(word, word)
