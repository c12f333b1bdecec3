"""British and other regular spelling variants, folded to the form that the lexicon uses."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.word_codes import any_of

VARIANTS = KNOWLEDGE_FILES / "spelling-variants.yaml"


class SpellingVariants(Strict):
    """The variants file: `fold` maps each word to the spelling of the lexicon; `ordinary` words are never corrected.

    Nor are `plain` ones: frequent words that are near to no word of the lexicon, known here so that they are not compared.
    """

    source: str
    fold: dict[str, str]
    ordinary: list[str]
    plain: str


@lru_cache(maxsize=1)
def spelling_variants() -> SpellingVariants:
    """Return the variants that ship with the package."""
    return read_yaml(VARIANTS, SpellingVariants)


@lru_cache(maxsize=1)
def fold_table() -> dict[str, str]:
    """Return the folding table: variant to lexicon spelling."""
    return spelling_variants().fold


@lru_cache(maxsize=1)
def folded_words() -> re.Pattern[str]:
    """Return what finds the words that are folded (see `word_codes`)."""
    return any_of(fold_table())


def fold_word(word: str) -> str:
    """Return the lexicon's spelling of a normalised word."""
    return fold_table().get(word, word)
