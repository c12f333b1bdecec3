"""The account of a text: its acts, each told once, with all the words that tell it."""

from __future__ import annotations

from assistant.acts.book import ActBook, act_book
from assistant.acts.clauses import Clauses
from assistant.acts.descriptions import Descriptions
from assistant.acts.document import find_document_kind
from assistant.acts.placing import Placing, Where
from assistant.acts.signs import Sign, find_signs, is_by_other_means
from assistant.acts.status import StatusJudge, Verdict
from assistant.analysis import Act, ActStatus, DocumentKind, Side, Span, Technique, made
from assistant.language.layout import Reading
from assistant.language.phrase_book import Words

STEPS: frozenset[Technique] = frozenset({"aspirate", "drain", "biopsy", "inject_drug"})
SHOWN_BY_SOUND: frozenset[Technique] = frozenset({"compress", "color_doppler"})  # on a picture, unlike a waveform
NOT_DONE: frozenset[ActStatus | None] = frozenset({"denied", "called_off"})
Key = tuple[Technique, str | None, "Side | None", ActStatus]


def find_acts(reading: Reading) -> tuple[DocumentKind, tuple[Act, ...]]:
    """Return the kind of document that a text is, and its acts in the order in which it tells them first.

    Offsets of the evidence are characters of the text, ends exclusive.
    """
    book = act_book()
    words, clauses = Words(reading), Clauses(reading)
    signs = find_signs(reading, words, clauses, book)
    document = find_document_kind(reading, words, clauses, signs, book)
    placing = Placing(reading, words, clauses, signs, document, book.places)
    judge = StatusJudge(reading, words, clauses, signs, document, book)
    account = _Account(words, book.places.wholes)
    telling = {clauses.clause[sign.first] for sign in signs if sign.wording.acts}
    for sign in signs:
        if sign.wording.acts:
            account.tell(sign, sign.wording.acts, placing.resolve(sign), judge)
        elif sign.wording.takes != "none" and (sign.wording.says in NOT_DONE or clauses.clause[sign.first] not in telling):
            account.tell_again(sign, judge)
    if document in ("study", "procedure"):
        account.tell_described(Descriptions(placing), book, titled=document == "procedure")
    return document, account.acts()


