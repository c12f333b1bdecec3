"""Texts that tell how something is done, not what was done."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assistant.knowledge.yaml_file import read_yaml
from assistant.language.layout import Reading, end_of_line
from assistant.language.sections.words import SECTIONS, SENTENCE_STOP, SectionKnowledge

MORE_RULING, MOST_TELLING = 0.03, 0.04  # shares of the words of a text: of rules more of them rule than tell
OPENING_LINE = 90


def is_rule_text(reading: Reading) -> bool:
    """Whether a text tells how something is done ("Protocol: venous duplex. Compress every 2 cm ..."), by its name and words.

    The words are those below its name: a report that begins with the rule of its laboratory is a report.
    """
    text = reading.text
    begin = len(text) - len(text.lstrip())
    lessons, names, ruling, telling, _ = rule_texts()
    opening = text[begin : begin + OPENING_LINE].split("\n", 1)[0].lower()
    if lessons.search(opening):
        return True
    if not names.search(opening):
        return False
    stop = SENTENCE_STOP.search(text, begin, line_end := end_of_line(text, begin))
    words = [word for word in reading.words[reading.token_at(stop.end() if stop else line_end) :] if word.isalpha()]
    words = words or reading.words
    ruled, told = (sum(word in listed for word in words) / len(words) for listed in (ruling, telling))
    return told <= MOST_TELLING and ruled - told >= MORE_RULING


class Rules(NamedTuple):
    """What finds the name of a lesson or of a text of rules, the words that rule or tell of a patient, and what opens a rule."""

    lessons: re.Pattern[str]
    names: re.Pattern[str]
    ruling: frozenset[str]
    telling: frozenset[str]
    commands: re.Pattern[str]


@lru_cache(maxsize=1)
def rule_texts() -> Rules:
    """Return the words by which a text shows that it tells how something is done."""
    file = read_yaml(SECTIONS, SectionKnowledge).rule_texts
    lessons, names, commands = ("|".join(map(re.escape, listed)) for listed in (file.lessons, file.names, file.commands))
    commanding = re.compile(rf"[ \t:]*(?:{commands})\b(?![ \t]*[,:=])", re.IGNORECASE)
    return Rules(
        re.compile(rf"\b(?:{lessons})\b"), re.compile(rf"\b(?:{names})\b"), file.ruling, file.telling, commanding
    )
