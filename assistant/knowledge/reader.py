"""Reads the files of the shipped knowledge and of a site, and collects their faults instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from assistant.errors import KnowledgeError, KnowledgeFaults
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.nearest import did_you_mean
from assistant.knowledge.site import PLACES
from assistant.knowledge.yaml_file import Document, Model, read_document, validated

FOLDER = KNOWLEDGE_FILES


class Reader:
    """Reads files for one Knowledge.

    Attributes:
        faults: What was wrong so far.
    """

    def __init__(self, site: Path | None) -> None:
        self.faults: list[KnowledgeError] = []
        self._site = site

    def add(self, faults: Iterable[KnowledgeError]) -> None:
        """Note what a check has found."""
        self.faults.extend(faults)

    def raise_faults(self) -> None:
        """Raise what was noted, all of it.

        Raises:
            KnowledgeFaults: Something was wrong.
        """
        if self.faults:
            raise KnowledgeFaults(self.faults)

    def shipped(self, pattern: str) -> Iterator[Document]:
        """Yield the shipped files that match a pattern below the knowledge folder, in file-name order."""
        yield from self._read(FOLDER, pattern, "")

    def own(self, pattern: str) -> Iterator[Document]:
        """Yield the site's files that match a pattern below its folder, in file-name order; a file must be a mapping."""
        if self._site is not None:
            yield from self._read(self._site, pattern, f"{self._site.name}/")

    def model(self, document: Document | None, model: type[Model]) -> Model | None:
        """Return a document as `model`; None where it is faulty, or there is none."""
        if document is None:
            return None
        try:
            return validated(document, model)
        except KnowledgeError as error:
            self.add(error.faults)
            return None

    def layered(
        self, name: str, model: type[Model], lay_over: Callable[[Document, Document], Document]
    ) -> tuple[Model | None, Document | None]:
        """Return a shipped file with the site's file of the same name laid over it, as `model` and as data."""
        document = next(self.shipped(name), None)
        for own in self.own(name):
            document = lay_over(document, own) if document else None
        return self.model(document, model), document

    def refuse_strays(self) -> None:
        """Note each file of the site that stands where nothing reads it."""
        if self._site is None:
            return
        read = {path for place in PLACES for path in self._site.glob(place)}
        for path in sorted({*self._site.rglob("*.yaml"), *self._site.rglob("*.yml")} - read):
            name = path.relative_to(self._site).as_posix()
            what = f"nothing reads this file; a site has {', '.join(PLACES)}{did_you_mean(name, PLACES)}"
            self.faults.append(KnowledgeError(path, None, what, f"{self._site.name}/{name}"))

    def _read(self, folder: Path, pattern: str, prefix: str) -> Iterator[Document]:
        for path in sorted(folder.glob(pattern)):
            if path.name.endswith(".cases.yaml"):
                continue
            try:
                document = read_document(path, prefix + path.relative_to(folder).as_posix())
            except KnowledgeError as error:
                self.add(error.faults)
                continue
            if isinstance(document.data, dict):
                yield document
            else:
                self.faults.append(document.fault((), "is no mapping; write 'key: value' lines"))
