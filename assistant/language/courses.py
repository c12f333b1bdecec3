"""Adds the vessels between two that are named as the ends of a stretch: "common femoral through popliteal veins"."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Mention, Reading
from assistant.language.vocabulary import vocabulary

COURSES = KNOWLEDGE_FILES / "vessel-courses.yaml"
LONGEST_GAP = 6


class CourseFile(Strict):
    """The file of vessel courses."""

    source: str
    joining: list[str]
    between: list[str]
    courses: list[list[str]]
    stands_for: dict[str, str]


class _Courses(NamedTuple):
    joining: frozenset[str]
    allowed: frozenset[str]
    courses: tuple[tuple[str, ...], ...]
    stands_for: dict[str, str]
    known: frozenset[str]


@lru_cache(maxsize=1)
def _courses() -> _Courses:
    file = read_yaml(COURSES, CourseFile)
    concepts = vocabulary().concepts
    unknown = {name for course in (*file.courses, file.stands_for) for name in course} - set(concepts)
    if unknown:
        raise ValueError(f"{COURSES.name}: {', '.join(sorted(unknown))} is no concept of the lexicon")
    known = frozenset(name for course in (*file.courses, file.stands_for) for name in course)
    courses = tuple(tuple(course) for course in file.courses)
    return _Courses(
        frozenset(file.joining), frozenset(file.joining) | frozenset(file.between), courses, file.stands_for, known
    )


def fill_courses(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions, with those of the vessels between the two ends of each named stretch added at its end."""
    known = _courses()
    ends = [mention for mention in mentions if mention.concept.label == "VESSEL"]
    added: dict[int, list[Mention]] = {}
    for first, second in pairwise(ends):
        if first.concept.id not in known.known or second.concept.id not in known.known:
            continue
        gap = reading.words[first.last : second.first]
        if len(gap) > LONGEST_GAP or known.joining.isdisjoint(gap) or not known.allowed.issuperset(gap):
            continue
        concepts = vocabulary().concepts
        added[id(second)] = [second.also(concepts[name]) for name in _between(first.concept.id, second.concept.id)]
    if not added:
        return mentions
    return [each for mention in mentions for each in (*added.get(id(mention), ()), mention)]


def _between(first: str, second: str) -> tuple[str, ...]:
    known = _courses()
    ends = [known.stands_for.get(name, name) for name in (first, second)]
    for course in known.courses:
        if ends[0] in course and ends[1] in course:
            low, high = sorted(course.index(end) for end in ends)
            return course[low + 1 : high]
    return ()
