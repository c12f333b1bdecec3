"""What the pipeline knows of a text: its tokens, sections, sentences and mentions, in plain Python.

The components fill a `Reading` step by step and keep it in `doc.user_data["reading"]`; `studies` works on it and
never sees a spaCy object.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from assistant.analysis import Assertion, Section, SectionKind, Side
from assistant.language.shelf import Book, Match, Shelf
from assistant.language.vocabulary import Concept
from assistant.language.word_codes import BLANKS, Coded, coded

PLACE = attrgetter("start", "end")
FIRST_TOKEN = attrgetter("first")
LONGEST_NUMBER = 40  # characters; a longer row of digits measures nothing, and Python reads none of thousands


class Mention:
    """Words that name a concept, with what the context says of them.

    `start`/`end` are characters, `first`/`last` are normalised-token numbers; both ends are exclusive. `zone` is the
    kind of section that the mention stands in, `sentence` and `line` are indices into the reading.
    """

    __slots__ = (
        "assertion",
        "concept",
        "end",
        "first",
        "last",
        "quoted",
        "section",
        "sentence",
        "side",
        "side_source",
        "start",
        "zone",
    )  # fmt: skip

    def __init__(
        self, start: int, end: int, first: int, last: int, concept: Concept, side: Side | None,
        sentence: int, section: int, zone: SectionKind, quoted: bool,
    ) -> None:  # fmt: skip
        self.start, self.end, self.first, self.last = start, end, first, last
        self.concept = concept
        self.side: Side | None = side
        self.side_source: str | None = "word" if side else None
        self.assertion: Assertion = "affirmed"
        self.sentence, self.section, self.zone, self.quoted = sentence, section, zone, quoted

    def also(self, concept: Concept) -> Mention:
        """Return a mention of another concept by the same words."""
        return Mention(
            self.start,
            self.end,
            self.first,
            self.last,
            concept,
            None,
            self.sentence,
            self.section,
            self.zone,
            self.quoted,
        )

    def __repr__(self) -> str:
        return f"<{self.concept.id} {self.start}:{self.end} {self.side} {self.assertion} {self.zone}>"


class Heading(NamedTuple):
    """A heading of rows or columns: its place in characters (end exclusive), and the side that it says by itself."""

    start: int
    end: int
    side: Side | None = None


class Cell(NamedTuple):
    """What stands in one row under one column: its place in characters (end exclusive), never blank.

    `rows` and `columns` are the headings that it stands under, the outermost first ("RIGHT", then "Comp").
    """

    start: int
    end: int
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]

    @property
    def side(self) -> Side | None:
        """The side that the cell's innermost sided heading says, columns before rows."""
        return next((heading.side for heading in (*self.columns[::-1], *self.rows[::-1]) if heading.side), None)


