"""Gives each candidate the code of its day: rules name present codes, and a report may be older than they are."""

from __future__ import annotations

from datetime import date

from assistant.coding.candidates import Candidate
from assistant.knowledge.code_history import CodeHistory, HistoryEntry, load_code_history
from assistant.knowledge.code_registry import CodeRegistry, load_codes

GUIDANCE_ELEMENTS = frozenset({"guidance_description", "needle_visualization", "image_storage"})


def date_codes(candidates: list[Candidate], day: date | None) -> None:
    """Replace each code that was not in force on `day` by that day's, with a note; refuse what has no such code.

    Guidance that a present code contains and that had its own code on `day` is added, or brought back.

    Args:
        candidates: The candidates of one report after they were compared; changed in place.
        day: The date of service; None is the present, whose codes the rules name.
    """
    if day is None:
        return
    history = load_code_history()
    for candidate in list(candidates):
        if candidate.status != "not_reportable" and history.differs(candidate.code, day):
            _date(candidate, candidates, day, history)


def _date(candidate: Candidate, candidates: list[Candidate], day: date, history: CodeHistory) -> None:
    registry, present = load_codes(), candidate.code
    if not registry.valid_on(present, day) and (after := registry.successor_on(present, day)):
        _move_on(candidate, after, day, history)
        return
    entry = history.entry_on(present, day)
    if entry is None:
        if not registry.valid_on(present, day):
            candidate.drop(history.messages.unknown.format(code=present, day=day))
        return
    instead = entry.instead or (present,)
    _bring_back(candidate, entry, candidates, day, history)
    if entry.instead:
        candidate.notes.append(_replaced(present, entry.instead, day, history, registry))
        companions = [candidate.copy_as(code) for code in entry.instead[1:]]
        candidate.code = entry.instead[0]
        place = candidates.index(candidate) + 1
        candidates[place:place] = companions
    if entry.once:
        _add_guidance(
            candidate, entry, candidates, history.messages.companion.format(day=day, instead=instead[0], code=present)
        )
    _join_repeats(candidate, candidates)


def _move_on(candidate: Candidate, after: tuple[str, ...], day: date, history: CodeHistory) -> None:
    """Give a retired code its successor; where several came after it, the code alone cannot choose."""
    end = load_codes()[candidate.code].valid_to
    names = {"code": candidate.code, "end": end, "day": day, "instead": ", ".join(after)}
    if len(after) > 1:
        candidate.drop(history.messages.choice.format_map(names))
        return
    candidate.notes.append(history.messages.ended.format_map(names))
    candidate.code = after[0]


def _replaced(code: str, instead: tuple[str, ...], day: date, history: CodeHistory, registry: CodeRegistry) -> str:
    names = {"code": code, "day": day, "begin": registry[code].valid_from, "instead": " with ".join(instead)}
    doubtful = any(registry[old].dates_uncertain for old in instead)
    return " ".join(
        text.format_map(names)
        for text in (history.messages.replaced, *([history.messages.uncertain] if doubtful else []))
    )


def _bring_back(
    candidate: Candidate, entry: HistoryEntry, candidates: list[Candidate], day: date, history: CodeHistory
) -> None:
    """Revive what was dropped only because the present code contains it, be it by the rules or by weights learned on present codes."""
    for other in candidates:
        if other.code in entry.separate and (other.container is candidate or other.left_out):
            other.revive()
            other.notes.append(
                history.messages.companion.format(
                    day=day, instead=(entry.instead or (candidate.code,))[0], code=candidate.code
                )
            )


def _add_guidance(candidate: Candidate, entry: HistoryEntry, candidates: list[Candidate], note: str) -> None:
    """Add the guidance code once; what the present code waits for is what the guidance waited for."""
    assert entry.once is not None
    found = next((other for other in candidates if other.code == entry.once and other.status != "not_reportable"), None)
    if found is None:
        found = candidate.copy_as(entry.once)
        found.units, found.modifiers, found.notes, found.reason = 1, [], [], note
        candidates.append(found)
    elif found.study is not candidate.study:
        found.notes.append(note)
    if not entry.asks_guidance and GUIDANCE_ELEMENTS.issuperset(candidate.needs):
        candidate.needs, candidate.status = [], "supported"


def _join_repeats(candidate: Candidate, candidates: list[Candidate]) -> None:
    """Join lines that two present codes (first lesion, further lesion) leave with one earlier code."""
    for other in candidates:
        if (
            other is candidate
            or other.code != candidate.code
            or other.status != candidate.status
            or other.modifiers != candidate.modifiers
        ):
            continue
        other.units += candidate.units
        other.notes.extend(note for note in candidate.notes if note not in other.notes)
        candidates.remove(candidate)
        return
