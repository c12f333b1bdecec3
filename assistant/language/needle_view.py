"""Finds the places where a note says that a needle was watched on the screen.

The words come in any order ("the tip was followed into the vein", "ultrasound showed the needle entering"), so that no
list of phrases holds them: an instrument and a word of watching within a few words of each other in one sentence.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from functools import lru_cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.active import per_knowledge
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.layout import Mention, Reading
from assistant.language.vocabulary import Concept, form_tokens, vocabulary
from assistant.language.word_codes import any_of

NEEDLE_VIEW = KNOWLEDGE_FILES / "needle-view.yaml"
CONCEPT = "needle_seen"
WITHIN = 11
WITHIN_GAUGE = 7  # "22G followed in plane"
BEFORE = 4
NEAR = 40  # how far back the instrument may be named to which a tip belongs
LIVE_NEAR = 3
PICTURED_WITHIN = 6  # "image saved to the record with the needle in the vein"
DENIED_BEFORE = 4
IN_REAL_TIME = ["in", "real", "time"]
FIRST, LAST = 0, -1  # word of a phrase
NAMED_WITHIN = 6  # words that may name the instrument further ("the 8F catheter-over-needle")
SITES = (["site"], ["sites"], ["wound"])
STOPS = frozenset([".", ";", "!", "?"])
CLAUSE_ENDS = STOPS | {",", ":"}
ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "that",
        "this",
        "its",
        "each",
        "every",
        "introducer",
        "micropuncture",
        "fine",
        "biopsy",
        "gauge",
        "g",
    ]
)
NAMING = ARTICLES | {
    "catheter",
    "over",
    "f",
    "fr",
    "own",
    "whole",
    "my",
    "single",
    "wall",
    "vein",
    "venous",
    "vascular",
    "vessel",
    "arterial",
    "needle",
    "needle's",
    "sheathed",
    "tapping",
}


class NeedleWords(Strict):
    """The needle-view file."""

    source: str
    instruments: list[str]
    parts: list[str]
    marks: list[str]
    not_of: list[str]
    not_of_body: list[str]
    watched: list[str]
    watching: list[str]
    showing: list[str]
    pictured: list[str]
    entering: list[str]
    on_screen: list[str]
    breaks: list[str]
    denials: list[str]
    gauges: list[str]
    told_inside: list[str]
    live: list[str]
    sonography: list[str]
    live_views: list[str]
    entry_acts: list[str]
    of_a_screen: list[str]
    acts_of_entry: list[str]
    kept_pictures: list[str]
    links: list[str]
    entry_verbs: list[str]
    xray: list[str]


class _Words:
    """The file's words as sets, and its phrases of several words by their first one, those before an instrument by their last."""

    def __init__(self, file: NeedleWords) -> None:
        self.instruments, self.not_of = frozenset(file.instruments), frozenset(file.not_of)
        self.owners = self.not_of | frozenset(file.not_of_body)
        self.parts, self.links = frozenset(file.parts), frozenset(file.links)
        self.pictures = frozenset(file.kept_pictures)
        self.on_pictures = frozenset(file.sonography) | self.pictures
        self.wholes = (self.instruments - self.parts) | frozenset(file.marks)
        self.watching, self.showing = _by_word(file.watching, LAST), _by_word(file.showing, LAST)
        self.pictured = _by_word(file.pictured, LAST)
        self.watched, self.live = _by_word(file.watched, FIRST), _by_word(file.live, FIRST)
        self.entering, self.on_screen = frozenset(file.entering), frozenset(file.on_screen)
        self.breaks, self.denials = frozenset(file.breaks), frozenset(file.denials)
        self.gauges, self.told_inside = frozenset(file.gauges), frozenset(file.told_inside)
        self.sonography = frozenset(file.sonography)
        self.live_views, self.entry_acts = frozenset(file.live_views), frozenset(file.entry_acts)
        self.of_a_screen, self.acts_of_entry = _phrases(file.of_a_screen), frozenset(file.acts_of_entry)
        self.entry_verbs, self.xray = frozenset(file.entry_verbs), frozenset(file.xray)
        # what finds them in a text (see `word_codes`)
        self.any_instrument, self.any_entry = any_of(self.instruments), any_of(self.entry_acts | self.entry_verbs)
        self.any_live = any_of(self.live_views.union(self.live, [IN_REAL_TIME[1]]))
        self.any_sonography = any_of([*self.sonography, IN_REAL_TIME[-1]])


def _phrases(phrases: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(form_tokens(phrase)) for phrase in phrases)


def _by_word(phrases: list[str], place: int) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in _phrases(phrases):
        found.setdefault(phrase[place], []).append(phrase)
    return found


