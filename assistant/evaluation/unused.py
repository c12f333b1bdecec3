"""Names the entries of conditions that decide nothing: without them no text of the project gets another answer.

Each entry is dropped in turn (mutation testing). Every text is analysed once, and each condition of the family is asked
there both as it stands and with every single entry dropped. Only texts at which the two differ are analysed again, with
the entry dropped, to see whether the difference reaches the codes or the gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import yaml

from assistant.analysis import Analysis
from assistant.engine import analyze
from assistant.evaluation.cases import written
from assistant.knowledge.active import active, instead, using
from assistant.knowledge.assembly import NAMED
from assistant.knowledge.condition_language import entries_of
from assistant.knowledge.knowledge import Knowledge
from assistant.knowledge.service_cases import service_cases
from assistant.knowledge.service_schema import Condition, PlacedCondition, conditions_of, named_conditions, placed
from assistant.knowledge.yaml_file import Document, Location
from assistant.shipped import CLONE, shipped
from assistant.studies.compiled import CompiledRules, compile_rules, knowledge
from assistant.studies.conditions import Test, asked_once, compile_condition, named_test
from assistant.studies.doors import Doors

#: Conditions that hold nowhere, rather than everywhere, where they are left empty.
NOWHERE_IF_EMPTY = frozenset({"partial", "whole", "unless"})


class UnusedEntry(NamedTuple):
    """An entry that decides nothing: its place as "file:line", the entry, and the condition that it is part of."""

    place: str
    entry: str
    condition: str


@dataclass(slots=True)
class _Dropped:
    """A condition without one of its entries; `differs` are the texts at which it says something else."""

    location: Location
    entry: str
    test: Test
    differs: set[int] = field(default_factory=set)


class _Watch:
    """What all probes of a run share: the text that is being read, None where they need not look."""

    text: int | None = None


class _Probe:
    """A condition that notes where it would say something else with one entry less; `chosen` answers in its place."""

    def __init__(self, test: Test, dropped: list[_Dropped], watch: _Watch) -> None:
        self.test, self.dropped, self.watch = test, dropped, watch
        self.chosen: Test | None = None

    def __call__(self, scene: Any) -> bool:
        if self.chosen is not None:
            return self.chosen(scene)
        verdict = self.test(scene)
        if self.watch.text is not None:
            for one in self.dropped:
                if one.test(scene) != verdict:
                    one.differs.add(self.watch.text)
        return verdict


def project_texts() -> list[str]:
    """Return the texts of all cases, and in a clone of the project those of the samples and paraphrases."""
    texts = [case.text for _, case in service_cases()]
    texts += [path.read_text(encoding="utf-8") for path in sorted(shipped("samples").glob("*.txt"))]
    for path in sorted((CLONE / "tests" / "paraphrases").glob("*.yaml")):
        texts += [text for item in yaml.safe_load(path.read_text(encoding="utf-8")) for text in item["texts"]]
    return texts


def unused_entries(family: str, texts: Sequence[str], advance: Callable[[float], None]) -> Iterator[UnusedEntry]:
    """Yield the entries of a family that decide no text, in the order of its file.

    Args:
        family: The id of a family, or "named-conditions".
        texts: Reports, letters, notes: whatever the rules should be right about.
        advance: Called with the share of the work, of 1, that was done since the last call.
    """
    watch = _Watch()
    probes: list[_Probe] = []
    probed = _probed(family, watch, probes)
    with using(probed):
        answers = []
        for number, text in enumerate(texts):
            watch.text = number
            answers.append(_answer(analyze(text)))
            advance(0.5 / len(texts))
        watch.text = None
        dropped = [(probe, one) for probe in probes for one in probe.dropped]
        for probe, one in dropped:
            probe.chosen = one.test
            if all(_answer(analyze(texts[number])) == answers[number] for number in sorted(one.differs)):
                yield _unused(active().documents[family], one)
            probe.chosen = None
            advance(0.5 / len(dropped))


def _unused(document: Document, dropped: _Dropped) -> UnusedEntry:
    place = str(document.fault(dropped.location, "")).removesuffix(": ")
    top, number, *inside = dropped.location
    names = [str(part) for part in inside if isinstance(part, str)]
    if top == "conditions":
        return UnusedEntry(place, dropped.entry, f"is.{number}")
    entry = document.data[top][number]
    owner = entry["kind"] if top == "studies" else entry["code"]
    return UnusedEntry(place, dropped.entry, ".".join((str(owner), *names)))


def _answer(analysis: Analysis) -> tuple[object, ...]:
    """Return what a case could say of an analysis: codes with their state, gaps, missing structures."""
    codes = sorted((written(code), code.status, code.needs) for code in analysis.codes)
    return (codes, sorted((gap.element, gap.structures) for gap in analysis.gaps))


def _probed(family: str, watch: _Watch, probes: list[_Probe]) -> Knowledge:
    """Return the knowledge in use with a probe in the place of each condition of the family."""
    if family == NAMED:
        probed = [placed(condition, ("conditions", name)) for name, condition in named_conditions().items()]
    else:
        probed = list(conditions_of(next(known for known in active().families if known.id == family)))
    places = {id(one.condition): one for one in probed}

    def compile_probe(condition: Condition, known: frozenset[str]) -> Test:
        test = compile_condition(condition, known)
        if id(condition) not in places:
            return test
        dropped = list(_with_one_dropped(places[id(condition)], known))
        probes.append(_Probe(test, dropped, watch))
        return probes[-1]

    if family == NAMED:
        named = {name: compile_probe(condition, active().groups) for name, condition in named_conditions().items()}
        known = instead(named_test, lambda name: asked_once(name, named[name]))
        with using(known):
            rules = compile_rules(compile_condition)
    else:
        known = active()
        rules = compile_rules(compile_probe)
    unsifted = _unsifted(rules)
    with using(known):
        return instead(knowledge, lambda: unsifted)


def _unsifted(rules: CompiledRules) -> CompiledRules:
    """Return the rules without the short cut that skips a study before its condition is asked."""
    return replace(rules, doors=Doors(() for _ in rules.studies))


def _with_one_dropped(whole: PlacedCondition, known: frozenset[str]) -> Iterator[_Dropped]:
    """Yield the condition without each of its entries; a list that is left empty is dropped with its last entry."""
    for inside, entry in entries_of(whole.condition):
        rest, place = _without(whole.condition, inside), whole.place(inside)
        test = compile_condition(rest, known) if rest else _constant(NOWHERE_IF_EMPTY.isdisjoint(place))
        yield _Dropped(place, entry, test)


def _constant(holds: bool) -> Test:
    return lambda scene: holds


def _without(condition: Condition, place: Location) -> Condition:
    number = int(place[0])
    kept: Condition = [*condition[:number], *condition[number + 1 :]]
    if len(place) > 1:
        inner = condition[number]
        assert isinstance(inner, list)
        if rest := _without(inner, place[1:]):
            kept.insert(number, rest)
    return kept
