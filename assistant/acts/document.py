"""Says what kind of document a text is: study, procedure, visit, letter, order, protocol, ...

Evidence adds up: features of the text (who is spoken to, which tense, what is measured) have weights for each kind. The
features' words are `knowledge/acts/document.yaml`, their weights are learned (`acts/learning.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import exp
from operator import itemgetter

from assistant.acts.book import ActBook
from assistant.acts.clauses import Clauses
from assistant.acts.signs import Sign
from assistant.analysis import ActStatus, DocumentKind, Technique
from assistant.language.layout import Reading
from assistant.language.phrase_book import Words

Features = dict[str, float]
DENSE = 12  # a word feature is full where every twelfth word has it
SHORT, LONG = 14, 100  # words
# Shares of the evidence below which a text is not taken for one of another's acts.
SURE: dict[ActStatus, float] = {"general": 0.7, "earlier": 0.6, "ordered": 0.6}
MANY_LINES = 6
PLAIN = (None, "affirmed")
CODE_NUMBER = re.compile(r"\d(?<!\w\d)\d{4}\b")  # begins with its digit: a search leaps from digit to digit
TITLE, OPENING, HEADING = 60, 120, 160  # characters
INTERVENTIONS: frozenset[Technique] = frozenset([
    "puncture", "inject_drug", "inject_tracer", "inject_contrast", "ablate", "aspirate", "drain", "biopsy", "place_line",
    "place_filter", "retrieve_filter", "stent", "balloon", "pull_back", "catheterize", "mark_site", "watch_needle",
    "stress", "probe_esophagus",
])  # fmt: skip

CAPITAL, SMALL, OTHER_CAPITAL, DIGIT, OTHER = "Aa+0 "  # other capitals are no letters: Roman and circled ones


class _Kinds(dict[int, str]):
    """The kind of each character by its number, noted when it is first asked for."""

    def __missing__(self, number: int) -> str:
        character = chr(number)
        if character.isalpha():
            kind = CAPITAL if character.isupper() else SMALL
        else:
            kind = OTHER_CAPITAL if character.isupper() else DIGIT if character.isdigit() else OTHER
        self[number] = kind
        return kind


KINDS_OF_CHARACTERS = _Kinds()


def find_document_kind(
    reading: Reading, words: Words, clauses: Clauses, signs: list[Sign], book: ActBook
) -> DocumentKind:
    """Return the kind of document that the features of a text speak for.

    What it calls itself in its first lines decides. Kinds in which an untold status is the same (teaching, rules, bills, devices) are one choice before they are told
    apart: whether something was done matters more than the name of the paper on which it stands.
    """
    heading = _heading(words, book)
    if heading is not None:
        return heading
    told = [book.bias]
    for name, value in document_features(reading, clauses, signs, book).items():
        if name in book.weights and value:
            row = book.weights[name]
            told.append(row if value == 1.0 else [value * weight for weight in row])
    weights = list(map(sum, zip(*told, strict=True)))
    most, status_of = max(weights), book.status.by_document
    shares: dict[ActStatus, float] = {}
    for kind, weight in zip(book.kinds, weights, strict=True):
        status = status_of[kind]
        shares[status] = shares.get(status, 0.0) + exp(weight - most)
    total = sum(shares.values())
    _, likeliest = max(
        ((share, status) for status, share in shares.items() if share >= SURE.get(status, 0.0) * total),
        key=itemgetter(0),
    )
    _, kind = max(
        ((weight, kind) for weight, kind in zip(weights, book.kinds, strict=True) if status_of[kind] == likeliest),
        key=itemgetter(0),
    )
    return "visit" if reading.nature == "visit" and kind in ("study", "procedure") else kind


def _heading(words: Words, book: ActBook) -> DocumentKind | None:
    """Return the kind that a text calls itself in its first words, if it does."""
    found = next(book.headings.find(words), None)  # found with all other phrases of the text
    if found is None or found.first > HEADING:
        return None
    if found.last > len(words.opening(HEADING)):
        found = next(book.headings.find(words, HEADING), None)  # a shorter one may end within
    return found.says[0] if found else None


def document_features(reading: Reading, clauses: Clauses, signs: list[Sign], book: ActBook) -> Features:
    """Return the features of a text; all lie between 0 and 1."""
    words, told = reading.words, book.features
    count = max(1, len(words))
    features: Features = {}
    for name, times in Counter([told[word] for word in words if word in told]).items():
        features[name] = min(1.0, DENSE * times / count)
        features[f"any {name}"] = 1.0
    for section in reading.sections:
        features[f"section {section.kind}"] = 1.0
    features[f"nature {reading.nature}"] = 1.0
    features |= _shape(reading)
    features |= _told(signs)
    imperative = [told.get(words[token]) for token in clauses.openings].count("imperative")
    features["sentences that command"] = imperative / max(1, len(clauses.openings))
    return features


def _shape(reading: Reading) -> Features:
    """Return how a text looks between its blank margins, capitals and digits of its opening alone."""
    text, count = reading.text.strip(), len(reading.words)
    opening = text[:OPENING].translate(KINDS_OF_CHARACTERS)
    capitals, small, others, digits = map(opening.count, (CAPITAL, SMALL, OTHER_CAPITAL, DIGIT))
    first_line, _, rest = text.partition("\n")
    return {
        "long": min(1.0, count / LONG),
        "short": float(count < SHORT),
        "begins small": float(text[:1].islower()),
        "capitals": (capitals + others) / (capitals + small or 1),
        "digits": min(1.0, 4 * digits / max(1, len(opening))),
        "code number": float(CODE_NUMBER.search(text) is not None),
        "title line": float(bool(rest) and len(first_line) < TITLE),
        "lines": min(1.0, text.count("\n") / MANY_LINES),
        "ends with a stop": float(text[-1:] == "."),
    }


def _told(signs: Iterable[Sign]) -> Features:
    """Return what techniques a text tells of, and how."""
    techniques: set[Technique] = set().union(*[sign.wording.acts for sign in signs])
    features = {
        "any act": float(bool(techniques)),
        "intervention": float(not INTERVENTIONS.isdisjoint(techniques)),
        "interventions": min(1.0, len(techniques & INTERVENTIONS) / 4),
        "looks": min(1.0, len(techniques - INTERVENTIONS) / 4),
    }
    assertions = [sign.assertion for sign in signs if sign.wording.acts]
    for assertion in set(assertions).difference(PLAIN):
        features[f"acts {assertion}"] = assertions.count(assertion) / len(assertions)
    return features