@lru_cache(maxsize=1)
def needle_words() -> _Words:
    """Return the words that ship with the package."""
    return _Words(read_yaml(NEEDLE_VIEW, NeedleWords))


@per_knowledge()
def _concept() -> Concept:
    return vocabulary().concepts[CONCEPT]


def find_needle_views(reading: Reading) -> None:
    """Add the mentions of a watched needle to `reading.context`; drop those that the sentence denies."""
    lists = needle_words()
    found = list(_views(reading, lists))
    codes = reading.coded().text
    if lists.any_entry.search(codes) and lists.any_live.search(codes):
        found += _live_entries(reading, lists)
    if not found:
        return
    told = {token: m for m in reading.context if m.concept.id == CONCEPT for token in range(m.first, m.last)}
    dropped: set[int] = set()
    for first, last, denied in found:
        same = [told[token] for token in range(first, last) if token in told]
        if denied:
            for mention in same:
                dropped.add(id(mention))
                for token in range(mention.first, mention.last):
                    told.pop(token, None)
        elif not same:
            told.update(dict.fromkeys(range(first, last), _add(reading, first, last)))
    if dropped:
        reading.context[:] = [mention for mention in reading.context if id(mention) not in dropped]


def _add(reading: Reading, first: int, last: int) -> Mention:
    mention = reading.mention(first, last, _concept())
    insort(reading.context, mention, key=lambda other: other.start)
    return mention


class _Sentences:
    """The sentences of a reading, asked for in the order of the text."""

    def __init__(self, reading: Reading, lists: _Words) -> None:
        self.reading, self.breaks = reading, lists.breaks
        self.unbroken = 0  # up to which token nothing breaks the sentence that was asked for last
        self.last: tuple[int, int, frozenset[str]] = (0, 0, frozenset())

    def around(self, token: int) -> tuple[int, int, frozenset[str]]:
        """Return first token, end and words of the sentence of a token."""
        if not self.last[0] <= token < self.last[1]:
            starts = self.reading.starts
            sentence = self.reading.sentences[self.reading.sentence_at(starts[token])]
            begin, end = (bisect_left(starts, offset) for offset in sentence)
            words = self.reading.words
            self.last = begin, end, frozenset(words[begin:end])
            broken = not self.breaks.isdisjoint(self.last[2])
            self.unbroken = next(n for n in range(begin, end) if words[n] in self.breaks) if broken else end
        return self.last


def _views(reading: Reading, lists: _Words) -> Iterator[tuple[int, int, bool]]:
    """Yield first and last token (end exclusive) of each view, and whether it is denied."""
    words, sentences = reading.words, _Sentences(reading, lists)
    for hit in reading.places(lists.any_instrument):
        word = words[hit]
        if not lists.owners.isdisjoint(_owners(words, hit)):
            continue
        begin, end, around = sentences.around(hit)
        if word in lists.parts and words[hit + 1 : hit + 2] in SITES:
            continue  # "puncture site"
        if word in lists.gauges and not words[max(0, hit - 1)][0].isdigit():
            continue
        span = _after(words, hit, end, lists) or _before(words, hit, begin, end, lists, hit <= sentences.unbroken)
        if span is not None and not lists.xray.isdisjoint(around) and lists.sonography.isdisjoint(around):
            continue
        if span is not None and word in lists.parts and not _of_a_needle(words, hit, span, begin, end, around, lists):
            continue  # "the tip" is the catheter's where no needle is spoken of
        if span is not None:
            yield (*span, _denied(words, begin, span, lists))


def _denied(words: list[str], begin: int, span: tuple[int, int], lists: _Words) -> bool:
    """Whether the clause of a view denies it; a denial before a comma speaks of something else ("no clot, tip seen")."""
    first = span[0]
    while first > max(begin, span[0] - DENIED_BEFORE) and words[first - 1] not in CLAUSE_ENDS:
        first -= 1
    return not lists.denials.isdisjoint(words[first : span[1]])


def _of_a_needle(
    words: list[str], hit: int, span: tuple[int, int], begin: int, end: int, around: frozenset[str], lists: _Words
) -> bool:
    """Whether a tip is that of a needle: one is named in its sentence or was the last instrument named before it, or
    the words of watching are those of a screen ("in the beam")."""
    if not lists.wholes.isdisjoint(around):
        return True
    if any(
        words[at : at + len(phrase)] == list(phrase)
        for phrase in lists.of_a_screen
        for at in range(span[0], min(end, span[1] + 8))
    ):
        return True
    if words[hit] in lists.acts_of_entry and not lists.on_pictures.isdisjoint(around):
        return True
    for number in range(begin - 1, max(-1, begin - NEAR), -1):
        if words[number] in lists.wholes:
            return True
        if words[number] in lists.not_of:
            return False
    return False


