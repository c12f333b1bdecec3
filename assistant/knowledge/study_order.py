"""The order in which studies are looked for: a study that asks for another one comes after it.

Studies are found one after the other, in the order of their files. An entry `!study.other` would always be true, and
`study.other` never, if the other study were looked for later; so that one is moved before it, and so is a study that is
more special. Where two studies ask for each other, no order is right, and the files are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.errors import KnowledgeError
from assistant.knowledge.condition_language import entries_of, parse_entry
from assistant.knowledge.service_schema import Condition, ServiceFile, StudySpec, placed
from assistant.knowledge.yaml_file import Document, Location


def order_of_studies(
    families: Sequence[tuple[ServiceFile, Document]], named: Mapping[str, Condition], faults: list[KnowledgeError]
) -> tuple[str, ...]:
    """Return the kinds of study in the order in which they are looked for; circles are added to `faults`."""
    asked = {
        study.kind: [(document, ("studies", number, *place), kind) for place, kind in _asked_before(study, named)]
        for family, document in families
        for number, study in enumerate(family.studies)
    }
    for family, document in families:
        for number, study in enumerate(family.studies):
            for n, other in enumerate(study.more_special_than):
                if other in asked:
                    asked[other].append((document, ("studies", number, "more_special_than", n), study.kind))
    order: dict[str, None] = {}
    open_kinds: list[str] = []

    def place(kind: str) -> None:
        open_kinds.append(kind)
        for document, location, other in asked[kind]:
            if other in open_kinds:
                circle = " asks for ".join([*open_kinds[open_kinds.index(other) :], other])
                faults.append(document.fault(location, f"no order is right: {circle}; drop one of these entries"))
            elif other in asked and other not in order:
                place(other)
        open_kinds.pop()
        order[kind] = None

    for kind in asked:
        if kind not in order:
            place(kind)
    return tuple(order)


def _asked_before(study: StudySpec, named: Mapping[str, Condition]) -> Iterator[tuple[Location, str]]:
    """Yield (place, kind) of each study that must be looked for before this one; the named conditions are seen through.

    What is asked of the study later, when all are found (`partial`), puts nothing in order.
    """
    asked = [study.declared, placed(study.complete_when, ("complete_when",))]
    asked += [placed(structure.when, ("structures", n, "when")) for n, structure in enumerate(study.structures)]
    for condition in asked:
        for inside, entry in entries_of(condition.condition):
            for kind in _kinds_in(entry, named, ()):
                yield condition.place(inside), kind


def _kinds_in(entry: str, named: Mapping[str, Condition], seen: tuple[str, ...]) -> Iterator[str]:
    try:
        form, match = parse_entry(entry.lstrip("!"))
    except ValueError:  # told by the check of names
        return
    if form == "study":
        yield match["kind"]
    elif form == "named" and match["name"] not in seen:
        for _, inner in entries_of(named.get(match["name"], [])):
            yield from _kinds_in(inner, named, (*seen, match["name"]))
