"""How sure the code list as a whole is, and which reports a coder should open first.

The probability that the list is right is a logistic regression over what the weighing left open, learned from texts by
authors that no weight had seen (`assistant/training/`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log, log1p

from assistant.analysis import Code, Gap, Review
from assistant.services.presence import probability
from assistant.services.weigh import Weighed

SURE_FROM = "sure from"  # the key of the threshold among the weights
OPEN_QUESTION = 0.2  # a service between this and its complement is worth a word
NAMED = 3


def doubt_inputs(weighed: Weighed, codes: Sequence[Code], gaps: Sequence[Gap]) -> dict[str, float]:
    """Return the inputs of the doubt by name.

    Args:
        weighed: The services after weighing.
        codes: The codes of the finished record.
        gaps: Its gaps.
    """
    certain = [max(value, 1.0 - value) for value in weighed.presence.values()]
    supported = [code for code in codes if code.status == "supported"]
    present = {service for service, value in weighed.presence.items() if value >= 0.5}
    anything = max((view.anything for view in weighed.views.values()), default=-1.0)
    inputs = {
        "doubt": -sum(log(max(value, 1e-6)) for value in certain),
        "least certain": 1.0 - min(certain, default=1.0),
        "taken in": float(len(weighed.taken_in)),
        "left out": float(len(weighed.left_out)),
        "codes": log1p(len(supported)),
        "waiting": float(any(code.status == "needs_documentation" for code in codes)),
        "refused": float(any(code.status == "not_reportable" for code in codes)),
        "anything": anything,
        "anything, no code": anything * (not supported),
        "no code": float(not supported),
        "length": log1p(max((view.length for view in weighed.views.values()), default=0)) - 4.5,
        "several units": float(any(code.units > 1 for code in supported)),
    }
    inputs |= {f"gap {gap.element}": 1.0 for gap in gaps if gap.element in ("structures", "extent", "laterality")}
    inputs |= {f"of {service}": 1.0 for service in present}
    return inputs


def review(weighed: Weighed, codes: Sequence[Code], gaps: Sequence[Gap], weights: Mapping[str, float]) -> Review:
    """Return whether a coder should look at the report first, how probable it is that the list is right, and why.

    `weights` are those of the doubt; empty where the services were decided by somebody else, and nothing is known.
    """
    if not weights:
        return Review(True, 0.0, ("The services were given, not found: nothing is known of how sure they are.",))
    right = probability(weights, doubt_inputs(weighed, codes, gaps))
    look_first = right < weights[SURE_FROM]
    return Review(look_first, round(right, 3), tuple(reasons(weighed, codes)) if look_first else ())


def reasons(weighed: Weighed, codes: Sequence[Code]) -> list[str]:
    """Return in words what is open, the most open first; never empty."""
    said = [
        *(f"The words look like {named(s)}; its rules alone did not find it." for s in weighed.taken_in),
        *(f"The rules find {named(s)}; the report as a whole does not read like it." for s in weighed.left_out),
    ]
    settled = {*weighed.taken_in, *weighed.left_out}
    unsure = sorted(
        (service for service, value in weighed.presence.items() if OPEN_QUESTION < value < 1 - OPEN_QUESTION),
        key=lambda service: abs(weighed.presence[service] - 0.5),
    )
    for service in unsure:
        if service in settled:
            continue
        if weighed.views[service].verdict == "none":
            said.append(f"Words of {named(service)} that no code explains.")
        else:
            said.append(f"It is not sure that {named(service)} was done now.")
    if not said and any(code.status == "needs_documentation" for code in codes):
        said.append("A code waits for documentation.")
    if not said and len(codes) > 1:
        said.append("Several codes stand beside each other; each may be right and the list not.")
    return said[:NAMED] or ["Reports like this one were less often coded right than others."]


def named(service: str) -> str:
    """Return a service in words: "a limb vein duplex"."""
    words = service.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
