"""Weighs the account of a report: what the families' rules found against what its words are learned to mean."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from assistant.analysis import Status
from assistant.knowledge.service_codes import codes_by_service, service_by_code, techniques_by_service
from assistant.language.layout import Reading
from assistant.services.account import Account
from assistant.services.choice import OTHER_SIGHT, choose, kinds_by_service, services_of
from assistant.services.naming import named
from assistant.services.presence import FAR_BELOW, NO_SCORE, ServiceView, TextView, Verdict, probabilities
from assistant.services.weights import ANYTHING, Scores, ServiceWeights
from assistant.studies.compiled import CompiledStudy, knowledge
from assistant.studies.decision import Decision

DONE_FROM = 0.65  # the probability from which on a service counts as done: a code too many is worse than one too few
WITH_OTHERS_FROM = 0.2  # of a window of one examination of which another window is kept
ASKED_FROM = 0.5  # of one that waits for documentation: to ask for it claims nothing
TAKE_IN_FROM = 0.7  # of one that the rules did not find: its code may be wrong even where it was done
KEPT_FROM: Mapping[Verdict, float] = {"supported": DONE_FROM, "waiting": ASKED_FROM}
READS_OTHERWISE = "The report as a whole does not read as one in which this was done now."
READS_AS_OTHERS = "The report as a whole reads as {others}; its words do not carry this beside it."

VERDICTS: tuple[tuple[Status, Verdict], ...] = (  # the later one counts, of a service with several codes
    ("not_reportable", "refused"), ("needs_documentation", "waiting"), ("supported", "supported"),
)  # fmt: skip

Presence = Mapping[str, float]


@dataclass(slots=True)
class Weighed:
    """The services of a report after weighing.

    Attributes:
        presence: The probability of each service that was asked about.
        views: What the probabilities rest on.
        decision: The studies to take in and the codes to leave out.
        taken_in: Services that the rules did not find.
        left_out: Services that the rules found and the words do not carry.
        code_scores: The learned score of each code (`weights.py`), which decides none and can be doubted by.
        words_of: Returns the words of the report that speak most for a service.
    """

    presence: dict[str, float] = field(default_factory=dict)
    views: dict[str, ServiceView] = field(default_factory=dict)
    decision: Decision = field(default_factory=Decision)
    taken_in: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    code_scores: Mapping[str, float] = field(default_factory=dict)
    words_of: Callable[[str], Sequence[str]] = lambda service: ()

    def gives(self, service: str) -> bool:
        """Whether a service of the views may give codes: the rules found it and it was not left out, or it was taken in."""
        return service in self.taken_in or (self.views[service].verdict in KEPT_FROM and service not in self.left_out)


def weigh(reading: Reading, account: Account, weights: ServiceWeights) -> Weighed:
    """Weigh every service that the rules name or the words suggest.

    Args:
        reading: The report.
        account: Its studies and codes by the families' own rules.
        weights: The learned table.
    """
    known = weights.known(reading)
    scores = weights.scores(known)
    views = service_views(reading, account, scores, weights.anything_by_group(known), weights.made_from["priors"])
    weighed = decide(account, views, probabilities(weights.trees(), views), scores.codes)
    weighed.words_of = lambda service: weights.telling_words(known, service)
    return weighed


def decide(
    account: Account, views: dict[str, ServiceView], presence: dict[str, float], code_scores: Mapping[str, float]
) -> Weighed:
    """Return what follows from the probabilities: services taken in, services left out, and the decision."""
    taken_in = tuple(
        service for service, view in views.items() if view.verdict == "none" and presence[service] >= TAKE_IN_FROM
    )
    left_out = tuple(
        service
        for service, view in views.items()
        if view.verdict in KEPT_FROM
        and presence[service] < KEPT_FROM[view.verdict]
        and not _given_by_what_the_words_carry(service, taken_in, account)
    )
    left_out = _without_parts_of_whole(account, left_out, presence)
    # What a left-out code contained would stand by itself: it goes too, unless the words carry it.
    freed = [s for s, view in views.items() if left_out and view.verdict == "refused" and presence[s] < DONE_FROM]
    kept = [s for s, view in views.items() if view.verdict in KEPT_FROM and s not in left_out]
    others = " and ".join(map(named, (*kept, *taken_in))) if left_out else ""
    reason = READS_AS_OTHERS.format(others=others) if others else READS_OTHERWISE
    decision = choose(account, taken_in, dict.fromkeys((*left_out, *freed), reason))
    return Weighed(presence, views, decision, taken_in, left_out, code_scores)


def _without_parts_of_whole(account: Account, left_out: tuple[str, ...], presence: Presence) -> tuple[str, ...]:
    """Return what is left out without the windows of one examination of which another window is kept.

    A window that the words speak against goes all the same: the examination itself was found in the wrong place.
    """
    owner = service_by_code()
    services_of_study: dict[str, set[str]] = {}
    for candidate in account.candidates if len(left_out) else ():
        if (
            candidate.study.compiled.spec.stands_together
            and candidate.status == "supported"
            and candidate.code in owner
        ):
            services_of_study.setdefault(candidate.study.id, set()).add(owner[candidate.code])
    kept = {service for whole in services_of_study.values() if not whole <= set(left_out) for service in whole}
    return tuple(service for service in left_out if service not in kept or presence[service] < WITH_OTHERS_FROM)


def _given_by_what_the_words_carry(service: str, taken_in: Sequence[str], account: Account) -> bool:
    """Whether the words carry a study, and its rules give this service for it.

    A mapping before a dialysis access of which only the veins are told is a duplex of veins, and reads like a mapping.
    """
    owner = service_by_code()
    return any(
        candidate.study.kind in _kinds_first_of(other)
        for candidate in account.candidates
        if candidate.status in ("supported", "needs_documentation") and owner.get(candidate.code) == service
        for other in taken_in
    )


def _kinds_first_of(service: str) -> set[str]:
    """Return the kinds of study of whose rules the first gives this service."""
    owner, rules = service_by_code(), knowledge().codes
    return {
        compiled.spec.kind
        for compiled in kinds_by_service()[service]
        if owner.get(rules[compiled.spec.kind][0].spec.code) == service
    }


def service_views(
    reading: Reading,
    account: Account,
    scores: Scores,
    anything_by_group: tuple[float, ...],
    priors: Mapping[str, float],
) -> dict[str, ServiceView]:
    """Return what is known of each service that is worth asking about."""
    verdicts = verdicts_of(account)
    anything = scores.services[ANYTHING]
    ranked = sorted(scores.services.values())
    ranked.remove(anything)
    best, second = ranked[-1], ranked[-2]
    told = [(scene.evidence.done.names, scene.evidence.title.names) for scene in account.scenes]
    supported = {
        service: scores.services.get(service, NO_SCORE)
        for service, verdict in verdicts.items()
        if verdict == "supported"
    }
    text = TextView(
        anything, anything_by_group, len(reading.words), len(supported), reading.nature == "visit",
        any(not done.isdisjoint(OTHER_SIGHT) for done, _ in told),
    )  # fmt: skip
    views = {}
    kinds, techniques = kinds_by_service(), techniques_by_service()
    for service in codes_by_service():
        score = scores.services.get(service)
        if score is None:  # newer than the table: its rules decide alone
            continue
        if score < FAR_BELOW and service not in verdicts:
            continue
        shown, titled = _shown(kinds[service], told)
        views[service] = ServiceView(
            text,
            score,
            margin=score - (second if score == best else best),
            rank=len(ranked) - bisect_right(ranked, score),
            verdict=verdicts.get(service, "none"),
            prior=priors.get(service, 0.0),
            shown=shown,
            titled=titled,
            technique=any(not done.isdisjoint(techniques[service]) for done, _ in told),
            best_other=max((of for other, of in supported.items() if other != service), default=NO_SCORE),
        )
    return views


def verdicts_of(account: Account) -> dict[str, Verdict]:
    """Return what the rules say of each service that they name."""
    verdicts: dict[str, Verdict] = {}
    for status, verdict in VERDICTS:
        verdicts |= dict.fromkeys(services_of(account, status), verdict)
    return verdicts


def _shown(kinds: Iterable[CompiledStudy], told: Iterable[tuple[Set[str], Set[str]]]) -> tuple[int, int]:
    """Return how many groups that kinds of study rest on are told as done, and how many stand in a title.

    `told` has the groups that each part of a text tells as done, and those of its titles.
    """
    shown = titled = 0
    for compiled in kinds:
        groups = compiled.groups
        for done, title in told:
            shown = max(shown, len(groups & done))
            if title:
                titled = max(titled, len(groups & title))
    return shown, titled
