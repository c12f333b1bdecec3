"""Builds, stores and loads the index that phrases are linked with: the wordings of the families of ICD-10-CM codes.

The knowledge base is the public code list (families of codes, see `families`), its inclusion terms and our synonyms. The
index keeps their normal forms; most phrases are found by their exact words (`same`), the others by the wordings nearest
to them (`nearest`). The digest of each file is kept too, and an index that differs is built anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.data_folder import data_folder
from assistant.diagnoses import families, lexicon, wording
from assistant.diagnoses.families import Family, code_set_vintage, known_families
from assistant.errors import InputError, KnowledgeError

if TYPE_CHECKING:
    from assistant.diagnoses.nearest import NearestWordings

_FAMILIES = "families.json"
_META = "meta.json"
_FORMS = "forms.json"
_FILES = (_FAMILIES, _FORMS)


@dataclass(frozen=True)
class IndexReport:
    """What `build_index` made.

    Attributes:
        folder: Where the files lie.
        families: Number of families of codes.
        wordings: Number of wordings in the index.
        size: Bytes on disk.
        code_set: Release of the code list, for example `ICD-10-CM April 2026`.
    """

    folder: Path
    families: int
    wordings: int
    size: int
    code_set: str


@dataclass(frozen=True)
class Match:
    """One family that is proposed for a wording.

    Attributes:
        family: The family of codes.
        wording: The wording of the knowledge base that was near.
        preference: Place of the family among the codes of a synonym entry, or None where the wording is not ours.
    """

    family: Family
    wording: str
    preference: int | None


class DiagnosisIndex:
    """A loaded index. Make it with `load_index`."""

    def __init__(self, folder: Path) -> None:
        records = json.loads((folder / _FAMILIES).read_text(encoding="utf-8"))
        self.families: Mapping[str, Family] = _Families(records)
        self.code_set: str = json.loads((folder / _META).read_text(encoding="utf-8"))["code_set"]
        forms = json.loads((folder / _FORMS).read_text(encoding="utf-8"))
        self._preferences: dict[str, dict[str, int]] = forms["preferences"]
        self._named: list[tuple[str, str, list[str]]] = forms["families"]

    def nearest(self, wording: str, neighbours: int = 30) -> list[Match]:
        """Return the families whose wordings are nearest to one in normal form, in the order of their ids.

        Args:
            wording: A wording as `wording.normal_form` returns it.
            neighbours: Number of nearest wordings that are looked at.
        """
        aliases = self._nearest.nearest(wording, neighbours)
        found = [(family_id, alias) for alias in aliases for family_id in self._families_by_alias[alias]]
        return [self._match(*pair) for pair in sorted(found, key=itemgetter(0))]

    def same(self, forms: Iterable[str]) -> list[Match]:
        """Return the families one of whose wordings has exactly these words, in any order."""
        return [
            self._match(family_id, alias)
            for alias in self._by_words.get(frozenset(forms), ())
            for family_id in self._families_by_alias[alias]
        ]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of every wording of the knowledge base."""
        return frozenset(word for words in self._by_words for word in words)

    @cached_property
    def _by_words(self) -> dict[frozenset[str], list[str]]:
        table: dict[frozenset[str], list[str]] = defaultdict(list)
        for alias in self._families_by_alias:
            table[frozenset(alias.split())].append(alias)
        return dict(table)

    @cached_property
    def _families_by_alias(self) -> dict[str, list[str]]:
        """The families of each wording, in the order of both."""
        table: dict[str, set[str]] = defaultdict(set)
        for family_id, name, aliases in self._named:
            for alias in (name, *aliases):
                table[alias].add(family_id)
        return {alias: sorted(table[alias]) for alias in sorted(table)}

    @cached_property
    def _nearest(self) -> NearestWordings:
        """What tells wordings near another, made for the first wording that no family has."""
        from assistant.diagnoses.nearest import NearestWordings

        return NearestWordings([*self._families_by_alias])

    def _match(self, family_id: str, alias: str) -> Match:
        return Match(self.families[family_id], alias, self._preferences.get(alias, {}).get(family_id))


class _Families(Mapping[str, Family]):
    """The families by id, each made of its record when it is asked for."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self._records = {record["id"]: record for record in records}
        self._made: dict[str, Family] = {}

    def __getitem__(self, family_id: str) -> Family:
        made = self._made.get(family_id)
        if made is None:
            made = self._made[family_id] = Family.from_dict(self._records[family_id])
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


def build_index(out: Path) -> IndexReport:
    """Build the index in the folder `out`, which is made or replaced.

    The same code list and knowledge files give the same index.

    Raises:
        InputError: The folder cannot be written, or holds something else.
        KnowledgeError: A synonym names a code that the list does not have, or stands twice.
    """
    if out.exists() and not (out / _META).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: holds something else than an index; name a new or empty folder")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".building-", dir=out.parent))
    except OSError as error:
        raise InputError(
            f"{out}: cannot be written ({error.strerror}); set SONOCODE_DATA to a folder that can"
        ) from error
    try:
        listed = known_families(lexicon.codes().scope)
        _check_synonyms(listed)
        wordings = _write(listed, workshop)
        _replace(workshop, out)
    except OSError as error:
        raise InputError(f"{out}: the index cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    size = sum(file.stat().st_size for file in out.iterdir())
    return IndexReport(out, len(listed), wordings, size, _code_set())


def default_folder() -> Path:
    """Return where the index is kept unless the user says otherwise.

    $SONOCODE_DATA/diagnoses where that variable is set, else the platform's folder for a user's application data. The
    last part of the name changes with whatever the index is made of, so a stale index is never read.
    """
    return data_folder() / "diagnoses" / _fingerprint()


def is_built() -> bool:
    """Return whether the user's own index is there, so that it is opened in a moment and not built first."""
    return _is_current(default_folder())


