"""Writes a condition as one plain Python expression, so that asking it costs no call for each of its entries.

The entry `us@body` becomes `'us' in body`, where `body` is the set of the names that stand in that zone; alternatives of
one zone become one comparison of sets. An expression is compiled when it is first asked: most conditions never are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from assistant.knowledge.condition_language import INDEXED_ZONES, parse_entry
from assistant.knowledge.service_schema import Condition
from assistant.studies.age import patient_age
from assistant.studies.evidence import INDEX_OF, Evidence
from assistant.studies.gestation import fetuses_described, pregnancy_stage
from assistant.studies.treated_place import treated_there

Test = Callable[[Any], bool]
ZONE = "{zone} = evidence.{zone}.names"
SOURCE = """\
def holds(scene):
    evidence = scene.evidence
    {zones}
    return {expression}
"""
#: What an entry costs by its form, the rest nothing: the cheapest is asked first, whatever their order in the file.
COSTS = {"pair": 1, "stated": 1, "element": 2, "named": 2, "treated": 3, "age": 4}
COSTLY_FACTS = frozenset({"pregnancy", "fetuses"})


def _younger(evidence: Evidence, limit: int) -> bool:
    reading = evidence.reading
    age = patient_age(f"{reading.above}{reading.text}" if reading.above else reading.text)
    return age is not None and age < limit


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "fetuses_described": fetuses_described, "pregnancy_stage": pregnancy_stage, "treated_there": treated_there, "younger": _younger,
}  # fmt: skip


class Expression:
    """A condition as Python source, with the objects that it names.

    Args:
        condition: The condition.
        known: The concepts and groups of the lexicon.
        named: Returns the test of a named condition.

    Raises:
        ValueError: An entry has no known form, or names a concept or group that the lexicon does not have.
    """

    def __init__(self, condition: Condition, known: Collection[str], named: Callable[[str], Test]) -> None:
        self._known, self._named = known, named
        self._objects: dict[str, Any] = dict(FUNCTIONS)
        self._zones: dict[str, None] = {}
        self._expression = self._all(condition)

    def compiled(self) -> Test:
        """Return a function of a scene that tells whether the condition holds."""
        zones = "\n    ".join(ZONE.format(zone=zone) for zone in self._zones)
        exec(SOURCE.format(zones=zones, expression=self._expression), self._objects)
        holds: Test = self._objects["holds"]
        return holds

    def _all(self, condition: Condition) -> str:
        return " and ".join(map(self._one, sorted(condition, key=_cost))) or "True"

    def _one(self, entry: str | Condition) -> str:
        if isinstance(entry, list):
            return self._any(entry)
        if entry.startswith("!"):
            return f"(not {self._one(entry[1:])})"
        return self._entry(entry)

    def _any(self, members: Condition) -> str:
        """Join the members by "or"; plain look-ups in one zone become a single comparison of sets."""
        names: dict[str, set[str]] = {}
        further: list[str | Condition] = []
        for member in sorted(members, key=_cost):
            if plain := _plain(member):
                names.setdefault(plain[0], set()).add(self._checked(plain[1]))
            else:
                further.append(member)
        parts = [self._one_of(zone, frozenset(wanted)) for zone, wanted in names.items()]
        parts += [f"({self._all(one)})" if isinstance(one, list) else self._one(one) for one in further]
        return f"({' or '.join(parts)})" if parts else "False"

    def _one_of(self, zone: str, names: frozenset[str]) -> str:
        if len(names) == 1:
            return f"{next(iter(names))!r} in {self._zone(zone)}"
        return f"not {self._zone(zone)}.isdisjoint({self._object('names', names)})"

    def _entry(self, entry: str) -> str:
        form, match = parse_entry(entry)
        if form == "mention":
            return self._mention(self._checked(match["name"]), match["zone"] or "done", int(match["count"] or 1))
        if form == "pair":
            first, second = self._checked(match["first"]), self._checked(match["second"])
            zone, near = "body" if match["body"] else "done", "clause" if match["close"] == "~~" else "sentence"
            present = self._zone(zone)
            return f"({first!r} in {present} and {second!r} in {present} and evidence.in_one_{near}({first!r}, {second!r}, {zone!r}))"
        if form == "fact":
            return _fact(match["fact"], match["value"])
        if form == "element":
            return f"scene.element({match['element']!r}) == {match['state']!r}"
        if form == "treated":
            treatment, place, rival = (self._checked(match[part]) for part in ("treatment", "place", "rival"))
            body = self._zone("body")
            return f"({treatment!r} in {body} and {place!r} in {body} and treated_there(evidence, {treatment!r}, {place!r}, {rival!r}))"
        if form == "study":
            return f"{match['kind']!r} in scene.kinds"
        if form == "code":
            return f"{match['code']!r} in scene.codes"
        if form == "named":
            return f"{self._object('named', self._named(match['name']))}(scene)"
        if form == "stated":
            return f"{entry.removeprefix('stated.')!r} in {self._zone('statements')}"
        asked = f"scene.year < {match['limit']}" if form == "year" else f"younger(evidence, {match['limit']})"
        return asked if match["order"] == "<" else f"(not {asked})"

    def _mention(self, name: str, zone: str, count: int) -> str:
        present = f"{name!r} in {self._zone(INDEX_OF.get(zone, 'everywhere'))}"
        if count > 1:
            return f"({present} and len({{m.concept.id for m in evidence.select({name!r}, {zone!r})}}) >= {count})"
        if zone in INDEX_OF:
            return present
        return f"({present} and bool(evidence.select({name!r}, {zone!r})))"

    def _zone(self, zone: str) -> str:
        """Return the variable that holds the names of a zone."""
        self._zones[zone] = None
        return zone

    def _object(self, kind: str, thing: object) -> str:
        """Return the name under which the expression finds an object."""
        name = f"{kind}_{len(self._objects)}"
        self._objects[name] = thing
        return name

    def _checked(self, name: str) -> str:
        if name not in self._known:
            raise ValueError(f"'{name}' is no concept or group of the lexicon")
        return name


def _fact(fact: str, value: str) -> str:
    if fact == "side" and value == "one":
        return "scene.side in ('left', 'right')"
    if fact == "fetuses":
        return "fetuses_described(evidence) > 1"
    wanted = None if value == "none" else value
    told = "pregnancy_stage(evidence)" if fact == "pregnancy" else f"scene.{fact}"
    return f"{told} is None" if wanted is None else f"{told} == {wanted!r}"


def _cost(entry: str | Condition) -> int:
    """Order entries so that plain look-ups, which most often decide, come before the rest; their meaning has no order."""
    if isinstance(entry, list):
        return max(map(_cost, entry), default=0)
    form, match = parse_entry(entry.removeprefix("!"))
    if form == "fact" and match["fact"] in COSTLY_FACTS:
        return COSTS["age"]
    return COSTS.get(form, 0)


def _plain(entry: str | Condition) -> tuple[str, str] | None:
    """Return (zone, name) of an entry that is a mere look-up in one zone, None for any other."""
    if isinstance(entry, list) or entry.startswith("!"):
        return None
    form, match = parse_entry(entry)
    if form != "mention" or match["count"] or (match["zone"] or "done") not in INDEXED_ZONES:
        return None
    return match["zone"] or "done", match["name"]
