"""Says what kind of document a text is: study, procedure, visit, letter, order, protocol, ...

Evidence adds up: features of the text (who is spoken to, which tense, what is measured) have weights for each kind. The
features' words are `knowledge/acts/document.yaml`, their weights are learned (`acts/learning.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import exp

import numpy as np

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
SURE: dict[ActStatus, float] = {"general": 0.7, "earlier": 0.6, "ordered": 0.5}
MANY_LINES = 6
PLAIN = (None, "affirmed")
CODE_NUMBER = re.compile(r"\d(?<!\w\d)\d{4}\b")  # begins with its digit: a search leaps from digit to digit
TITLE, OPENING, HEADING = 60, 120, 160  # characters
INTERVENTIONS: frozenset[Technique] = frozenset([
    "puncture", "inject_drug", "inject_tracer", "inject_contrast", "ablate", "aspirate", "drain", "biopsy", "place_line",
    "place_filter", "retrieve_filter", "stent", "balloon", "pull_back", "catheterize", "mark_site", "watch_needle",
    "stress", "probe_esophagus",
])  # fmt: skip


def find_document_kind(
    reading: Reading, words: Words, clauses: Clauses, signs: list[Sign], book: ActBook
) -> DocumentKind:
    """Return the kind of document that the features of a text speak for.

    What it calls itself in its first lines decides. Kinds in which an untold status is the same (teaching, rules, bills, devices) are one choice before they are told
    apart: whether something was done matters more than the name of the paper on which it stands.
    """
    heading = next(book.headings.find(words, HEADING), None)
    if heading is not None:
        return heading.says[0]
    features = document_features(reading, clauses, signs, book)
    known = [name for name in features if name in book.weighed]
    values = np.array([features[name] for name in known])
    sums = book.bias + values @ book.weights[[book.weighed[name] for name in known]]
    weights = dict(zip(book.kinds, sums.tolist(), strict=True))
    most = max(weights.values())
    shares: dict[ActStatus, float] = {}
    for kind, weight in weights.items():
        status = book.status.by_document[kind]
        shares[status] = shares.get(status, 0.0) + exp(weight - most)
    total = sum(shares.values())
    shares = {status: share for status, share in shares.items() if share >= SURE.get(status, 0.0) * total}
    likeliest = max(shares, key=lambda status: shares[status])
    kind = max((kind for kind in weights if book.status.by_document[kind] == likeliest), key=lambda kind: weights[kind])
    return "visit" if reading.nature == "visit" and kind in ("study", "procedure") else kind


def document_features(reading: Reading, clauses: Clauses, signs: list[Sign], book: ActBook) -> Features:
    """Return the features of a text; all lie between 0 and 1."""
    count = max(1, len(reading.words))
    found = Counter(filter(None, map(book.features.get, reading.words)))
    features = {name: min(1.0, DENSE * times / count) for name, times in found.items()}
    features.update({f"any {name}": 1.0 for name in found})
    features.update({f"section {section.kind}": 1.0 for section in reading.sections})
    features[f"nature {reading.nature}"] = 1.0
    features.update(_shape(reading))
    features.update(_told(signs))
    openings = [reading.words[token] for token in clauses.openings]
    imperative = sum(book.features.get(word) == "imperative" for word in openings)
    features["sentences that command"] = imperative / max(1, len(openings))
    return features


def _shape(reading: Reading) -> Features:
    """Return how a text looks, capitals and digits of its opening alone: they are counted one by one."""
    text, count = reading.text, len(reading.words)
    opening = text[:OPENING]
    letters = sum(map(str.isalpha, opening)) or 1
    first_line, _, rest = text.partition("\n")
    return {
        "long": min(1.0, count / LONG),
        "short": float(count < SHORT),
        "begins small": float(text[:1].islower()),
        "capitals": sum(map(str.isupper, opening)) / letters,
        "digits": min(1.0, 4 * sum(map(str.isdigit, opening)) / max(1, len(opening))),
        "code number": float(CODE_NUMBER.search(text) is not None),
        "title line": float(bool(rest) and len(first_line) < TITLE),
        "lines": min(1.0, text.count("\n") / MANY_LINES),
        "ends with a stop": float(text.rstrip()[-1:] == "."),
    }


def _told(signs: Iterable[Sign]) -> Features:
    """Return what techniques a text tells of, and how."""
    techniques = {technique for sign in signs for technique in sign.wording.acts}
    features = {
        "any act": float(bool(techniques)),
        "intervention": float(not INTERVENTIONS.isdisjoint(techniques)),
        "interventions": min(1.0, len(techniques & INTERVENTIONS) / 4),
        "looks": min(1.0, len(techniques - INTERVENTIONS) / 4),
    }
    assertions = Counter(sign.assertion for sign in signs if sign.wording.acts)
    count = assertions.total() or 1
    features.update({f"acts {name}": times / count for name, times in assertions.items() if name not in PLAIN})
    return features
