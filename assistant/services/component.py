"""The pipeline component `sonocode_services`: publishes the learned scores of the services as `doc.cats`.

The table of weights is part of the pipeline's folder (`models/en_us_report/sonocode_services/weights.json`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from assistant.language.pipeline import SERVICES
from assistant.services.weights import FILE, ServiceWeights, read_weights


class ServiceScorer:
    """Scores every service of a report; the weights are None in a pipeline that was not trained."""

    def __init__(self, weights: ServiceWeights | None = None) -> None:
        self.weights = weights

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc.cats` with the score of each service (near 1: done; near -1: not done)."""
        if self.weights is not None:
            doc.cats = self.weights.scores(self.weights.known(doc.user_data["reading"])).services
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights into the folder `path`."""
        if self.weights is not None:
            path.mkdir(parents=True, exist_ok=True)
            (path / FILE).write_text(self.weights.to_json(), encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> ServiceScorer:
        """Read the weights of the folder `path`."""
        self.weights = read_weights(Path(path) / FILE)
        return self


@Language.factory(SERVICES, assigns=["doc.cats"])
def create_services(nlp: Language, name: str) -> ServiceScorer:
    """Return the component that scores services."""
    return ServiceScorer()
