"""The one Knowledge object: the shipped files with a site's folder laid over them, checked as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.errors import KnowledgeError
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.element_schema import ElementFile
from assistant.knowledge.lexicon_schema import LexiconFile
from assistant.knowledge.query_schema import QueryFile
from assistant.knowledge.service_schema import Condition, ServiceFile
from assistant.knowledge.site import PLACES, SiteFile
from assistant.knowledge.sources import Source
from assistant.knowledge.yaml_file import Document, read_bytes

FOLDER = KNOWLEDGE_FILES


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything that the rules and words say, for one site and one payer.

    Attributes:
        site: The site's folder; None for the shipped files alone.
        payer: The payer whose asks are in the rules; None for nobody in particular.
        settings: What the site's `site.yaml` says.
        lexicon: Lexicon files by name, in file-name order.
        families: Code families, in file-name order.
        study_order: Kinds of study in the order in which they are looked for.
        elements: Documentation elements.
        own_elements: Those that the site added.
        named_conditions: Conditions that others refer to as `is.NAME`.
        groups: Every name by which a condition may ask for a mention.
        sources: Sources by id.
        queries: The wording of the questions.
        replaced: Shipped families that the site replaced as a whole.
        hash: The hash of all files that this knowledge was made from, and the payer: same hash, same rules.
        read_documents: Returns `documents`: the files themselves are read anew where the knowledge was kept.
        made: What was made from this knowledge (see `active.per_knowledge`).
    """

    site: Path | None
    payer: str | None
    settings: SiteFile | None
    lexicon: tuple[tuple[str, LexiconFile], ...]
    families: tuple[ServiceFile, ...]
    study_order: tuple[str, ...]
    elements: ElementFile
    own_elements: frozenset[str]
    named_conditions: Mapping[str, Condition]
    groups: frozenset[str]
    sources: Mapping[str, Source]
    queries: QueryFile
    replaced: frozenset[str]
    hash: str
    read_documents: Callable[[], Mapping[str, Document]] = field(repr=False)
    made: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The file of each family, and of the named conditions ("named-conditions"), with its lines."""
        return self.read_documents()


@dataclass(frozen=True, slots=True)
class Files:
    """The files of the shipped knowledge and of a site: name below the folder and content, in the order of their paths."""

    shipped: tuple[tuple[str, bytes], ...]
    own: tuple[tuple[str, bytes], ...]

    def hash(self, payer: str | None) -> str:
        """Return the hash of the content, for a payer."""
        digest = sha256()
        for name, content in self.shipped:
            digest.update(name.rpartition("/")[2].encode())
            digest.update(content)
        for name, content in self.own:
            digest.update(name.encode())
            digest.update(content)
        digest.update((payer or "").encode())
        return digest.hexdigest()[:16]


def knowledge_files(site: Path | None) -> Files:
    """Return all files that the knowledge of a site is made from.

    Raises:
        KnowledgeError: One of them cannot be read.
    """
    return Files(_contents(FOLDER, ()), _contents(site, PLACES) if site else ())


def _contents(folder: Path, places: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    """Return the YAML files below a folder; those at `places` also where the way to them is a link."""
    paths = {*folder.rglob("*.yaml"), *(path for place in places for path in folder.glob(place))}
    try:
        return tuple((path.relative_to(folder).as_posix(), read_bytes(path)) for path in sorted(paths))
    except OSError as error:
        raise KnowledgeError(Path(error.filename), None, f"cannot be read ({error})") from error
