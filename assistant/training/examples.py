"""Turns labelled reports into what is learned from: features, the services that were done, and the rules' verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.engine import read_and_account
from assistant.knowledge.service_codes import service_by_code
from assistant.language.layout import Reading
from assistant.language.pipeline import words_forgotten
from assistant.services.account import Account
from assistant.services.features import Features, report_features
from assistant.services.presence import Verdict
from assistant.services.weigh import verdicts_of
from assistant.training.corpus import LabelledReport

STATUS: dict[str, Verdict] = {"refused": "refused", "waiting": "waiting", "supported": "supported"}


@dataclass(slots=True)
class Example:
    """One labelled report as the learner sees it.

    Attributes:
        report: The report.
        reading: As the pipeline read it.
        account: By the rules of today.
        features: Of its words and mentions.
        done: The services that were done, waiting ones included.
        disputed: Services that only a second coder would report; nothing is learned of them.
        verdicts: What the rules said at first look, by service.
    """

    report: LabelledReport
    reading: Reading
    account: Account
    features: Features
    done: frozenset[str]
    disputed: frozenset[str]
    verdicts: dict[str, Verdict]


def read_examples(reports: Iterable[LabelledReport]) -> list[Example]:
    """Read reports and label them, in their order."""
    with words_forgotten():
        return [_example(report) for report in reports]


def _example(report: LabelledReport) -> Example:
    reading, account = read_and_account(report.text)
    done = _services(report.codes | report.conditional)
    verdicts = verdicts_of(account) if report.first_look is None else _verdicts(report.first_look)
    return Example(
        report, reading, account, report_features(reading), done, _services(report.alternatives) - done, verdicts
    )


def _services(codes: Iterable[str]) -> frozenset[str]:
    owner = service_by_code()
    return frozenset(owner[code] for code in codes if code in owner)


def _verdicts(first_look: dict[str, list[str]]) -> dict[str, Verdict]:
    return {service: verdict for status, verdict in STATUS.items() for service in _services(first_look.get(status, ()))}
