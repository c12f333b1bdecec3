"""The one Knowledge object: the shipped files with a site's folder laid over them, checked as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.knowledge.element_schema import ElementFile
from assistant.knowledge.lexicon_schema import LexiconFile
from assistant.knowledge.query_schema import QueryFile
from assistant.knowledge.service_schema import Condition, ServiceFile
from assistant.knowledge.site import SiteFile
from assistant.knowledge.sources import Source
from assistant.knowledge.yaml_file import Document

FOLDER = Path(__file__).parent


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
        documents: The file of each family, and of the named conditions ("named-conditions"), with its lines.
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
    documents: Mapping[str, Document]
    made: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def hash(self) -> str:
        """The hash of all files that this knowledge was made from, and the payer: same hash, same rules."""
        digest = sha256()
        for path in _files(FOLDER):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
        if self.site is not None:
            for path in _files(self.site):
                digest.update(path.relative_to(self.site).as_posix().encode())
                digest.update(path.read_bytes())
        digest.update((self.payer or "").encode())
        return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.rglob("*.yaml")))
