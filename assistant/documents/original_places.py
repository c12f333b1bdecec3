"""Gives records the places of the original text instead of those of the text as it was read.

What a record holds is taken from the annotations of its class, once: fields without places are not looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache, partial
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

from assistant.analysis import OriginalSpan, Span

Record = TypeVar("Record")
BOUNDS = {"start", "end"}


BEHIND = 1 << 60  # characters: behind any text


class Stretches(NamedTuple):
    """A text as the stretches of which it was made from another one: each was taken as it stood, or read as something else.

    `begins` are the characters at which they begin, `before` where in the other text each begins. A stretch taken as it
    stood goes on there character by character (`steps` 1, `widths` 1); one that is read instead of so many characters
    (`widths`) stands for all of them at each of its own (`steps` 0). The last one begins at the end of the text, and `begins`
    closes with a place behind any text.
    """

    begins: list[int]
    before: list[int]
    steps: list[int]
    widths: list[int]

    def of(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the other text the characters `start` to `end` (exclusive) stand."""
        begins, before, steps, widths = self
        at = bisect_right(begins, start) - 1
        begin = before[at] + steps[at] * (start - begins[at])
        if end <= start:
            return begin, begin
        last = end - 1
        if last >= begins[at + 1]:
            at = bisect_right(begins, last, at) - 1
        stop = before[at] + steps[at] * (last - begins[at]) + widths[at]
        return begin, stop if stop > begin else begin


class Places:
    """Where the characters of a text as it was read stand in its original, through the texts made on the way to it.

    `of` returns where in the original the characters from a start to an end (exclusive) stand.
    """

    __slots__ = ("made", "of", "original")

    def __init__(self, original: str, made: tuple[Stretches, ...] = ()) -> None:
        self.original, self.made = original, made
        self.of = made[0].of if len(made) == 1 else self._through_all

    def _through_all(self, start: int, end: int) -> tuple[int, int]:
        for stretches in reversed(self.made):
            start, end = stretches.of(start, end)
        return start, end

    def restored(self, record: Record) -> Record:
        """Return a record, or a tuple of records, whose places are those of the original.

        Places are `start` and `end`, the words `text` between them, and a `title` in the letters in which it is written.
        """
        restored: Record = RESTORERS[type(record)](record, self)
        return restored


Restorer = Callable[[Any, Places], Any]


class _Restorers(dict[type, Restorer]):
    """What restores the values of each class, made when it is first asked for."""

    def __missing__(self, kind: type) -> Restorer:
        return self.setdefault(kind, _restorer(kind))


RESTORERS = _Restorers()


def _restorer(kind: type) -> Restorer:
    """Return what restores the values of a class."""
    if kind is tuple:
        return _restored_tuple
    if kind is OriginalSpan:
        return lambda value, places: Span(value.start, value.end, places.original[value.start : value.end])
    names = _field_names(kind)
    if not _may_hold_places(kind):
        return lambda value, places: value
    hints = get_type_hints(kind)
    held = tuple(number for number, name in enumerate(names) if _may_hold_places(hints[name]))
    placed, worded, titled = BOUNDS.issubset(names), "text" in names, "title" in names
    start, end, text, title = (names.index(name) if name in names else 0 for name in ("start", "end", "text", "title"))
    record = is_dataclass(kind)
    if names[:3] == ("start", "end", "text") and not held and not record:
        return partial(_restored_words, kind)  # most of all
    values: Callable[[Any], Iterable[Any]] = attrgetter(*names) if record else iter
    make: Callable[[list[Any]], Any] = (lambda parts: kind(*parts)) if record else partial(tuple.__new__, kind)

    def restored(value: Any, places: Places) -> Any:
        parts = list(values(value))
        for number in held:
            if part := parts[number]:
                parts[number] = RESTORERS[type(part)](part, places)
        if placed:
            if titled and parts[title]:
                begin, past = places.of(parts[start], parts[start] + len(parts[title]))
                written = places.original[begin:past]
                if written.casefold() == parts[title].casefold():  # else a rule stands before it
                    parts[title] = written
            parts[start], parts[end] = places.of(parts[start], parts[end])
            if worded and parts[text]:
                parts[text] = places.original[parts[start] : parts[end]]
        return make(parts)

    return restored


def _restored_words(kind: type, value: tuple[Any, ...], places: Places) -> Any:
    """Return a plain tuple whose first three values are its start, its end and its words, if it has some."""
    start, end = places.of(value[0], value[1])
    return tuple.__new__(kind, (start, end, value[2] and places.original[start:end], *value[3:]))


def _restored_tuple(values: tuple[Any, ...], places: Places) -> tuple[Any, ...]:
    return tuple([RESTORERS[type(value)](value, places) for value in values])


def _field_names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a record, none of what is no record."""
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    return names


@cache
def _may_hold_places(hint: Any) -> bool:
    """Whether a value of a type may be or hold a record with places."""
    if parts := get_args(hint):
        return any(map(_may_hold_places, parts))
    if hint is Any or not isinstance(hint, type):
        return hint is Any
    names = _field_names(hint)
    return BOUNDS.issubset(names) or (bool(names) and any(map(_may_hold_places, get_type_hints(hint).values())))
