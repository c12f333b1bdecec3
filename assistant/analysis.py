"""The result of one analysis: the only thing that screens, files and other programs see.

Every offset counts characters (Unicode code points) of the text exactly as it was read; ends are exclusive.
`Analysis.to_dict()` renders the public JSON form; `assistant/analysis.schema.json` is its schema.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Side = Literal["left", "right", "bilateral"]
Assertion = Literal["affirmed", "negated", "historical", "planned", "conditional", "not_visualized"]
SectionKind = Literal[
    "title", "indication", "history", "technique", "comparison", "findings",
    "procedure", "impression", "recommendation", "addendum", "signature", "other",
]  # fmt: skip
Status = Literal["supported", "needs_documentation", "not_reportable"]
Severity = Literal["required", "recommended"]
Laterality = Literal["left", "right", "bilateral", "none"]
Presence = Literal["yes", "no", "denied"]
DocumentKind = Literal[
    "study", "procedure", "visit", "letter", "order", "protocol", "education", "billing", "device", "message",
]  # fmt: skip
ActStatus = Literal[
    "done", "earlier", "others", "planned", "ordered", "called_off", "denied", "conditional", "general",
]  # fmt: skip
Technique = Literal[
    "scan", "color_doppler", "spectral_doppler", "compress", "augment", "valsalva", "puncture", "inject_contrast",
    "film", "inject_tracer", "catheterize", "pull_back", "ablate", "inject_drug", "aspirate", "drain", "biopsy",
    "place_line", "place_filter", "retrieve_filter", "balloon", "stent", "store_images", "watch_needle", "mark_site",
    "probe_esophagus", "stress", "contrast_echo", "elastography",
]  # fmt: skip
Attribute = Literal[
    "visualized", "compressibility", "thrombus", "patency", "flow", "augmentation", "reflux", "reflux_time", "psv", "edv",
    "ratio", "stenosis", "diameter", "depth", "area", "reduction", "volume_flow", "pressure", "index", "length",
    "waveform", "plaque", "competence", "treatment", "imaged_inside",
]  # fmt: skip
StructureState = Literal["documented", "not_visualized", "not_seen_unexplained", "absent", "missing"]

#: The states of a structure that satisfy a complete study's element list.
COUNTING: frozenset[StructureState] = frozenset({"documented", "not_visualized", "absent"})

#: Makes a record of all its fields in their order, in half the time that its own constructor takes: `made(Span, (0, 2, "US"))`.
made = tuple.__new__


def code_name(code: str, modifiers: Iterable[str]) -> str:
    """Return a code as lists, claims and decisions name it: 93971-RT."""
    return "-".join((code, *modifiers))


class Span(NamedTuple):
    """A place in the text: `start` and `end` in characters, end exclusive."""

    start: int
    end: int
    text: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "text": self.text}


class OriginalSpan(Span):
    """A place in the text as it was given, in whatever form it is read; its words are filled in with the record."""

    __slots__ = ()


def _spans(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Return places as JSON has them."""
    return [{"start": start, "end": end, "text": text} for start, end, text in spans]


class Section(NamedTuple):
    """A part of the report under one heading; `title` is the heading as written, empty where there is none."""

    kind: SectionKind
    start: int
    end: int
    title: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "title": self.title, "start": self.start, "end": self.end}


class Entity(NamedTuple):
    """One mention: what the words mean (`concept`), on which side, and whether they are asserted of this exam."""

    start: int
    end: int
    text: str
    label: str
    concept: str
    side: Side | None
    assertion: Assertion

    def to_dict(self) -> dict[str, Any]:
        start, end, text, label, concept, side, assertion = self
        return {
            "start": start, "end": end, "text": text, "label": label, "concept": concept, "side": side,
            "assertion": assertion,
        }  # fmt: skip


class Act(NamedTuple):
    """Something that was done, or is told not to have been done now: technique, place, side and status.

    `status`: done (now, by this author or this service), earlier (by them on another day), others (by somebody else, or
    quoted), planned, ordered, called_off (intended, not done), denied, conditional, general (teaching, protocol,
    template blank). `place` is the structure's canonical name; `by` are the words that name who did it, if it was
    somebody else.
    """

    technique: Technique
    place: str | None
    side: Side | None
    status: ActStatus
    by: str | None
    evidence: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "technique": self.technique, "place": self.place, "side": self.side or "none", "status": self.status,
            "by": self.by, "evidence": _spans(self.evidence),
        }  # fmt: skip


