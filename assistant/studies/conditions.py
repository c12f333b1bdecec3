"""The conditions of the knowledge files, compiled once.

A condition is a list whose entries must all hold; an entry that is a list holds if any of its members does; and so on
in turn. An entry is one of

    duplex                 a done mention of the concept or group "duplex"
    duplex@title           ... in a zone: body, title, findings, told (indication, history), any; an assertion
                           (negated, historical, planned, ...); or a section kind
    leg_vein>=3            mentions of at least three different concepts of the group
    thrombus~leg_vein      both in one sentence; thrombus~leg_vein@body: and not in a title
    stent~~iliac_vein      both in one clause: no comma, semicolon, colon, "and" or "with" between them
    stent=>central/peripheral   the stent was given to a place of the group "central", not to one of "peripheral"
    side=bilateral         the study's side (left, right, bilateral, none, one)
    extent=complete        the study's extent; claim=complete: what the report calls itself
    length=short           a note of a few lines: its sentences belong together
    nature=visit           the kind of document: study, procedure, visit, summary
    compression:present    the state of a documentation element: present, denied, missing
    study.carotid_duplex   another study of this kind was found
    code.37191             this code has been found (only where codes are compared)
    is.interventional      a named condition of named-conditions.yaml
    year>=2026             the year of the date of service (the present year where there is none)
    pregnancy=early        how far the pregnancy is: early (below 14 weeks), later, none (not told)
    fetuses=several        more than one fetus is described
    age<5                  the patient's age in years, where the text tells it (age>=5 also where it does not)

and "!" before an entry denies it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from assistant.knowledge.service_schema import Condition, named_conditions
from assistant.studies.age import patient_age
from assistant.studies.evidence import ASSERTIONS, SECTION_ZONES, ZONES, Evidence
from assistant.studies.gestation import fetuses_described, pregnancy_stage
from assistant.studies.treated_place import treated_there

ENTRY = re.compile(r"(?P<name>[A-Za-z0-9_]+)(?:@(?P<zone>[a-z_]+))?(?:>=(?P<count>\d+))?$")
PAIR = re.compile(r"(?P<first>[a-z0-9_]+)(?P<close>~~?)(?P<second>[a-z0-9_]+)(?P<body>@body)?$")
TREATED = re.compile(r"(?P<treatment>[a-z0-9_]+)=>(?P<place>[a-z0-9_]+)/(?P<rival>[a-z0-9_]+)$")
FACT = re.compile(r"(?P<fact>side|extent|claim|nature|length)=(?P<value>[a-z_]+)$")
ELEMENT = re.compile(r"(?P<element>[a-z_]+):(?P<state>present|denied|missing)$")

OF_A_STUDY = re.compile(r"(?:side|extent|claim)=|study\.|code\.|is\.|:")
SHORT_NOTE = 120  # words
INDEXED_ZONES = ("done", "body", "title", "findings", "told", "not_seen")


class Scene(Protocol):
    """What a condition is asked of: a study (or a report before its studies are known)."""

    evidence: Evidence
    side: str | None
    extent: str | None
    claim: str | None
    nature: str
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


def sieves(condition: Condition) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the look-ups of which a condition needs one each: (zone, names). Most conditions fail at the first."""
    found = []
    for entry in condition:
        members = entry if isinstance(entry, list) else [entry]
        plain = [_plain(member) for member in members]
        zones = {place[0] for place in plain if place}
        if all(plain) and len(zones) == 1:
            found.append((zones.pop(), frozenset(place[1] for place in plain if place)))
    return tuple(found)


def named_groups(condition: Condition) -> tuple[str, ...]:
    """Return the concepts and groups that a condition asks for, not those that it denies, in its order."""
    found: list[str] = []
    for entry in condition:
        if isinstance(entry, list):
            found += named_groups(entry)
        elif entry.startswith("is."):
            found += named_groups(named_conditions().get(entry.removeprefix("is."), []))
        elif FACT.match(entry) or ELEMENT.match(entry):
            continue
        elif match := PAIR.match(entry):
            found += [match["first"], match["second"]]
        elif match := ENTRY.match(entry):
            found.append(match["name"])
    return tuple(dict.fromkeys(found))


