"""The services whose presence in a report is weighed: the codes that say one was done, and the technique it needs."""

from __future__ import annotations

from functools import lru_cache

from assistant.errors import KnowledgeError
from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml

SERVICE_CODES = KNOWLEDGE_FILES / "service-codes.yaml"


class WeighedService(Strict):
    """A service: its codes, and the groups of which a text must tell one as done (None: those of any scan)."""

    codes: tuple[str, ...]
    by: tuple[str, ...] | None = None


class ServiceCodeFile(Strict):
    """The shape of service-codes.yaml; its keys are explained at the top of the file."""

    scan: tuple[str, ...]
    services: dict[str, WeighedService]


@lru_cache(maxsize=1)
def _file() -> ServiceCodeFile:
    """Return the file, checked.

    Raises:
        KnowledgeError: A code stands under two services.
    """
    content = read_yaml(SERVICE_CODES, ServiceCodeFile)
    owner: dict[str, str] = {}
    for service, entry in content.services.items():
        for code in entry.codes:
            if code in owner:
                raise KnowledgeError(
                    SERVICE_CODES, None, f"'{code}' stands under {owner[code]} and {service}; keep it in one of them"
                )
            owner[code] = service
    return content


@lru_cache(maxsize=1)
def codes_by_service() -> dict[str, tuple[str, ...]]:
    """Return the codes of each service, in the order of the file."""
    return {service: entry.codes for service, entry in _file().services.items()}


@lru_cache(maxsize=1)
def service_by_code() -> dict[str, str]:
    """Return the service that each code belongs to; a code that follows the main code of its study is not in it."""
    return {code: service for service, codes in codes_by_service().items() for code in codes}


@lru_cache(maxsize=1)
def techniques_by_service() -> dict[str, tuple[str, ...]]:
    """Return for each service the groups of which a text must tell one as done before it can be taken in."""
    content = _file()
    return {service: content.scan if entry.by is None else entry.by for service, entry in content.services.items()}


@lru_cache(maxsize=1)
def plain_scans() -> frozenset[str]:
    """Return the services that any ultrasound scan of their place is: those that name no technique of their own."""
    return frozenset(service for service, entry in _file().services.items() if entry.by is None)
