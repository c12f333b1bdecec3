"""How sure the code list as a whole is, and which reports a coder should open first.

The probability that the list is right follows from a sum of small trees (`trees.py`) over what the weighing left open. They
are learned from texts by authors that no weight had seen (`assistant/training/`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from math import log, log1p, prod
from typing import Any

import numpy as np

from assistant.analysis import COUNTING, Analysis, Code, Review
from assistant.knowledge.service_codes import codes_by_service, service_by_code
from assistant.services.naming import named
from assistant.services.presence import NO_SCORE, logistic
from assistant.services.trees import TreeSum, inputs_asked
from assistant.services.weigh import Weighed
from assistant.services.weights import learned_weights

SURE_FROM, RATES = "sure from", "rates"  # the keys of what was learned, beside the trees
ANY_CODE, NO_CODE = "", "none"  # among the rates: that of all lists, and that of empty ones
NEAR_BORDER = 2  # required structures
RISKY_GAPS = frozenset({"structures", "extent", "laterality", "base_procedure", "vessel", "guidance_description"})
OPEN_QUESTION = 0.2  # a service that was decided wrongly with this probability is worth a word
OFTEN_WRONG = 0.08  # a code whose lists are right so much less often than all lists is worth a word
SELDOM = -0.5  # a code that scores lower is one that reports with such words seldom had
NAMED = 3


def doubt_inputs(weighed: Weighed, analysis: Analysis, rates: Mapping[str, float]) -> dict[str, float]:
    """Return the inputs of the doubt by name.

    Args:
        weighed: The services after weighing.
        analysis: The record, finished but for its review.
        rates: How often lists with a code were right (see `rated_codes`); that of all lists under `ANY_CODE`.
    """
    return {**open_questions(weighed, analysis), **of_rates(rated_codes(analysis.codes), rates)}


def rated_codes(codes: Sequence[Code]) -> tuple[str, ...]:
    """Return the codes of a list as rates know them: waiting ones with a question mark; `NO_CODE` for an empty list."""
    marked = {
        f"{code.code}?" if code.status == "needs_documentation" else code.code
        for code in codes
        if code.status != "not_reportable"
    }
    return tuple(sorted(marked)) or (NO_CODE,)


def of_rates(codes: Sequence[str], rates: Mapping[str, float]) -> dict[str, float]:
    """Return the inputs that the rates of a list's codes give; a code without a rate has that of all lists."""
    values = [rates.get(code, rates[ANY_CODE]) for code in codes]
    return {"least rate": min(values), "product of rates": prod(values), "mean rate": sum(values) / len(values)}


def open_questions(weighed: Weighed, analysis: Analysis) -> dict[str, float]:
    """Return the inputs of the doubt that are known without any rates: what weighing, extent and acts left open."""
    supported = analysis.with_status("supported")
    statuses = [code.status for code in analysis.codes]
    named = {
        "codes": log1p(len(supported)),
        "no code": float(not supported),
        "waiting": float("needs_documentation" in statuses),
        "refused": log1p(statuses.count("not_reportable")),
        "several units": float(any(code.units > 1 for code in supported)),
        "conflicts": log1p(len(analysis.conflicts)),
        "length": log1p(analysis.characters) - 6.5,
        f"document {analysis.document}": 1.0,
    }
    named |= _of_services(weighed, bool(supported))
    named |= _of_code_scores(weighed.code_scores, analysis)
    named |= _of_extent(analysis)
    named |= {f"gap {gap.element}": 1.0 for gap in analysis.gaps if gap.element in RISKY_GAPS}
    named |= {f"acts {status}": log1p(count) for status, count in Counter(act.status for act in analysis.acts).items()}
    return named


def _of_services(weighed: Weighed, coded: bool) -> dict[str, float]:
    """Return what the weighing left open."""
    wrong = sorted((1.0 - right for right in decided_rightly(weighed).values()), reverse=True)
    undecided = max((min(value, 1.0 - value) for value in weighed.presence.values()), default=0.0)
    anything = max((view.text.anything for view in weighed.views.values()), default=-1.0)
    return {
        "doubt": -sum(log(max(1.0 - value, 1e-6)) for value in wrong),
        "least certain": wrong[0] if wrong else 0.0,
        "second least certain": wrong[1] if len(wrong) > 1 else 0.0,
        "undecided": undecided,
        "taken in": float(len(weighed.taken_in)),
        "left out": float(len(weighed.left_out)),
        "anything": anything,
        "anything, no code": 0.0 if coded else anything,
    }


def _of_code_scores(scores: Mapping[str, float], analysis: Analysis) -> dict[str, float]:
    """Return how far the list is the one that the learned scores of codes would give."""
    supported = {code.code for code in analysis.with_status("supported")}
    waiting = {code.code for code in analysis.with_status("needs_documentation")}
    rivals = rival_codes(scores, supported)
    return {
        "least code": min((scores[code] for code in supported if code in scores), default=NO_SCORE),
        "best other code": max((of for code, of in scores.items() if code not in supported), default=NO_SCORE),
        "best rival": max((scores[rival] - scores[code] for code, rival in rivals.items()), default=NO_SCORE),
        "best waiting code": max((scores[code] for code in waiting if code in scores), default=NO_SCORE),
    }


def rival_codes(scores: Mapping[str, float], codes: Collection[str]) -> dict[str, str]:
    """Return for each of `codes` that has a score the best other code of its service, where there is one.

    Of two codes of a service the extent, the sides or the way decide; the scores tell which of them reports with such
    words had.
    """
    owner, of_service = service_by_code(), codes_by_service()
    rivals = {}
    for code in codes:
        if code in scores and code in owner:
            others = [other for other in of_service[owner[code]] if other in scores and other not in codes]
            if others:
                rivals[code] = max(others, key=scores.__getitem__)
    return rivals


