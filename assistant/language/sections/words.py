"""The phrases and words of headings (`knowledge/sections.yaml`), and what several steps ask of a text."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.analysis import SectionKind
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.assertion_cues import cue_book

SECTIONS = KNOWLEDGE_FILES / "sections.yaml"
TOLD = frozenset({"indication", "history", "comparison", "title"})
DESCRIBING = frozenset({"findings", "procedure", "technique"})
NUMBERED = re.compile(r"\n[ \t]*\d{1,2}[.)]")
LONGEST_WORD = 40
VISIT_OPENINGS = frozenset({
    "history of present illness", "history of the present illness", "hpi", "chief complaint", "cc", "subjective",
    "reason for visit", "interval history",
})  # fmt: skip
TECHNIQUE_NAME = re.compile(r"ultrasound|sono|echo|doppler|duplex|gra(?:m|phy)\b")
BLANK_LINE = re.compile(r"\n[ \t]*\n")
SENTENCE_STOP = re.compile(r"(?<![ .][A-Za-z])[.;](?=\s+[A-Z(]|[ \t]*\n)")


class KindEntry(Strict):
    """The heading phrases of one section kind."""

    headings: list[str]


class RuleTexts(Strict):
    """Words by which a text shows that it tells how something is done, and those by which a report tells of a patient."""

    lessons: list[str]
    names: list[str]
    ruling: frozenset[str]
    telling: frozenset[str]
    commands: list[str]


class SectionKnowledge(Strict):
    """The sections file."""

    source: str
    kinds: dict[SectionKind, KindEntry]
    quoted: list[str]
    visit: list[str]
    background: frozenset[str]
    boilerplate: list[str]
    requests: list[str]
    asides: list[str]
    visit_titles: list[str]
    reasons_before_findings: list[str]
    steps_taken: frozenset[str]
    rule_texts: RuleTexts


@lru_cache(maxsize=1)
def section_knowledge() -> tuple[dict[str, SectionKind], frozenset[str], frozenset[str], frozenset[str]]:
    """Return (heading phrase to kind, quoted headings, visit headings, boilerplate headings)."""
    knowledge = read_yaml(SECTIONS, SectionKnowledge)
    kinds: dict[str, SectionKind] = {}
    for kind, entry in knowledge.kinds.items():
        for heading in entry.headings:
            kinds.setdefault(" ".join(heading.lower().split()), kind)
    kinds |= dict.fromkeys((*knowledge.requests, *knowledge.asides), "recommendation")
    boilerplate = frozenset((*knowledge.boilerplate, *knowledge.asides))
    return kinds, frozenset(knowledge.quoted), frozenset(knowledge.visit), boilerplate


@lru_cache(maxsize=1)
def remarks() -> frozenset[str]:
    """Return the headings of remarks of one line: of what was ordered, of models of reports, of papers about payment."""
    file = read_yaml(SECTIONS, SectionKnowledge)
    orders = cue_book().order_headings.difference(file.kinds["recommendation"].headings)
    return orders.union(file.requests, file.asides)


@lru_cache(maxsize=1)
def background() -> frozenset[str]:
    """Return the headings of a patient's background, which reports of studies have too."""
    return read_yaml(SECTIONS, SectionKnowledge).background


@lru_cache(maxsize=1)
def reasons_before_findings() -> frozenset[str]:
    """Return the headings that tell the reason where the findings are still to come."""
    return frozenset(read_yaml(SECTIONS, SectionKnowledge).reasons_before_findings)


@lru_cache(maxsize=1)
def visit_titles() -> re.Pattern[str]:
    """Return what finds a phrase by which a title calls its text a visit's note, as words: no "er note" in "catheter note"."""
    phrases = read_yaml(SECTIONS, SectionKnowledge).visit_titles
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


LONGEST_TITLE = 120


@lru_cache(maxsize=1)
def steps_taken() -> frozenset[str]:
    """Return the words by which a note without verbs tells a step as taken ("wire advanced, catheter sutured")."""
    return read_yaml(SECTIONS, SectionKnowledge).steps_taken