def _live_entries(reading: Reading, lists: _Words) -> Iterator[tuple[int, int, bool]]:
    """Yield the places of live sonography ("under direct US vision") in sentences that tell of an entry."""
    words, sentences = reading.words, _Sentences(reading, lists)
    for hit in reading.places(lists.any_sonography):
        word = words[hit]
        in_real_time = word == IN_REAL_TIME[-1] and words[max(0, hit - 2) : hit + 1] == IN_REAL_TIME
        if word not in lists.sonography and not in_real_time:
            continue
        begin, end, around = sentences.around(hit)
        if in_real_time:
            if not lists.entry_verbs.isdisjoint(around) and lists.xray.isdisjoint(around):
                yield hit - 2, hit + 1, not lists.denials.isdisjoint(words[max(begin, hit - 6) : hit])
            continue
        if lists.entry_acts.isdisjoint(around):
            continue
        span = _live_span(words, hit, begin, end, lists)
        if span is not None:
            yield (*span, _denied(words, begin, span, lists))


def _live_span(words: list[str], hit: int, begin: int, end: int, lists: _Words) -> tuple[int, int] | None:
    """Return the span of a word of sonography with a word that says it was live right before or behind it."""
    for number in range(max(begin, hit - LIVE_NEAR), hit):
        for phrase in lists.live.get(words[number], ()):
            if tuple(words[number : number + len(phrase)]) == phrase and number + len(phrase) <= hit:
                return number, hit + 1
    for number in range(hit + 1, min(end, hit + 1 + LIVE_NEAR)):
        if words[number] in lists.live_views and words[hit - 1] in ("under", "with", "direct", "by") and hit > begin:
            return hit - 1, number + 1
    return None


def _owners(words: list[str], hit: int) -> list[str]:
    """Return the words that may tell whose tip it is: "catheter tip", "tip of the laser fiber"."""
    owned = words[hit + 1 : hit + 2] == ["of"]
    following = [word for word in words[hit + 2 : hit + 6] if word not in ARTICLES][:2] if owned else []
    return [*words[max(0, hit - 1) : hit], *following]


def _after(words: list[str], hit: int, end: int, lists: _Words) -> tuple[int, int] | None:
    """Return the span of an instrument with a word of watching after it."""
    gauge = words[hit] in lists.gauges
    entered = told = False
    for number in range(hit + 1, min(end, hit + 1 + (WITHIN_GAUGE if gauge else WITHIN))):
        word = words[number]
        if word in lists.breaks or word in STOPS or (gauge and word in (",", "needle")):
            return None
        entered = entered or word in lists.entering
        told = told or word in lists.told_inside
        if told and entered and not lists.sonography.isdisjoint(words[max(0, hit - WITHIN) : end]):
            return hit, number + 1
        if entered and word in lists.on_screen and words[number - 1] in ("on", "the"):
            return hit, number + 1
        for phrase in lists.watched.get(word, ()):
            if tuple(words[number : number + len(phrase)]) == phrase and (
                phrase in lists.of_a_screen or _still_told_of(words, hit, number, lists)
            ):
                return hit, number + len(phrase)
    return None


def _still_told_of(words: list[str], hit: int, watched: int, lists: _Words) -> bool:
    """Whether a word of watching behind a comma speaks of the instrument: "gun, 3 cores, capsule seen" tells of another."""
    return "," not in words[hit:watched] or words[watched - 1] in lists.links


def _before(
    words: list[str], hit: int, begin: int, end: int, lists: _Words, unbroken: bool
) -> tuple[int, int] | None:  # fmt: skip
    """Return the span of an instrument with a word of watching before it, or, in an `unbroken` sentence, of showing that it entered."""
    entering = _entering(words, hit, end, lists) if unbroken else None
    first = hit
    while first > max(begin, hit - NAMED_WITHIN) and (words[first - 1] in NAMING or words[first - 1].isdigit()):
        first -= 1
    pictured = not lists.pictures.isdisjoint(words[max(begin, first - PICTURED_WITHIN) : first])
    told = (lists.watching, hit + 1), (lists.showing, entering), (lists.pictured, entering if pictured else None)
    for phrases, last in told:
        if last is None or first == begin:
            continue
        for phrase in phrases.get(words[first - 1], ()):
            at = first - len(phrase)
            if at >= begin and tuple(words[at:first]) == phrase:
                return at, last
    return None


def _entering(words: list[str], hit: int, end: int, lists: _Words) -> int | None:
    """Return the token behind the word that says that the instrument entered, None where there is none."""
    for number in range(hit + 1, min(end, hit + BEFORE)):
        if words[number] in lists.entering:
            return number + 1
        if words[number] in lists.breaks or words[number] in STOPS:
            return None
    return None
