"""The schema of `knowledge/services/*.cases.yaml`: the executable cases beside each code family."""

from __future__ import annotations

from pydantic import Field

from assistant.knowledge.service_schema import SERVICES
from assistant.knowledge.yaml_file import Strict, read_yaml


class ServiceCase(Strict):
    """A text with the answers that an expert gives.

    `codes` and `conditional` are written as in "93971", "93971-RT" or "37253 x2"; `gaps` and `not_codes` are checked
    only where given, `gaps` as the exact set.
    """

    id: str
    text: str
    codes: list[str]
    conditional: list[str] = Field(default_factory=list)
    not_codes: list[str] = Field(default_factory=list)
    gaps: list[str] | None = None
    why: str = ""


class CaseFile(Strict):
    """The cases of one family."""

    cases: list[ServiceCase]


def service_cases() -> list[tuple[str, ServiceCase]]:
    """Return (family, case) for every case of the package, in file-name order."""
    return [
        (path.name.removesuffix(".cases.yaml"), case)
        for path in sorted(SERVICES.glob("*.cases.yaml"))
        for case in read_yaml(path, CaseFile).cases
    ]
