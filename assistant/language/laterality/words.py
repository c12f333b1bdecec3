"""The words by which sides are told: `knowledge/laterality.yaml`."""

from __future__ import annotations

import re
from functools import cache, cached_property

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.word_codes import any_of

WORDS = KNOWLEDGE_FILES / "laterality.yaml"


class SideWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    several_a_side: frozenset[str]
    doubled: frozenset[str]
    paired_organs: frozenset[str]
    complaints: frozenset[str]
    plurals: frozenset[str]
    listing: frozenset[str]
    parts: frozenset[str]
    prepositions: frozenset[str]
    leading_on: frozenset[str]
    articles: frozenset[str]
    comparing: frozenset[str]
    joining: frozenset[str]
    spreading: frozenset[str]
    each: frozenset[str]
    clause_marks: frozenset[str]
    clause_breaks: frozenset[str]
    setting_apart: frozenset[str]
    lying: frozenset[str]
    posed: frozenset[str]
    left_out: frozenset[str]
    crossing: frozenset[str]
    to_its_side: frozenset[str]
    other_side: frozenset[str]
    same_side: frozenset[str]
    parts_of_one: frozenset[str]
    double: frozenset[str]
    studies: frozenset[str]

    @cached_property
    def ending_a_reach(self) -> frozenset[str]:
        """What ends how far "on each side" speaks for the structures before it."""
        return self.setting_apart | self.clause_breaks

    @cached_property
    def seen_from_a_side(self) -> re.Pattern[str]:
        """Any of the sides that are told from another, as characters of words (`word_codes.any_of`)."""
        return any_of(self.other_side | self.same_side)

    @cached_property
    def study_capitals(self) -> tuple[str, ...]:
        """What names a study, in capitals."""
        return tuple(sorted(map(str.upper, self.studies)))

    @cached_property
    def study_in_capitals(self) -> re.Pattern[str]:
        """A word in capitals that names a study."""
        return re.compile(rf"\b(?:{'|'.join(self.study_capitals)})\b")

    @cached_property
    def study_name(self) -> re.Pattern[str]:
        """A word in any case that names a study."""
        return re.compile(self.study_in_capitals.pattern, re.IGNORECASE)


@cache
def side_words() -> SideWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, SideWords)
