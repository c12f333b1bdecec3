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
from assistant.services.doubt import RATES, SURE_FROM, Doubt, of_rates, open_questions, rated_codes
from assistant.services.presence import INPUTS, ServiceView, presence_inputs, probabilities
from assistant.services.trees import TreeSum
from assistant.services.weigh import Weighed, decide, service_views
from assistant.services.weights import ANYTHING, Scores, ServiceWeights
from assistant.training.boosting import Growth, grow, grow_by_name
from assistant.training.code_rates import CodeRates
from assistant.training.corpus import OWN, LabelledReport
from assistant.training.examples import Example, read_examples
from assistant.training.reliability import Judged, figures, sure_from
from assistant.training.scores import GROUP_WEIGHTS, Matrix, learned_codes, scores_unseen, table, targets

Progress = Callable[[str], None]


FOLDS = 6
OF_PRESENCE = Growth()
OF_DOUBT = Growth(draws=1, trees=400, rate=0.03, depth=2, fewest=40)


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
    matrix = Matrix([example.features for example in examples])
    wanted = targets(examples, services, learned_codes(examples))
    priors = {
        service: round(sum(service in example.done for example in examples) / len(examples), 5) for service in services
    }
    say("scoring the texts of each author by weights that did not see it")
    unseen = scores_unseen(matrix, wanted, folds)
    scores = [Scores.of((*services, ANYTHING), wanted.codes, row) for row in unseen.scores.tolist()]
    views = _views(examples, scores, unseen.anything_by_group, priors)
    say("learning when a score and a rule's verdict mean that a service was done")
    presence, presence_unseen = _presence(examples, views, fold_of)
    say("judging the code lists of each author by weights that did not see it")
    judged = _judge(examples, views, scores, [presence_unseen[fold] for fold in folds])
    doubt, said = _doubt(judged)
    doubt[SURE_FROM] = sure_from(said, [one.right for one in judged])
    say("writing the table")
    base, written = table([example.features for example in examples], matrix, wanted)
    made_from = {"figures": figures(judged, said, doubt[SURE_FROM]), "priors": priors}
    return ServiceWeights(
        (*services, ANYTHING), wanted.codes, tuple(base), dict(GROUP_WEIGHTS), written, presence, doubt, made_from
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


def _views(
    examples: Sequence[Example], scores: Sequence[Scores], anything_by_group: np.ndarray, priors: dict[str, float]
) -> list[dict[str, ServiceView] | None]:
    """Return what is known of the services of each text that is asked (see `_asked`), None of the others."""
    asked = _asked(examples)
    return [
        service_views(example.reading, example.account, of_text, tuple(by_group), priors)
        if asked(example.report) else None
        for example, of_text, by_group in zip(examples, scores, anything_by_group.tolist(), strict=True)
    ]  # fmt: skip


def _presence(
    examples: Sequence[Example], views: Sequence[dict[str, ServiceView] | None], fold_of: dict[str, int]
) -> tuple[dict[str, Any], list[TreeSum]]:
    """Return the trees of the second stage, and for each fold those that did not see it.

    Verdicts on texts that the rules were written on are always right and would teach blind trust; scores of texts that
    the first stage was fitted on are too good in the same way. So the views are of scores by regressions that did not
    see the author, and of verdicts from before the rules saw the text.
    """
    cases = [
        (fold_of[example.report.author], presence_inputs(view), service in example.done)
        for example, of_text in zip(examples, views, strict=True)
        for service, view in (of_text or {}).items()
        if service not in example.disputed
    ]

    def fitted(without: int | None) -> dict[str, Any]:
        chosen = [(inputs, done) for fold, inputs, done in cases if fold != without]
        values = np.array([inputs for inputs, _ in chosen], dtype=float)
        return grow(values, [done for _, done in chosen], INPUTS, OF_PRESENCE)

    return fitted(None), [TreeSum(fitted(fold), INPUTS) for fold in range(FOLDS)]


def _judge(
    examples: Sequence[Example],
    views: Sequence[dict[str, ServiceView] | None],
    scores: Sequence[Scores],
    unseen: Sequence[TreeSum],
) -> list[Judged]:
    """Analyse each text with the weights that did not see its author, and say whether its code list is right."""
    judged = []
    for example, of_text, of_codes, trees in zip(examples, views, (one.codes for one in scores), unseen, strict=True):
        if of_text is None:
            continue
        report = example.report
        kept: list[Weighed] = []

        def weigh(  # type: ignore[no-untyped-def]
            reading, account, of_text=of_text, of_codes=of_codes, trees=trees, kept=kept
        ):
            kept.append(decide(account, of_text, probabilities(trees, of_text), of_codes))
            return kept[0]

        analysis = analyze(report.text, id=report.id, decide=weigh)
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
        return {**grow_by_name(inputs, [one.right for one in rest], OF_DOUBT), RATES: rates.without(left_out)}

    unseen = {author: Doubt(learned_without([author])) for author in authors}
    said = [
        unseen[one.author].probability_right({**one.inputs, **of_rates(one.codes, unseen[one.author].rates)})
        for one in judged
    ]
    return learned_without([]), said
