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
from assistant.diagnoses.wording import WEEKS, normal_words, side_of

_BREAK = re.compile(
    r"""
    [;•|]                                                   # separators of lists
  | (?<!\d)(?<!left)(?<!right):(?!\d)                       # a heading before its text, not 12:30 or "Left: ..."
  | (?<!\bDr)(?<!\bvs)(?<!\beval)(?<!\bsusp)(?<!\bposs)(?<!\bprob)(?<!\by\.o)\.(?=\s|$)      # the end of a sentence
  | \s[-–—]+\s
  | \n\s*(?=\n|\d+[.)]|[-*•])                               # a new paragraph or list item
  | \((?!(?:L|R|left|right|bilateral)\))
  | (?<!\(L)(?<!\(R)(?<!\(left)(?<!\(right)(?<!ilateral)\)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NEW_LINE = re.compile(r"\n(?=\s*[A-Z][a-z])")
_VERSUS = ("vs", "versus")
_CONNECTOR = re.compile(r"^\s*(?:$|[,.]|(?:and|but|with|given|due|now|in|on|by|for)\b)", re.IGNORECASE)
_ALTERNATIVES = re.compile(r"\b(?:or|nor)\b", re.IGNORECASE)
_LONGEST_CUE = 40
_ANSWERED_NO = re.compile(r"\s*(?:none|no|not?n|negative|neg|denie[sd]|absent|nil)\s*(?:[.,;\n]|$)", re.IGNORECASE)
_LAST_CLAUSE = re.compile(r"[^.;:\n]*$")
_LEADS_ON = re.compile(r"(?:\b(?:a|an|the|of|for|with|and|or|to|in|no|without|out)|,|/)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class State:
    """What is said of a statement.

    `asked` and `after` are settled by the statement's words: "evaluate swelling" states a complaint, "evaluate DVT"
    asks for a diagnosis; "after EVAR" dates a procedure, "after a flight leg swelling" states a complaint.
    """

    assertion: Assertion = "affirmed"
    uncertain: bool = False
    role: Role = "present"
    asked: bool = False
    after: bool = False


AFFIRMED = State()
# Strongest first: "no history of DVT" is denied, "possible prior DVT" is suspected.
_STATES = {
    "negated": State("negated"),
    "uncertain": State(uncertain=True),
    "asked": State(asked=True),
    "conditional": State("conditional"),
    "planned": State("planned"),
    "family": State("historical", role="family"),
    "screening": State(role="screening"),
    "past": State("historical", role="past"),
    "after": State(after=True),
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
    return _names(text, lexicon.phrases().complaint_words)


def _names_only_sites(text: str) -> bool:
    rules = lexicon.phrases()
    words = [word.form for word in normal_words(text) if word.form not in rules.fillers]
    return bool(words) and all(word in rules.sites for word in words)


def _statements(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in _cuts(text):
        yield start, cut[0]
        start = cut[1]
    yield start, len(text)


def _cuts(text: str) -> list[tuple[int, int]]:
    cuts = [m.span() for m in _BREAK.finditer(text) if m.group() != ":" or _ends_a_heading(text, *m.span())]
    cuts += [m.span() for m in _NEW_LINE.finditer(text) if not _leads_on(text, m.start())]
    return sorted(set(cuts))


def _ends_a_heading(text: str, start: int, end: int) -> bool:
    """Tell the colon of "History: leg pain" from those of "Left leg: pain", "R/O: DVT" and "Swelling: none"."""
    heading = _LAST_CLAUSE.search(text[:start])
    names_site = heading is not None and _names_only_sites(heading.group())
    return not (names_site or _ANSWERED_NO.match(text, end) or _ends_with_cue(text, start))


def _leads_on(text: str, end: int) -> bool:
    """Tell whether the line that ends at `end` goes on in the next one."""
    return _LEADS_ON.search(text[:end]) is not None or _ends_with_cue(text, end)


def _ends_with_cue(text: str, end: int) -> bool:
    """Tell whether a cue that denies, suspects or asks stands directly before `end`."""
    cues = list(_cue_pattern().finditer(text, max(0, end - _LONGEST_CUE), end))
    if not cues or cues[-1].end() != end:
        return False
    return _cues()[0].get(cues[-1].group().lower()) in ("negated", "uncertain", "asked")


def _read(text: str, start: int, end: int) -> list[Piece]:
    """Return the pieces of the statement `text[start:end]`."""
    reader = _Reader(text, start, end)
    for number, event in enumerate(reader.events):
        reader.take(event.start, number)
        reader.meet(event)
    reader.take(end, len(reader.events))
    return reader.found


class _Reader:
    """Walks over the cues of one statement and keeps what they say of the words between them."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.end, self.cursor = text, end, start
        self.events = list(_events(text, start, end))
        self.found: list[Piece] = []
        self.state, self.cue = AFFIRMED, ""
        self.said = self.after_comma = False

    def take(self, end: int, number: int) -> None:
        """Make a piece of the words from the cursor to `end`, before event `number`."""
        chunk = self.text[self.cursor : end]
        self.said = _has_words(chunk)
        if self.said:
            if self.after_comma and not self._runs_on(chunk, number):
                self.state, self.cue = AFFIRMED, ""
            joined = self.after_comma and bool(self.found)
            self.found.append(Piece(self.cursor, end, _settled(self.state, chunk), joined))
        elif self.found and side_of(chunk) and side_of(self._last_words()) is None:
            self.found[-1] = replace(self.found[-1], end=end)  # "ovarian cyst, right"

    def meet(self, event: _Event) -> None:
        """Let a comma or cue act on what stands before and behind it."""
        self.cursor = event.end
        if event.kind == "comma":
            self.after_comma = self.said or self.after_comma
            return
        says_nothing_behind = not _has_words(self.text[event.end : self.end])
        if self.found and event.kind != "affirmed" and (not event.opens or says_nothing_behind or event.cue in _VERSUS):
            self.found[-1] = replace(
                self.found[-1], state=_closed(self.found[-1].state, event.kind, self._last_words())
            )
        if event.opens:
            follows_a_cue = not self.said and not self.after_comma
            new = _STATES[event.kind]
            self.state, self.cue = _stronger(self.state, new) if follows_a_cue else new, event.cue
        else:
            self.state = AFFIRMED
        self.after_comma = False

    def _last_words(self) -> str:
        return self.text[self.found[-1].start : self.found[-1].end]

    def _runs_on(self, chunk: str, number: int) -> bool:
        """Tell whether the state still holds behind a comma, for `chunk` before event `number`."""
        state, rules = self.state, lexicon.phrases()
        if state.assertion in ("planned", "conditional") or self.cue in rules.running:
            return True
        if WEEKS.search(chunk):
            return False
        if state.assertion == "negated":
            next_cue = next((event.start for event in self.events[number:] if event.kind != "comma"), self.end)
            if _ALTERNATIVES.search(self.text, self.cursor, next_cue):
                return True
            if side_of(chunk) and not side_of(self._last_words()):
                return False  # "no fracture, left calf hematoma"
            if names_complaint(self._last_words()):
                # "No swelling, redness" denies both; "no swelling, left leg pain" does not.
                return not names_complaint(chunk) or not _names(chunk, rules.sites)
        if state.assertion == "negated" or state.uncertain or state.role in ("history", "past"):
            return not names_complaint(chunk)
        return False


def _has_words(chunk: str) -> bool:
    return has_content(chunk) or WEEKS.search(chunk) is not None


def _stronger(one: State, other: State) -> State:
    return min(one, other, key=_STRENGTH.__getitem__)


def _settled(state: State, chunk: str) -> State:
    """Return the state with what the words themselves decide: "evaluate DVT" and "DVT or cellulitis" are suspicions."""
    if names_complaint(chunk):
        return replace(state, asked=False, after=False)
    if state.after:
        return _STATES["past"]
    if state != AFFIRMED and not state.asked:
        return state
    given = state.asked and lexicon.phrases().given.intersection(re.findall(r"[a-z]+", chunk.lower()))
    suspected = (state.asked and not given) or _ALTERNATIVES.search(chunk) is not None
    return _STATES["uncertain"] if suspected else AFFIRMED


def _closed(state: State, kind: str, chunk: str) -> State:
    """Return the state of a piece behind which a cue of `kind` stands."""
    if kind != "asked":
        return _stronger(state, _STATES[kind])
    return _stronger(state, _STATES["uncertain"]) if _names(chunk, lexicon.phrases().looked_for) else state


def _names(chunk: str, words: frozenset[str]) -> bool:
    return any(word.form in words for word in normal_words(chunk))


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
        elif written == "for" and not _names(text[match.end() : end].split(",")[0], lexicon.phrases().looked_for):
            continue
        elif written not in lexicon.phrases().pseudo and not _absence_is_a_sign(written, text[match.end() : end]):
            yield _cue_event(match, written, text[start : match.start()], text[match.end() : end])


def _absence_is_a_sign(cue: str, behind: str) -> bool:
    """Tell whether a denying cue names a sign together with one of the words behind it: "absent left pedal pulse"."""
    next_words = re.findall(r"[a-z]+", behind.lower())[:4]
    return cue in ("absent", "no", "absence of") and not lexicon.phrases().absence_is_a_sign.isdisjoint(next_words)


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
        rf"(?P<present>{rules.present_history})|(?<![A-Za-z0-9/])(?:{alternatives})(?![A-Za-z0-9])|\?+|,(?!\d)",
        re.IGNORECASE,
    )
