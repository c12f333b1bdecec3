"""Turns the services to take in and to leave out into studies and codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.knowledge.active import per_knowledge
from assistant.knowledge.service_codes import codes_by_service, plain_scans, service_by_code, techniques_by_service
from assistant.services.account import Account
from assistant.studies.compiled import CompiledStudy, knowledge
from assistant.studies.decision import Decision

# What else shows the same places, an image or the surgeon's eye; beside it a scan that does not name its technique is
# taken in by nobody.
OTHER_SIGHT = frozenset({
    "ct", "mri", "xray", "fluoro", "angiography", "venography", "mammography", "gamma_camera", "open_surgery", "endoscopy",
})  # fmt: skip


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
    """Return the kind of study of a service that the text shows most of and that was not found yet.

    None where no part of the text tells its technique and something of its place as done: evidence or silence. A plain
    scan may leave its technique to the reader ("kidneys: R 10.1, L 9.8") where no other imaging is told.
    """
    techniques = techniques_by_service()[service]
    scenes = [scene for scene in account.scenes if not scene.evidence.done.names.isdisjoint(techniques)]
    if not scenes and service in plain_scans():
        scenes = [scene for scene in account.scenes if scene.evidence.done.names.isdisjoint(OTHER_SIGHT)]
    best: str | None = None
    most = (False, 0)
    found = {study.kind for study in account.studies}
    for scene in scenes:
        for compiled in kinds_by_service()[service]:
            # a kind for the facts of a case asks for less: a report has it only where no other kind is shown
            shown = len(compiled.groups & scene.evidence.done.names)
            rank = (compiled.spec.only_in in ("any", scene.nature), shown)
            if shown and rank > most and compiled.spec.kind not in found:
                best, most = compiled.spec.kind, rank
    return best
