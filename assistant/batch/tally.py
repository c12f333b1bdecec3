"""How far a batch is, and what is told of the reports that were set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from assistant.documents.files import printable_name

if TYPE_CHECKING:
    from assistant.batch.run import Outcome


class Tally(NamedTuple):
    """How far a batch is: reports, bytes of their results where these are kept, and what became of them."""

    reports: int = 0
    bytes: int = 0
    sure: int = 0
    look_first: int = 0
    set_aside: int = 0

    def after(self, outcome: Outcome) -> Tally:
        """Return the tally with one more report."""
        review = outcome.review
        return self._replace(
            reports=self.reports + 1,
            sure=self.sure + bool(review and not review.look_first),
            look_first=self.look_first + bool(review and review.look_first),
            set_aside=self.set_aside + (review is None),
        )


def set_aside_line(outcome: Outcome) -> dict[str, str]:
    """Return what a file of reports that were set aside says of one."""
    return {
        "id": outcome.file.id, "path": printable_name(str(outcome.file.path)), "reason": printable_name(outcome.fault),
    }  # fmt: skip
