"""The services whose presence in a report is weighed, each with the codes that say it was done."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from assistant.errors import KnowledgeError
from assistant.knowledge.yaml_file import Strict, read_yaml

SERVICE_CODES = Path(__file__).parent / "service-codes.yaml"


class ServiceCodeFile(Strict):
    """The shape of service-codes.yaml: codes by service."""

    services: dict[str, list[str]]


@lru_cache(maxsize=1)
def codes_by_service() -> dict[str, tuple[str, ...]]:
    """Return the codes of each service, in the order of the file.

    Raises:
        KnowledgeError: A code stands under two services.
    """
    services = read_yaml(SERVICE_CODES, ServiceCodeFile).services
    owner: dict[str, str] = {}
    for service, codes in services.items():
        for code in codes:
            if code in owner:
                raise KnowledgeError(
                    SERVICE_CODES, None, f"'{code}' stands under {owner[code]} and {service}; keep it in one of them"
                )
            owner[code] = service
    return {service: tuple(codes) for service, codes in services.items()}


@lru_cache(maxsize=1)
def service_by_code() -> dict[str, str]:
    """Return the service that each code belongs to; a code that follows the main code of its study is not in it."""
    return {code: service for service, codes in codes_by_service().items() for code in codes}
