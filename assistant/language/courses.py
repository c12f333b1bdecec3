"""Adds the vessels between two that are named as the ends of a stretch: "common femoral through popliteal veins".

An end may be a place of the limb: "CFV down to the ankle", or both, beside the vessels told together: "all deep veins from
groin to ankle".
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Mention, Reading
from assistant.language.vocabulary import vocabulary

COURSES = KNOWLEDGE_FILES / "vessel-courses.yaml"
LONGEST_GAP = 6
FARTHEST_TOGETHER = 9  # words between "all deep veins" and the stretch
STOPS = frozenset({",", ";", "."})


class CourseFile(Strict):
    """The file of vessel courses."""

    source: str
    joining: list[str]
    between: list[str]
    courses: list[list[str]]
    trunks: list[str]
    stands_for: dict[str, str]
    landmarks: dict[str, list[str]]
    together: dict[str, list[str]]


class Courses(NamedTuple):
    """The vessels of the body in their order, by concepts, and the words that tell a stretch of them.

    Attributes:
        joining: Words one of which stands between the two ends of a stretch.
        allowed: These, and the words that may stand beside them.
        courses: Vessels in the order in which blood runs through them or away from the heart.
        trunks: Vessels at which a stretch only ends, where it is told what was done in it.
        stands_for: Vessels that stand for one of a course at its end.
        known: All of these.
        landmarks: Places of a limb, and the vessels that run there.
        together: Words that tell the vessels of a stretch together, and those that branch off within.
    """

    joining: frozenset[str]
    allowed: frozenset[str]
    courses: tuple[tuple[str, ...], ...]
    trunks: frozenset[str]
    stands_for: dict[str, str]
    known: frozenset[str]
    landmarks: dict[str, list[str]]
    together: dict[str, list[str]]


@lru_cache(maxsize=1)
def vessel_courses() -> Courses:
    """Return what `vessel-courses.yaml` says.

    Raises:
        ValueError: It names what is no concept of the lexicon.
    """
    file = read_yaml(COURSES, CourseFile)
    concepts = vocabulary().concepts
    places = {**file.landmarks, **file.together}
    named = frozenset(name for course in (*file.courses, file.trunks, file.stands_for) for name in course)
    unknown = {*named, *places, *chain.from_iterable(places.values())} - set(concepts)
    if unknown:
        raise ValueError(f"{COURSES.name}: {', '.join(sorted(unknown))} is no concept of the lexicon")
    courses = tuple(tuple(course) for course in file.courses)
    joining = frozenset(file.joining)
    return Courses(
        joining, joining | frozenset(file.between), courses, frozenset(file.trunks), file.stands_for, named, file.landmarks,
        file.together,
    )  # fmt: skip


def fill_courses(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions, with those of the vessels between the two ends of each named stretch added at its end."""
    known = vessel_courses()
    vessels = [mention for mention in mentions if mention.concept.label == "VESSEL"]
    added: dict[int, list[Mention]] = {}
    for first, second in pairwise(vessels):
        if first.concept.id not in known.known or second.concept.id not in known.known:
            continue
        if _joined(reading, first, second):
            added[id(second)] = _also(second, _between(first.concept.id, second.concept.id))
    if not known.landmarks.keys().isdisjoint(mention.concept.id for mention in mentions):
        _fill_to_landmarks(reading, mentions, vessels, added)
    if not added:
        return mentions
    return [each for mention in mentions for each in (*added.get(id(mention), ()), mention)]


def _fill_to_landmarks(
    reading: Reading, mentions: list[Mention], vessels: list[Mention], added: dict[int, list[Mention]]
) -> None:
    """Add the vessels of the stretches of which one end or both are places of the limb, at the last such place."""
    known = vessel_courses()
    ends = [m for m in mentions if m.concept.id in known.known or m.concept.id in known.landmarks]
    for first, second in pairwise(ends):
        places = [end for end in (first, second) if end.concept.id in known.landmarks]
        if not places or first.sentence != second.sentence or not _joined(reading, first, second):
            continue
        together = _told_together(reading, vessels, first, second)
        if together is None and len(places) > 1:
            continue
        names = _of_stretch(first, second, together)
        if together is not None and "femoral_vein" in names:
            names = (*names, *known.together[together.concept.id])
        added.setdefault(id(places[-1]), []).extend(_also(places[-1], names))


def _told_together(reading: Reading, vessels: list[Mention], first: Mention, second: Mention) -> Mention | None:
    """Return the words that tell the vessels of a stretch together ("all deep veins"), if they stand beside it."""
    known = vessel_courses()
    beside = [m for m in vessels if m.sentence == first.sentence and m is not first and m is not second]
    before = [(m, reading.words[m.last : first.first]) for m in beside if m.last <= first.first][-1:]
    behind = [(m, reading.words[second.last : m.first]) for m in beside if m.first >= second.last][:1]
    for mention, gap in (*before, *behind):
        if mention.concept.id in known.together and len(gap) <= FARTHEST_TOGETHER and STOPS.isdisjoint(gap):
            return mention
    return None


def _of_stretch(first: Mention, second: Mention, together: Mention | None) -> tuple[str, ...]:
    """Return the vessels of a stretch with a place of the limb at an end, those of the place with them."""
    known, concepts = vessel_courses(), vocabulary().concepts
    named = [known.landmarks.get(end.concept.id, [end.concept.id]) for end in (first, second)]
    for course in known.courses:
        if together is not None and concepts[course[0]].system != together.concept.system:
            continue
        at = [[name for name in names if known.stands_for.get(name, name) in course] for names in named]
        if not at[0] or not at[1]:
            continue
        low, high = sorted(course.index(known.stands_for.get(names[0], names[0])) for names in at)
        if low == high:
            return ()
        ends = [name for end, names in zip((first, second), at, strict=True) if end.concept.id in known.landmarks
                for name in names]  # fmt: skip
        return (*course[low + 1 : high], *ends)
    return ()


def _joined(reading: Reading, first: Mention, second: Mention) -> bool:
    """Whether the words between two ends make one stretch of them ("from the groin right down to the ankle")."""
    known = vessel_courses()
    gap = reading.words[first.last : second.first]
    return len(gap) <= LONGEST_GAP and not known.joining.isdisjoint(gap) and known.allowed.issuperset(gap)


def _also(mention: Mention, names: tuple[str, ...]) -> list[Mention]:
    """Return mentions of vessels by the words of another one."""
    concepts = vocabulary().concepts
    return [mention.also(concepts[name]) for name in names]


def _between(first: str, second: str) -> tuple[str, ...]:
    known = vessel_courses()
    ends = [known.stands_for.get(name, name) for name in (first, second)]
    for course in known.courses:
        if ends[0] in course and ends[1] in course:
            low, high = sorted(course.index(end) for end in ends)
            return course[low + 1 : high]
    return ()
