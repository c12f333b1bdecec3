"""How far the cues of each sentence reach: over which words ahead of them or behind them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from itertools import compress
from operator import attrgetter, itemgetter

from assistant.analysis import Assertion
from assistant.language.assertion.traits import Traits
from assistant.language.assertion_cues import Group, Kind, cue_book, cue_phrases
from assistant.language.boxes import is_unticked
from assistant.language.image_storage import storage_words
from assistant.language.layout import Mention, Reading
from assistant.language.word_codes import any_of

STRENGTH: dict[Assertion, int] = {
    "historical": 1, "planned": 2, "not_visualized": 3, "negated": 4, "conditional": 5, "affirmed": 6,
}  # fmt: skip
AUXILIARIES = frozenset(
    {"is", "was", "are", "were", "be", "been", "being", "has", "have", "had", "also", "could", "can"}
)
PICTURES = frozenset(
    {"images", "pictures", "films", "clips", "loops", "runs"}
)  # of a study: "venogram images from ..."
DENIALS = frozenset({"no", "not", "without"})
VERB_DENIALS = frozenset({"not", "never", "neither", "nor"})
DENIED_WITHIN = 2  # tokens behind "no" in which a finding begins that it denies
ELIDED_AFTER = frozenset({"and", "but"})
SUBJECT_LENGTH = 7
CANCELLED_WITHIN = 6
CLAUSE_CLOSES = frozenset(".;")
LEAKS = frozenset({"TR"})  # letters that in small ones are a degree
UNITS = (["mm"], ["cm"], ["%"], ["+"], ["ml"])
CLAUSE_END = frozenset(".,;)|/")
DASHES = frozenset("-–—")
SENTENCE_STOPS = any_of(".;:")
NOWHERE: frozenset[int] = frozenset()
BRACKETS = {")": "(", "]": "[", "}": "{"}
OPENING = frozenset(BRACKETS.values())
FEW = 8  # scopes of a sentence that are looked through one by one

#: The words that a cue speaks of, for one kind of target: first and last token number, both inclusive, whether they
#: stand ahead of the cue, and the cue's group. A plain tuple: a text has some fifty of them.
Scope = tuple[int, int, bool, Group]
Scopes = dict[tuple[int, Kind], list[Scope]]  # by sentence and kind, in the order of their first tokens

FIRST = itemgetter(0)


class CueScopes:
    """The scopes of one reading's cues by sentence and kind.

    Attributes:
        reading: The reading.
        book: The cues.
        by_sentence: The scopes of each sentence and kind.
    """

    def __init__(self, reading: Reading, mentions: list[Mention], traits: list[Traits]) -> None:
        self.reading, self.book = reading, cue_book()
        self._mentions, self._traits = mentions, traits
        self.by_sentence = self._scopes()
        self._longest = max((scope[1] - scope[0] for row in self.by_sentence.values() for scope in row), default=0)

    def by_cue(self, kind: Kind, first: int, last: int, sentence: int, section: int) -> Assertion | None:
        """Return what the sentence's cues say of the tokens `first` to `last` (exclusive), or None."""
        found: Assertion | None = None
        strength = 0
        row = self.by_sentence.get((sentence, kind), ())
        begin = bisect_left(row, first - self._longest, key=FIRST) if len(row) > FEW else 0
        for at in range(begin, len(row)):  # most end soon: no copy of what is left
            opens, closes, forward, group = row[at]
            if opens >= last:
                break
            if (
                opens <= (first if forward else last - 1) <= closes
                and STRENGTH[group.says] > strength
                and self._fits(kind, forward, group, first, last, section)
            ):
                found = group.says
                strength = STRENGTH[found]
        return found

    def denies_other(self, number: int) -> bool:
        """Whether a denial has a target of its own at once: a finding ("no clot images saved"), or a look ("not scanned")."""
        words = self.reading.words
        following = words[number + 1] if number + 1 < len(words) else ""
        if words[number] in VERB_DENIALS:
            return following in self.looks
        return words[number] in DENIALS and not self.findings.isdisjoint(range(number + 1, number + 1 + DENIED_WITHIN))

    def _scopes(self) -> Scopes:
        """Return the scopes of all cues by sentence and kind."""
        reading, words = self.reading, self.reading.words
        found: Scopes = defaultdict(list)
        sentence, begin, end = -1, 0, 0
        for pattern, first, last in reading.found(cue_phrases()):
            groups = self.book.groups[pattern]
            if not groups:
                continue
            if reading.unticked and is_unticked(reading, reading.starts[first]):
                continue
            if first > 1 and words[first - 1] == "]" and words[first - 2] == "[":
                continue  # an empty box
            if first >= end:
                sentence = reading.sentence_at(reading.starts[first])
                begin, end = self.reading.tokens_of_sentence(sentence)
            for group in groups:
                if not _counts(group, reading, first, last, end):
                    continue
                if group.forward:
                    self._add_forward(found, sentence, group, first, last, end)
                if group.backward:
                    self._add_backward(found, sentence, group, first, last, begin)
        for row in found.values():
            if len(row) > 1:
                row.sort(key=FIRST)
        return found

    def _add_forward(self, found: Scopes, sentence: int, group: Group, first: int, last: int, end: int) -> None:
        """Add the scopes ahead of a cue. "Status post" may be part of a mention, "no" is not: "no clot" is affirmed."""
        words, stops, walls = self.reading.words, group.stops, self.walls if group.mentions else NOWHERE
        near = first if group.says == "historical" else last
        limit = stop = max(last, min(end, last + group.longest))
        for number, word in enumerate(words[last:limit], last):
            if word in stops or number in walls:
                stop = number
                break
            if word in BRACKETS and words[last:number].count(BRACKETS[word]) <= words[last:number].count(word):
                stop = number
                break  # the bracket in which the cue stands ends here
        for kind, reach in group.reach:
            far = min(stop, last + reach)
            if kind == "finding" and group.says == "negated":
                far = self._end_of_denied(last, far, end)
            if kind == "act" and group.says == "negated":
                far = min(far, self._first_item_end(last, limit))
            found[sentence, kind].append((near, far - 1, True, group))

    def _add_backward(self, found: Scopes, sentence: int, group: Group, first: int, last: int, begin: int) -> None:
        """Add the scopes behind a cue. The cue's own words are part of them: "images were not saved" is one mention.

        A cue whose cell of a table has a subject of its own does not speak of the cells before it.
        """
        reading, words, near = self.reading, self.reading.words, first - 1
        while near >= begin and (words[near] in AUXILIARIES or (words[near] == ":" and near == first - 1)):
            near -= 1
        if group.elided and near >= begin and words[near] in ELIDED_AFTER:
            # "the right arm carries a pacemaker and was not examined": the subject opens the clause
            before = bisect_left(self.sentence_stops, near) - 1
            start = max(begin, self.sentence_stops[before] + 1 if before >= 0 else 0)
            subject_end = min(near, start + SUBJECT_LENGTH) - 1
            for kind, _ in group.reach:
                found[sentence, kind] += [(start, subject_end, False, group), (first, last - 1, False, group)]
            return
        stops, walls = group.stops, self.walls if group.mentions else NOWHERE
        limit = max(begin, near + 1 - group.longest)
        stop = near
        open_brackets = 0
        while stop >= limit and (word := words[stop]) not in stops and stop not in walls:
            if word in BRACKETS:
                open_brackets += 1
            elif word in OPENING:
                if not open_brackets:
                    break  # "US (renal Doppler cancelled)": the bracket in which the cue stands begins here
                open_brackets -= 1
            if group.units and word[0].isdigit():
                break
            if stop < near and reading.starts[stop + 1] - reading.ends[stop] > 2:
                in_cell = words[stop + 1 : first]
                if "\n" not in reading.text[reading.ends[stop] : reading.starts[stop + 1]] and any(
                    map(str.isalnum, in_cell)
                ):
                    break
            stop -= 1
        for kind, reach in group.reach:
            far = max(stop, near - reach) + 1
            found[sentence, kind].append((far, last - 1, False, group))

    def _first_item_end(self, last: int, limit: int) -> int:
        """Return where the item ends that a denial opens, if it is a finding: "no effusion, spectral and color used"."""
        words = self.reading.words
        for number in range(last, limit):
            if words[number] == ",":
                return number if number > last else limit
            if number not in self.findings:
                return limit
        return limit

    def _end_of_denied(self, last: int, far: int, end: int) -> int:
        """Return where the list ends that is denied: before an item that tells by itself that it is there, up to `far`.

        It opens or closes with a degree or size ("no AI, trace MR, TR mild"), or names a structure and its value ("no AI,
        MV E/A 1"). Where a list goes on with "or", or a number is a limit, all of it is denied.
        """
        words, book = self.reading.words, self.book
        commas = [number for number in range(last, far) if words[number] == ","]
        if not commas:
            return far
        close = next((number for number in range(far, end) if words[number] in CLAUSE_CLOSES), end)
        for comma, following in zip(commas, [*commas[1:], far], strict=True):
            item = words[comma + 1 : following]
            if not item or not book.listed_on.isdisjoint(words[comma:close]):
                continue
            if _is_size(item[:2]) or (len(item) > 1 and (self._graded(comma + 1) or self._graded(following - 1))):
                return comma
            if comma + 1 in self.structures and any(word[0].isdigit() for word in item):
                return comma
        return far

    def _graded(self, number: int) -> bool:
        """Whether a token is a degree; TR in capitals is a leak."""
        written = self.reading.text[self.reading.starts[number] : self.reading.ends[number]]
        return self.reading.words[number] in self.book.graded and (self.reading.one_case or written not in LEAKS)

    def _fits(self, kind: Kind, forward: bool, group: Group, first: int, last: int, section: int) -> bool:
        """Whether the words around a target, and its section, let a cue's scope include it."""
        words = self.reading.words
        if group.not_in and kind == "structure" and self.reading.sections[section].kind in group.not_in:
            return False
        if group.closing and not self._closed(last, group.closing):
            return False
        if group.barred and last < len(words) and words[last] in group.barred:
            return False
        if kind == "structure" and not forward:
            return self.book.boundaries.isdisjoint(words[max(0, first - 2) : first])
        return True

    def _closed(self, last: int, closing: frozenset[str]) -> bool:
        """Whether a target is followed by one of the words; what they lead to is no date, and not today."""
        words = self.reading.words
        following = words[last : last + 3]
        while following and (following[0] in AUXILIARIES or following[0] in PICTURES):
            following = following[1:]
        led_to = following[1] if len(following) > 1 else ""
        return (
            bool(following) and following[0] in closing and not led_to[:1].isdigit() and led_to not in self.book.current
        )

    @cached_property
    def findings(self) -> set[int]:
        """The tokens of findings."""
        return self._tokens_where("finding")

    @cached_property
    def structures(self) -> set[int]:
        """The tokens of structures."""
        return self._tokens_where("structure")

    @cached_property
    def walls(self) -> set[int]:
        """The tokens of techniques, findings and procedures: no cue looks past them for a structure."""
        return self._tokens_where("wall") - self._tokens_where("structure")

    def _tokens_where(self, trait: str) -> set[int]:
        told = [*map(attrgetter(trait), self._traits)]
        return {token for mention in compress(self._mentions, told) for token in range(mention.first, mention.last)}

    @cached_property
    def sentence_stops(self) -> list[int]:
        """The tokens that end a sentence or a clause."""
        return self.reading.places(SENTENCE_STOPS)

    @cached_property
    def looks(self) -> frozenset[str]:
        """The verbs of looking and finding, none of which is one of keeping."""
        lists = storage_words()
        return self.book.told_on.verbs - AUXILIARIES - lists.firm - lists.soft - lists.moving - lists.paper_verbs


