"""The reason of a code as far as it is true of this report: what is asked and not told, which side lacks what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.analysis import Structure
from assistant.knowledge.code_registry import CodeEntry
from assistant.studies.compiled import CompiledCode, knowledge
from assistant.studies.scene import FoundStudy

NAMES_SHOWN = 8
ASKED = "The code means: {reason} Not told: {lacking}."
NOT_SEEN = "Not seen, for a reason that is given: {names}."
GONE = "No longer there: {names}."
NOT_DESCRIBED = "Not described: {names}."


def told_reason(rule: CompiledCode, study: FoundStudy, needs: Sequence[str], entry: CodeEntry | None) -> str:
    """Return why a rule gives its code for a study, without a word that the report does not bear out.

    Args:
        rule: The rule.
        study: The study that it was found to hold for.
        needs: The elements that the code still waits for: the rule's words may tell them as given.
        entry: The code in the registry.
    """
    spec = rule.spec
    reason = spec.reason
    if study.side:
        reason = spec.reason_by_side.get("both" if study.side == "bilateral" else "one", reason).format(side=study.side)
    if needs:
        lacking = (knowledge().elements[need].entry.label for need in needs)
        return ASKED.format(reason=_small(reason), lacking=", ".join(map(_small, lacking)))
    return " ".join([reason, *_of_structures(study, entry)])


def _of_structures(study: FoundStudy, entry: CodeEntry | None) -> Iterable[str]:
    """Yield which structures of a complete study were not seen, and which a study of both sides does not describe."""
    required = [line for line in study.ledger if line.required]
    if entry is not None and (entry.extent == "complete" or entry.unit == "both sides"):
        for state, words in (("not_visualized", NOT_SEEN), ("absent", GONE)):
            if lines := [line for line in required if line.state == state]:
                yield words.format(names=_names(lines))
    elif study.side == "bilateral" and study.compiled.spec.sides == "paired":
        lines = [line for line in required if not line.counts]
        if lines and len(lines) < len(required):
            yield NOT_DESCRIBED.format(names=_names(lines))


def _names(lines: Sequence[Structure]) -> str:
    names = [" ".join(filter(None, (line.side, line.name))) for line in lines]
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more


def _small(words: str) -> str:
    """Return words that began a sentence as they stand within one; abbreviations keep their capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