class Finding(NamedTuple):
    """What a report says now of one structure on one side: an attribute and its value, with the words that tell it.

    `structure` is the canonical name, with vein or artery said; `side` is bilateral only where one statement speaks of
    both sides at once, None of what has no side; `segment` is the part of the structure. `value` is a word of the
    attribute's list, a number as the report has it, or a range of numbers ("50-69"); `unit` belongs to a number. `named`
    is where the report names the structure: in the sentence, before it, or at the head of a row or column.
    `repeated` is what the report only says to be as on the other side: what it says, but no description of this side.
    """

    structure: str
    side: Side | None
    segment: str | None
    attribute: Attribute
    value: str | float
    unit: str | None
    evidence: tuple[Span, ...]
    named: Span
    repeated: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "structure": self.structure, "side": self.side or "none", "segment": self.segment,
            "attribute": self.attribute, "value": self.value, "unit": self.unit,
            "evidence": _spans(self.evidence), "named": self.named.to_dict(),
            **({"repeated": True} if self.repeated else {}),
        }  # fmt: skip


class NotCounted(NamedTuple):
    """A study or procedure that a text without codes names, and why it earns none: its status, and that in words."""

    status: ActStatus
    why: str
    evidence: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"status": self.status, "why": self.why, "evidence": _spans(self.evidence)}


class Structure(NamedTuple):
    """One line of a study's element ledger.

    `state` is documented, not_visualized (with a reason: counts), not_seen_unexplained (does not count),
    absent (removed or never formed: counts) or missing. `required` says whether the complete study needs it,
    `expected` whether it is asked for where it is missing although it does not decide the code.
    """

    name: str
    side: Side | None
    state: StructureState
    required: bool
    evidence: tuple[Span, ...] = ()
    expected: bool = False

    @property
    def counts(self) -> bool:
        """Whether the line satisfies the complete study's element list."""
        return self.state in COUNTING

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name, "side": self.side, "state": self.state, "required": self.required,
            "expected": self.expected, "evidence": _spans(self.evidence),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Study:
    """A separate service that the text documents as done now."""

    id: str
    kind: str
    label: str
    side: Side | None
    extent: Literal["complete", "limited"] | None
    ledger: tuple[Structure, ...] = ()
    evidence: tuple[Span, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Render the study; `structures` maps each structure (with its side) to its state, `ledger` has the places."""
        short = {"not_seen_unexplained": "missing", "absent": "not_visualized"}
        return {
            "id": self.id, "kind": self.kind, "label": self.label, "side": self.side, "extent": self.extent,
            "structures": {
                f"{line.side} {line.name}" if line.side else line.name: short.get(line.state, line.state)
                for line in self.ledger
            },
            "ledger": [line.to_dict() for line in self.ledger],
            "evidence": _spans(self.evidence),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """What another authority reports in the place of a code: (code, units) pairs, none where it reports nothing."""

    codes: tuple[tuple[str, int], ...]
    because: str
    source: str

    def __str__(self) -> str:
        told = " + ".join(code if units == 1 else f"{code} x{units}" for code, units in self.codes) or "no code"
        return f"{told}: {self.because} ({self.source})"

    def to_dict(self) -> dict[str, Any]:
        codes = [{"code": code, "units": units} for code, units in self.codes]
        return {"codes": codes, "because": self.because, "source": self.source}


@dataclass(frozen=True, slots=True)
class Code:
    """A candidate code with the rule that gave it and the words that it rests on.

    `left_out` says that its rule holds and the report as a whole speaks against it.
    """

    code: str
    label: str
    units: int
    modifiers: tuple[str, ...]
    status: Status
    study: str | None
    reason: str
    rule: str
    source: str
    evidence: tuple[Span, ...]
    needs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    other_answers: tuple[OtherAnswer, ...] = ()
    left_out: bool = False

    @property
    def name(self) -> str:
        """The code with its modifiers: 93971-RT."""
        return code_name(self.code, self.modifiers)

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code, "label": self.label, "units": self.units, "modifiers": list(self.modifiers),
            "status": self.status, "study": self.study, "reason": self.reason, "rule": self.rule,
            "source": self.source, "evidence": _spans(self.evidence),
            "needs": list(self.needs), "notes": list(self.notes),
            "other_answers": [answer.to_dict() for answer in self.other_answers], "left_out": self.left_out,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """A documentation element that is missing, denied or contradictory, and the question to ask about it.

    `state` tells the three kinds of absence apart: not_documented, denied, not_assessed; or conflicting.
    """

    element: str
    severity: Severity
    study: str | None
    codes: tuple[str, ...]
    structures: tuple[str, ...]
    message: str
    query: str
    evidence: tuple[Span, ...]
    state: Literal["not_documented", "denied", "not_assessed", "conflicting"] = "not_documented"
    section: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "element": self.element, "severity": self.severity, "study": self.study, "codes": list(self.codes),
            "structures": list(self.structures), "message": self.message, "query": self.query,
            "evidence": _spans(self.evidence), "state": self.state, "section": self.section,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Element:
    """One line of the documentation checklist: present with its words, or not."""

    element: str
    label: str
    state: Literal["present", "not_documented", "denied", "not_assessed", "conflicting"]
    evidence: tuple[Span, ...] = ()
    detail: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "element": self.element, "label": self.label, "state": self.state,
            "evidence": _spans(self.evidence), "detail": self.detail,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two places of the report that disagree (side, extent, vein or artery, modality, deep or superficial)."""

    kind: str
    message: str
    first: Span
    second: Span

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "message": self.message,
            "first": self.first.to_dict(), "second": self.second.to_dict(),
        }  # fmt: skip


