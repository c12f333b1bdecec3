"""What a site's folder changes of the shipped knowledge: file by file, what is added, overridden, switched off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from assistant.knowledge.active import active
from assistant.knowledge.overlay import FORM_LISTS, ONLY_CHANGES, WITHOUT
from assistant.knowledge.reader import FOLDER
from assistant.knowledge.service_cases import ENDING
from assistant.knowledge.service_schema import rule_ids
from assistant.knowledge.site import SITE_FILE
from assistant.knowledge.yaml_file import Document, Location, read_document
from assistant.ui.words import count, plain

Effect: TypeAlias = Literal["added", "overridden", "switched off"]
#: Files that are one mapping of named entries, and what one entry is.
MAPPINGS = {
    "sources.yaml": ("sources", "source"), "named-conditions.yaml": ("conditions", "shared condition"),
    "documentation/elements.yaml": ("elements", "element"),
}  # fmt: skip
#: The lists of a family's file: what names an entry, and what it is.
FAMILY_LISTS = (("studies", "kind", "study"), ("codes", "rule", "rule"), ("includes", "", "inclusion"))


@dataclass(frozen=True)
class Change:
    """One change: which file and line of the site, what it does to what, and in which parts."""

    place: str
    effect: Effect
    subject: str
    detail: str = ""


def site_changes() -> tuple[Change, ...]:
    """Return what the site in use changes, in the order of its files; nothing where there is no site.

    Raises:
        KnowledgeError: A file cannot be read any more.
    """
    site = active().site
    if site is None:
        return ()
    return tuple(change for path in sorted(site.rglob("*.yaml")) for change in _changes_of(path, site))


def _changes_of(path: Path, site: Path) -> Iterator[Change]:
    name = path.relative_to(site).as_posix()
    own = read_document(path, name)
    if name == SITE_FILE:
        yield from _settings(own)
    elif name.endswith(ENDING):
        yield from _listed(own, "cases", "id", "case", _shipped(name))
    elif name in MAPPINGS:
        key, noun = MAPPINGS[name]
        yield from _mapped(own, key, noun, _shipped(name))
    elif name == "documentation/queries.yaml":
        yield from _listed(own, "topics", "topic", "question", _shipped(name))
        yield from _other_keys(own, _shipped(name), ("topics", "source"))
    elif name == "shared-forms.yaml":
        yield from (_change(own, (key,), "added", f"shared forms: {plain(key)}") for key in own.data if key != "source")
    elif name.startswith("lexicon/"):
        yield from _words(own)
    elif name.startswith("services/"):
        yield from _family(own, _shipped(name))


def _settings(own: Document) -> Iterator[Change]:
    for number, family in enumerate(own.data.get("switched_off") or ()):
        yield _change(own, ("switched_off", number), "switched off", f"family {family}")
    for number, ask in enumerate(own.data.get("asks") or ()):
        yield _change(own, ("asks", number), "added", f"{plain(ask['element'])}, whoever pays", _say_ask(ask))
    for id, payer in (own.data.get("payers") or {}).items():
        for number, ask in enumerate(payer.get("asks") or ()):
            place = ("payers", id, "asks", number)
            yield _change(own, place, "added", f"{plain(ask['element'])}, for {payer['label']}", _say_ask(ask))


def _say_ask(ask: dict[str, Any]) -> str:
    for_what = ", ".join(map(str, (*ask.get("codes", ()), *ask.get("studies", ()))))
    return f"{for_what}; {'the codes wait for it' if ask.get('waits') else 'a gap that holds nothing back'}"


def _mapped(own: Document, key: str, noun: str, shipped: Document | None) -> Iterator[Change]:
    known = shipped.data.get(key, {}) if shipped else {}
    for name, entry in (own.data.get(key) or {}).items():
        yield _entry(own, (key, name), f"{noun} {name}", entry, name in known)
    yield from _other_keys(own, shipped, (key, "source"))


def _listed(
    own: Document, key: str, named_by: str, noun: str, shipped: Document | None, known: Iterable[str] | None = None
) -> Iterator[Change]:
    """Yield the entries of a list; those that a shipped one has the name of override it."""
    if known is None:
        known = [str(item.get(named_by)) for item in (shipped.data.get(key) or () if shipped else ())]
    for number, item in enumerate(own.data.get(key) or ()):
        name = str(item.get(named_by) or item.get("code") or "")
        yield _entry(own, (key, number), f"{noun} {name}".strip(), item, bool(named_by) and name in known)


def _family(own: Document, shipped: Document | None) -> Iterator[Change]:
    name = own.path.stem
    if not own.data.get(ONLY_CHANGES):
        effect: Effect = "overridden" if shipped else "added"
        many = [len(own.data.get(key) or ()) for key in ("studies", "codes")]
        whole = "; nothing of the shipped one is left" if shipped else ""
        yield _change(
            own, (), effect, f"family {name}", f"{count(many[0], 'kind')} of study, {count(many[1], 'rule')}{whole}"
        )
        return
    assert shipped is not None  # the knowledge was loaded, and refuses changes of nothing
    codes = [(str(code["code"]), str(code.get("rule", ""))) for code in shipped.data.get("codes", ())]
    known = {
        "kind": [study["kind"] for study in shipped.data.get("studies", ())],
        "rule": rule_ids(name, codes),
        "": [],
    }
    for key, named_by, noun in FAMILY_LISTS:
        yield from _listed(own, key, named_by, f"{noun} of {name}:", shipped, known[named_by])
    for number, gone in enumerate(own.data.get(WITHOUT) or ()):
        yield _change(own, (WITHOUT, number), "switched off", f"{gone} of {name}")
    yield from _other_keys(own, shipped, (ONLY_CHANGES, WITHOUT, *(key for key, _, _ in FAMILY_LISTS)))


def _words(own: Document) -> Iterator[Change]:
    for concept, entry in (own.data.get("concepts") or {}).items():
        place = ("concepts", concept)
        if concept not in _shipped_concepts() or not isinstance(entry, dict):
            yield _change(own, place, "added", f"concept {concept}", _say_words(entry))
            continue
        added = {key: value for key, value in entry.items() if key in FORM_LISTS}
        if added:
            yield _change(own, place, "added", f"words of {concept}", _say_words(added))
        if replaced := [key for key in entry if key not in added]:
            yield _change(own, place, "overridden", f"concept {concept}", _say_keys(replaced))


def _say_words(entry: Any) -> str:
    if not isinstance(entry, dict):
        return ""
    return ", ".join(str(word) for key in FORM_LISTS for word in entry.get(key, ()))


def _other_keys(own: Document, shipped: Document | None, but: Iterable[str]) -> Iterator[Change]:
    known = shipped.data if shipped else {}
    for key in own.data:
        if key not in but and key != "id":
            yield _change(own, (key,), "overridden" if key in known else "added", plain(key))


def _entry(own: Document, place: Location, subject: str, entry: Any, overrides: bool) -> Change:
    if not overrides:
        return _change(own, place, "added", subject)
    keys = entry if isinstance(entry, dict) else ()
    return _change(own, place, "overridden", subject, _say_keys(keys))


def _say_keys(keys: Iterable[Any]) -> str:
    return ", ".join(plain(str(key)) for key in keys if key not in ("kind", "rule", "id", "topic"))


def _change(own: Document, place: Location, effect: Effect, subject: str, detail: str = "") -> Change:
    return Change(str(own.fault(place, "")).rstrip(": "), effect, subject, detail)


def _shipped(name: str) -> Document | None:
    """Return the shipped file of a name, None where there is none."""
    path = FOLDER / name
    return read_document(path) if path.is_file() else None


@cache
def _shipped_concepts() -> frozenset[str]:
    return frozenset(
        concept
        for path in (FOLDER / "lexicon").glob("*.yaml")
        for concept in read_document(path).data.get("concepts", ())
    )
