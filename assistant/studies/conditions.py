"""The conditions of the knowledge files, compiled once: each becomes a function of a scene.

CONTRIBUTING.md explains the language, `knowledge/condition_language.py` has its grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, KeysView, Mapping
from operator import attrgetter
from typing import Any, Protocol

from assistant.knowledge.active import active, per_knowledge
from assistant.knowledge.condition_language import INDEXED_ZONES, entries_of, parse_entry
from assistant.knowledge.service_schema import Condition, named_conditions
from assistant.studies.age import patient_age
from assistant.studies.evidence import Evidence
from assistant.studies.gestation import fetuses_described, pregnancy_stage
from assistant.studies.treated_place import treated_there

OF_A_STUDY = re.compile(r"(?:side|extent|claim)=|study\.|code\.|is\.|:")


class Scene(Protocol):
    """What a condition is asked of: a study (or a report before its studies are known)."""

    evidence: Evidence
    side: str | None
    extent: str | None
    claim: str | None
    year: int
    kinds: Iterable[str]
    codes: Iterable[str]

    def element(self, name: str) -> str:
        """Return present, denied or missing."""


Test = Callable[[Any], bool]


def compile_condition(condition: Condition, known: Mapping[str, object] | frozenset[str]) -> Test:
    """Return a function of a `Scene` that tells whether the condition holds.

    Raises:
        ValueError: An entry has no known form, or names a concept or group that the lexicon does not have.
    """
    return _all([_compile(entry, known) for entry in sorted(condition, key=_cost)])


def _cost(entry: str | Condition) -> int:
    """Order entries so that a plain look-up, which most often fails, comes before the rest; their meaning has no order."""
    if isinstance(entry, list):
        return max(map(_cost, entry), default=0)
    return 0 if _plain(entry) else 1


#: What a condition cannot do without: one of these, each a zone (an index of the evidence) and a name that stands there.
Need = frozenset[tuple[str, str]]


def needs(condition: Condition) -> tuple[Need, ...]:
    """Return what a condition cannot do without, so that it need not be asked of a report that lacks one of these.

    Of alternatives one need of each is joined, the narrowest; those that need nothing by name make the entry need nothing.
    """
    found: list[Need] = []
    for entry in condition:
        if isinstance(entry, str):
            found += _needs_of(entry)
            continue
        alternatives = [needs(one if isinstance(one, list) else [one]) for one in entry]
        if len(alternatives) == 1:
            found += alternatives[0]
        elif alternatives and all(alternatives):
            found.append(frozenset().union(*(min(each, key=len) for each in alternatives)))
    return tuple(dict.fromkeys(found))


def _needs_of(entry: str) -> Iterable[Need]:
    if entry.startswith("!"):
        return ()
    form, match = parse_entry(entry)
    if form == "mention":
        zone = match["zone"] or "done"
        places = [(zone if zone in INDEXED_ZONES else "everywhere", match["name"])]
    elif form == "pair":
        places = [("body" if match["body"] else "done", match[part]) for part in ("first", "second")]
    elif form == "treated":
        places = [("body", match[part]) for part in ("treatment", "place")]
    elif form == "stated":
        places = [("statements", entry.removeprefix("stated."))]
    else:
        return needs(named_conditions()[match["name"]]) if form == "named" else ()
    return [frozenset({place}) for place in places]


def named_groups(condition: Condition) -> tuple[str, ...]:
    """Return the concepts and groups that a condition asks for, not those that it denies, in its order."""
    found: list[str] = []
    for _, entry in entries_of(condition):
        if entry.startswith("!"):
            continue
        form, match = parse_entry(entry)
        if form == "named":
            found += named_groups(named_conditions().get(match["name"], []))
        elif form == "pair":
            found += [match["first"], match["second"]]
        elif form == "mention":
            found.append(match["name"])
    return tuple(dict.fromkeys(found))


def stated_attributes(condition: Condition) -> tuple[str, ...]:
    """Return the attributes of findings that a condition asks for, not those that it denies, in its order."""
    parsed = [parse_entry(entry) for _, entry in entries_of(condition) if not entry.startswith("!")]
    return tuple(dict.fromkeys(match["attribute"] for form, match in parsed if form == "stated"))


def _plain(entry: str | Condition) -> tuple[str, str] | None:
    """Return (zone, name) of an entry that is a mere look-up in one index, None for any other."""
    if isinstance(entry, list) or entry.startswith("!"):
        return None
    form, match = parse_entry(entry)
    if form != "mention" or match["count"] or (match["zone"] or "done") not in INDEXED_ZONES:
        return None
    return match["zone"] or "done", match["name"]


def _compile(entry: str | Condition, known: Mapping[str, object] | frozenset[str]) -> Test:
    if isinstance(entry, list):
        return _any(entry, known)
    if entry.startswith("!"):
        inner = _compile(entry[1:], known)
        return lambda scene: not inner(scene)
    return _entry(entry, known)


def _all(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def every(scene: Any) -> bool:
        for test in tests:  # noqa: SIM110  (a loop is half the price of all() here, and this is the hot path)
            if not test(scene):
                return False
        return True

    return every


def _any(members: Condition, known: Mapping[str, object] | frozenset[str]) -> Test:
    """Join the members by "or"; plain look-ups of one index become a single comparison of sets."""
    names: dict[str, set[str]] = {}
    tests: list[Test] = []
    for member in members:
        plain = _plain(member)
        if plain is not None:
            names.setdefault(plain[0], set()).add(_checked(plain[1], known))
        elif isinstance(member, list):
            tests.append(_all([_compile(entry, known) for entry in sorted(member, key=_cost)]))
        else:
            tests.append(_compile(member, known))
    tests[:0] = [_one_of(zone, frozenset(wanted)) for zone, wanted in names.items()]
    if len(tests) == 1:
        return tests[0]

    def some(scene: Any) -> bool:
        for test in tests:  # noqa: SIM110
            if test(scene):
                return True
        return False

    return some


def _one_of(zone: str, names: frozenset[str]) -> Test:
    present = _names_in(zone)
    return lambda scene: not present(scene).isdisjoint(names)


def _names_in(zone: str) -> Callable[[Any], KeysView[str]]:
    """Return what gets the names of a zone from a scene."""
    return attrgetter(f"evidence.{zone}.names")


def _entry(entry: str, known: Mapping[str, object] | frozenset[str]) -> Test:
    form, match = parse_entry(entry)
    if form == "mention":
        return _mention(_checked(match["name"], known), match["zone"] or "done", int(match["count"] or 1))
    if form == "pair":
        first, second = _checked(match["first"], known), _checked(match["second"], known)
        return _pair(first, second, match["close"] == "~~", "body" if match["body"] else "done")
    if form == "fact":
        return _fact(match["fact"], match["value"])
    if form == "element":
        element, state = match["element"], match["state"]
        return lambda scene: scene.element(element) == state
    if form == "treated":
        treatment, place, rival = (_checked(match[part], known) for part in ("treatment", "place", "rival"))
        return lambda scene: treated_there(scene.evidence, treatment, place, rival)
    if form == "study":
        kind = match["kind"]
        return lambda scene: kind in scene.kinds
    if form == "code":
        code = match["code"]
        return lambda scene: code in scene.codes
    if form == "named":
        return named_test(match["name"])
    if form == "stated":
        stated = entry.removeprefix("stated.")
        return lambda scene: stated in scene.evidence.statements.names
    below, limit = match["order"] == "<", int(match["limit"])
    if form == "year":
        return lambda scene: below == (scene.year < limit)
    return _age(below, limit)


def _pair(first: str, second: str, one_clause: bool, zone: str) -> Test:
    both, present = frozenset((first, second)), _names_in(zone)

    def together(scene: Any) -> bool:
        if not both <= present(scene):
            return False
        evidence: Evidence = scene.evidence
        if one_clause:
            return evidence.in_one_clause(first, second, zone)
        return not evidence.sentences(first, zone).isdisjoint(evidence.sentences(second, zone))

    return together


@per_knowledge(maxsize=1024)
def named_test(name: str) -> Test:
    """Return the compiled condition that `is.NAME` stands for.

    Raises:
        ValueError: There is no such condition.
    """
    if name not in named_conditions():
        raise ValueError(f"'{name}' is no named condition")
    return asked_once(name, compile_condition(named_conditions()[name], active().groups))


def asked_once(name: str, test: Test) -> Test:
    """Ask a named condition once a report, unless it depends on the study (its side, extent or claim)."""
    if OF_A_STUDY.search(str(named_conditions()[name])):
        return test

    def remembered(scene: Any) -> bool:
        answers: dict[str, bool] = scene.evidence.answers
        answer = answers.get(name)
        if answer is None:
            answer = answers[name] = test(scene)
        return answer

    return remembered


def _checked(name: str, known: Mapping[str, object] | frozenset[str]) -> str:
    if name not in known:
        raise ValueError(f"'{name}' is no concept or group of the lexicon")
    return name


def _fact(fact: str, value: str) -> Test:
    if fact == "side" and value == "one":
        return lambda scene: scene.side in ("left", "right")
    if fact == "fetuses":
        return lambda scene: fetuses_described(scene.evidence) > 1
    wanted = None if value == "none" else value
    if fact == "pregnancy":
        return lambda scene: pregnancy_stage(scene.evidence) == wanted
    return lambda scene: getattr(scene, fact) == wanted


def _age(below: bool, limit: int) -> Test:
    def test(scene: Any) -> bool:
        age = patient_age(scene.evidence.reading.text)
        return below == (age is not None and age < limit)

    return test


def _mention(name: str, zone: str, count: int) -> Test:
    if count == 1:
        if zone in INDEXED_ZONES:
            present = _names_in(zone)
            return lambda scene: name in present(scene)
        return lambda scene: bool(scene.evidence.select(name, zone))
    return lambda scene: len({mention.concept.id for mention in scene.evidence.select(name, zone)}) >= count
