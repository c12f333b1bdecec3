"""Learns the table of weights: scores, presence and doubt, each measured on authors that it did not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from assistant.analysis import Analysis
from assistant.engine import analyze
from assistant.evaluation.score import bag
from assistant.knowledge.service_codes import codes_by_service
from assistant.services.doubt import RATES, SURE_FROM, of_rates, open_questions, probability_right, rated_codes
from assistant.services.presence import presence_inputs
from assistant.services.weigh import Weighed, service_views, weigh_scores
from assistant.services.weights import ANYTHING, ServiceWeights
from assistant.training.code_rates import CodeRates
from assistant.training.corpus import OWN, LabelledReport
from assistant.training.doubt_steps import fit_steps
from assistant.training.examples import Example, read_examples
from assistant.training.reliability import Judged, figures, sure_from
from assistant.training.scores import GROUP_WEIGHTS, Matrix, scores_unseen, table, targets
from assistant.training.second_stage import fit_logistic

Progress = Callable[[str], None]


FOLDS = 6


def learn(reports: Sequence[LabelledReport], say: Progress = lambda step: None) -> ServiceWeights:
    """Return the table learned from `reports`; the same reports give the same table.

    Args:
        reports: The corpus and the families' own cases.
        say: Called with the name of each step when it begins.
    """
    say("reading the reports")
    examples = read_examples(reports)
    services = tuple(codes_by_service())
    fold_of = author_folds([example.report.author for example in examples])
    folds = np.array([fold_of[example.report.author] for example in examples])
    matrix, wanted = Matrix([example.features for example in examples]), targets(examples, services)
    priors = {
        service: round(sum(service in example.done for example in examples) / len(examples), 5) for service in services
    }
    say("scoring the texts of each author by weights that did not see it")
    unseen = scores_unseen(matrix, wanted, folds)
    scored = [dict(zip((*services, ANYTHING), map(float, row), strict=True)) for row in unseen]
    say("learning when a score and a rule's verdict mean that a service was done")
    presence, presence_unseen = _presence(examples, scored, priors, fold_of)
    say("judging the code lists of each author by weights that did not see it")
    judged = _judge(examples, scored, priors, [presence_unseen[fold] for fold in folds])
    doubt, probabilities = _doubt(judged)
    doubt[SURE_FROM] = sure_from(probabilities, [one.right for one in judged])
    say("writing the table")
    base, written = table([example.features for example in examples], matrix, wanted)
    made_from = {"figures": figures(judged, probabilities, doubt[SURE_FROM]), "priors": priors}
    return ServiceWeights(
        (*services, ANYTHING), tuple(base), dict(GROUP_WEIGHTS), written, presence, doubt, made_from
    )  # fmt: skip


def author_folds(authors: Sequence[str]) -> dict[str, int]:
    """Deal the authors out over `FOLDS` folds, those with most texts first; an author is never in two folds."""
    ranked = [author for author, _ in sorted(Counter(authors).items(), key=lambda item: (-item[1], item[0]))]
    return {author: number % FOLDS for number, author in enumerate(ranked)}


def _asked(examples: Sequence[Example]) -> Callable[[LabelledReport], bool]:
    """Return whether a text can tell how far rules are to be trusted: on texts that they were written on they are right
    too often, so these are asked only where there are no others; on their own cases they are never wrong."""
    unread = any(not example.report.read for example in examples)
    return lambda report: report.author != OWN and not (report.read and unread)


def _presence(
    examples: Sequence[Example],
    scored: Sequence[dict[str, float]],
    priors: dict[str, float],
    fold_of: dict[str, int],
) -> tuple[dict[str, float], list[dict[str, float]]]:
    """Return the weights of the second stage, and for each fold those that did not see it."""
    asked = _asked(examples)
    rows: list[tuple[int, dict[str, float], bool]] = []
    for example, scores in zip(examples, scored, strict=True):
        if not asked(example.report):
            continue
        views = service_views(example.reading, example.account, scores, priors)
        rows += [
            (fold_of[example.report.author], presence_inputs(view), service in example.done)
            for service, view in views.items()
            if service not in example.disputed
        ]

    def fitted(without: int | None) -> dict[str, float]:
        chosen = [row for row in rows if row[0] != without]
        return fit_logistic([inputs for _, inputs, _ in chosen], [outcome for _, _, outcome in chosen])

    return fitted(None), [fitted(fold) for fold in range(FOLDS)]


def _judge(
    examples: Sequence[Example],
    scored: Sequence[dict[str, float]],
    priors: dict[str, float],
    presence_unseen: Sequence[dict[str, float]],
) -> list[Judged]:
    """Analyse each text with the weights that did not see its author, and say whether its code list is right."""
    asked = _asked(examples)
    judged = []
    for example, scores, presence in zip(examples, scored, presence_unseen, strict=True):
        report = example.report
        if not asked(report):
            continue
        kept: list[Weighed] = []

        def decide(  # type: ignore[no-untyped-def]
            reading, account, scores=scores, presence=presence, kept=kept
        ):
            kept.append(weigh_scores(reading, account, scores, priors, presence))
            return kept[0]

        analysis = analyze(report.text, id=report.id, decide=decide)
        inputs = open_questions(kept[0], analysis)
        judged.append(Judged(report.author, inputs, rated_codes(analysis.codes), is_right(report, analysis)))
    return judged


def is_right(report: LabelledReport, analysis: Analysis) -> bool:
    """Whether the supported codes with their units are those of the gold line or of one of its alternatives."""
    said = bag(code.to_dict() for code in analysis.with_status("supported"))
    options = [report.gold["codes"], *report.gold.get("alternatives", ())]
    return any(bag(option) == said for option in options)


def _doubt(judged: Sequence[Judged]) -> tuple[dict[str, Any], list[float]]:
    """Return what is learned of the doubt, and each text's probability by what did not see its author."""
    authors, rates = sorted({one.author for one in judged}), CodeRates(judged)

    def learned_without(left_out: Sequence[str]) -> dict[str, Any]:
        rest = [one for one in judged if one.author not in left_out]
        seen_by = {author: rates.without([*left_out, author]) for author in authors}  # a text's own answer is no input
        inputs = [{**one.inputs, **of_rates(one.codes, seen_by[one.author])} for one in rest]
        return {**fit_steps(inputs, [one.right for one in rest]), RATES: rates.without(left_out)}

    unseen = {author: learned_without([author]) for author in authors}
    probabilities = [
        probability_right(unseen[one.author], {**one.inputs, **of_rates(one.codes, unseen[one.author][RATES])})
        for one in judged
    ]
    return learned_without([]), probabilities
