"""Scores analyses against gold answers: codes, conditional codes, gaps, structures, facts and mentions.

Only codes of the scored scope count. A report is exactly right if its supported codes with their units equal the gold
list or one of its alternatives. What two independent readers disagreed on is neither asked for nor held against an answer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Record = Mapping[str, Any]
Bag = Counter[str]

SCOPE = (
    (10004, 10006), (19081, 19086), (20600, 20611), (32554, 32557), (36005, 36005), (36010, 36012), (36200, 36200),
    (36245, 36248), (36465, 36479), (36482, 36483), (36555, 36573), (36901, 36909), (37191, 37193), (37197, 37197),
    (37252, 37253), (49082, 49083), (75820, 75889), (76506, 76999), (78456, 78458), (92978, 92979), (93303, 93356),
    (93880, 93998),
)  # fmt: skip
LABELS = ("LATERALITY", "ANATOMY", "VESSEL", "MODALITY", "MANEUVER", "IMAGE_STORAGE")
#: A code as a person writes it, with its units: "37253 x2", "75820-LT", "76882 RT".
WRITTEN_CODE = r"^\s*([0-9A-Z]{5})(?:[ :-][A-Z0-9]{2})*(?: ?x(\d{1,4}))?\s*$"
FACTS = ("laterality", "compression", "image_storage")
EMPTY: Record = {"codes": [], "gaps": [], "facts": {}, "entities": []}


class Row(NamedTuple):
    """Precision, recall and F1 with their counts."""

    precision: float
    recall: float
    f1: float
    tp: int
    fp: int
    fn: int


@dataclass
class Tally:
    """True positives, false positives and false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def compare(self, gold: Bag, said: Bag) -> None:
        """Count two bags against each other."""
        self.tp += (gold & said).total()
        self.fp += (said - gold).total()
        self.fn += (gold - said).total()

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    def row(self) -> Row:
        """Return the figures; a ratio of nothing is 1."""
        precision = self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0
        recall = self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return Row(round(precision, 4), round(recall, 4), round(f1, 4), self.tp, self.fp, self.fn)


class WrongReport(NamedTuple):
    """A report whose code list is not right."""

    id: str
    gold: dict[str, int]
    said: dict[str, int]
    why: str


@dataclass
class Score:
    """The figures; ratios are None where nothing was to be judged."""

    reports: int
    missing: int
    exact: float
    exact_served: float | None
    silent: float | None
    trapped: int
    codes: Row
    conditional: Row
    gaps: Row
    structures: Row
    facts: dict[str, float]
    gap_rows: dict[str, Row]
    wrong: list[WrongReport]

    def to_dict(self) -> dict[str, Any]:
        """Render the figures with the names that reports of them use."""
        return {
            "reports": self.reports,
            "not analysed": self.missing,
            "code list exactly right": self.exact,
            "  where a service is documented": self.exact_served,
            "  silent where none is": self.silent,
            "reports that fell for a trap code": self.trapped,
            "codes": self.codes._asdict(),
            "conditional codes": self.conditional._asdict(),
            "gaps": self.gaps._asdict(),
            "missing structures": self.structures._asdict(),
            "facts": self.facts,
            "gap by gap": {name: row._asdict() for name, row in self.gap_rows.items()},
        }


def in_scope(code: str) -> bool:
    """Whether a code is scored."""
    return code.isdigit() and any(first <= int(code) <= last for first, last in SCOPE)


def bag(codes: Iterable[Record | str]) -> Bag:
    """Return code to units for gold entries ("37253 x2", "75820-LT") or records of an analysis, within the scored scope."""
    counted: Bag = Counter()
    for code, units in map(_read_code, codes):
        counted[code] += units
    return Counter({code: units for code, units in counted.items() if in_scope(code)})


def bare_codes(codes: Iterable[Record | str]) -> list[str]:
    """Return the codes of gold entries, without modifiers and units."""
    return [code for code, _ in map(_read_code, codes)]


def _read_code(entry: Record | str) -> tuple[str, int]:
    if isinstance(entry, str):
        read = re.match(WRITTEN_CODE, entry)
        return (read[1], int(read[2] or 1)) if read else (entry, 1)
    return entry["code"], int(entry.get("units", 1))


def score(gold: Iterable[Record], answers: Mapping[str, Record]) -> Score:
    """Score `answers` (analyses by report id) against the gold lines."""
    judge = _Judge()
    for line in gold:
        judge.add(line, answers.get(line["id"]))
    return judge.result()


