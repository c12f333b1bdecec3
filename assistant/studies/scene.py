"""What rules are asked of: a report before its studies are known, and a study found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from assistant.analysis import Side, Span, Structure, made
from assistant.language.image_storage import storage_words
from assistant.language.layout import Mention, Reading
from assistant.studies.compiled import CompiledStudy, knowledge
from assistant.studies.evidence import Evidence

# What tells a number of the sort that the standard of a study asks for.
NUMBERS = {
    "any": re.compile(
        r"\d\s?(?:x\s?\d|mm|cm|m/s|%|percent|mmhg|ml|cc|g/m|milli|centi)|\b(?:centi|milli)meters?\b|(?:of|at|is|:|=|measur\w+)\s\d+\.\d"
        r"|\b(?:ef|la|lv|ra|rv|ao|root|vmax|tapse|rvsp|crl|bpd|hc|ac|fl|efw|afi|ri|psv|edv|cbd|msd|wall|sac|gs)\b[\s:=]{1,3}\d",
        re.IGNORECASE,
    ),
    "velocity": re.compile(
        r"\b(?:cm ?/ ?s|m/s)|\d\s?m?l ?/ ?min|\d(?:cm ?/ ?s|m/s)|\d\s?(?:cm|m|(?:centi)?meters?) per s"
        r"|(?:psv|edv|velocit\w+|ratio)[^.\n]{0,60}\d"
        r"|(?<![\d/.])\d{2,3}\s?/\s?\d{1,3}(?![\d/])"  # systolic/diastolic
        r"|\b[1-9]\d{1,2}(?:\s+|\s*,\s*)[1-9]\d{1,2}\b"  # a row of a table
        r"|\b(?:cca|ica|eca|cfa|dfa|pfa|sfa|pop\w*|pta?|ata?|profunda|brach\w*|radial|ulnar|subcl\w*|prox|mid|dist\w*|inflow|outflow|anast\w*|graft)"
        r"[ \t:=]{1,30}[1-9]\d{1,2}\b(?! ?(?:mm|cm|%))",  # a vessel and its number
        re.IGNORECASE,
    ),
}
VELOCITIES = frozenset({"psv", "edv", "volume_flow"})  # attributes of findings that are numbers of that sort
NAMED_BEFORE = 3  # tokens before words of storage in which the kind of picture is named


@dataclass(slots=True)
class ReportScene:
    """The report as conditions see it before its studies are known."""

    evidence: Evidence
    year: int
    gates: dict[str, str]
    kinds: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)  # kinds of study whose code the words of the text did not carry
    side: Side | None = None
    extent: str | None = None
    claim: str | None = None
    states: dict[str, str] = field(default_factory=dict)

    @property
    def nature(self) -> str:
        """The kind of document: study, visit, or summary (the facts of a case)."""
        return self.evidence.reading.nature

    def element(self, name: str) -> str:
        """Return whether a documentation element is present, denied or missing."""
        state = self.gates.get(name) or self.states.get(name)
        if state is None:
            state = self.states[name] = element_state(self, name)
        return state


@dataclass(slots=True)
class FoundStudy:
    """A study found in a report; it is also the scene that its code rules are asked of."""

    id: str
    compiled: CompiledStudy
    report: ReportScene
    side: Side | None
    extent: Literal["complete", "limited"] | None
    claim: str | None
    claimed_side: Side | None
    ledger: list[Structure]
    evidence_mentions: list[Mention]
    own: Evidence | None = None
    split: bool = False  # one side of a procedure that is otherwise one on both

    @property
    def kind(self) -> str:
        """The kind of study."""
        return self.compiled.spec.kind

    @property
    def evidence(self) -> Evidence:
        """The evidence of the whole report, or what of it speaks of this study."""
        return self.own or self.report.evidence

    @property
    def nature(self) -> str:
        """The kind of document."""
        return self.report.nature

    @property
    def year(self) -> int:
        """The year of the date of service."""
        return self.report.year

    @property
    def kinds(self) -> Iterable[str]:
        """The kinds of all studies of the report."""
        return self.report.kinds

    @property
    def codes(self) -> Iterable[str]:
        """The codes found so far."""
        return self.report.codes

    def element(self, name: str) -> str:
        """Return whether a documentation element is present, denied or missing."""
        if name == "laterality":
            return "present" if self.side else "missing"
        if name == "measurements" and not self.numbers_lack():
            return "present"
        own = self.own is not None and (name == "image_storage" or name not in self.report.gates)
        state = element_state(self, name) if own else self.report.element(name)
        if name == "image_storage" and state == "present" and self._others_kept():
            return "missing"
        return state

    def _others_kept(self) -> bool:
        """Whether all that was kept are pictures of another technique ("contrast runs are in PACS", of a puncture)."""
        evidence, groups = self.evidence, self.compiled.spec.other_pictures
        kept = evidence.done.get("image_storage", ()) if groups else ()
        if not kept:
            return False
        words = evidence.reading.words
        others = [mention for group in groups for mention in evidence.done.get(group, ())]
        for mention in kept:
            first = max(mention.first - NAMED_BEFORE, evidence.reading.first_of_sentence(mention.sentence))
            named = any(other.last > first and other.first < mention.last for other in others)
            general = storage_words().of_all & set(words[first : mention.last])
            if not named or (general and words[mention.first + 1 : mention.first + 2] != ["of"]):
                return False
        return True

    def numbers_lack(self) -> bool:
        """Whether the text has no number of the sort that the study's standard asks for, or says that nothing was measured."""
        numbers = self.compiled.spec.numbers
        if self.nature == "summary" or (numbers == "any" and self.extent == "limited"):
            numbers = "none"
        if numbers == "size" and "pocus" in self.evidence.done:
            numbers = "none"
        if numbers == "none":
            if element_state(self.report, "measurements") != "denied" or not self.compiled.spec.diagnostic:
                return False
            numbers = "any"
        elif numbers == "size":
            numbers = "any"
        evidence = self.evidence
        if numbers == "velocity" and not VELOCITIES.isdisjoint(evidence.statements.names):
            return False
        return NUMBERS[numbers].search(evidence.reading.text, evidence.start, evidence.end) is None

    def missing(self) -> list[Structure]:
        """Return the required structures that keep the study from being complete."""
        return [line for line in self.ledger if (line.required or line.expected) and not line.counts]

    def spans(self, limit: int = 8) -> tuple[Span, ...]:
        """Return the places that show that the study was done."""
        return tuple(span_of(self.report.evidence.reading, mention) for mention in self.evidence_mentions[:limit])


def element_state(scene: ReportScene | FoundStudy, name: str) -> str:
    """Return what the evidence of a scene says of a documentation element: present, denied or missing."""
    compiled = knowledge().elements[name]
    if compiled.present is not None and compiled.present(scene):
        return "present"
    return "denied" if compiled.denied is not None and compiled.denied(scene) else "missing"


def span_of(reading: Reading, mention: Mention) -> Span:
    """Return the place of a mention with its words."""
    return made(Span, (mention.start, mention.end, reading.text[mention.start : mention.end]))
