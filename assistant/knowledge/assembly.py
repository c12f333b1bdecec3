"""Puts the knowledge together: the shipped files, a site's laid over them, and the checks of all that they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import InputError, KnowledgeError
from assistant.knowledge import overlay
from assistant.knowledge.code_registry import CodeRegistry, load_codes
from assistant.knowledge.element_schema import ElementFile
from assistant.knowledge.kept import hash_of, kept
from assistant.knowledge.knowledge import Files, Knowledge, knowledge_files
from assistant.knowledge.lexicon_schema import BUILT_GROUPS, LexiconFile
from assistant.knowledge.nearest import allowed_instead
from assistant.knowledge.query_schema import AskSpec, QueryFile, TopicSpec
from assistant.knowledge.reader import Reader
from assistant.knowledge.references import (
    OWN_SOURCE,
    Names,
    condition_faults,
    element_faults,
    family_faults,
    kind_faults,
    query_faults,
    site_faults,
)
from assistant.knowledge.service_schema import NamedConditions, ServiceFile
from assistant.knowledge.shared_forms import SharedForms, declaration_faults, lexicon_faults, lexicon_groups
from assistant.knowledge.site import SITE_FILE, SiteFile, elements_with, site_file, with_asks
from assistant.knowledge.sources import Source, SourceFile
from assistant.knowledge.study_order import order_of_studies
from assistant.knowledge.yaml_file import Document

#: The name of the named conditions among the families.
NAMED = "named-conditions"

Family = tuple[ServiceFile, Document]
Lexicon = list[tuple[LexiconFile, Document]]


def load_knowledge(site: Path | None = None, payer: str | None = None) -> Knowledge:
    """Return the knowledge of a site and a payer; it is read once a process.

    Args:
        site: A site's folder, None for the shipped files alone.
        payer: A payer that the site's `site.yaml` names.

    Raises:
        KnowledgeError: The files have faults; all of them are told, one a line.
        InputError: The folder is no site folder, or it has no such payer.
    """
    return _loaded(site.resolve() if site else None, payer)


@cache
def _loaded(site: Path | None, payer: str | None) -> Knowledge:
    return read_knowledge(site, payer)


def read_knowledge(site: Path | None = None, payer: str | None = None) -> Knowledge:
    """Read the knowledge anew; see `load_knowledge`."""
    if site is not None:
        site_file(site)
    elif payer is not None:
        raise InputError(f"the shipped rules know no payer '{payer}'; payers are told by a site's folder (--site)")
    files = knowledge_files(site)
    known = _known(site, files)
    asks = known.settings.asks_of(payer) if known.settings else ()
    elements = known.elements.model_copy(update={"elements": elements_with(known.elements.elements, asks)})
    return replace(
        known, payer=payer, hash=files.hash(payer), families=with_asks(known.families, asks), elements=elements, made={}
    )


def _known(site: Path | None, files: Files) -> Knowledge:
    """Return the knowledge for no payer: as it was kept when `files` were checked, or else read and checked now."""
    listed = (f"{len(part)} {name}" for part in (files.shipped, files.own) for name, _ in part)
    contents = (content for part in (files.shipped, files.own) for _, content in part)
    name = f"knowledge-{hash_of(str(site))}" if site else "knowledge"
    if site and any(site.rglob("*.yml")):  # nothing reads them: their fault is told
        parts, _ = _assembled(site)
    else:
        parts = kept(name, hash_of(*listed, *contents), lambda: _assembled(site)[0])
    return Knowledge(site, None, **parts, hash="", read_documents=lambda: _assembled(site)[1])


def _assembled(site: Path | None) -> tuple[dict[str, Any], dict[str, Document]]:
    """Read and check the shipped files and those of `site`.

    Returns:
        The parts of the knowledge by their names in `Knowledge`, and the files of the families.

    Raises:
        KnowledgeError: There are faults; all of them are told, one a line.
    """
    reader = Reader(site)
    reader.refuse_strays()
    parts = _read(reader)
    _check(reader, parts)
    order = order_of_studies(parts.families, parts.named.conditions if parts.named else {}, reader.faults)
    reader.raise_faults()
    assert parts.elements and parts.named and parts.queries and parts.names.groups is not None  # else there are faults
    documents = {family.id: document for family, document in parts.families}
    known = {
        "settings": parts.settings,
        "lexicon": tuple((document.path.stem, file) for file, document in parts.lexicon),
        "families": tuple(family for family, _ in parts.families),
        "study_order": order,
        "elements": parts.elements,
        "own_elements": parts.own_elements,
        "named_conditions": parts.named.conditions,
        "groups": frozenset(parts.names.groups),
        "sources": parts.sources,
        "queries": _worded(parts.queries, parts.elements),
        "replaced": parts.replaced,
    }
    return known, {**documents, NAMED: parts.documents["named"]}


@dataclass(slots=True)
class _Parts:
    """What was read, before it is checked; None where a file is faulty, `off` are the families switched off."""

    settings: SiteFile | None
    named: NamedConditions | None
    elements: ElementFile | None
    queries: QueryFile | None
    shared: SharedForms | None
    sources: Mapping[str, Source]
    own_elements: frozenset[str]
    lexicon: Lexicon
    families: list[Family]
    off: list[Family]
    replaced: frozenset[str]
    documents: Mapping[str, Document]
    names: Names


def _read(reader: Reader) -> _Parts:
    """Read all files, and list the names that they define."""
    settings_document = next(reader.own(SITE_FILE), None)
    settings = reader.model(settings_document, SiteFile)
    sources, _ = reader.layered("sources.yaml", SourceFile, _mapping("sources"))
    named, named_document = reader.layered("named-conditions.yaml", NamedConditions, _mapping("conditions"))
    elements, element_document = reader.layered("documentation/elements.yaml", ElementFile, _mapping("elements"))
    queries, query_document = reader.layered("documentation/queries.yaml", QueryFile, _topics)
    shared, shared_document = reader.layered("shared-forms.yaml", SharedForms, overlay.longer_lists)
    before = len(reader.faults)
    lexicon = _lexicon(reader)
    groups = lexicon_groups(lexicon) | BUILT_GROUPS if len(reader.faults) == before else None
    families, off, replaced, kinds = _families(reader, settings)
    titles = {**({OWN_SOURCE: Source(title=settings.name)} if settings else {}), **(sources.sources if sources else {})}
    documents = {
        "settings": settings_document, "named": named_document, "elements": element_document,
        "queries": query_document, "shared": shared_document,
    }  # fmt: skip
    names = Names(
        groups=groups,
        elements=elements.elements if elements else None,
        conditions=named.conditions if named else None,
        sources=titles if sources else None,
        kinds=kinds,
        codes=_registry(reader),
    )
    return _Parts(
        settings, named, elements, queries, shared, titles, _added(element_document, "elements"), lexicon, families, off,
        replaced, {name: document for name, document in documents.items() if document}, names,
    )  # fmt: skip


def _check(reader: Reader, parts: _Parts) -> None:
    """Check what could be read."""
    names, documents = parts.names, parts.documents
    for family, document in parts.families:
        reader.add(family_faults(family, document, names))
    reader.add(kind_faults(parts.families))
    if parts.named:
        reader.add(condition_faults(parts.named.conditions, documents["named"], names))
    if parts.elements:
        reader.add(element_faults(parts.elements, documents["elements"], names))
    if parts.queries:
        reader.add(query_faults(parts.queries, documents["queries"], names, parts.own_elements))
    if parts.shared:
        reader.add(lexicon_faults(parts.lexicon, parts.shared, names))
        if names.groups is not None:
            reader.add(declaration_faults(parts.lexicon, parts.shared, documents["shared"]))
    if parts.settings:
        known = {family.id for family, _ in (*parts.families, *parts.off)}
        reader.add(site_faults(parts.settings, documents["settings"], known, names))


def _mapping(name: str) -> Callable[[Document, Document], Document]:
    """Return how a site's file is laid over a shipped one whose entries are the mapping `name`."""
    return lambda shipped, own: overlay.joined_mapping(shipped, own, name)


