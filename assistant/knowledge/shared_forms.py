"""Forms that stand under several concepts: shared-forms.yaml says how each such pair is read, or the form is refused.

The language reads a form of a structure, technique or manoeuvre as one thing: there one reading excludes the others, and
the pair must be declared. A form of a finding, procedure, device or act is read as everything that it means, beside the
structure that it may also be; nothing is lost, so it needs no declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.errors import KnowledgeError
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.lexicon_schema import PRIMARY, ConceptEntry, LexiconFile, groups_of, region_of
from assistant.knowledge.nearest import allowed_instead
from assistant.knowledge.references import OWN_SOURCE, Names
from assistant.knowledge.yaml_file import Document, Location, Strict

SHARED_FORMS = KNOWLEDGE_FILES / "shared-forms.yaml"
HOW = ("by_context", "first_wins")
PERCENT = "%"  # the one sign that is a word of its own

Files = Sequence[tuple[LexiconFile, Document]]


class SharedForms(Strict):
    """Pairs of concepts that share forms: a concept, and those that share a form with it.

    Attributes:
        by_context: The report decides: the concepts differ in region or in vessel system.
        first_wins: Ambiguous, and always read as the concept that stands first; each pair is a question still open.
    """

    source: str
    by_context: dict[str, tuple[str, ...]]
    first_wins: dict[str, tuple[str, ...]]

    def how(self, first: str, second: str) -> str | None:
        """Return how two concepts that share a form are read; None where the file does not say."""
        for how in HOW:
            pairs: Mapping[str, tuple[str, ...]] = getattr(self, how)
            if second in pairs.get(first, ()) or first in pairs.get(second, ()):
                return how
        return None


def lexicon_groups(files: Files) -> frozenset[str]:
    """Return every group that the lexicon files define."""
    return frozenset(
        group
        for file, _ in files
        for concept, entry in file.concepts.items()
        for group in groups_of(concept, entry, file)
    )


def lexicon_faults(files: Files, shared: SharedForms, names: Names) -> Iterator[KnowledgeError]:
    """Yield concepts that stand twice, forms that cannot match, forms of two concepts that nothing declares, bad sources."""
    home: dict[str, Document] = {}
    first_owner: dict[str, str] = {}
    owners: dict[str, list[str]] = {}  # the few forms with several concepts
    regions = _regions(files)
    for file, document in files:
        yield from _source_faults(file, document, names)
        for concept, entry in file.concepts.items():
            if concept in home:
                what = f"concept '{concept}' stands in {home[concept].shown} too; join the two, or give one another id"
                yield document.fault(("concepts", concept), what)
                continue
            home[concept] = document
            yield from _form_faults(concept, entry, document)
            for form in _forms(entry) if file.label in PRIMARY else ():
                key = folded(form)
                first = first_owner.setdefault(key, concept)
                sharing = owners.setdefault(key, [first]) if first != concept else [concept]
                if concept in sharing:
                    continue
                undeclared = next((other for other in sharing if shared.how(other, concept) is None), None)
                sharing.append(concept)
                if undeclared:
                    how = "first_wins" if regions[undeclared] == regions[concept] else "by_context"
                    what = f"form '{form}' stands under '{undeclared}' too ({home[undeclared].shown})"
                    remedy = f"drop one, or declare '{undeclared}: [{concept}]' under {how} in shared-forms.yaml"
                    yield document.fault(_place(concept, entry, form), f"{what}; {remedy}")


def declaration_faults(files: Files, shared: SharedForms, document: Document) -> Iterator[KnowledgeError]:
    """Yield declared pairs that cannot be read as declared."""
    regions = _regions(files)
    for how in HOW:
        for first, others in getattr(shared, how).items():
            places: list[tuple[str, Location]] = [(first, (how, first))]
            places += [(other, (how, first, number)) for number, other in enumerate(others)]
            for concept, place in places:
                if concept not in regions:
                    what = f"'{concept}' is no concept of the lexicon{allowed_instead(concept, regions)}"
                    yield document.fault(place, what)
                elif concept != first and how == "by_context" and regions[concept] == regions.get(first):
                    what = f"'{first}' and '{concept}' are of one region and vessel system: no context tells them apart"
                    yield document.fault(place, f"{what}; declare them under first_wins, or give them a 'field'")


def folded(form: str) -> str:
    """Return a form as it is compared with others: without brackets and hyphens, in lower case unless it is exact."""
    if "-" in form or "(" in form or "  " in form:
        form = " ".join(form.replace("-", " ").replace("(", "").replace(")", "").split())
    return form if form[:1] == "=" else form.lower()


def _source_faults(file: LexiconFile, document: Document, names: Names) -> Iterator[KnowledgeError]:
    cited: list[tuple[Location, str | None]] = [(("source",), file.source)]
    cited += [(("concepts", concept, "source"), entry.source) for concept, entry in file.concepts.items()]
    for location, source in cited:
        if source and source != OWN_SOURCE and names.sources is not None and source not in names.sources:
            what = f"'{source}' is not in sources.yaml{allowed_instead(source, names.sources)}"
            yield document.fault(location, what)


def _form_faults(concept: str, entry: ConceptEntry, document: Document) -> Iterator[KnowledgeError]:
    """Yield forms without a word, and forms with capitals that would not count."""
    for form in _forms(entry):
        if form != PERCENT and not any(map(str.isalnum, form)):
            yield document.fault(_place(concept, entry, form), f"form '{form}' has no word")
        if not form.islower() and form != form.lower() and form[0] != "=":
            what = f"form '{form}' has capitals, which count only after '='; write '{form.lower()}' or '={form}'"
            yield document.fault(_place(concept, entry, form), what)


def _forms(entry: ConceptEntry) -> tuple[str, ...]:
    return (*entry.forms, *entry.bare, *entry.right, *entry.left, *entry.both)


def _regions(files: Files) -> dict[str, tuple[str | None, str | None]]:
    """Return the body region and vessel system of each concept."""
    return {concept: region_of(entry, file) for file, _ in files for concept, entry in file.concepts.items()}


def _place(concept: str, entry: ConceptEntry, form: str) -> Location:
    """Return the place of a form below its file."""
    lists = ("forms", "bare", "right", "left", "both")
    name = next(name for name in lists if form in getattr(entry, name))
    return "concepts", concept, name, getattr(entry, name).index(form)