def _is_size(opening: list[str]) -> bool:
    """Whether words open with a number and its unit ("3 mm polyp", "50 % stenosis", "1+ MR")."""
    return opening[0][0].isdigit() and (opening[0].endswith("+") or opening[1:2] in UNITS)


def _counts(group: Group, reading: Reading, first: int, last: int, end: int) -> bool:
    """Whether a phrase is a cue here: where its group wants it, with nothing after it that cancels it."""
    before = reading.words[first - 1 : first]
    if group.final and not _ends_clause(reading, last, end):
        # "Filter? no - a catheter was left": a dash ends the answer to a question
        behind = reading.text[reading.ends[last - 1] : reading.starts[last]].strip()
        if not (group.labelled and before == ["?"] and behind in DASHES):
            return False
    if group.labelled and before not in ([":"], ["?"]):
        return False
    return not group.cancelled or group.cancelled.isdisjoint(reading.words[last : min(end, last + CANCELLED_WITHIN)])


def _ends_clause(reading: Reading, last: int, end: int) -> bool:
    """Whether the token before `last` ends a clause, a table cell or a line."""
    if last >= end or reading.words[last] in CLAUSE_END:
        return True
    gap = reading.text[reading.ends[last - 1] : reading.starts[last]]
    return "\n" in gap or "  " in gap or "\t" in gap
