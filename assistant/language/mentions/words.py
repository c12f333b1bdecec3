"""Words whose reading hangs on what stands beside them: `knowledge/mentions.yaml`."""

from __future__ import annotations

from functools import cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

WORDS = KNOWLEDGE_FILES / "mentions.yaml"


class MentionWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    listing: frozenset[str]
    govern_a_pronoun: frozenset[str]
    done_by_looking: frozenset[str]
    also_a_word: frozenset[str]
    left_verb_after: frozenset[str]
    left_verb_before: frozenset[str]
    left_noun_before: frozenset[str]
    right_other_after: frozenset[str]
    side_letters: frozenset[str]
    short_findings: frozenset[str]
    listed_again: frozenset[str]
    counting_sides: frozenset[str]
    led_away: frozenset[str]
    looked_at_both: frozenset[str]
    of_blood: frozenset[str]
    before_vessel: frozenset[str]
    before_treated: frozenset[str]


@cache
def mention_words() -> MentionWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, MentionWords)
