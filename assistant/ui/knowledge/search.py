"""One field for everything that is known: codes, rules, elements, edits, sources, settings, shared conditions, vintages.

A word is looked for in ids, titles and texts. Where nothing has it, the nearest words that something has are taken in
its place (rapidfuzz), and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias, get_args

from rapidfuzz import fuzz, process

from assistant.coding.setting import setting_notes
from assistant.knowledge.active import active, per_knowledge
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.element_schema import element_file
from assistant.knowledge.service_schema import named_conditions
from assistant.knowledge.sources import load_sources
from assistant.ui.edit_findings import official_tables
from assistant.ui.knowledge.condition_words import say_condition
from assistant.ui.knowledge.element_sheets import element_sheet
from assistant.ui.knowledge.holdings import holdings
from assistant.ui.knowledge.rule_sheets import element_names, rules, studies_of_rule
from assistant.ui.words import plain

Kind: TypeAlias = Literal["code", "rule", "element", "edits", "source", "setting", "condition", "vintage"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_TITLES: dict[Kind, str] = {
    "code": "Codes", "rule": "Rules", "element": "Documentation elements", "edits": "Edits", "source": "Sources",
    "setting": "Settings and payers", "condition": "Shared conditions", "vintage": "What holds when",
}  # fmt: skip
WORD = re.compile(r"[^\W_]+(?:[-.'][^\W_]+)*")
NEAR = 74  # of 100: a slip or two in a word of six letters
NEAR_SHOWN = 3
SHORTEST = 3  # a shorter word has too many neighbours


class Hit(NamedTuple):
    """Something that was found: what kind of thing, its id, and what it is called."""

    kind: Kind
    id: str
    title: str


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        hits: By kind, in the order of `KINDS`.
        first: What fits best of all; None where nothing was found.
        instead: The words that were taken in place of others.
    """

    hits: Mapping[Kind, tuple[Hit, ...]]
    first: Hit | None = None
    instead: tuple[tuple[str, tuple[str, ...]], ...] = ()


class _Entry(NamedTuple):
    """A thing that can be found: its words are those of title and text in lower case."""

    hit: Hit
    name: str
    text: str


def search(words: str) -> Found:
    """Return what has all of `words`, or their nearest; nothing for no words."""
    wanted = [word.casefold() for word in words.split()]
    if not wanted:
        return Found({})
    alternatives, instead = _alternatives(wanted)
    found: dict[Kind, list[tuple[int, Hit]]] = {kind: [] for kind in KINDS}
    for entry in (*_index(), *_vintages()):
        if rank := _rank(entry, wanted, alternatives):
            found[entry.hit.kind].append((rank, entry.hit))
    found["edits"] = [(2, hit) for hit in _edits(wanted)]
    best = min((pair for hits in found.values() for pair in hits), key=lambda pair: pair[0], default=None)
    listed = {kind: tuple(hit for _, hit in sorted(hits, key=lambda pair: pair[0])) for kind, hits in found.items()}
    return Found({kind: hits for kind, hits in listed.items() if hits}, best[1] if best else None, instead)


def everything(kind: Kind) -> tuple[Hit, ...]:
    """Return all there is of a kind."""
    return tuple(entry.hit for entry in (*_index(), *_vintages()) if entry.hit.kind == kind)


def _rank(entry: _Entry, wanted: Sequence[str], alternatives: Sequence[Sequence[str]]) -> int:
    """Return how well an entry fits, 1 best, 0 not at all."""
    words = " ".join(wanted)
    if entry.hit.id.casefold() == words:
        return 1
    if entry.hit.id.casefold().startswith(words):
        return 2
    if all(any(word in entry.name for word in near) for near in alternatives):
        return 3
    return 4 if all(any(word in entry.text for word in near) for near in alternatives) else 0


def _alternatives(wanted: Sequence[str]) -> tuple[list[tuple[str, ...]], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return for each word the words to look for: itself, or where nothing has it the nearest that something has."""
    taken, instead = [], []
    for word in wanted:
        near: tuple[str, ...] = (word,)
        if len(word) >= SHORTEST and not any(word in entry.text for entry in (*_index(), *_vintages())):
            close = process.extract(word, _words(), scorer=fuzz.ratio, limit=NEAR_SHOWN, score_cutoff=NEAR)
            near = tuple(match for match, _, _ in close) or near
            if close:
                instead.append((word, near))
        taken.append(near)
    return taken, tuple(instead)


def _edits(wanted: Sequence[str]) -> Iterator[Hit]:
    codes = [word.upper() for word in wanted if word.upper() in load_codes()]
    if len(codes) != len(wanted):
        return
    if len(codes) == 1:
        yield Hit("edits", codes[0], f"Edits of {codes[0]} with every other code")
    for number, first in enumerate(codes):
        for second in codes[number + 1 :]:
            yield Hit("edits", f"{first}-{second}", f"{first} with {second}")


@per_knowledge()
def _words() -> tuple[str, ...]:
    return tuple({word for entry in _index() for word in WORD.findall(entry.text) if len(word) >= SHORTEST})


@per_knowledge()
def _index() -> tuple[_Entry, ...]:
    entries = (*_codes(), *_rules(), *_elements(), *_sources(), *_settings(), *_conditions())
    return tuple(entries)


def _entry(kind: Kind, id: str, title: str, *texts: str) -> _Entry:
    name = f"{id} {plain(id)} {title}".casefold()
    return _Entry(Hit(kind, id, title), name, " ".join((name, *texts)).casefold())


def _codes() -> Iterator[_Entry]:
    registry = load_codes()
    for code, entry in registry.items():
        family = plain(registry.families[code])
        yield _entry("code", code, f"{code} {entry.label}", entry.note or "", entry.service, *entry.tags, family)


def _rules() -> Iterator[_Entry]:
    for rule, (family, number) in rules().items():
        spec = family.codes[number]
        studies = (study.label for study in studies_of_rule(spec, family))
        asked = map(element_names, (*family.hold, *spec.hold, *spec.needs, *spec.asks))
        texts = (family.title, say_condition(spec.when), *studies, *asked)
        yield _entry("rule", rule, f"{rule}: {spec.reason}", *texts)


def _elements() -> Iterator[_Entry]:
    for name, entry in element_file().elements.items():
        questions = (wording.question for wording in element_sheet(name).wordings)
        yield _entry("element", name, entry.label, entry.topic, entry.missing, entry.why, *questions)


def _sources() -> Iterator[_Entry]:
    for name, source in load_sources().items():
        yield _entry("source", name, source.title, source.address or "")


def _settings() -> Iterator[_Entry]:
    for setting, notes in setting_notes().items():
        texts = (f"{modifier or ''} {note}" for modifier, note in notes.values())
        yield _entry("setting", setting, plain(setting).capitalize(), "26 tc professional technical setting", *texts)
    settings = active().settings
    if settings:
        for id, payer in settings.payers.items():
            yield _entry("setting", f"payer:{id}", payer.label, "payer", *(ask.because for ask in payer.asks))


def _conditions() -> Iterator[_Entry]:
    for name, condition in named_conditions().items():
        yield _entry("condition", name, plain(name).capitalize(), say_condition(condition))


def _vintages() -> Iterator[_Entry]:
    """Yield what holds when; it is asked anew each time, because tables can be imported meanwhile."""
    for held in holdings(()):
        yield _entry("vintage", held.name, f"{held.name}, shipped, from {held.first}", held.detail, "vintage effective")
    for vintage in official_tables().vintages():
        yield _entry("vintage", vintage.file_name, f"{vintage.describe()}, imported", "vintage")