@cache
def load_index(folder: Path | None = None) -> DiagnosisIndex:
    """Return the index in `folder`, by default the user's own; a missing or outdated one is built first.

    Raises:
        InputError: The index is missing and its folder cannot be written.
    """
    folder = folder or default_folder()
    if not _is_current(folder):
        build_index(folder)
    return DiagnosisIndex(folder)


def _is_current(folder: Path) -> bool:
    """Tell whether `folder` holds an undamaged index of the installed packages and knowledge files."""
    try:
        meta = json.loads((folder / _META).read_text(encoding="utf-8"))
        return (
            isinstance(meta, dict) and meta.get("made_of") == _fingerprint() and meta.get("files") == _digests(folder)
        )
    except (OSError, ValueError, RecursionError):
        return False


def _digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _FILES}


def _write(listed: Sequence[Family], folder: Path) -> int:
    """Write the index files and return the number of wordings."""
    preferences = _preferences(listed)
    named = _named(listed, preferences)
    forms = {"families": named, "preferences": preferences}
    (folder / _FORMS).write_text(json.dumps(forms), encoding="utf-8")
    (folder / _FAMILIES).write_text(json.dumps([family.to_dict() for family in listed]), encoding="utf-8")
    meta = {"code_set": _code_set(), "made_of": _fingerprint(), "files": _digests(folder)}
    (folder / _META).write_text(json.dumps(meta), encoding="utf-8")
    return len({alias for _, name, aliases in named for alias in (name, *aliases)})


def _replace(source: Path, target: Path) -> None:
    """Put the finished folder in its place; one that another process finished meanwhile is as good."""
    shutil.rmtree(target, ignore_errors=True)
    try:
        os.replace(source, target)
    except OSError:
        if not (target / _META).is_file():
            raise


def _named(listed: Sequence[Family], preferences: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str, list[str]]]:
    """Return the id, the name and the other wordings of each family, in normal form."""
    ours: dict[str, list[str]] = defaultdict(list)
    for alias, places in preferences.items():
        for family_id in places:
            ours[family_id].append(alias)
    named = []
    for family in listed:
        # Bare abbreviations of the official list are left out: "PRES" is not what "pre-transplant" means.
        official = [form for term in family.aliases if not term.isupper() and (form := wording.normal_form(term))]
        name = wording.normal_form(family.name) or family.id.lower()
        named.append((family.id, name, [*official, *ours[family.id]]))
    return named


def _preferences(listed: Iterable[Family]) -> dict[str, dict[str, int]]:
    """Return, for each of our wordings in normal form, its families and their place in the entry."""
    by_code = {member.code: family.id for family in listed for member in family.members}
    places: dict[str, dict[str, int]] = {}
    for entry in lexicon.synonyms().entries:
        for form in dict.fromkeys(wording.normal_form(term) for term in entry.wordings()):
            known = places.setdefault(form, {})
            for code in entry.codes:
                known.setdefault(by_code[code], len(known))
    return places


def _check_synonyms(listed: Iterable[Family]) -> None:
    known = {member.code for family in listed for member in family.members}
    for entry in lexicon.synonyms().entries:
        for code in entry.codes:
            if code not in known:
                raise KnowledgeError(
                    lexicon.FOLDER / "synonyms.yaml",
                    None,
                    f"'{code}' (for '{entry.terms[0]}') is no code of {_code_set()} without finer ones, or not within "
                    "the scope of codes.yaml; name another code or widen the scope",
                )
    first: dict[frozenset[str], int] = {}
    for number, entry in enumerate(lexicon.synonyms().entries):
        for term in entry.wordings():
            if first.setdefault(frozenset(wording.normal_form(term).split()), number) != number:
                what = f"'{term}' stands in two entries; keep one of them"
                raise KnowledgeError(lexicon.FOLDER / "synonyms.yaml", None, what)


def _code_set() -> str:
    return f"ICD-10-CM {code_set_vintage()}"


def _fingerprint() -> str:
    """Return a short digest of everything that the index is made of."""
    digest = hashlib.sha256()
    digest.update(code_set_vintage().encode())
    files = [lexicon.FOLDER / name for name in ("codes.yaml", "phrases.yaml", "synonyms.yaml")]
    for file in (*files, families.SHIPPED, Path(families.__file__), Path(wording.__file__), Path(__file__)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
