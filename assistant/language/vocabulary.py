"""The lexicon compiled for matching: concepts, and their surface forms as two books of the shelf (`shelf.py`).

Words are compared token by token: the report's tokens are lower-cased, British spellings and known slips folded, and
hyphens between words dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from assistant.analysis import Side
from assistant.knowledge.active import active, per_knowledge
from assistant.knowledge.kept import hash_of, kept
from assistant.knowledge.lexicon_schema import (
    PRIMARY,
    ConceptEntry,
    LexiconFile,
    groups_of,
    lexicon_files,
    region_of,
)
from assistant.language import phrase_table
from assistant.language.shelf import Book, Match, shelf
from assistant.language.spelling_variants import VARIANTS, fold_word
from assistant.language.splitting import TOKEN, normalise

Pattern = tuple[str, ...]  # the tokens of a form

TECHNICAL = frozenset({"ANATOMY", "VESSEL", "MODALITY", "MANEUVER"})
BRACKETED = re.compile(r"(?:\((?P<before>[^)]+)\)\s*)?(?P<core>[^(]+?)(?:\s*\((?P<after>.+)\))?")


class Concept(NamedTuple):
    """What a mention means: the canonical id, its label, and the groups under which rules ask for it."""

    id: str
    label: str
    name: str
    groups: tuple[str, ...]
    field: str | None
    system: Literal["vein", "artery"] | None
    paired: bool


class Candidate(NamedTuple):
    """One reading of a surface form. `bare` readings need the context of their region or vessel system.

    `before` and `after` are the tokens of the form that stand in brackets: needed, but no part of the mention.
    `simple` readings can be taken without a look at the report.
    """

    concept: Concept
    side: Side | None
    bare: bool
    exact: str | None
    before: int = 0
    after: int = 0
    simple: bool = True


Readings = dict[Pattern, Sequence[Candidate]]


class FormMatch(NamedTuple):
    """A form found in the text: its possible readings and its tokens (end exclusive)."""

    candidates: tuple[Candidate, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Layer:
    """The forms of some labels of the lexicon.

    `book` are all their patterns, `number` that of each pattern among them. `readings` has for each pattern what it
    may mean; `inside` has, for patterns with brackets, the forms that stand in the brackets, with their token numbers in
    the pattern.
    """

    book: Book
    number: dict[Pattern, int]
    readings: tuple[tuple[Candidate, ...], ...]
    inside: dict[int, tuple[FormMatch, ...]]


@dataclass(frozen=True)
class Vocabulary:
    """Everything that matching needs: the layers, the concepts by id, and the words that forms are made of.

    `technical` are the words of structures, techniques and manoeuvres: what the speller corrects to.
    """

    primary: Layer
    context: Layer
    concepts: dict[str, Concept]
    words: frozenset[str]
    technical: frozenset[str]
    forms: int


def form_tokens(form: str) -> list[str]:
    """Return the normalised tokens of a surface form, as the report's tokens are normalised."""
    if form.replace(" ", "").isalpha():  # most are words and blanks
        return [fold_word(word) for word in form.lower().split()]
    return [fold_word(normalise(word)) for word, _ in TOKEN.findall(form) if not word.isspace() and word != "-"]


@per_knowledge()
def vocabulary() -> Vocabulary:
    """Compile the lexicon of the knowledge in use, or take it as it was compiled before."""
    concepts = {id: _concept(id, entry, file) for _, file in lexicon_files() for id, entry in file.concepts.items()}
    site = active().site
    name = f"lexicon-{hash_of(str(site))}" if site else "lexicon"
    kept_layers = kept(name, hash_of(active().hash, VARIANTS.read_bytes()), lambda: _written(*_compiled(concepts)))
    primary, context = (_read(layer, concepts) for layer in kept_layers)
    words = frozenset(word for pattern in (*primary, *context) for word in pattern)
    technical = frozenset(
        word
        for pattern, candidates in primary.items()
        if candidates[0].concept.label in TECHNICAL
        for word in pattern[candidates[0].before : len(pattern) - candidates[0].after]
    )
    return Vocabulary(_layer(primary), _layer(context), concepts, words, technical, len(primary) + len(context))


def _written(*layers: Readings) -> list[dict[str, list[Any]]]:
    """Return layers as they are kept: a concept by its id."""
    lists = []
    for layer in layers:
        distinct = dict.fromkeys(candidate for readings in layer.values() for candidate in readings)
        numbers = {candidate: number for number, candidate in enumerate(distinct)}
        table = phrase_table.written(layer, numbers.__getitem__)
        lists.append({**table, "candidates": [[one.concept.id, *one[1:]] for one in numbers]})
    return lists


