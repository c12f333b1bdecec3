"""Says which studies and procedures a text without codes names, and why none of them counts.

"Not mentioned", "planned" and "quoted" are three things, and a reader who pastes a visit or a request wants to know
which of them was seen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from assistant.analysis import Act, ActStatus, NotCounted, Span
from assistant.knowledge.acts_schema import act_files
from assistant.language.layout import Reading

NAMES = frozenset({"MODALITY", "PROCEDURE"})  # labels of the words by which studies and procedures are named


def not_counted(acts: Iterable[Act], images_denied: Sequence[Span], reading: Reading) -> tuple[NotCounted, ...]:
    """Return what is told of studies and procedures that earns no code, one entry a status, in the order of the text.

    A study is shown by its name ("carotid duplex"); structures, values and results are shown only where no study is named.

    Args:
        acts: The acts of the text.
        images_denied: The words by which it says that images were not kept. They are the reason for what was done now.
        reading: The text.
    """
    file = act_files()[2]
    told: dict[ActStatus, set[Span]] = {}
    unnamed: dict[ActStatus, set[Span]] = {}
    names = _Names(reading)
    for act in acts:
        if act.technique in file.studies and act.evidence:
            named = names.of(act)
            (told if named else unnamed).setdefault(act.status, set()).add(named or names.joined(act.evidence, 0))
    told = told or unnamed
    if images_denied and "done" in told:
        told["done"].update(images_denied)
    seen = [
        NotCounted(
            status,
            file.images_denied if images_denied and status == "done" else file.not_counted[status],
            tuple(sorted(spans)),
        )
        for status, spans in told.items()
    ]
    return tuple(sorted(seen, key=lambda one: one.evidence))


class _Names:
    """Finds the name of a study among the words that tell an act."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.text
        mentions = (*reading.mentions, *reading.context)
        named = sorted({(m.start, m.end) for m in mentions if m.concept.label in NAMES})
        self.starts = [start for start, _ in named]
        self.ends = [end for _, end in named]

    def of(self, act: Act) -> Span | None:
        """Return the first span of an act that holds a name, with what stands right beside it; None where none does."""
        held = (number for number, span in enumerate(act.evidence) if self._holds_name(span))
        number = next(held, None)
        return None if number is None else self.joined(act.evidence, number)

    def _holds_name(self, span: Span) -> bool:
        first = bisect_left(self.starts, span.start)
        within = first < bisect_left(self.starts, span.end)
        around = bisect_right(self.starts, span.start) - 1
        return within or (around >= 0 and self.ends[around] > span.start)

    def joined(self, evidence: Sequence[Span], number: int) -> Span:
        """Return a span with the spans that only white space parts from it: "carotid duplex" of "carotid" and "duplex"."""
        start, end, _ = evidence[number]
        for span in reversed(evidence[:number]):
            if self.text[span.end : start].strip():
                break
            start = min(start, span.start)
        for span in evidence[number + 1 :]:
            if self.text[end : span.start].strip():
                break
            end = max(end, span.end)
        return Span(start, end, self.text[start:end])
