"""The services of a report as somebody else names them, to measure the rules apart from the finding of services."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant.knowledge.service_codes import service_by_code
from assistant.language.layout import Reading
from assistant.services.account import Account
from assistant.services.choice import choose, services_of
from assistant.services.weigh import Weighed

NOT_GIVEN = "This service is not among those given for the report."


def given_services(codes: Iterable[str]) -> Callable[[Reading, Account], Weighed]:
    """Return a decider that takes in just the services that `codes` belong to."""
    owner = service_by_code()
    given = {owner[code] for code in codes if code in owner}

    def decide(reading: Reading, account: Account) -> Weighed:
        found = services_of(account, "supported", "needs_documentation")
        settled = services_of(account, "not_reportable")
        leave_out = dict.fromkeys(sorted((found | settled) - given), NOT_GIVEN)
        return Weighed(decision=choose(account, sorted(given - found - settled), leave_out))

    return decide
