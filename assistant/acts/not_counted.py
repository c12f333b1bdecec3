"""Says which studies and procedures a text without codes names, and why none of them counts.

"Not mentioned", "planned" and "quoted" are three things, and a reader who pastes a visit or a request wants to know
which of them was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.analysis import Act, ActStatus, NotCounted, Span
from assistant.knowledge.acts_schema import act_files


def not_counted(acts: Iterable[Act], images_denied: Sequence[Span], text: str) -> tuple[NotCounted, ...]:
    """Return what is told of studies and procedures that earns no code, one entry a status, in the order of the text.

    Args:
        acts: The acts of the text.
        images_denied: The words by which it says that images were not kept. They are the reason for what was done now;
            of what was done and has no such reason, nothing is said.
        text: The text.
    """
    file = act_files()[2]
    told: dict[ActStatus, set[Span]] = {}
    for act in acts:
        if act.technique in file.studies and act.evidence and (act.status != "done" or images_denied):
            told.setdefault(act.status, set()).add(_name(act, text))
    if "done" in told:
        told["done"].update(images_denied)
    seen = [
        NotCounted(status, file.images_denied if status == "done" else file.not_counted[status], tuple(sorted(spans)))
        for status, spans in told.items()
    ]
    return tuple(sorted(seen, key=lambda one: one.evidence))


def _name(act: Act, text: str) -> Span:
    """Return the first words of an act as one span: "carotid duplex" of "carotid" and "duplex"."""
    start, end, _ = act.evidence[0]
    for span in act.evidence[1:]:
        if text[end : span.start].strip():
            break
        end = max(end, span.end)
    return Span(start, end, text[start:end])
