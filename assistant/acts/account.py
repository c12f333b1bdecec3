"""The account of a text: its acts, each told once, with all the words that tell it."""

from __future__ import annotations

from assistant.acts.book import ActBook, act_book
from assistant.acts.clauses import Clauses
from assistant.acts.document import find_document_kind
from assistant.acts.phrases import Words
from assistant.acts.placing import Placing, Where
from assistant.acts.signs import Sign, find_signs
from assistant.acts.status import StatusJudge, Verdict
from assistant.analysis import Act, ActStatus, DocumentKind, Side, Span, Technique
from assistant.language.layout import Reading

STEPS: frozenset[Technique] = frozenset({"aspirate", "drain", "biopsy", "inject_drug"})
Key = tuple[Technique, str | None, "Side | None", ActStatus]


def find_acts(reading: Reading) -> tuple[DocumentKind, tuple[Act, ...]]:
    """Return the kind of document that a text is, and its acts in the order in which it tells them first.

    Offsets of the evidence are characters of the text, ends exclusive.
    """
    book = act_book()
    words, clauses = Words(reading), Clauses(reading)
    signs = find_signs(reading, words, clauses, book)
    document = find_document_kind(reading, words, signs, book)
    placing = Placing(reading, words, clauses, signs, document, book.places)
    judge = StatusJudge(reading, words, clauses, document, book)
    account = _Account(words)
    for sign in signs:
        if sign.wording.acts:
            account.tell(sign, sign.wording.acts, placing.resolve(sign), judge)
        elif sign.wording.takes != "none" and _stands_alone(sign, signs, clauses):
            account.tell_again(sign, judge)
    if document in ("study", "visit"):
        account.tell_organs(placing, book)
    return document, account.acts()


class _Account:
    """What has been told so far: for each act the tokens of the words that tell it, and who did it."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.told: dict[Key, set[tuple[int, int]]] = {}
        self.actors: dict[Key, str | None] = {}
        self.names: set[Key] = set()  # told by the name of a procedure alone
        self.last: tuple[tuple[Technique, ...], list[Where]] = ((), [])
        self.called_off: tuple[tuple[Technique, ...], list[Where]] | None = None

    def tell(self, sign: Sign, techniques: tuple[Technique, ...], wheres: list[Where], judge: StatusJudge) -> None:
        """Enter the techniques that a sign tells at all their places."""
        verdicts = [(technique, judge.judge(sign, technique)) for technique in techniques]
        for technique, verdict in verdicts:
            for where in wheres:
                self._enter(sign, technique, where, verdict)
        if sign.wording.takes in ("exam", "target"):
            self.last = (techniques, wheres)
            if verdicts and verdicts[0][1].status == "called_off":
                self.called_off = self.last

    def tell_again(self, sign: Sign, judge: StatusJudge) -> None:
        """Enter once more what was told last, or what was called off before: "re-booked for Friday"."""
        self.tell(sign, *(self.called_off or self.last), judge)

    def tell_organs(self, placing: Placing, book: ActBook) -> None:
        """Enter the organs of a study whose title names none of them: they were scanned, not "the abdomen"."""
        containers = book.places.containers
        scanned = [key for key in self.told if key[0] == "scan" and key[3] == "done" and key[1] is not None]
        organs = [where for where in placing.described() if where.place not in containers]
        if not scanned or not organs or any(key[1] not in containers for key in scanned):
            return
        for key in scanned:
            del self.told[key]
        for where in organs:
            key = ("scan", where.place, where.side, "done")
            self.told.setdefault(key, set()).add((where.first, where.last))
            self.actors.setdefault(key, None)

    def acts(self) -> tuple[Act, ...]:
        """Return the acts that no other act of the same status tells more closely.

        A procedure's name gives way to its steps, fluid that was drawn to the drain that was left, an act without a
        place to the same act at a place.
        """
        closely = self.told.keys() - self.names
        steps = {(place, status) for technique, place, _, status in closely if technique in STEPS}
        drains = {(place, status) for technique, place, _, status in closely if technique == "drain"}
        placed = {(technique, status) for technique, place, _, status in closely if place is not None}
        acts = []
        for key, spans in self.told.items():
            technique, place, _, status = key
            named = key in self.names and technique in STEPS and (place, status) in steps
            drawn = technique == "aspirate" and (place, status) in drains
            unplaced = place is None and technique != "store_images" and (technique, status) in placed
            if not (named or drawn or unplaced):
                evidence = tuple(self._span(first, last) for first, last in sorted(spans))
                acts.append(Act(*key, self.actors[key], evidence))
        return tuple(acts)

    def _enter(self, sign: Sign, technique: Technique, where: Where, verdict: Verdict) -> None:
        key: Key = (technique, where.place, where.side, verdict.status)
        if not sign.wording.name:
            self.names.discard(key)
        elif key not in self.told:
            self.names.add(key)
        self.told.setdefault(key, set()).update(((sign.first, sign.last), (where.first, where.last)))
        self.actors[key] = self.words.text(*verdict.by) if verdict.by else None

    def _span(self, first: int, last: int) -> Span:
        reading = self.words.reading
        return Span(reading.starts[first], reading.ends[last - 1], self.words.text(first, last))


def _stands_alone(sign: Sign, signs: list[Sign], clauses: Clauses) -> bool:
    """Whether no technique is named in the clause of words such as "to be repeated": then it is the one told before."""
    clause = clauses.clause[sign.first]
    return not any(other.wording.acts and clauses.clause[other.first] == clause for other in signs)