def decided_rightly(weighed: Weighed) -> dict[str, float]:
    """Return of each service that was asked about how probable it is that it was rightly given a code, or none."""
    return {service: value if weighed.gives(service) else 1.0 - value for service, value in weighed.presence.items()}


def _of_extent(analysis: Analysis) -> dict[str, float]:
    """Return how near the studies come to the border between complete and limited, where a word decides the code."""
    near = unexplained = 0
    for study in analysis.studies:
        states = [line.state for line in study.ledger if line.required]
        lacking = sum([state not in COUNTING for state in states])
        near += bool(states) and lacking <= NEAR_BORDER
        unexplained += "not_seen_unexplained" in states
    return {
        "near the border": float(near),
        "not seen, no reason": float(unexplained),
        "studies": log1p(len(analysis.studies)),
    }


class Doubt:
    """What was learned of the doubt.

    Attributes:
        sure_from: The probability from which on a list is called sure.
        rates: How often lists with a code were right (see `rated_codes`); that of all lists under `ANY_CODE`.
    """

    def __init__(self, learned: Mapping[str, Any]) -> None:
        """Lay out `learned`: trees (`trees.py`), `SURE_FROM` where it is known yet, `RATES`."""
        self.sure_from: float = learned.get(SURE_FROM, 1.0)
        self.rates: Mapping[str, float] = learned[RATES]
        self._inputs = inputs_asked(learned)
        self._trees = TreeSum(learned, self._inputs)

    def probability_right(self, inputs: Mapping[str, float]) -> float:
        """Return the probability that a code list is right; an input (see `doubt_inputs`) that is not there is 0."""
        return logistic(float(self._trees.log_odds(np.array([[inputs.get(name, 0.0) for name in self._inputs]]))[0]))


@lru_cache(maxsize=1)
def learned_doubt() -> Doubt:
    """Return the doubt that ships with the pipeline.

    Raises:
        KnowledgeError: The pipeline's folder holds no table of weights.
    """
    return Doubt(learned_weights().doubt)


def review(weighed: Weighed, analysis: Analysis, doubt: Doubt | None) -> Review:
    """Return whether a coder should look at the report first, how probable it is that the list is right, and why.

    `doubt` is None where the services were decided by somebody else, and nothing is known.
    """
    if doubt is None:
        return Review(True, 0.0, ("The services were given, not found: nothing is known of how sure they are.",))
    right = doubt.probability_right(doubt_inputs(weighed, analysis, doubt.rates))
    look_first = right < doubt.sure_from
    return Review(
        look_first, round(right, 3), tuple(reasons(weighed, analysis.codes, doubt.rates)) if look_first else ()
    )


def reasons(weighed: Weighed, codes: Sequence[Code], rates: Mapping[str, float]) -> list[str]:
    """Return in words what is open, the most open first; never empty."""
    said = [
        *(
            f"The words look like {named(s)}{quoted(weighed.words_of(s))}; its rules alone did not find it."
            for s in weighed.taken_in
        ),
        *(f"The rules find {named(s)}; the report as a whole does not read like it." for s in weighed.left_out),
    ]
    settled = {*weighed.taken_in, *weighed.left_out}
    rightly = decided_rightly(weighed)
    unsure = sorted((s for s, right in rightly.items() if right < 1 - OPEN_QUESTION), key=rightly.__getitem__)
    for service in unsure:
        if service in settled:
            continue
        if weighed.views[service].verdict == "none":
            said.append(f"Words of {named(service)} that no code explains{quoted(weighed.words_of(service))}.")
        elif weighed.views[service].verdict == "refused":
            said.append(
                f"The words look like {named(service)}{quoted(weighed.words_of(service))}; its rules refuse it."
            )
        else:
            said.append(f"It is not sure that {named(service)} was done now.")
    said += _of_disagreeing_codes(weighed.code_scores, codes)
    least = min(rated_codes(codes), key=lambda code: rates.get(code, 1.0))
    if rates.get(least, 1.0) < rates[ANY_CODE] - OFTEN_WRONG and len(said) < NAMED:
        said.append(f"{_of_lists(least)} were right in {round(100 * rates[least])} of 100 reports.")
    if not said and any(code.status == "needs_documentation" for code in codes):
        said.append("A code waits for documentation.")
    if not said and len(codes) > 1:
        said.append("Several codes stand beside each other; each may be right and the list not.")
    return said[:NAMED] or ["Reports like this one were less often coded right than others."]


def _of_disagreeing_codes(scores: Mapping[str, float], codes: Sequence[Code]) -> list[str]:
    """Return in words where the learned scores of codes would have the list otherwise."""
    supported = sorted({code.code for code in codes if code.status == "supported"})
    waiting = sorted({code.code for code in codes if code.status == "needs_documentation"})
    rivals = rival_codes(scores, supported)
    said = []
    for code in supported:
        if code in rivals and scores[rivals[code]] > scores[code]:
            said.append(f"Reports with such words had {rivals[code]} more often than {code}.")
        elif scores.get(code, 0.0) < SELDOM:
            said.append(f"Reports with such words seldom had {code}.")
    said += [
        f"Reports with such words mostly supported {code}, which waits here."
        for code in waiting
        if scores.get(code, 0.0) > 0
    ]
    return said


def _of_lists(code: str) -> str:
    if code == NO_CODE:
        return "Empty code lists"
    return f"Code lists in which {code.removesuffix('?')} waits" if code.endswith("?") else f"Code lists with {code}"


def quoted(words: Sequence[str]) -> str:
    """Return words as they follow what they speak for: ": 'popliteal vein', 'compressible'"; nothing for none."""
    return f": {', '.join(repr(word) for word in words)}" if words else ""
