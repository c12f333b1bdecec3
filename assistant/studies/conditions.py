"""The conditions of the knowledge files, compiled once: each becomes a function of a scene.

CONTRIBUTING.md explains the language, `knowledge/condition_language.py` has its grammar.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Protocol

from assistant.knowledge.active import active, per_knowledge
from assistant.knowledge.condition_language import entries_of, parse_entry
from assistant.knowledge.service_schema import Condition, named_conditions
from assistant.studies.evidence import INDEX_OF, Evidence
from assistant.studies.expressions import Expression, Test

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


def compile_condition(condition: Condition, known: Collection[str]) -> Test:
    """Return a function of a `Scene` that tells whether the condition holds.

    Raises:
        ValueError: An entry has no known form, or names a concept or group that the lexicon does not have.
    """
    expression = Expression(condition, known, named_test)
    test: Test | None = None

    def holds(scene: Any) -> bool:
        nonlocal test
        if test is None:
            test = expression.compiled()
        return test(scene)

    return holds


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
        places = [(INDEX_OF.get(zone, "everywhere"), match["name"])]
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