class _Judge:
    """Collects the figures report by report."""

    def __init__(self) -> None:
        self.codes, self.conditional, self.gaps, self.structures = Tally(), Tally(), Tally(), Tally()
        self.gap_tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self.facts: defaultdict[str, list[bool]] = defaultdict(list)
        self.exact: list[bool] = []
        self.served: list[bool] = []
        self.silent: list[bool] = []
        self.missing = self.trapped = 0
        self.wrong: list[WrongReport] = []

    def add(self, gold: Record, answer: Record | None) -> None:
        """Judge one report."""
        self.missing += answer is None
        answer = answer or EMPTY
        said = bag(code for code in answer["codes"] if code["status"] == "supported")
        maybe = bag(code for code in answer["codes"] if code["status"] == "needs_documentation")
        want, want_maybe = bag(gold["codes"]), bag(gold.get("conditional", ()))
        options = [want, *(bag(option) for option in gold.get("alternatives", ()))]
        best = next((option for option in options if option == said), want)
        right = best == said
        self.exact.append(right)
        self.codes.compare(best, said)
        optional = set(bag(gold.get("conditional_optional", ())))
        unjudged = optional | {code for option in options for code in option} - set(want_maybe)
        self.conditional.compare(Counter(set(want_maybe)), Counter(set(maybe) - unjudged))
        if want or want_maybe or gold.get("conditional_optional"):
            self.served.append(right)
        else:
            self.silent.append(not said and not maybe)
        self.trapped += any(code in said for code in gold.get("not_codes", ()) if code not in best)
        if not right:
            self.wrong.append(WrongReport(gold["id"], dict(best), dict(said), gold.get("why", "")))
        self._gaps(gold, answer)
        if want or want_maybe:
            self._facts(gold, answer)

    def _gaps(self, gold: Record, answer: Record) -> None:
        want = Counter(set(gold.get("gaps", ())))
        said = Counter({gap["element"] for gap in answer["gaps"]} - set(gold.get("gaps_optional", ())))
        self.gaps.compare(want, said)
        for element in set(want) | set(said):
            self.gap_tallies[element].compare(Counter({element: want[element]}), Counter({element: said[element]}))
        named = {_structure(name) for gap in answer["gaps"] for name in gap.get("structures", ())}
        optional = {_structure(name) for name in gold.get("missing_structures_optional", ())}
        self.structures.compare(
            Counter({_structure(name) for name in gold.get("missing_structures", ())}), Counter(named - optional)
        )

    def _facts(self, gold: Record, answer: Record) -> None:
        for key in FACTS:
            if (fact := gold.get("facts", {}).get(key)) is not None:
                self.facts[key].append(answer.get("facts", {}).get(key) == _fact(key, fact))

    def result(self) -> Score:
        """Return the figures of all reports added."""
        return Score(
            len(self.exact), self.missing, _share(self.exact) or 0.0, _share(self.served), _share(self.silent), self.trapped,
            self.codes.row(), self.conditional.row(), self.gaps.row(), self.structures.row(),
            {key: _share(hits) or 0.0 for key, hits in self.facts.items()},
            {name: tally.row() for name, tally in sorted(self.gap_tallies.items())}, self.wrong,
        )  # fmt: skip


def _share(hits: list[bool]) -> float | None:
    return round(sum(hits) / len(hits), 4) if hits else None


def _structure(name: str) -> str:
    return name.lower().replace("_", " ").strip()


def _fact(key: str, value: Any) -> Any:
    """Return a gold fact as one word: lists of sides mean both, or none."""
    if isinstance(value, str):
        return value
    if len(value) == 1:
        return value[0]
    return "bilateral" if key == "laterality" and value else "none"


@dataclass
class MentionScore:
    """Mention figures: exact and overlapping places by label, and how often assertion and side are right."""

    exact: dict[str, Row]
    overlap: dict[str, Row]
    assertion: float | None
    side: float | None

    def to_dict(self) -> dict[str, Any]:
        """Render the figures."""
        return {
            "exact": {label: row._asdict() for label, row in self.exact.items()},
            "overlap": {label: row._asdict() for label, row in self.overlap.items()},
            "assertion right": self.assertion,
            "side right": self.side,
        }


def score_mentions(gold: Iterable[Record], answers: Mapping[str, Record]) -> MentionScore:
    """Score the mentions of the six labelled kinds; `gold` lines have `id` and `spans`."""
    exact: defaultdict[str, Tally] = defaultdict(Tally)
    overlap: defaultdict[str, Tally] = defaultdict(Tally)
    assertions: list[bool] = []
    sides: list[bool] = []
    for line in gold:
        said = answers.get(line["id"], EMPTY)["entities"]
        for label in LABELS:
            wanted = [span for span in line["spans"] if span["label"] == label]
            given = [entity for entity in said if entity["label"] == label]
            exact[label].compare(Counter(map(_place, wanted)), Counter(map(_place, given)))
            for span, entity in _pairs(wanted, given, overlap[label]):
                if "assertion" in span:
                    assertions.append((entity["assertion"] == "affirmed") == (span["assertion"] == "affirmed"))
                if span.get("side"):
                    sides.append(entity.get("side") == span["side"])
    return MentionScore(_rows(exact), _rows(overlap), _share(assertions), _share(sides))


def _place(span: Record) -> str:
    return f"{span['start']}-{span['end']}"


def _pairs(wanted: list[Record], given: list[Record], tally: Tally) -> list[tuple[Record, Record]]:
    """Pair each gold span with the first unused mention that overlaps it, and count the rest."""
    free = list(range(len(given)))
    pairs = []
    for span in wanted:
        hit = next((i for i in free if given[i]["start"] < span["end"] and span["start"] < given[i]["end"]), None)
        if hit is not None:
            free.remove(hit)
            pairs.append((span, given[hit]))
    tally.tp += len(pairs)
    tally.fn += len(wanted) - len(pairs)
    tally.fp += len(free)
    return pairs


def _rows(tallies: Mapping[str, Tally]) -> dict[str, Row]:
    rows = {label: tallies[label].row() if label in tallies else Tally().row() for label in LABELS}
    rows["all"] = sum(tallies.values(), Tally()).row()
    return rows
