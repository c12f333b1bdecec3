"""The physician's way to complete a report: statements to choose, the addendum that they make, and what it would change.

Nothing of it is written into the report: the addendum is a draft beside it, signed with the name of whoever sits before
the page or, without a sign-in, with the one that is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import streamlit as st

from assistant.analysis import Analysis, Gap
from assistant.coding.setting import BillingSetting
from assistant.gaps.completion import (
    BLANK,
    DROPPED,
    Chosen,
    Completion,
    Part,
    addendum,
    completions,
    counted,
    place_of,
    sentences,
)
from assistant.ui.checking import Outcome, check
from assistant.ui.people import LOCAL, current_person
from assistant.ui.session import DAY_PICKER, EDITOR, Report, current_report
from assistant.ui.words import ELEMENT_WORDS, element_label

Json = dict[str, Any]
DRAFTING = "drafting"
LONGEST_DRAFT, LONGEST_NAME = 20_000, 120
PIECE = re.compile(rf"{BLANK.pattern}|[^{{}}]+")


@dataclass(frozen=True)
class Drafting:
    """What the physician made so far.

    Attributes:
        number: The report that it is about (`Report.number`).
        chosen: The choices, by the key of their part.
        name: The name typed for the signature.
        edited: The draft as changed by hand; empty where it is the one made from the choices.
        stamp: When it was last changed: date, time and zone.
        whole: Whether the answers on the page are those for report and addendum together.
    """

    number: int
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    name: str = ""
    edited: str = ""
    stamp: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Completed:
    """A report with its draft: the draft, and the answer for both together (None while nothing of it counts)."""

    made: tuple[Completion, ...]
    drafting: Drafting
    draft: str
    outcome: Outcome | None

    @property
    def shown(self) -> Outcome | None:
        """The answer that the page shows in place of the report's own, if it is another one."""
        return self.outcome if self.drafting.whole else None


def accept_completion() -> None:
    """Take over what was chosen and written, from those who may write addenda."""
    sent: Json | None = st.session_state[EDITOR].get("completion")
    if not isinstance(sent, dict) or not current_person().may("edit"):
        return
    report = current_report()
    if sent.get("number") != report.number:
        return
    st.session_state[DRAFTING] = Drafting(
        report.number, dict(_chosen(sent.get("chosen"))), str(sent.get("name") or "")[:LONGEST_NAME],
        str(sent.get("edited") or "")[:LONGEST_DRAFT], stamp_of(datetime.now().astimezone()), bool(sent.get("whole", True)),
    )  # fmt: skip


def stamp_of(now: datetime) -> str:
    """Return date, time and zone as an addendum bears them: 2026-11-30 08:20 UTC, or 2026-11-30 08:20 UTC+01:00."""
    offset = f"{now:%z}"
    zone = "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{now:%Y-%m-%d %H:%M} {zone}"


def complete(report: Report, outcome: Outcome, setting: BillingSetting | None = None) -> Completed | None:
    """Return the statements that can be made about a report's gaps, the draft, and the answer with it.

    None where nothing can be completed: there is no answer, no gap, or somebody who may not write addenda.
    """
    if outcome.analysis is None or not current_person().may("edit"):
        return None
    made = completions(outcome.analysis, report.text)
    kept: Drafting | None = st.session_state.get(DRAFTING)
    drafting = kept if kept and kept.number == report.number else Drafting(report.number)
    told = list(sentences(made, drafting.chosen))
    if not made:
        return None
    if not told and not drafting.edited:
        return Completed(made, drafting, "", None)
    draft = drafting.edited or addendum(told, stamp=drafting.stamp, name=_signer(drafting))
    counts = counted(draft, made, drafting.chosen)
    return Completed(made, drafting, draft, _checked(report.text, counts, outcome.analysis, setting))