class Facts(NamedTuple):
    """What the text as a whole says of the three facts that every coder asks for first."""

    laterality: Laterality
    compression: Presence
    image_storage: Presence


class Review(NamedTuple):
    """How sure the tool is of the code list as a whole: `probability` that it is right, measured on unseen authors.

    `look_first` says that a coder should open this report before others, `why` in words.
    """

    look_first: bool
    probability: float
    why: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"look_first": self.look_first, "probability": self.probability, "why": list(self.why)}


class Source(NamedTuple):
    """Where a text comes from, and what the file, message or row around it tells; empty where it does not.

    Attributes:
        kind: The format: "plain text", "HL7 v2", "PDF".
        status: How far the report is: "preliminary", "final", "corrected".
        patient: The patient's key.
        author: Who wrote it.
        site: Where it was written.
        accession: The number of the examination.
        date: The date of service, as 2026-03-02.
        place_of_service: Where the patient was: "inpatient", "outpatient", "emergency", "office".
        note: What was assumed or left out when it was read.
        text: The text that was extracted, whose characters all offsets count; empty where the file is the text.
    """

    kind: str
    status: str = ""
    patient: str = ""
    author: str = ""
    site: str = ""
    accession: str = ""
    date: str = ""
    place_of_service: str = ""
    note: str = ""
    text: str = ""

    def to_dict(self) -> dict[str, str]:
        return {key: value for key, value in self._asdict().items() if value}


class Engine(NamedTuple):
    """Which program, code set and knowledge gave the answer."""

    version: str
    code_set: str
    knowledge: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that the assistant says of one report."""

    id: str
    characters: int
    sha256: str
    date_of_service: str | None
    sections: tuple[Section, ...]
    entities: tuple[Entity, ...]
    studies: tuple[Study, ...]
    facts: Facts
    codes: tuple[Code, ...]
    gaps: tuple[Gap, ...]
    engine: Engine
    elements: tuple[Element, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    messages: tuple[str, ...] = field(default=())
    review: Review = field(default=Review(True, 0.0, ()))
    document: DocumentKind = "study"
    acts: tuple[Act, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    findings: tuple[Finding, ...] = ()
    source: Source | None = None

    def element_label(self, element: str) -> str:
        """Return what the reader calls a documentation element."""
        labels = {line.element: line.label for line in self.elements}
        return labels.get(element) or element.replace("_", " ").replace("-", " ").capitalize()

    def with_status(self, status: Status) -> tuple[Code, ...]:
        """Return the candidate codes that have `status`."""
        return tuple(code for code in self.codes if code.status == status)

    def to_dict(self) -> dict[str, Any]:
        """Render the public JSON form (see `assistant/analysis.schema.json`)."""
        return {
            "report": {
                "id": self.id, "characters": self.characters, "sha256": self.sha256,
                "date_of_service": self.date_of_service, "document": self.document,
                **({"source": self.source.to_dict()} if self.source else {}),
            },
            "sections": [section.to_dict() for section in self.sections],
            "entities": [entity.to_dict() for entity in self.entities],
            "studies": [study.to_dict() for study in self.studies],
            "acts": [act.to_dict() for act in self.acts],
            "findings": [finding.to_dict() for finding in self.findings],
            "facts": self.facts._asdict(),
            "codes": [code.to_dict() for code in self.codes],
            "gaps": [gap.to_dict() for gap in self.gaps],
            "elements": [element.to_dict() for element in self.elements],
            "conflicts": [conflict.to_dict() for conflict in self.conflicts],
            "messages": list(self.messages),
            "not_counted": [seen.to_dict() for seen in self.not_counted],
            "review": self.review.to_dict(),
            "engine": self.engine._asdict(),
        }  # fmt: skip
