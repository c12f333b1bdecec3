"""Lays the files of a site over the shipped ones, before they are read as models.

What the site does not name stays as it ships. Each part of the result knows the file that it came from, so that a fault
is told at the line that somebody has to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.knowledge.service_schema import rule_ids
from assistant.knowledge.yaml_file import Document, Location

#: Keys of a site's family file that say how it is laid over the shipped one of its name.
ONLY_CHANGES, WITHOUT = "only_changes", "without"
FORM_LISTS = ("forms", "bare", "right", "left", "both", "groups")

Taken = dict[Location, tuple[Document, Location]]


def changed_family(shipped: Document, own: Document) -> Document:
    """Return a shipped family with a site's changes.

    Studies are known by `kind`, rules by `rule` (the id that answers show): the keys given replace theirs. New rules
    come before the shipped ones, because the first that fits wins. `without` names kinds and rule ids to leave out.
    """
    data = {**shipped.data, "codes": _with_ids(shipped.data.get("codes", []), str(shipped.data.get("id")))}
    taken = {**shipped.taken}
    for name, value in own.data.items():
        if name in (ONLY_CHANGES, WITHOUT):
            continue
        if name == "studies" and _are_mappings(value):
            data[name] = _joined(name, "kind", shipped.data.get(name, []), value, shipped, own, taken)
        elif name == "codes" and _are_mappings(value):
            data[name] = _joined(name, "rule", data[name], value, shipped, own, taken, new_first=True)
        elif name == "includes" and _are_mappings(value):
            data[name] = _joined(name, "", shipped.data.get(name, []), value, shipped, own, taken)
        else:
            data[name], taken[name,] = value, (own, (name,))
    if without := set(_listed(own)):
        for name, key in (("studies", "kind"), ("codes", "rule")):
            data[name] = _left(name, key, data.get(name, []), without, taken, shipped)
    return replace(shipped, data=data, taken=taken)


def unknown_without(shipped: Document, own: Document) -> list[tuple[int, str, list[str]]]:
    """Return (number, name, allowed names) for each entry of `without` that names nothing of the shipped family."""
    kinds = [str(study.get("kind")) for study in shipped.data.get("studies", [])]
    rules = [str(code["rule"]) for code in _with_ids(shipped.data.get("codes", []), str(shipped.data.get("id")))]
    return [(n, name, [*kinds, *rules]) for n, name in enumerate(_listed(own)) if name not in (*kinds, *rules)]


def _listed(own: Document) -> list[str]:
    """Return what a site leaves out of a family."""
    without = own.data.get(WITHOUT) or []
    return [str(name) for name in without] if isinstance(without, list) else [str(without)]


def with_more_words(shipped: Mapping[str, Document], own: Document) -> tuple[dict[str, Document], Document]:
    """Return the shipped lexicon files with a site's words for their concepts, and the site's file of new concepts.

    The lists of a concept (forms, groups) are made longer; its other keys are replaced.
    """
    files = dict(shipped)
    concepts = own.data.get("concepts")
    if not isinstance(concepts, dict):
        return files, own
    home = {concept: name for name, file in files.items() for concept in file.data.get("concepts", ())}
    fresh: dict[str, Any] = {}
    for concept, entry in concepts.items():
        name = home.get(concept)
        if name is None or not isinstance(entry, dict):
            fresh[concept] = entry
        else:
            files[name] = _richer(files[name], concept, entry, own)
    header = {"source": "own"} if fresh else {"source": "own", "label": "ANATOMY"}  # words alone need no label
    return files, replace(own, data={**header, **own.data, "concepts": fresh})


def joined_mapping(shipped: Document, own: Document, name: str) -> Document:
    """Return a file whose mapping `name` has the site's entries too; the keys of an entry replace those that ship."""
    data, taken = dict(shipped.data), {**shipped.taken}
    added = own.data.get(name, {})
    if not isinstance(added, dict):
        return replace(shipped, data={**data, name: added}, taken={**taken, (name,): (own, (name,))})
    data[name] = dict(data[name])
    for key, entry in added.items():
        known = data[name].get(key)
        if isinstance(known, dict) and isinstance(entry, dict):
            data[name][key] = {**known, **entry}
            taken |= {(name, key, inner): (own, (name, key, inner)) for inner in entry}
        else:
            data[name][key], taken[name, key] = entry, (own, (name, key))
    for key in own.data.keys() - {name, "source"}:  # what the shipped file has besides is made longer, or replaced
        value = own.data[key]
        if isinstance(value, list) and isinstance(data.get(key), list):
            data[key] = _longer((key,), data[key], value, own, (key,), taken)
        else:
            data[key], taken[key,] = value, (own, (key,))
    return replace(shipped, data=data, taken=taken)


