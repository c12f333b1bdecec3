"""The remedy for a name that does not exist: the allowed names that look most like it."""

from __future__ import annotations

from collections.abc import Iterable

SHORT_LIST = 12  # so many names are told in full
LIKE_ENOUGH = 60  # of 100


def did_you_mean(name: str, allowed: Iterable[str]) -> str:
    """Return "; did you mean 'a' or 'b'?" with the nearest allowed names, or nothing where none is like it."""
    near = _nearest(name, allowed)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def allowed_instead(name: str, allowed: Iterable[str]) -> str:
    """Return what may stand instead of `name`: the nearest names, and the whole list where it is short."""
    known = sorted(allowed)
    if len(known) <= SHORT_LIST:
        return f"; allowed: {', '.join(known)}"
    return did_you_mean(name, known)


def _nearest(name: str, allowed: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz, process  # only when there is a fault to tell

    found = process.extract(name, list(allowed), scorer=fuzz.ratio, limit=2, score_cutoff=LIKE_ENOUGH)
    return [f"'{match}'" for match, _, _ in found]