@dataclass(slots=True)
class Table:
    """A table: where it stands, its cells row by row, and its legend: what its marks mean, as words of the text.

    `meanings` has all that the text gives a mark which it gives several: "compression: 0 = full; augmentation: 0 = none".
    """

    start: int
    end: int
    cells: list[Cell]
    legend: dict[str, tuple[int, int]] = field(default_factory=dict)
    meanings: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """One report as the pipeline has read it.

    `words` are normalised tokens without white space; `starts`/`ends` are their character offsets. `report_starts` are the
    characters at which each of several reports in one text begins. `blanks` says whether it looks like a form with empty
    boxes or lines. `rubrics` are row labels before a colon (start, end, section index), `one_case` whether the writer's
    capitals say nothing, `unticked` the options of a form whose box was left empty, `unanswered` its questions whose choice
    is still open, `tables` its worksheets' tables, `joined` whether a token may hold several words (see
    `other_languages`). `nature` is the kind of document: study, procedure, visit or summary (facts of a case, no report);
    `paper` what a text is in which nothing was done on a patient now: a message, one about medicine, an animal's record.
    `above` is what stands above the report and is no part of `text`: letterhead and patient block.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    blanks: bool = False
    sections: list[Section] = field(default_factory=list)
    quoted_sections: set[int] = field(default_factory=set)
    boilerplate_sections: set[int] = field(default_factory=set)
    rubrics: list[tuple[int, int, int]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    context: list[Mention] = field(default_factory=list)
    nature: str = "study"
    paper: str | None = None
    report_starts: list[int] = field(default_factory=list)
    unticked: list[tuple[int, int]] = field(default_factory=list)
    unanswered: list[tuple[int, int]] = field(default_factory=list)
    one_case: bool = False
    tables: list[Table] = field(default_factory=list)
    joined: bool = False
    above: str = ""
    _coded: Coded | None = None
    _found: tuple[Shelf, list[list[Match]]] | None = None
    _line_starts: list[int] | None = None
    _small: str | None = None
    _in_order: list[Mention] | None = None

    @property
    def small(self) -> str:
        """The text in small letters, to ask whether it holds a word: its places may be others."""
        made = self._small
        if made is None:
            made = self._small = self.text.lower()
        return made

    @property
    def in_order(self) -> list[Mention]:
        """All mentions as they follow each other in the text: asked for when the reading is finished."""
        made = self._in_order
        if made is None:
            made = self._in_order = sorted((*self.mentions, *self.context), key=PLACE)
        return made

    @property
    def line_starts(self) -> list[int]:
        """The characters at which the lines of the text begin."""
        made = self._line_starts
        if made is None:
            lengths = [len(line) + 1 for line in self.text.split("\n")]
            made = self._line_starts = list(accumulate(lengths[:-1], initial=0))
        return made

    def lines_like(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Return the matches of a pattern at the beginnings of lines: in a fraction of the time of a search for `^`."""
        text, match = self.text, pattern.match
        return [found for start in self.line_starts if (found := match(text, start)) is not None]

    def coded(self) -> Coded:
        """Return the words as single characters."""
        made = self._coded
        if made is None or not made.is_current:
            made = self._coded = coded(self.words, joined=self.joined)
        return made

    def join(self) -> None:
        """Note that words have changed, and that a token may hold several now."""
        self._coded, self.joined = None, True

    def places(self, words: re.Pattern[str]) -> list[int]:
        """Return the tokens whose word a pattern of word codes (`any_of`) finds, in order."""
        coded = self.coded()
        found = [match.start() for match in words.finditer(coded.text)]
        if coded.tokens is not None:  # the words of one token are none of them the token
            found = [token for at in found if BLANKS not in self.words[token := coded.tokens[at]]]
        return found

    def found(self, book: Book) -> list[Match]:
        """Return what a book finds in the words: asked for when no word changes any more, for all books of its shelf at once."""
        made = self._found
        if made is None or made[0] is not book.shelf or len(made[1]) <= book.number:
            finder = book.shelf.finder()
            made = self._found = book.shelf, finder.find(self.coded())
        return made[1][book.number]

    def put(self, instead: dict[int, str]) -> None:
        """Read the words at some places as others."""
        for place, word in instead.items():
            self.words[place] = word
        self._coded = self.coded().put(instead)

    def mention(self, first: int, last: int, concept: Concept) -> Mention:
        """Return a mention of the tokens `first` to `last` (exclusive), with its sentence, section and zone."""
        start = self.starts[first]
        section = self.section_at(start)
        return Mention(
            start, self.ends[last - 1], first, last, concept, None,
            self.sentence_at(start), section, self.sections[section].kind, section in self.quoted_sections,
        )  # fmt: skip

    def token_at(self, offset: int) -> int:
        """Return the number of the token that covers or precedes the character `offset`."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def follows_break(self, token: int) -> bool:
        """Whether a line break stands right before a token."""
        return token > 0 and "\n" in self.text[self.ends[token - 1] : self.starts[token]]

    def sentence_at(self, offset: int) -> int:
        """Return the index of the sentence that holds the character `offset`."""
        return max(0, bisect_right(self.sentences, (offset, 1 << 60)) - 1)

    def first_of_sentence(self, sentence: int) -> int:
        """Return the first token of a sentence."""
        return self.token_at(self.sentences[sentence][0])

    def tokens_of_sentence(self, sentence: int) -> tuple[int, int]:
        """Return the tokens of a sentence, end exclusive; those of the whole text where there is no such sentence."""
        if sentence >= len(self.sentences):
            return 0, len(self.words)
        start, end = self.sentences[sentence]
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def words_of_sentence(self, sentence: int) -> list[str]:
        """Return the words of a sentence, up to the token that holds its end."""
        return self.words[self.first_of_sentence(sentence) : self.token_at(self.sentences[sentence][1])]

    def section_at(self, offset: int) -> int:
        """Return the index of the section that holds the character `offset`."""
        return max(0, bisect_right(self.sections, offset, key=lambda section: section.start) - 1)


def end_of_line(text: str, offset: int, limit: int | None = None) -> int:
    """Return where the line of the character `offset` ends: before its line break, or at the end of the text.

    With a `limit`, no further than that character.
    """
    found = text.find("\n", offset, limit)
    return found if found >= 0 else len(text) if limit is None else limit


def small_letters(text: str) -> str:
    """Return a text in small letters, each at the place of its own letter."""
    small = text.lower()
    if len(small) != len(text):  # "İ" has no small form of one character
        small = "".join(letter.lower()[0] for letter in text)
    return small
