"""The schema of `knowledge/services/*.cases.yaml`: the executable cases beside each code family."""

from __future__ import annotations

from pydantic import Field

from assistant.knowledge.active import active
from assistant.knowledge.service_schema import SERVICES
from assistant.knowledge.yaml_file import Strict, read_yaml

ENDING = ".cases.yaml"


class ServiceCase(Strict):
    """A text with the answers that an expert gives.

    `codes` and `conditional` are written as in "93971", "93971-RT" or "37253 x2"; `gaps` and `not_codes` are checked
    only where given, `gaps` as the exact set. `payer` is a payer of the site whose rules apply.
    """

    id: str
    text: str
    codes: list[str]
    conditional: list[str] = Field(default_factory=list)
    not_codes: list[str] = Field(default_factory=list)
    gaps: list[str] | None = None
    payer: str | None = None
    why: str = ""


class CaseFile(Strict):
    """The cases of one family."""

    cases: list[ServiceCase]


def service_cases() -> list[tuple[str, ServiceCase]]:
    """Return (family, case) for every case of the knowledge in use, in file-name order.

    A site's case replaces the shipped one of the same family and id; the shipped cases of a family that the site
    replaced, and those of families that are switched off, are left out.
    """
    known = active()
    cases: dict[str, list[ServiceCase]] = {family.id: [] for family in known.families}
    for folder in (SERVICES, known.site / "services") if known.site else (SERVICES,):
        for path in sorted(folder.glob(f"*{ENDING}")):
            family = path.name.removesuffix(ENDING)
            if family in cases:
                own = read_yaml(path, CaseFile).cases
                ids = {case.id for case in own}
                kept = [case for case in cases[family] if case.id not in ids and family not in known.replaced]
                cases[family] = [*kept, *own]
    return [(family, case) for family, listed in cases.items() for case in listed]
