"""The schema of `knowledge/services/*.cases.yaml`: the executable cases beside each code family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, field_validator

from assistant.knowledge.active import active
from assistant.knowledge.service_schema import SERVICES
from assistant.knowledge.yaml_file import Strict, read_yaml

ENDING = ".cases.yaml"


class ServiceCase(Strict):
    """A text with the answers that an expert gives.

    `codes` and `conditional` are written as in "93971", "93971-RT" or "37253 x2"; `gaps` and `not_codes` are checked
    only where given, `gaps` as the exact set but for `gaps_optional`. `payer` is the payer of a site whose asks apply.
    """

    id: str
    text: str
    codes: list[str]
    conditional: list[str] = Field(default_factory=list)
    not_codes: list[str] = Field(default_factory=list)
    gaps: list[str] | None = None
    gaps_optional: list[str] = Field(default_factory=list)
    payer: str | None = None
    why: str = ""


class CaseFile(Strict):
    """The cases of one family."""

    cases: list[ServiceCase]

    @field_validator("cases")
    @classmethod
    def _one_of_each_id(cls, cases: list[ServiceCase]) -> list[ServiceCase]:
        """Hold that no id stands twice: by its id a site replaces a case."""
        twice = [id for id, count in Counter(case.id for case in cases).items() if count > 1]
        if twice:
            raise ValueError(f"two cases are called '{twice[0]}'; rename one")
        return cases


def service_cases() -> list[tuple[str, ServiceCase]]:
    """Return (family, case) for every case of the knowledge in use, in file-name order.

    A site's case replaces the shipped one of the same family and id; the shipped cases of a family that the site
    replaced, and those of families that are switched off, are left out. To shipped cases the site's elements are
    optional: they cannot know of them.
    """
    known = active()
    cases: dict[str, list[ServiceCase]] = {family.id: [] for family in known.families}
    for family, case in _cases_in(SERVICES):
        if family in cases and family not in known.replaced:
            optional = [*case.gaps_optional, *sorted(known.own_elements)]
            cases[family].append(case.model_copy(update={"gaps_optional": optional}) if optional else case)
    if known.site is not None:
        own = [(family, case) for family, case in _cases_in(known.site / "services") if family in cases]
        for family in {family for family, _ in own}:
            ids = {case.id for name, case in own if name == family}
            cases[family] = [case for case in cases[family] if case.id not in ids]
        for family, case in own:
            cases[family].append(case)
    return [(family, case) for family, listed in cases.items() for case in listed]


def _cases_in(folder: Path) -> Iterator[tuple[str, ServiceCase]]:
    """Yield (family, case) for every case of a folder, in file-name order."""
    for path in sorted(folder.glob(f"*{ENDING}")):
        for case in read_yaml(path, CaseFile).cases:
            yield path.name.removesuffix(ENDING), case
