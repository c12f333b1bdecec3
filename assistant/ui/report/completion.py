"""The physician's way to complete a report: statements to choose, the addendum that they make, and what it would change.

Nothing of it is written into the report: the addendum is a draft beside it, signed with the name of whoever sits before
the page or, without a sign-in, with the one that is typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import streamlit as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

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
    gaps_told,
    open_blanks,
    place_of,
    sentences,
)
from assistant.gaps.letters import structures_asked
from assistant.ui.access.people import LOCAL, current_person
from assistant.ui.report.answers import describe_places
from assistant.ui.report.checking import Outcome, check
from assistant.ui.report.session import DAY, DRAFTING, EDITOR, Report, current_report, last_stamp
from assistant.ui.words import ELEMENT_WORDS, element_label

Json = dict[str, Any]
#: What follows from a conflict of kind "addendum" that corrects nothing (`studies/addenda.py`).
SET_ASIDE = "What it says is shown and changes no answer."
PIECE = re.compile(rf"{BLANK.pattern}|[^{{}}]+")


class Drafting(BaseModel):
    """What the physician made so far, as the browser sends it and the session keeps it.

    Attributes:
        report: Which report it is about, see `report_id`.
        chosen: The choices, by the key of their part.
        name: The name typed for the signature.
        edited: The draft as changed by hand; empty where it is the one made from the choices.
        stamp: When it was last changed: date, time and zone. The server gives it.
        whole: Whether the answers on the page are those for report and addendum together.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    report: str
    chosen: dict[str, Chosen] = Field(default={})
    name: str = Field(default="", max_length=120)
    edited: str = Field(default="", max_length=20_000)
    stamp: str = Field(default="", max_length=40)
    whole: bool = True

    @classmethod
    def read(cls, message: object) -> Drafting | None:
        """Return what was sent or kept, None where it is malformed."""
        try:
            return cls.model_validate_json(json.dumps(message))  # JSON has no tuples: a list stands for one
        except (ValidationError, TypeError, ValueError):
            return None


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
    sent = Drafting.read(st.session_state[EDITOR].get("completion"))
    if sent and current_person().may("edit") and sent.report == report_id(current_report()):
        stamped = sent.model_copy(update={"stamp": stamp_of(datetime.now().astimezone())})
        st.session_state[DRAFTING] = stamped.model_dump(mode="json")


def report_id(report: Report) -> str:
    """Return what a report keeps through edits and reloads: the hash of how it came."""
    return sha256(report.first.encode("utf-8", "surrogatepass")).hexdigest()[:16]


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
    kept = Drafting.read(st.session_state.get(DRAFTING))
    drafting = kept if kept and kept.report == report_id(report) else Drafting(report=report_id(report))
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
        "report": drafting.report, "cards": [_card(one, after) for one in completed.made],
        "chosen": {key: one.model_dump(mode="json") for key, one in drafting.chosen.items()},
        "name": drafting.name, "signer": _signed_in(), "edited": bool(drafting.edited), "whole": drafting.whole,
        "answered": last_stamp("completion"),
        "draft": completed.draft, "open": open_blanks(completed.draft), "named": bool(_signer(drafting)),
        "changes": _changes(before, completed.outcome) if completed.outcome else [],
    }  # fmt: skip


def describe_marks(analysis: Analysis, text: str) -> list[Json]:
    """Return where in the text the missing statements would belong."""
    return [
        {
            "id": f"element:{gap.element}", "span": [place, place],
            "label": ", ".join(structures_asked(gap, analysis.studies)) or element_label(analysis, gap.element),
        }
        for gap in gaps_told(analysis) for place in [place_of(gap, analysis, text)]
    ]  # fmt: skip


def _checked(text: str, counts: str, before: Analysis, setting: BillingSetting | None) -> Outcome:
    """Return the answer for report and addendum together, checked again only where one of them is another."""
    day = st.session_state.get(DAY)
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
    fresh = [one for one in outcome.analysis.conflicts if one.message not in known]
    aside = [SET_ASIDE] if any(one.kind == "addendum" and "corrects" not in one.message for one in fresh) else []
    return [*outcome.changes, *(one.message for one in fresh), *aside]


def _card(completion: Completion, after: Analysis | None) -> Json:
    gap = completion.gap
    return {
        "id": f"complete:{gap.element}", "element": f"element:{gap.element}", "label": completion.label,
        "detail": gap.message, "state": gap.state, "span": [completion.place, completion.place], "places": describe_places(gap.evidence),
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


def _signed_in() -> str:
    """Return the name of who is signed in, empty without a sign-in."""
    name = current_person().name
    return "" if name == LOCAL else name


def _signer(drafting: Drafting) -> str:
    return _signed_in() or drafting.name
