"""Finds regular expressions that can take exponential time: those that read one text in two ways around one loop.

Method: the automaton of positions (Glushkov) with multiplicities, and its product with itself; a pattern is exponentially
ambiguous where a strongly connected part of the product holds both a pair of equal and a pair of different positions, or
where one position follows another in two ways inside a loop (Weber and Seidl 1991; Weideman and others 2016). Repeats
with a bound of `AS_GOOD_AS_ENDLESS` or more count as endless: two to that power is too much already. What looks ahead or
behind is judged by itself; atomic groups and possessive repeats are never entered again and count as one position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

AS_GOOD_AS_ENDLESS = 8
COPIES = 2  # of what a small bound repeats: enough to show what a loop around it makes of them
LETTERS = [chr(code) for code in range(128)] + list("éßÅµ²½°×·•–—…✓≥\u00a0\u2009\u200b中İ٣")
EVERY = frozenset(range(len(LETTERS)))
CATEGORIES = {
    names.CATEGORY_DIGIT: r"\d", names.CATEGORY_NOT_DIGIT: r"\D", names.CATEGORY_SPACE: r"\s",
    names.CATEGORY_NOT_SPACE: r"\S", names.CATEGORY_WORD: r"\w", names.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


class _Part(NamedTuple):
    """A part of a pattern: the positions that it may begin and end with, and in how many ways it may be empty.

    A position stands as often in `first` and `last` as there are ways to it. Two ways stand for any number.
    """

    first: list[int]
    last: list[int]
    empty: int


class _Automaton:
    """The positions of one pattern, the letters that each takes, and how often each follows each."""

    def __init__(self, flags: int) -> None:
        self.letters: list[frozenset[int]] = []
        self.follows: dict[int, dict[int, int]] = {}
        self.inner: list[tuple[Any, int]] = []  # what looks ahead or behind, and the flags it is under
        self._flags = flags

    def of(self, tree: Iterable[Any]) -> _Part:
        """Add what stands one behind the other."""
        whole = _Part([], [], 1)
        for operation, argument in tree:
            part = self._of_one(operation, argument)
            whole = self._joined(whole, part)
        return whole

    def _of_one(self, operation: Any, argument: Any) -> _Part:
        if operation in (names.LITERAL, names.NOT_LITERAL, names.ANY, names.IN):
            return self._position(self._taken(operation, argument))
        if operation is names.SUBPATTERN:
            _, added, taken_away, tree = argument
            return self._under((self._flags | added) & ~taken_away, tree)
        if operation is names.BRANCH:
            return self._either([self.of(branch) for branch in argument[1]])
        if operation in (names.MAX_REPEAT, names.MIN_REPEAT):
            return self._repeated(*argument)
        if operation is names.GROUPREF_EXISTS:
            _, there, not_there = argument
            return self._either([self.of(there), self.of(not_there or [])])
        if operation in (names.ATOMIC_GROUP, names.POSSESSIVE_REPEAT):
            tree, least = (argument, 1) if operation is names.ATOMIC_GROUP else (argument[-1], argument[0])
            self.inner.append((tree, self._flags))
            return self._once(tree, least)
        if operation in (names.ASSERT, names.ASSERT_NOT):
            self.inner.append((argument[1], self._flags))
        return _Part([], [], 1)  # a border, or the same words again

    def _under(self, flags: int, tree: Any) -> _Part:
        before, self._flags = self._flags, flags
        part = self.of(tree)
        self._flags = before
        return part

    def _once(self, tree: Any, least: int) -> _Part:
        """Add what is read in one way only: one position for whatever letters it begins with."""
        probe = _Automaton(self._flags)
        part = probe.of(tree)
        position = self._position(frozenset[int]().union(*(probe.letters[place] for place in part.first)))
        return position._replace(empty=int(bool(part.empty) or least == 0))

    def _position(self, taken: frozenset[int]) -> _Part:
        self.letters.append(taken)
        number = len(self.letters) - 1
        return _Part([number], [number], 0)

    def _joined(self, one: _Part, other: _Part) -> _Part:
        self._follow(one.last, other.first)
        return _Part(
            one.first + one.empty * other.first, other.last + other.empty * one.last, min(one.empty * other.empty, 2)
        )  # fmt: skip

    @staticmethod
    def _either(parts: list[_Part]) -> _Part:
        first = [place for part in parts for place in part.first]
        return _Part(first, [place for part in parts for place in part.last], min(sum(part.empty for part in parts), 2))

    def _repeated(self, least: int, most: int, tree: Any) -> _Part:
        whole = _Part([], [], 1)
        for _ in range(min(least, COPIES)):
            whole = self._joined(whole, self.of(tree))
        if most >= AS_GOOD_AS_ENDLESS:
            loop = self.of(tree)
            self._follow(loop.last, loop.first)
            return self._joined(whole, loop._replace(empty=1))
        for _ in range(min(most, least + COPIES) - least):
            whole = self._joined(whole, self.of(tree)._replace(empty=1))
        return whole

    def _follow(self, ends: list[int], begins: list[int]) -> None:
        for end in ends:
            after = self.follows.setdefault(end, {})
            for begin in begins:
                after[begin] = after.get(begin, 0) + 1

    def _taken(self, operation: Any, argument: Any) -> frozenset[int]:
        if operation is names.ANY:
            return EVERY if self._flags & re.DOTALL else EVERY - {LETTERS.index("\n")}
        if operation is names.LITERAL:
            return self._same(argument)
        if operation is names.NOT_LITERAL:
            return EVERY - self._same(argument)
        taken: set[int] = set()
        negated = False
        for kind, value in argument:
            if kind is names.NEGATE:
                negated = True
            elif kind is names.LITERAL:
                taken |= self._same(value)
            elif kind is names.RANGE:
                low, high = value
                for number, letter in enumerate(LETTERS):
                    forms = {letter, letter.lower(), letter.upper()} if self._flags & re.IGNORECASE else {letter}
                    if any(len(form) == 1 and low <= ord(form) <= high for form in forms):
                        taken.add(number)
            elif kind is names.CATEGORY:
                fits = re.compile(CATEGORIES[value]).match
                taken |= {number for number, letter in enumerate(LETTERS) if fits(letter)}
        return EVERY - taken if negated else frozenset(taken)

    def _same(self, code: int) -> frozenset[int]:
        letter = chr(code)
        forms = {letter, letter.lower(), letter.upper()} if self._flags & re.IGNORECASE else {letter}
        return frozenset(number for number, other in enumerate(LETTERS) if other in forms)


def exponential(pattern: str, flags: int = 0) -> bool:
    """Whether a text exists that a pattern reads in exponentially many ways.

    Args:
        pattern: A regular expression.
        flags: As `re.compile` takes them.
    """
    return any(_ambiguous(loop, automaton) for automaton in _automata(pattern, flags) for loop in _loops(automaton.follows))


def _automata(pattern: str, flags: int) -> Iterator[_Automaton]:
    """Yield the automaton of a pattern, and those of what looks ahead or behind in it or is read in one way only."""
    tree = parser.parse(pattern, flags)
    parts = [(tree, tree.state.flags)]
    while parts:
        tree, flags = parts.pop()
        automaton = _Automaton(flags)
        automaton.of(tree)
        parts += automaton.inner
        yield automaton


def _ambiguous(loop: set[int], automaton: _Automaton) -> bool:
    """Whether one text leads around a loop in two ways."""
    after = {place: {to: ways for to, ways in automaton.follows.get(place, {}).items() if to in loop} for place in loop}
    if any(ways > 1 for ends in after.values() for ways in ends.values()):
        return True
    letters = automaton.letters
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    open_pairs = [(place, place) for place in loop]
    while open_pairs:
        pair = open_pairs.pop()
        if pair in pairs:
            continue
        one, other = pair
        pairs[pair] = [
            (to, too) if to <= too else (too, to) for to in after[one] for too in after[other] if letters[to] & letters[too]
        ]
        open_pairs += pairs[pair]
    return any(
        any(one == other for one, other in part) and any(one != other for one, other in part) for part in _loops(pairs)
    )


def _loops(graph: dict[Any, Any]) -> Iterator[set[Any]]:
    """Yield the strongly connected parts of a graph that hold an edge (Tarjan 1972, without recursion)."""
    index: dict[Any, int] = {}
    low: dict[Any, int] = {}
    stack: list[Any] = []
    on_stack: set[Any] = set()
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph.get(root, ())))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, ends = work[-1]
            for end in ends:
                if end not in index:
                    index[end] = low[end] = len(index)
                    stack.append(end)
                    on_stack.add(end)
                    work.append((end, iter(graph.get(end, ()))))
                    break
                if end in on_stack:
                    low[node] = min(low[node], index[end])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = set()
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        part.add(member)
                        if member == node:
                            break
                    if len(part) > 1 or node in graph.get(node, ()):
                        yield part


def degree(pattern: str, flags: int = 0) -> int:
    """Return how many loops in a row one run of a letter may be shared out among; from three on time grows with its cube.

    Args:
        pattern: A regular expression.
        flags: As `re.compile` takes them.
    """
    return max(_chain(automaton, letter) for automaton in _automata(pattern, flags) for letter in EVERY)


def _chain(automaton: _Automaton, letter: int) -> int:
    """Return the longest chain of positions that repeat a letter and lead from one to the next by it alone."""
    taking = {place for place, letters in enumerate(automaton.letters) if letter in letters}
    after = {place: [to for to in automaton.follows.get(place, ()) if to in taking] for place in taking}
    longest: dict[int, int] = {}
    # Positions are numbered in the order of the pattern: what follows a place outside its loop has a higher number.
    for place in sorted(taking, reverse=True):
        onward = max((longest[to] for to in after[place] if to > place), default=0)
        longest[place] = onward + (place in after[place])
    return max(longest.values(), default=0)
