"""What the section of a mention says where the cues of its sentence say nothing."""

from __future__ import annotations

from itertools import chain

from assistant.analysis import Assertion
from assistant.language.assertion_cues import Kind, cue_book
from assistant.language.layout import Reading


class Places:
    """What the sections of one reading say of all that stands in them.

    Attributes:
        judged: What each section says of each kind, for those that were asked about.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading, self.book = reading, cue_book()
        self.judged: dict[tuple[int, Kind], Assertion] = {}
        self._told_now: dict[tuple[Assertion, int], bool] = {}  # by what a section says, and sentence

    def by_place(self, kind: Kind, first: int, last: int, sentence: int, section: int) -> Assertion:
        """Return what the section says of tokens of which the sentence's cues say nothing."""
        key = (section, kind)
        place = self.judged.get(key)
        if place is None:
            place = self.judged[key] = self._by_section(section, kind)
        if place == "affirmed" or self._overruled(place, sentence) or self._beside_consent(section, sentence):
            return "historical" if kind == "finding" and self._is_known_problem(first, last, sentence) else "affirmed"
        return place

    def _by_section(self, index: int, kind: Kind) -> Assertion:
        """Return what a section says of everything of a kind that stands in it without a cue."""
        reading, book = self.reading, self.book
        section = reading.sections[index]
        heading = section.title.lower()
        if index in reading.boilerplate_sections:
            return "conditional"
        if heading in book.past_headings or (section.kind == "comparison" and kind != "finding"):
            return "historical"
        if kind == "finding":
            return "affirmed"
        if heading in book.order_headings or (kind == "act" and heading in book.consent_headings):
            return "planned"
        if section.kind == "recommendation":
            mixed = heading in book.mixed_plan_headings
            return "planned" if not mixed or (kind == "act" and reading.nature == "visit") else "affirmed"
        if reading.nature == "visit" and kind == "act":
            quoted = section.kind in ("history", "other") or index in reading.quoted_sections
            return "historical" if quoted else "affirmed"
        return "affirmed"

    def _overruled(self, place: Assertion, sentence: int) -> bool:
        """Whether a sentence says that something was done now, though its section is about plans or the past."""
        told = self._told_now.get((place, sentence))
        if told is None:
            now: frozenset[str] = frozenset()
            if place == "planned":
                now = self.book.done
            elif place == "historical" and self.reading.nature == "visit":
                now = self.book.today
            first, last = self.reading.tokens_of_sentence(sentence)
            told = self._told_now[place, sentence] = not now.isdisjoint(self.reading.words[first:last])
        return told

    def _beside_consent(self, section: int, sentence: int) -> bool:
        """Whether a sentence below a heading of consent does not tell what was consented to: it is not the first, or no name alone."""
        reading, book = self.reading, self.book
        if reading.sections[section].title.lower() not in book.consent_headings:
            return False
        begin = reading.sections[section].start + len(reading.sections[section].title)
        told = reading.text[begin : reading.sections[section].end]
        below = begin + len(told) - len(told.lstrip(" \t\n:-*"))
        _, last = self.reading.tokens_of_sentence(sentence)
        words = reading.words[reading.token_at(below) : last]
        return sentence != reading.sentence_at(below) or not book.told_of_consent.isdisjoint(words)

    def _is_known_problem(self, first: int, last: int, sentence: int) -> bool:
        """Whether the tokens are a chronic disease alone in its line: an item of the list of known problems."""
        words = self.reading.words
        if words[first] not in self.book.chronic_openings or " ".join(words[first:last]) not in self.book.chronic:
            return False
        begin, end = self.reading.tokens_of_sentence(sentence)
        return not any(words[token].isalpha() for token in chain(range(begin, first), range(last, end)))
