"""Turns labelled reports into what is learned from: features, the services that were done, and the rules' account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.engine import read_and_account
from assistant.knowledge.service_codes import service_by_code
from assistant.language.layout import Reading
from assistant.services.account import Account
from assistant.services.features import Features, report_features
from assistant.training.corpus import LabelledReport


@dataclass(slots=True)
class Example:
    """One labelled report as the learner sees it.

    Attributes:
        report: The report.
        reading: As the pipeline read it.
        account: By the families' rules alone.
        features: Of its words and mentions.
        done: The services that were done, waiting ones included.
        disputed: Services that only a second coder would report; nothing is learned of them.
    """

    report: LabelledReport
    reading: Reading
    account: Account
    features: Features
    done: frozenset[str]
    disputed: frozenset[str]


def read_examples(reports: Iterable[LabelledReport]) -> list[Example]:
    """Read reports and label them, in their order."""
    return [_example(report) for report in reports]


def _example(report: LabelledReport) -> Example:
    reading, account = read_and_account(report.text)
    done = _services(report.codes | report.conditional)
    return Example(report, reading, account, report_features(reading), done, _services(report.alternatives) - done)


def _services(codes: Iterable[str]) -> frozenset[str]:
    owner = service_by_code()
    return frozenset(owner[code] for code in codes if code in owner)
