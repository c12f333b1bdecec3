"""The first stage: a score for each service and code from the features of a report, by ridge regression against +1 and -1.

Method: one regression a service or code on sublinear tf-idf features (L2 norm a group), solved in its dual form, so that the
whole fit is one system of equations as large as the number of texts. Scores of texts by a left-out author come from the
same system without the rows of that author's fold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from assistant.services.features import GROUPS, Features
from assistant.services.weights import SCALE
from assistant.training.examples import Example

if TYPE_CHECKING:
    from scipy import sparse

GROUP_WEIGHTS = {"concepts": 1.0, "pairs": 0.6, "together": 1.0, "words": 0.8, "zoned": 0.7, "opening": 0.4, "shape": 0.3}
PENALTY = 0.05
PENALTY_OF_ANYTHING = 0.3  # one question over all texts stands more smoothing than the rare services do
SEEN_IN = 5  # texts: a feature of fewer is not learned from
CODE_IN = 5  # texts: a code of fewer is not learned
AT_ONCE = 500  # rows of the table of similarities that are made together
KEPT = 800_000  # learned weights of services kept in the table, the largest first
KEPT_OF_CODES = 400_000  # and of codes: what they are for needs less


class Matrix:
    """The features of all examples as numbers, one row an example; columns are (group, name).

    Attributes:
        values: The numbers (examples x features).
        columns: Where the features of each group stand, in the order of `GROUPS`.
        names: The group and name of each column.
        rarity: The rarity of each column's feature.
        kernel: The products of all rows with each other.
    """

    def __init__(self, features: Sequence[Features], keep: set[tuple[str, str]] | None = None) -> None:
        from scipy import sparse
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.feature_extraction.text import TfidfTransformer

        blocks: list[Any] = []
        self.names: list[tuple[str, str]] = []
        self.rarity: list[float] = []
        self.columns: list[slice] = []
        for group in GROUPS:
            vectorizer = DictVectorizer()
            counts = vectorizer.fit_transform([one[group] for one in features])
            names = vectorizer.get_feature_names_out()
            seen = np.asarray((counts > 0).sum(axis=0)).ravel()
            columns = [
                column
                for column, name in enumerate(names)
                if ((group, name) in keep if keep is not None else seen[column] >= SEEN_IN)
            ]
            transformer = TfidfTransformer(sublinear_tf=True)
            blocks.append(GROUP_WEIGHTS[group] * transformer.fit_transform(counts[:, columns]))
            self.columns.append(slice(len(self.names), len(self.names) + len(columns)))
            self.names += [(group, str(names[column])) for column in columns]
            self.rarity += [round(float(value), 3) for value in transformer.idf_]
        self.values = sparse.hstack(blocks).tocsr()
        self.kernel = _similarities(self.values)


def _similarities(values: sparse.csr_matrix) -> np.ndarray:
    """Return the products of all rows with each other, in single precision: a dense table as wide as there are texts."""
    count = values.shape[0]
    kernel = np.empty((count, count), dtype=np.float32)
    for first in range(0, count, AT_ONCE):
        rows = slice(first, first + AT_ONCE)
        kernel[rows] = (values[rows] @ values.T).toarray()
    return kernel


class Targets(NamedTuple):
    """What is to be told of each example: a column for each service, one for `ANYTHING`, one for each code.

    Attributes:
        services: The services, without `ANYTHING`.
        codes: The codes.
        values: +1 where it was done or is supported, -1 where not, 0 where coders differ (examples x columns).
    """

    services: tuple[str, ...]
    codes: tuple[str, ...]
    values: np.ndarray

    @property
    def anything(self) -> int:
        """The column of `ANYTHING`."""
        return len(self.services)


def learned_codes(examples: Iterable[Example]) -> tuple[str, ...]:
    """Return the codes that enough examples support."""
    texts = Counter(code for example in examples for code in example.report.codes)
    return tuple(sorted(code for code, count in texts.items() if count >= CODE_IN))


def targets(examples: Iterable[Example], services: Sequence[str], codes: Sequence[str]) -> Targets:
    """Return what is to be told of each example; a code that waits is not supported."""
    rows = []
    for example in examples:
        report = example.report
        disputed = report.alternatives - report.conditional
        rows.append([
            *(1.0 if s in example.done else 0.0 if s in example.disputed else -1.0 for s in services),
            1.0 if report.codes | report.conditional else -1.0,
            *(1.0 if code in report.codes else 0.0 if code in disputed else -1.0 for code in codes),
        ])  # fmt: skip
    return Targets(tuple(services), tuple(codes), np.array(rows, dtype=np.float32))


def fit(kernel: np.ndarray, wanted: np.ndarray, anything: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the dual coefficients (examples x columns) and the bases (columns) of the regressions.

    Args:
        kernel: The products of all examples with each other.
        wanted: What is to be told (examples x columns).
        anything: The column of `ANYTHING`.
    """
    from sklearn.kernel_ridge import KernelRidge

    base = wanted.mean(axis=0)
    coefficients = np.empty_like(wanted)
    others = np.flatnonzero(np.arange(wanted.shape[1]) != anything)
    for columns, penalty in ((others, PENALTY), (np.array([anything]), PENALTY_OF_ANYTHING)):
        model = KernelRidge(alpha=penalty, kernel="precomputed").fit(kernel, wanted[:, columns] - base[columns])
        coefficients[:, columns] = model.dual_coef_
    return coefficients, base