class _Account:
    """What has been told so far: for each act the tokens of the words that tell it, and who did it."""

    def __init__(self, words: Words, wholes: dict[str, frozenset[str]]) -> None:
        self.words, self.wholes = words, wholes
        self.told: dict[Key, set[tuple[int, int]]] = {}
        self.actors: dict[Key, str | None] = {}
        self.names: set[Key] = set()  # told by the name of a procedure alone
        self.last: tuple[tuple[Technique, ...], list[Where]] = ((), [])
        self.untold: list[Key] = []  # of what was told last, where no words told the status
        self.called_off: tuple[tuple[Technique, ...], list[Where]] | None = None

    def tell(self, sign: Sign, techniques: tuple[Technique, ...], wheres: list[Where], judge: StatusJudge) -> None:
        """Enter the techniques that a sign tells at all their places."""
        first: ActStatus | None = None
        untold: list[Key] = []
        for technique in techniques:
            verdict = judge.judge(sign, technique)
            first = first or verdict.status
            for where in wheres:
                fresh = (key := (technique, where.place, where.side, verdict.status)) not in self.told
                if fresh and not verdict.told:
                    untold.append(key)
                self._enter(sign, technique, where, verdict)
        if sign.wording.takes in ("exam", "target"):
            self.last, self.untold = (techniques, wheres), untold
            if first == "called_off":
                self.called_off = self.last

    def tell_again(self, sign: Sign, judge: StatusJudge) -> None:
        """Enter once more what was told last, or what was called off before: "re-booked for Friday".

        A clause with such words names no technique of its own.
        """
        techniques, wheres = self.called_off or self.last
        if sign.wording.says in NOT_DONE:
            self._take_back(techniques)
        self.tell(sign, techniques, wheres, judge)

    def _take_back(self, techniques: tuple[Technique, ...]) -> None:
        """Forget the status that no words told of the act named last: "Ultrasound was available; I did not use it"."""
        for key in [key for key in self.untold if key[0] in techniques]:
            self.told.pop(key, None)

    def tell_described(self, text: Descriptions, book: ActBook, *, titled: bool) -> None:
        """Enter what a study or procedure describes and no title covers: it was scanned, and not "the abdomen".

        `titled`: where no exam is named, none was made.
        """
        done = {key for key in self.told if key[3] == "done"}
        scanned = {key for key in done if key[0] == "scan"}
        wide = {key for key in scanned if key[1] in book.places.containers}
        if scanned:
            titles, told = {key[1] for key in scanned - wide}, {key[1] for key in done}
            looked_at = text.described(organs=True, items=bool(wide))
            measured = [] if wide else text.described(organs=False)
            entered = [
                where
                for where in (*looked_at, *measured)
                if where.place not in told and not text.is_covered(where, titles)
            ]
        else:
            entered = [] if titled else self._untitled(text, book, done)
        for where in entered:
            key: Key = ("scan", where.place, where.side, "done")
            self.told.setdefault(key, set()).add((where.first, where.last))
            self.actors.setdefault(key, None)
        if entered:
            for key in wide:
                del self.told[key]

    def _untitled(self, text: Descriptions, book: ActBook, done: set[Key]) -> list[Where]:
        """Return what a study without the name of an exam looked at: what it opens with, or else all that it describes.

        Its opening is a title where sound alone can have shown what is told of the structures in it.
        """
        told = {key[1] for key in done}
        title = text.opening() if any(key[0] in SHOWN_BY_SOUND for key in done) else []
        named = [where for where in title if where.place in told]
        opened = ([where for where in title if text.covers(where, told)] or named)[:1]
        if opened or is_by_other_means(self.words.reading, book):
            return opened
        vessels = [where for where in text.described(organs=False) if where.place not in told]
        return [*text.described(organs=True), *vessels]

    def acts(self) -> tuple[Act, ...]:
        """Return the acts that no other act of the same status tells more closely.

        A procedure's name gives way to its steps, fluid that was drawn to the drain that was left, an act without a
        place to the same act at a place.
        """
        closely = self.told.keys() - self.names
        steps = {(place, status) for technique, place, _, status in closely if technique in STEPS}
        drains = {(place, status) for technique, place, _, status in closely if technique == "drain"}
        placed = {(technique, status) for technique, place, _, status in closely if place is not None}
        parted = {
            (technique, whole, status)
            for technique, place, _, status in closely
            if place in self.wholes
            for whole in self.wholes[place]
        }
        acts = []
        reading = self.words.reading
        text, starts, ends = reading.text, reading.starts, reading.ends
        for key, stretches in self.told.items():
            technique, place, _, status = key
            named = key in self.names and technique in STEPS and (place, status) in steps
            drawn = technique == "aspirate" and (place, status) in drains
            unplaced = place is None and technique != "store_images" and (technique, status) in placed
            whole = (technique, place, status) in parted
            if not (named or drawn or unplaced or whole):
                spans = [(starts[first], ends[last - 1]) for first, last in sorted(stretches)]
                evidence = tuple([made(Span, (start, end, text[start:end])) for start, end in spans])
                acts.append(Act(*key, self.actors[key], evidence))
        return tuple(acts)

    def _enter(self, sign: Sign, technique: Technique, where: Where, verdict: Verdict) -> None:
        key: Key = (technique, where.place, where.side, verdict.status)
        stretches = self.told.get(key)
        if stretches is None:
            stretches = self.told[key] = set()
            if sign.wording.name:
                self.names.add(key)
        elif not sign.wording.name:
            self.names.discard(key)
        stretches.add((sign.first, sign.last))
        stretches.add((where.first, where.last))
        self.actors[key] = self.words.text(*verdict.by) if verdict.by else None