def _plain(entry: str | Condition) -> tuple[str, str] | None:
    """Return (zone, name) of an entry that is a mere look-up in one index, None for any other."""
    match = ENTRY.match(entry) if isinstance(entry, str) else None
    if match is None or match["count"] or (match["zone"] or "done") not in INDEXED_ZONES:
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
    return lambda scene: not names.isdisjoint(getattr(scene.evidence, zone).names)


def _entry(entry: str, known: Mapping[str, object] | frozenset[str]) -> Test:
    if match := FACT.match(entry):
        return _fact(match["fact"], match["value"])
    if match := ELEMENT.match(entry):
        element, state = match["element"], match["state"]
        return lambda scene: scene.element(element) == state
    if match := PAIR.match(entry):
        first, second = _checked(match["first"], known), _checked(match["second"], known)
        zone = "body" if match["body"] else "done"
        if match["close"] == "~~":
            return lambda scene: scene.evidence.in_one_clause(first, second, zone)
        return lambda scene: bool(scene.evidence.sentences(first, zone) & scene.evidence.sentences(second, zone))
    if match := TREATED.match(entry):
        treatment, place, rival = (_checked(match[part], known) for part in ("treatment", "place", "rival"))
        return lambda scene: treated_there(scene.evidence, treatment, place, rival)
    if entry.startswith("study."):
        kind = entry.removeprefix("study.")
        return lambda scene: kind in scene.kinds
    if entry.startswith("code."):
        code = entry.removeprefix("code.")
        return lambda scene: code in scene.codes
    if entry.startswith("is."):
        name = entry.removeprefix("is.")
        if name not in named_conditions():
            raise ValueError(f"'{name}' is no named condition")
        return _named(name, compile_condition(named_conditions()[name], known))
    if match := re.match(r"year(>=|<)(\d{4})$", entry):
        year = int(match[2])
        return (lambda scene: scene.year >= year) if match[1] == ">=" else (lambda scene: scene.year < year)
    if match := re.match(r"pregnancy=(early|later|none)$", entry):
        stage = None if match[1] == "none" else match[1]
        return lambda scene: pregnancy_stage(scene.evidence) == stage
    if entry == "fetuses=several":
        return lambda scene: fetuses_described(scene.evidence) > 1
    if match := re.match(r"age(>=|<)(\d+)$", entry):
        return _age(match[1] == "<", int(match[2]))
    if match := ENTRY.match(entry):
        return _mention(_checked(match["name"], known), match["zone"] or "done", int(match["count"] or 1), entry)
    raise ValueError(f"condition entry '{entry}' has no known form")


def _named(name: str, test: Test) -> Test:
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
    if fact == "length":
        return lambda scene: len(scene.evidence.reading.words) <= SHORT_NOTE
    wanted = None if value == "none" else value
    return lambda scene: getattr(scene, fact) == wanted


def _age(below: bool, limit: int) -> Test:
    def test(scene: Any) -> bool:
        age = patient_age(scene.evidence.reading.text)
        return below == (age is not None and age < limit)

    return test


def _mention(name: str, zone: str, count: int, entry: str) -> Test:
    if zone not in ZONES | ASSERTIONS | SECTION_ZONES:
        raise ValueError(f"'{entry}' names no zone: {', '.join(sorted(ZONES | ASSERTIONS | SECTION_ZONES))}")
    if count == 1:
        if zone in INDEXED_ZONES:
            return lambda scene: name in getattr(scene.evidence, zone).names
        return lambda scene: bool(scene.evidence.select(name, zone))
    return lambda scene: len({mention.concept.id for mention in scene.evidence.select(name, zone)}) >= count