def _read(layer: dict[str, list[Any]], concepts: dict[str, Concept]) -> Readings:
    phrases, readings = phrase_table.read(layer, [Candidate(concepts[id], *rest) for id, *rest in layer["candidates"]])
    return dict(zip(phrases, readings, strict=True))


def _compiled(concepts: dict[str, Concept]) -> tuple[Readings, Readings]:
    """Return the readings of every form of the lexicon: those of the primary layer, and of the one for context."""
    primary: Readings = {}
    context: Readings = {}
    for _, file in lexicon_files():
        known = primary if file.label in PRIMARY else context
        for identifier, entry in file.concepts.items():
            concept = concepts[identifier]
            plural = entry.plural and concept.label in ("ANATOMY", "VESSEL")
            for form, side, bare in _surface_forms(entry):
                for pattern, candidate in _patterns(form, plural, concept, side, bare):
                    readings = known.get(pattern, ())
                    if all(
                        (other.concept, other.side, other.exact) != (concept, side, candidate.exact)
                        for other in readings
                    ):
                        known[pattern] = (*readings, candidate)
    return primary, context


def _concept(identifier: str, entry: ConceptEntry, file: LexiconFile) -> Concept:
    field, system = region_of(entry, file)
    paired = entry.paired if entry.paired is not None else file.paired
    name = entry.name or identifier.replace("_", " ")
    groups = groups_of(identifier, entry, file)
    return Concept(identifier, entry.label or file.label, name, groups, field, system, paired)


def _surface_forms(entry: ConceptEntry) -> Iterable[tuple[str, Side | None, bool]]:
    for form in entry.forms:
        yield form, None, False
    for form in entry.bare:
        yield form, None, True
    sided: dict[Side, list[str]] = {"right": entry.right, "left": entry.left, "bilateral": entry.both}
    for side, forms in sided.items():
        for form in forms:
            yield form, side, False


def _patterns(
    form: str, plural: bool, concept: Concept, side: Side | None, bare: bool
) -> Iterable[tuple[Pattern, Candidate]]:
    exact = form[1:] if form.startswith("=") else None
    parts = BRACKETED.fullmatch(form.removeprefix("=")) if "(" in form else None
    before, core, after = (
        (form_tokens(part or "") for part in parts.group("before", "core", "after"))
        if parts
        else ([], form_tokens(form.removeprefix("=")), [])
    )
    simple = not bare and not (exact and len(exact) <= 2 and concept.label in ("ANATOMY", "VESSEL") and concept.field)
    candidate = Candidate(concept, side, bare, exact, len(before), len(after), simple)
    yield (*before, *core, *after), candidate
    last = core[-1]
    if plural and not exact and len(last) > 2 and last.isalpha() and not last.endswith("s"):
        core[-1] = _plural(last)
        yield (*before, *core, *after), candidate


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeou":
        return word[:-1] + "ies"
    return word + "es" if word.endswith(("ch", "sh", "x")) else word + "s"


def _layer(forms: Readings) -> Layer:
    number = {pattern: at for at, pattern in enumerate(forms)}
    readings = tuple(map(tuple, forms.values()))
    inside = {
        number[pattern]: found
        for pattern, candidates in forms.items()
        if candidates[0].before or candidates[0].after
        if (found := tuple(_in_brackets(number, readings, pattern, candidates[0])))
    }
    return Layer(shelf().add(forms), number, readings, inside)


def _in_brackets(
    number: dict[Pattern, int], readings: tuple[tuple[Candidate, ...], ...], words: Pattern, candidate: Candidate
) -> Iterable[FormMatch]:
    """Find the forms in the bracketed words of a pattern; token numbers count from the pattern's first token."""
    end = len(words) - candidate.after
    for offset, part in ((0, words[: candidate.before]), (end, words[end:])):
        for form, first, last in find_forms(number, part):
            yield FormMatch(readings[form], offset + first, offset + last)


def find_forms(number: dict[Pattern, int], words: Sequence[str]) -> Iterator[Match]:
    """Yield the forms that a few words hold, as the shelf finds those of a text."""
    first = 0
    while first < len(words):
        for last in range(len(words), first, -1):
            form = number.get(tuple(words[first:last]))
            if form is not None:
                yield form, first, last
                first = last
                break
        else:
            first += 1
