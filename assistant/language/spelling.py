"""Corrects misspelt anatomy, vessel and technique words before matching.

A token of six letters or more that no lexicon form and no list of ordinary words knows is replaced by the
structure's, technique's or manoeuvre's word one slip away (two for ten letters or more): same first letter,
Damerau-Levenshtein distance by rapidfuzz. In short words a letter may be missing, doubled or swapped, but not another
one: too many ordinary words differ so. Candidates come from an index of one-letter deletions (the SymSpell idea), so
that only a handful of pairs is ever compared. The text itself is never changed.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from assistant.knowledge.active import per_knowledge
from assistant.language.layout import Reading
from assistant.language.spelling_variants import spelling_variants
from assistant.language.vocabulary import vocabulary
from assistant.language.word_codes import none_of

SHORTEST = 6
LONGEST = 40  # no word: a line without spaces, whose deletions would fill the memory
OTHER_LETTER_FROM = 7
TWO_SLIPS_FROM = 10
ENDINGS = (
    "s", "es", "ed", "d", "ing", "ly", "al", "ally", "r", "er", "y", "ic", "able", "'s", "n", "ion", "or",
    "ment", "ous", "um", "us", "a", "e", "i",
)  # fmt: skip


@per_knowledge()
def slip_index() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Return (what finds the words that may be corrected, deletion to lexicon words)."""
    known = vocabulary().words
    ordinary = frozenset(spelling_variants().ordinary)
    targets = [word for word in vocabulary().technical - ordinary if len(word) >= SHORTEST and word.isalpha()]
    deletions: dict[str, list[str]] = {}
    for word in targets:
        for variant in _deletions(word):
            deletions.setdefault(variant, []).append(word)
    plain = spelling_variants().plain.split()
    return none_of((known | ordinary).union(plain)), {key: tuple(words) for key, words in deletions.items()}


def _deletions(word: str) -> list[str]:
    return [word, *[word[:i] + word[i + 1 :] for i in range(1, len(word))]]


def correct_spelling(reading: Reading) -> None:
    """Replace misspelt words in `reading.words` by the lexicon's spelling."""
    other_words, deletions = slip_index()
    words = reading.words
    unknown: dict[str, list[int]] = {}
    for place in reading.places(other_words):
        word = words[place]
        if SHORTEST <= len(word) <= LONGEST and word.isalpha() and word.isascii():
            unknown.setdefault(word, []).append(place)
    corrections = {word: fixed for word in unknown if (fixed := near_word(word, deletions)) is not None}
    if corrections:
        reading.put({place: fixed for word, fixed in corrections.items() for place in unknown[word]})


def near_word(word: str, deletions: dict[str, tuple[str, ...]]) -> str | None:
    """Return the word of the lexicon of which a word is a misspelling, None where there is none."""
    variants = _deletions(word)
    if deletions.keys().isdisjoint(variants):
        return None
    allowed = 2 if len(word) >= TWO_SLIPS_FROM else 1
    best: tuple[int, str] | None = None
    for variant in variants:
        for target in deletions.get(variant, ()):
            if target[0] != word[0] or _inflected(word, target):
                continue
            if len(word) == len(target) < OTHER_LETTER_FROM and sorted(word) != sorted(target):
                continue
            distance = OSA.distance(word, target, score_cutoff=allowed)
            if distance <= allowed and (best is None or (distance, target) < best):
                best = (distance, target)
    return best[1] if best else None


def _inflected(word: str, target: str) -> bool:
    """Whether the two words differ only by an ending: another form of the word, no slip."""
    stem = 0
    for a, b in zip(word, target, strict=False):
        if a != b:
            break
        stem += 1
    return stem >= 4 and (word[stem:] in ENDINGS or not word[stem:]) and (target[stem:] in ENDINGS or not target[stem:])