def _topics(shipped: Document, own: Document) -> Document:
    return overlay.joined_list(shipped, own, "topics", "topic")


def _added(document: Document | None, name: str) -> frozenset[str]:
    """Return the entries of the mapping `name` that the site's file has and the shipped one has not."""
    places = document.taken if document else ()
    return frozenset(str(place[1]) for place in places if len(place) == 2 and place[0] == name)


def _registry(reader: Reader) -> CodeRegistry | None:
    try:
        return load_codes()
    except KnowledgeError as error:
        reader.add(error.faults)
        return None


def _lexicon(reader: Reader) -> Lexicon:
    """Return the lexicon files, the site's words added to the shipped concepts, its new concepts in files of its own."""
    shipped = {document.path.stem: document for document in reader.shipped("lexicon/*.yaml")}
    fresh = []
    for own in reader.own("lexicon/*.yaml"):
        shipped, rest = overlay.with_more_words(shipped, own)
        fresh.append(rest)
    read = [(reader.model(document, LexiconFile), document) for document in (*shipped.values(), *fresh)]
    return [(file, document) for file, document in read if file is not None]


def _families(
    reader: Reader, settings: SiteFile | None
) -> tuple[list[Family], list[Family], frozenset[str], set[str] | None]:
    """Return the families in use, those switched off, the ids that a site replaced, and the kinds of study.

    The kinds include those that a site leaves out, because the shipped families go on asking for them. They are None
    where a file could not be read.
    """
    before = len(reader.faults)
    shipped = {document.path.stem: document for document in reader.shipped("services/*.yaml")}
    documents, replaced = dict(shipped), set()
    for own in reader.own("services/*.yaml"):
        name = own.path.stem
        if not own.data.get(overlay.ONLY_CHANGES):
            documents[name] = own
            replaced |= {name} & shipped.keys()
        elif name in shipped:
            for number, wrong, allowed in overlay.unknown_without(shipped[name], own):
                what = f"'{wrong}' is no study and no rule of the shipped family{allowed_instead(wrong, allowed)}"
                reader.faults.append(own.fault((overlay.WITHOUT, number), what))
            documents[name] = overlay.changed_family(shipped[name], own)
        else:
            what = (
                f"no shipped family is called '{name}', so there is nothing to change{allowed_instead(name, shipped)}"
            )
            reader.faults.append(own.fault((overlay.ONLY_CHANGES,), what))
    read = [(reader.model(documents[name], ServiceFile), documents[name]) for name in sorted(documents)]
    families = [(family, document) for family, document in read if family is not None]
    kinds = {study.kind for family, _ in families for study in family.studies}
    kinds |= {str(study["kind"]) for document in shipped.values() for study in document.data.get("studies", ())}
    off = settings.switched_off if settings else ()
    return (
        [pair for pair in families if pair[0].id not in off], [pair for pair in families if pair[0].id in off],
        frozenset(replaced), kinds if len(reader.faults) == before else None,
    )  # fmt: skip


def _worded(queries: QueryFile, elements: ElementFile) -> QueryFile:
    """Return the questions, with the plainest wording for elements that a site added without one."""
    asked = {element for topic in queries.topics for element in topic.elements}
    plain = tuple(
        TopicSpec(
            topic=name, subject=entry.topic,
            asks=(AskSpec(elements=(name,), question=queries.plain.format(topic=entry.topic),
                          options=(queries.plain_option, queries.plain_nothing)),),
        )
        for name, entry in elements.elements.items() if name not in asked
    )  # fmt: skip
    return queries.model_copy(update={"topics": (*queries.topics, *plain)})
