"""Learns the weights by which `document.py` tells kinds of document apart.

`python -m assistant.acts.learning samples/corpus/acts.jsonl samples/kinds/passages.jsonl` writes
`knowledge/acts/document-weights.yaml`: a logistic regression over the features, from labelled passages (one JSON object
a line with `text` and `document`) and from the coded cases of the service files, which stand for whole reports.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from assistant.acts.book import act_book
from assistant.acts.clauses import Clauses
from assistant.acts.document import INTERVENTIONS, Features, document_features
from assistant.acts.signs import find_signs
from assistant.knowledge.acts_schema import ACTS
from assistant.knowledge.service_cases import service_cases
from assistant.language.phrase_book import Words
from assistant.language.pipeline import read_report

CASE_WEIGHT = 0.1  # of a passage: cases are many and alike
STRENGTH = 8.0  # inverse strength of the regularisation
LEAST = 0.05  # smaller weights are dropped: the table is to be read
HEADER = (
    "# What each feature of a text counts for each kind of document. Written by `python -m assistant.acts.learning`.\n"
)


def features_of(text: str) -> tuple[Features, bool]:
    """Return the features of a text, and whether it tells of an intervention."""
    reading, book = read_report(text), act_book()
    words = Words(reading)
    clauses = Clauses(reading)
    signs = find_signs(reading, words, clauses, book)
    techniques = {technique for sign in signs for technique in sign.wording.acts}
    return document_features(reading, clauses, signs, book), not INTERVENTIONS.isdisjoint(techniques)


def learn(passages: Iterable[dict[str, str]]) -> dict[str, dict[str, float]]:
    """Return for each kind what each feature counts."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows, kinds, importance = [], [], []
    for passage in passages:
        rows.append(features_of(passage["text"])[0])
        kinds.append(passage["document"])
        importance.append(1.0)
    for _, case in service_cases():
        if case.codes:
            features, intervention = features_of(case.text)
            rows.append(features)
            kinds.append("procedure" if intervention else "study")
            importance.append(CASE_WEIGHT)
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(vectorizer.fit_transform(rows), kinds, importance)
    names = vectorizer.get_feature_names_out()
    return {
        str(kind): {"bias": round(float(bias), 2)}
        | {str(n): round(float(w), 2) for n, w in zip(names, weights, strict=True) if abs(w) >= LEAST}
        for kind, bias, weights in zip(model.classes_, model.intercept_, model.coef_, strict=True)
    }


def write_weights(weights: dict[str, dict[str, float]], path: Path = ACTS / "document-weights.yaml") -> None:
    """Write the table of weights."""
    lines = [f"{HEADER}source: own", "weights:"]
    for kind, table in weights.items():
        lines += [f"  {kind}:", *(f"    {name}: {weight}" for name, weight in table.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    corpus = [line for path in sys.argv[1:] for line in Path(path).read_text(encoding="utf-8").splitlines()]
    write_weights(learn(map(json.loads, corpus)))