def describe_completion(completed: Completed, before: Analysis) -> Json:
    """Return the statements, the draft and the difference that it makes, as the report view draws them."""
    drafting, after = completed.drafting, completed.outcome.analysis if completed.outcome else None
    return {
        "number": drafting.number, "cards": [_card(one, after) for one in completed.made],
        "chosen": {key: {"choice": one.choice, "blanks": list(one.blanks)} for key, one in drafting.chosen.items()},
        "name": drafting.name, "signer": _signed_in(), "edited": bool(drafting.edited), "whole": drafting.whole,
        "draft": completed.draft, "open": completed.draft.count("____"),
        "changes": _changes(before, completed.outcome) if completed.outcome else [],
    }  # fmt: skip


def describe_marks(analysis: Analysis, text: str) -> list[Json]:
    """Return where in the text the missing statements would belong."""
    return [
        {"id": f"element:{gap.element}", "label": element_label(analysis, gap.element), "at": place_of(gap, analysis, text)}
        for gap in analysis.gaps
    ]  # fmt: skip


def _checked(text: str, counts: str, before: Analysis, setting: BillingSetting | None) -> Outcome:
    """Return the answer for report and addendum together, checked again only where one of them is another."""
    day = st.session_state.get(DAY_PICKER)
    asked = (text, counts, day, setting)
    kept = st.session_state.get("completed")
    if not kept or kept[0] != asked:
        kept = (asked, check(f"{text.rstrip()}\n\n{counts}\n", day, before=before, setting=setting))
        st.session_state.completed = kept
    outcome: Outcome = kept[1]
    return outcome


def _changes(before: Analysis, outcome: Outcome) -> list[str]:
    """Return the difference in words, with what the addendum itself calls for."""
    if outcome.analysis is None:
        return [outcome.message]
    known = {conflict.message for conflict in before.conflicts}
    return [*outcome.changes, *(one.message for one in outcome.analysis.conflicts if one.message not in known)]


def _card(completion: Completion, after: Analysis | None) -> Json:
    gap = completion.gap
    return {
        "id": f"complete:{gap.element}", "element": f"element:{gap.element}", "label": completion.label,
        "detail": gap.message, "state": gap.state, "at": completion.place,
        "word": ", ".join(filter(None, (ELEMENT_WORDS[gap.state], "required" if gap.severity == "required" else ""))),
        "now": _now(gap, after) if after else "",
        "parts": [_part(part) for part in completion.parts],
    }  # fmt: skip


def _now(gap: Gap, after: Analysis) -> str:
    """Return how the element stands with the addendum, empty where that is as before."""
    left = next((one for one in after.gaps if one.element == gap.element), None)
    if left is None:
        line = next((one for one in after.elements if one.element == gap.element), None)
        return "documented" if line is None or line.state == "present" else ELEMENT_WORDS[line.state]
    if left.state != gap.state:
        return ELEMENT_WORDS[left.state]
    return "in part" if set(left.structures) < set(gap.structures) else ""


def _part(part: Part) -> Json:
    return {
        "key": part.key, "structure": part.structure[:1].upper() + part.structure[1:],
        "choices": [list(_pieces(choice.words)) for choice in part.choices],
    }  # fmt: skip


def _pieces(words: str) -> Iterator[Json]:
    """Yield a sentence in pieces: words, and blanks, of which some may be left empty."""
    dropped = [match.span() for match in DROPPED.finditer(words)]
    for match in PIECE.finditer(words):
        if match[1]:
            yield {"blank": match[1], "optional": any(start < match.start() < end for start, end in dropped)}
        elif plain := match[0].translate({ord("["): None, ord("]"): None}):
            yield {"text": plain}


def _chosen(sent: object) -> Iterator[tuple[str, Chosen]]:
    """Yield the choices that a browser sent, whatever else it sent."""
    for key, one in sent.items() if isinstance(sent, dict) else ():
        if isinstance(one, dict) and isinstance(one.get("choice"), int):
            blanks: Sequence[object] = one["blanks"] if isinstance(one.get("blanks"), list) else ()
            yield str(key), Chosen(one["choice"], tuple(str(words) for words in blanks))


def _signed_in() -> str:
    """Return the name of who is signed in, empty without a sign-in."""
    name = current_person().name
    return "" if name == LOCAL else name


def _signer(drafting: Drafting) -> str:
    return _signed_in() or drafting.name
