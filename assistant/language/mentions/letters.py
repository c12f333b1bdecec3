"""Letters: forms that count in capitals alone, and the same letters as hasty notes write them."""

from __future__ import annotations

from assistant.language.layout import Reading
from assistant.language.mentions.words import mention_words
from assistant.language.vocabulary import Candidate

# Letters that hasty notes write small count where the report speaks of their region, unless they are a word of their own.
WRITTEN_SMALL = frozenset({"ANATOMY", "VESSEL", "FINDING"})


def same_case(reading: Reading, first: int, last: int, exact: str) -> bool:
    lexicon = mention_words()
    said = reading.text[reading.starts[first] : reading.ends[last - 1]]
    if "." in said and last - first == 1:
        said = said.replace(".", "")  # "R.O.": the letters
    if said == "us" and exact == "US":
        return (
            first == 0
            or reading.words[first - 1] not in lexicon.govern_a_pronoun
            or not lexicon.done_by_looking.isdisjoint(reading.words[max(0, first - 2) : first - 1])
            or reading.words[last : last + 1] == ["guided"]
        )
    also_a_word = said.lower() in lexicon.also_a_word and reading.words[last : last + 1] != [":"]
    small = reading.one_case and exact.isupper() and not also_a_word
    return said == exact or (small and said.upper() == exact)


def written_small(reading: Reading, first: int, last: int, candidate: Candidate) -> bool:
    """Whether letters that stand for a structure are written small ("lv nl, mv ok")."""
    exact, concept = candidate.exact, candidate.concept
    if last - first > 1 or not (exact and exact.isupper() and concept.field and concept.label in WRITTEN_SMALL):
        return False
    said = reading.text[reading.starts[first] : reading.ends[last - 1]]
    return said == exact.lower() and said not in mention_words().also_a_word