def joined_list(shipped: Document, own: Document, name: str, key: str) -> Document:
    """Return a file whose list `name` of mappings has the site's too; one with the same `key` is replaced key by key."""
    data, taken = dict(shipped.data), {**shipped.taken}
    added = own.data.get(name, [])
    if not _are_mappings(added):
        return replace(shipped, data={**data, name: added}, taken={**taken, (name,): (own, (name,))})
    data[name] = _joined(name, key, shipped.data[name], added, shipped, own, taken)
    for other in own.data.keys() - {name, "source"}:
        data[other], taken[other,] = own.data[other], (own, (other,))
    return replace(shipped, data=data, taken=taken)


def longer_lists(shipped: Document, own: Document) -> Document:
    """Return a file of mappings whose values are lists, each list with the site's entries too."""
    data, taken = dict(shipped.data), {**shipped.taken}
    for name in own.data.keys() - {"source"}:
        known, added = data.get(name), own.data[name]
        if not isinstance(known, dict) or not isinstance(added, dict):
            data[name], taken[name,] = added, (own, (name,))
            continue
        data[name] = dict(known)
        for key, values in added.items():
            base = known.get(key, [])
            if isinstance(values, list):
                data[name][key] = _longer((name, key), base, values, own, (name, key), taken)
            else:
                data[name][key], taken[name, key] = values, (own, (name, key))
    return replace(shipped, data=data, taken=taken)


def _joined(
    name: str, key: str, base: list[Any], added: list[Any], shipped: Document, own: Document, taken: Taken,
    *, new_first: bool = False,
) -> list[Any]:  # fmt: skip
    """Join two lists of mappings; `key` tells which entries are the same one (empty: none is)."""
    known = {str(old[key]) for old in base if key in old}
    changes = {str(item[key]): n for n, item in enumerate(added) if str(item.get(key)) in known}
    fresh = [n for n in range(len(added)) if n not in changes.values()]
    old_places = [(shipped, (name, n)) for n in range(len(base))]
    new_places = [(own, (name, n)) for n in fresh]
    places = [*new_places, *old_places] if new_first else [*old_places, *new_places]
    result = []
    for at, (document, place) in enumerate(places):
        taken[name, at] = (document, place)
        item = added[int(place[1])] if document is own else base[int(place[1])]
        if document is shipped and (change := changes.get(str(item.get(key)))) is not None:
            item = {**item, **added[change]}
            taken.update({(name, at, inner): (own, (name, change, inner)) for inner in added[change]})
        result.append(item)
    return result


def _left(name: str, key: str, items: list[Any], without: set[str], taken: Taken, shipped: Document) -> list[Any]:
    """Return the entries whose `key` is not in `without`; their places move up."""
    kept = [n for n, item in enumerate(items) if str(item.get(key)) not in without]
    moved: Taken = {}
    for at, n in enumerate(kept):
        moved[name, at] = taken.get((name, n), (shipped, (name, n)))
        moved |= {(name, at, *place[2:]): origin for place, origin in taken.items() if place[:2] == (name, n)}
    for place in [place for place in taken if place[:1] == (name,) and len(place) > 1]:
        del taken[place]
    taken |= moved
    return [items[n] for n in kept]


def _with_ids(codes: list[Any], family: str) -> list[Any]:
    """Return the rules of a shipped family with the ids that they have there."""
    ids = rule_ids(family, ((str(code["code"]), str(code.get("rule", ""))) for code in codes))
    return [{**code, "rule": rule} for rule, code in zip(ids, codes, strict=True)]


def _richer(file: Document, concept: str, entry: dict[str, Any], own: Document) -> Document:
    """Return a lexicon file with more words of one concept."""
    taken: Taken = {**file.taken}
    known = dict(file.data["concepts"][concept])
    for key, value in entry.items():
        here: Location = ("concepts", concept, key)
        if key in FORM_LISTS and isinstance(value, list):
            known[key] = _longer(here, known.get(key, []), value, own, here, taken)
        else:
            known[key], taken[here] = value, (own, here)
    return replace(file, data={**file.data, "concepts": {**file.data["concepts"], concept: known}}, taken=taken)


def _longer(
    here: Location, base: list[Any], added: list[Any], own: Document, there: Location, taken: Taken
) -> list[Any]:
    """Return both lists as one; the added entries know where they stand in the site's file."""
    taken.update({(*here, len(base) + n): (own, (*there, n)) for n in range(len(added))})
    return [*base, *added]


def _are_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
