"""Cuts an indication or impression into statements and reads what is said of each: stated, denied, suspected, past.

A small reader of its own: orders are written in shorthand ("L calf swelling, r/o DVT") that neither sentence splitting
nor assertion rules for report prose are made for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from assistant.diagnoses import lexicon
from assistant.diagnoses.records import Assertion, Role
from assistant.diagnoses.wording import WEEKS, normal_words

_BREAK = re.compile(
    r"""
    [;•|]                                                   # separators of lists
  | (?<!\d):(?!\d)                                          # a heading before its text, not 12:30
  | (?<!\bDr)(?<!\bvs)(?<!\beval)(?<!\by\.o)\.(?=\s|$)      # the end of a sentence
  | \s[-–—]+\s
  | \n\s*(?=\n|\d+[.)]|[-*•])                               # a new paragraph or list item
  | \((?!(?:L|R|[Ll]eft|[Rr]ight|[Bb]ilateral)\))
  | (?<!\(L)(?<!\(R)(?<!\([Ll]eft)(?<!\([Rr]ight)(?<!ilateral)\)
    """,
    re.VERBOSE,
)
_NEW_LINE = re.compile(r"\n(?=\s*[A-Z][a-z])")
_VERSUS = ("vs", "versus")
_CONNECTOR = re.compile(r"^\s*(?:$|[,.]|(?:and|but|with|given|due|now|in|on|by|for)\b)", re.IGNORECASE)
_ALTERNATIVES = re.compile(r"\b(?:or|nor)\b", re.IGNORECASE)
_LEADS_ON = re.compile(r"(?:\b(?:a|an|the|of|for|with|and|or|to|in|no|without|out)|,|/)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class State:
    """What is said of a statement."""

    assertion: Assertion = "affirmed"
    uncertain: bool = False
    role: Role = "present"


AFFIRMED = State()
# Strongest first: "no history of DVT" is denied, "possible prior DVT" is suspected.
_STATES = {
    "negated": State("negated"),
    "uncertain": State(uncertain=True),
    "conditional": State("conditional"),
    "planned": State("planned"),
    "family": State("historical", role="family"),
    "screening": State(role="screening"),
    "historical": State("historical", role="history"),
    "affirmed": AFFIRMED,
}
_STRENGTH = {state: place for place, state in enumerate(_STATES.values())}


@dataclass(frozen=True)
class Piece:
    """A stretch of text with one state. `joined` tells that only a comma parts it from the piece before."""

    start: int
    end: int
    state: State
    joined: bool


@dataclass(frozen=True)
class _Event:
    start: int
    end: int
    kind: str
    opens: bool
    cue: str


def pieces(text: str) -> Iterator[list[Piece]]:
    """Yield the pieces of each statement of `text` that carry content; offsets count from the start of `text`."""
    for start, end in _statements(text):
        found = _read(text, start, end)
        if found:
            yield found


def has_content(text: str) -> bool:
    """Tell whether `text` holds a word that could carry a diagnosis."""
    fillers = lexicon.phrases().fillers
    return any(word.form not in fillers and not word.form.isdigit() for word in normal_words(text))


def names_complaint(text: str) -> bool:
    """Tell whether `text` names a sign or symptom."""
    complaints = lexicon.phrases().complaint_words
    return any(word.form in complaints for word in normal_words(text))


def _statements(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in _cuts(text):
        yield start, cut[0]
        start = cut[1]
    yield start, len(text)


def _cuts(text: str) -> list[tuple[int, int]]:
    cuts = [match.span() for match in _BREAK.finditer(text)]
    cuts += [m.span() for m in _NEW_LINE.finditer(text) if not _LEADS_ON.search(text[: m.start()])]
    return sorted(set(cuts))


def _read(text: str, start: int, end: int) -> list[Piece]:
    """Return the pieces of the statement `text[start:end]`."""
    found: list[Piece] = []
    state, cue, cursor, after_comma = AFFIRMED, "", start, False
    events = list(_events(text, start, end))
    for number, event in enumerate([*events, _Event(end, end, "end", True, "")]):
        chunk = text[cursor : event.start]
        said = _has_content(chunk)
        if said:
            if after_comma and not _runs_on(state, cue, chunk, text[cursor : _next_cue(events, number, end)]):
                state, cue = AFFIRMED, ""
            found.append(Piece(cursor, event.start, _refined(state, chunk), joined=after_comma and bool(found)))
        if event.kind == "comma":
            after_comma = said or after_comma
        elif event.kind != "end":
            nothing_behind = event.opens and not _has_content(text[event.end : end])
            if found and (not event.opens or nothing_behind or event.cue in _VERSUS) and event.kind != "affirmed":
                found[-1] = replace(found[-1], state=_stronger(found[-1].state, _STATES[event.kind]))
            if event.opens:
                fresh = not said and not after_comma
                new = _STATES[event.kind]
                state = _stronger(state, new) if fresh else new
                cue = event.cue
            else:
                state = AFFIRMED
            after_comma = False
        cursor = event.end
    return found


def _has_content(chunk: str) -> bool:
    return has_content(chunk) or WEEKS.search(chunk) is not None


def _stronger(one: State, other: State) -> State:
    return min(one, other, key=_STRENGTH.__getitem__)


def _next_cue(events: list[_Event], number: int, end: int) -> int:
    """Return where the next word cue behind event `number` begins."""
    return next((event.start for event in events[number:] if event.kind != "comma"), end)


def _runs_on(state: State, cue: str, chunk: str, rest: str) -> bool:
    """Tell whether `state` still holds behind a comma, where `chunk` stands and `rest` up to the next cue."""
    if state.assertion == "negated":
        return cue in lexicon.phrases().running or _ALTERNATIVES.search(rest) is not None
    if state.assertion in ("planned", "conditional"):
        return True
    if state.uncertain or state.role == "history":
        return not names_complaint(chunk)
    return False


def _refined(state: State, chunk: str) -> State:
    """Return `state`, or the suspicion that an affirmed wording only expresses: "evaluate DVT", "DVT or cellulitis"."""
    if state != AFFIRMED or names_complaint(chunk):
        return state
    rules = lexicon.phrases()
    words = re.findall(r"[a-z?]+", chunk.lower())
    asks = bool(words) and words[0] in rules.asking and not rules.given.intersection(words)
    return _STATES["uncertain"] if asks or _ALTERNATIVES.search(chunk) else state


def _events(text: str, start: int, end: int) -> Iterator[_Event]:
    """Yield commas, question marks and cues of a statement in order."""
    for match in _cue_pattern().finditer(text, start, end):
        written = re.sub(r"\s+", " ", match.group().lower()).rstrip(".")
        if written == ",":
            yield _Event(*match.span(), "comma", True, ",")
        elif written.startswith("?"):
            opens = _opens_question(text[start : match.start()], text[match.end() : end])
            yield _Event(*match.span(), "uncertain", opens, "?")
        elif match.lastgroup == "present":
            yield _Event(*match.span(), "affirmed", True, written)
        elif written not in lexicon.phrases().pseudo:
            yield _cue_event(match, written, text[start : match.start()], text[match.end() : end])


def _opens_question(before: str, behind: str) -> bool:
    """Tell "?DVT" and "? DVT" from "DVT?" and "DVT ?"."""
    return behind[:1].isalnum() or ((not before or before[-1] in " ,/") and bool(behind.strip()))


def _cue_event(match: re.Match[str], written: str, before: str, behind: str) -> _Event:
    opening, closing = _cues()
    ends_something = _CONNECTOR.match(behind) is not None and has_content(before)
    if written in closing and (ends_something or written not in opening):
        return _Event(*match.span(), closing[written], False, written)
    return _Event(*match.span(), opening[written], True, written)


@cache
def _cues() -> tuple[dict[str, str], dict[str, str]]:
    """Return what each opening and each closing cue says."""
    rules = lexicon.phrases()
    opening = {cue.lower().rstrip("."): kind for kind, cues in rules.cues for cue in cues}
    closing = {cue.lower(): kind for kind, cues in rules.closing for cue in cues}
    return opening, closing


@cache
def _cue_pattern() -> re.Pattern[str]:
    opening, closing = _cues()
    rules = lexicon.phrases()
    cues = sorted({*opening, *closing, *rules.pseudo}, key=len, reverse=True)
    alternatives = "|".join(re.escape(cue).replace(r"\ ", r"\s+") for cue in cues)
    return re.compile(
        rf"(?P<present>{rules.present_history})|(?<![A-Za-z0-9/])(?:{alternatives})(?![A-Za-z0-9])|\?+|,(?!\d)", re.IGNORECASE
    )
