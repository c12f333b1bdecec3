"""Says which structures a text describes or opens with, and what an exam of a whole covers."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from assistant.acts.clauses import CLAUSE_MARKS
from assistant.acts.places import JOINS, Place
from assistant.acts.placing import Placing, Where
from assistant.acts.signs import OPENING
from assistant.language.layout import Mention

LOOKS = frozenset({"lumen_measure", "normal_finding", "echo_appearance", "organ_examined"})
NOT_NOW = frozenset({"comparison", "history", "indication", "recommendation"})
COPULAS = frozenset(["is", "are", "measures", "measuring", "measured", "measure", "was", "were", "=", ":"])
SEEN_IF_NAMED = frozenset({"fetus"})
UNSEEN = frozenset(["not", "absent", "removed", "deferred", "s/p", "obscured"])
LONGEST_ITEM = 12  # tokens behind a structure that say what it is like
LONGEST_SUBJECT = 32  # tokens of structures with which a clause begins


class Descriptions:
    """What a text says of the structures that its acts' places were found among."""

    def __init__(self, placing: Placing) -> None:
        self.reading, self.clauses, self.book = placing.reading, placing.clauses, placing.book
        self.placing, self.places = placing, placing.places

    @cached_property
    def named(self) -> set[int]:
        """The tokens that name structures."""
        return {token for place in self.places for token in range(place.first, place.last)}

    @cached_property
    def fields(self) -> dict[str, str | None]:
        """The field of each structure, as it is named first."""
        return {place.name: place.field for place in reversed(self.places)}

    def described(self, *, organs: bool, items: bool = False) -> list[Where]:
        """Return the organs of which clauses begin to say how they look, or else the structures that the text measures.

        `items`: all organs on which a sentence tells, for a study whose title names a region alone.
        """
        number = self.clauses.sentence
        told = {number[m.first] for m in self.reading.context if _is_look(m)} if organs else set()
        return [
            self.placing.of_itself(place)
            for place in self.places
            if (place.organ or not organs)
            and not (place.region or place.route)
            and (
                number[place.first] in told
                or self._is_measured(place)
                or place.name in SEEN_IF_NAMED
                or (items and self._is_item(place))
            )
            and (items or not organs or self._is_subject(place))
            and self._is_now(place)
            and not self.placing.is_end(place)
        ]

    def _is_item(self, place: Place) -> bool:
        """Whether a clause on a structure says what it is like, and not that it was not seen: "liver fatty"."""
        sentence = self.clauses.sentence
        end = bisect_right(sentence, sentence[place.first], place.last, min(place.last + LONGEST_ITEM, len(sentence)))
        return self._is_subject(place) and UNSEEN.isdisjoint(self.reading.words[place.last : end])

    def _is_subject(self, place: Place) -> bool:
        """Whether a clause begins with a structure or with its side."""
        words, clause, first = self.reading.words, self.clauses.clause, place.first
        least = max(0, first - LONGEST_SUBJECT)
        while first > least and (words[first - 1] in JOINS - CLAUSE_MARKS or first - 1 in self.named):
            first -= 1
        return not first or clause[first - 1] != clause[place.first] or words[first - 1] in CLAUSE_MARKS

    def opening(self) -> list[Where]:
        """Return the structures of the first sentence that names any, of those that a text opens with.

        A structure of a sentence that goes on to tell what was done is no title, unlike a region.
        """
        number = self.clauses.sentence
        now = [place for place in self.places if number[place.first] < OPENING and self._is_now(place)]
        return [
            self.placing.of_itself(place)
            for place in now
            if number[place.first] == number[now[0].first]
            and (place.region or number[place.first] not in self.placing.listing)
        ]

    def is_covered(self, where: Where, titles: set[str | None]) -> bool:
        """Whether an exam of one of these structures or regions is an exam of a structure too."""
        field = self.fields.get(where.place or "")
        return where.place in titles or any(field in self.book.covers.get(title or "", ()) for title in titles)

    def covers(self, where: Where, told: set[str | None]) -> bool:
        """Whether an exam of a region is one of a structure that is told of."""
        fields = self.book.covers.get(where.place or "", frozenset())
        return any(place.field in fields and place.name in told for place in self.places)

    def _is_now(self, place: Place) -> bool:
        """Whether a structure stands in a section that tells what was found today."""
        sections, start = self.reading.sections, self.reading.starts[place.first]
        return not sections or sections[self.reading.section_at(start)].kind not in NOT_NOW

    def _is_measured(self, place: Place) -> bool:
        """Whether a number stands behind a structure, or behind the side that follows it."""
        words = self.reading.words
        after = [word for word in words[place.last : place.last + 4] if word not in JOINS and word not in COPULAS]
        return bool(after) and after[0][0].isdigit()


def _is_look(mention: Mention) -> bool:
    """Whether a mention tells how something looks."""
    concept = mention.concept
    return concept.id in LOOKS or (concept.label == "FINDING" and "symptom" not in concept.groups)
