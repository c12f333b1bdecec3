"""What the room takes in and hands out: phrases of an indication, and the ICD-10-CM candidates for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Side = Literal["left", "right", "bilateral"]
Assertion = Literal["affirmed", "negated", "historical", "planned", "conditional"]
Role = Literal["present", "history", "past", "family", "screening"]
Kind = Literal["sign", "condition", "history", "family", "screening", "encounter"]


@dataclass(frozen=True)
class Word:
    """One word of a phrase in its normal form.

    Attributes:
        form: The word as the knowledge base spells it, for example `leg` for `limb`.
        start: Offset of the first character in the report, or None for a word taken over from a neighbour phrase.
        end: Offset behind the last character, or None likewise.
    """

    form: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class IndicationPhrase:
    """One statement of an indication or impression.

    Attributes:
        text: The words as they stand in the report.
        start: Offset of the first character in the report.
        end: Offset behind the last character.
        side: Side that the phrase names, or None where it names none.
        assertion: Whether the statement holds for the patient now.
        uncertain: True for a diagnosis that is only looked for or suspected.
        role: Which part of the code list can express it: a present state, the patient's history, what is over and
            done (`past`: "prior", "status post", "resolved"), the family's history or a screening.
        weeks: Completed weeks of gestation, where the phrase names them in a pregnancy.
        words: Normal forms to search with, completed from a neighbour phrase where the writer shared a word
            ("left calf pain and swelling" gives "calf swelling" for the second phrase).
    """

    text: str
    start: int
    end: int
    side: Side | None = None
    assertion: Assertion = "affirmed"
    uncertain: bool = False
    role: Role = "present"
    weeks: int | None = None
    words: tuple[Word, ...] = field(default=(), repr=False)

    @property
    def codable(self) -> bool:
        """True when a code may rest on this phrase: it is stated, and neither denied nor merely suspected."""
        return not self.uncertain and self.assertion in ("affirmed", "historical")


@dataclass(frozen=True)
class DiagnosisCandidate:
    """One ICD-10-CM code that the text supports.

    Attributes:
        code: The code with its dot. Where `needs` is not empty it is not yet complete.
        name: Official title of the code.
        rank: One for the first proposal; no measure of confidence.
        kind: What the code expresses.
        reason: Why it is proposed, in words.
        spans: Character spans (start, end) of the report that it rests on.
        needs: What the text does not say and a complete code requires, for example `side`.
    """

    code: str
    name: str
    rank: int
    kind: Kind
    reason: str
    spans: tuple[tuple[int, int], ...]
    needs: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """The three-character category of the code."""
        return self.code[:3]

    def to_dict(self) -> dict[str, Any]:
        """Return the candidate as plain JSON data."""
        return {
            "code": self.code,
            "name": self.name,
            "rank": self.rank,
            "kind": self.kind,
            "reason": self.reason,
            "spans": [list(span) for span in self.spans],
            "needs": list(self.needs),
        }
