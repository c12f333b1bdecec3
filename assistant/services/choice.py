"""Turns the services to take in and to leave out into studies and codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.knowledge.active import per_knowledge
from assistant.knowledge.service_codes import codes_by_service, service_by_code
from assistant.services.account import Account
from assistant.studies.compiled import CompiledStudy, knowledge
from assistant.studies.decision import Decision
from assistant.studies.evidence import Evidence


@per_knowledge()
def kinds_by_service() -> dict[str, tuple[CompiledStudy, ...]]:
    """Return the kinds of study whose rules give a code of each service, in the order of the knowledge files."""
    rules = knowledge().codes
    return {
        service: tuple(
            compiled
            for compiled in knowledge().studies
            if any(rule.spec.code in codes for rule in rules.get(compiled.spec.kind, ()))
        )
        for service, codes in codes_by_service().items()
    }


def services_of(account: Account, *statuses: str) -> set[str]:
    """Return the services of which the account has a code in one of `statuses`."""
    owner = service_by_code()
    return {owner[c.code] for c in account.candidates if c.status in statuses and c.code in owner}


def choose(account: Account, take_in: Iterable[str], leave_out: Mapping[str, str]) -> Decision:
    """Return the decision that takes services in and leaves others out.

    Args:
        account: The account by the families' own conditions.
        take_in: Services to take in: for each, the kind of study that the text shows most of; none where it shows nothing.
        leave_out: Services to leave out, each with the reason.
    """
    added: dict[str, frozenset[str]] = {}
    for service in take_in:
        kind = _kind_shown(service, account)
        if kind is not None:
            added[kind] = added.get(kind, frozenset()) | _codes_allowed(kind, service)
    refused = {code: reason for service, reason in leave_out.items() for code in codes_by_service()[service]}
    return Decision(added, refused)


def _codes_allowed(kind: str, service: str) -> frozenset[str]:
    """Return the codes that a study taken in for `service` may give: those of the service and those that follow them."""
    owner = service_by_code()
    return frozenset(
        rule.spec.code for rule in knowledge().codes.get(kind, ()) if owner.get(rule.spec.code, service) == service
    )


def _kind_shown(service: str, account: Account) -> str | None:
    """Return the kind of study of a service that the text shows most of; None where it shows nothing of any."""
    best: str | None = None
    most = 0
    for scene in account.scenes:
        for compiled in kinds_by_service()[service]:
            shown = _shown(compiled, scene.evidence)
            if shown > most:
                best, most = compiled.spec.kind, shown
    return best


def _shown(compiled: CompiledStudy, evidence: Evidence) -> int:
    """Return how many of the groups that a kind of study rests on are told as done."""
    return sum(group in evidence.done for group in evidence_groups(compiled))


def evidence_groups(compiled: CompiledStudy) -> list[str]:
    """Return the groups that a kind of study rests on: its declared evidence and its structures."""
    spec = compiled.spec
    groups = [*spec.evidence, *(group for structure in spec.structures for group in structure.any)]
    return list(dict.fromkeys(groups or spec.side_from))