class Unseen(NamedTuple):
    """What regressions say of texts that they did not see.

    Attributes:
        scores: Of each service, of `ANYTHING`, of each code (examples x columns).
        anything_by_group: What each group of features adds to the score of `ANYTHING` (examples x groups).
    """

    scores: np.ndarray
    anything_by_group: np.ndarray


def scores_unseen(matrix: Matrix, wanted: Targets, folds: np.ndarray) -> Unseen:
    """Return the scores of every example by regressions that did not see its fold."""
    scores = np.empty_like(wanted.values)
    by_group = np.empty((len(scores), len(GROUPS)), dtype=scores.dtype)
    for fold in sorted(set(folds)):
        held, rest = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        coefficients, base = fit(matrix.kernel[np.ix_(rest, rest)], wanted.values[rest], wanted.anything)
        scores[held] = matrix.kernel[np.ix_(held, rest)] @ coefficients + base
        weights = matrix.values[rest].T @ coefficients[:, wanted.anything]
        for number, columns in enumerate(matrix.columns):
            by_group[held, number] = matrix.values[held, columns] @ weights[columns]
    return Unseen(scores, by_group)


def table(
    features: Sequence[Features], matrix: Matrix, wanted: Targets
) -> tuple[list[float], dict[str, dict[str, str]]]:
    """Return the bases and the table of the largest weights, as `ServiceWeights` keeps them.

    Features whose weights for services are all small are left out first, and the regressions are fitted again on those
    that stay.
    """
    _, kept, _ = _large_weights(matrix, wanted)
    stay = kept[:, : wanted.anything + 1].any(axis=1)
    reduced = Matrix(features, {matrix.names[row] for row in np.flatnonzero(stay)})
    weights, kept, base = _large_weights(reduced, wanted)
    kept[:, wanted.anything] = True  # of "anything done" every weight counts: it is spread over many words
    written: dict[str, dict[str, str]] = {group: {} for group in GROUPS}
    for row, (group, name) in enumerate(reduced.names):
        pairs = [(column, round(float(weights[row, column]) * SCALE)) for column in np.flatnonzero(kept[row])]
        entry = ",".join(f"{column}:{value}" for column, value in pairs if value)
        written[group][name] = f"{reduced.rarity[row]}|{entry}"
    return [round(float(value), 4) for value in base], written


def _large_weights(matrix: Matrix, wanted: Targets) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the learned weights (features x columns), which of them are large enough to be kept, and the bases.

    A weight is as large as what it adds to the scores of all examples (root of the sum of squares).
    """
    coefficients, base = fit(matrix.kernel, wanted.values, wanted.anything)
    weights = np.asarray(matrix.values.T @ coefficients)
    size = np.sqrt(np.asarray(matrix.values.multiply(matrix.values).sum(axis=0)).ravel())[:, None]
    added, first_code = np.abs(weights) * size, wanted.anything + 1
    kept = [
        part >= _floor(part, most)
        for part, most in ((added[:, :first_code], KEPT), (added[:, first_code:], KEPT_OF_CODES))
    ]
    return weights, np.hstack(kept), base


def _floor(sizes: np.ndarray, most: int) -> float:
    """Return the size of the smallest of the `most` largest."""
    return float(np.partition(sizes, -most, axis=None)[-most]) if sizes.size > most else 0.0
