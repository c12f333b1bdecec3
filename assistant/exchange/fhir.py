"""A report as a FHIR R4 (4.0.1) Bundle of type collection.

ChargeItem (planned) for each code that goes out, DetectedIssue for each gap and conflict, Observation for each finding,
Provenance for the program and for each decision, Device for the program, Patient by identifier alone, and a
DocumentReference that names the report by its checksum. The report's words are not in it unless they are asked for:
then the document, the quotes of evidence and what people wrote beside decisions go along.

Procedure codes go out as system and code, never with a licensed descriptor; `text` is our own label. What R4 has no
element for is an extension or a code system of ours, both named urn:sonocode:...

The same report and moment give the same bytes: every id is made from the report's checksum, name and patient.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from assistant.analysis import Finding, Span
from assistant.exchange.exported import Exported, OutLine, all_lines, on_one_line, out_lines, plain, reason_of
from assistant.json_text import json_text
from assistant.worklist.standing import GAP_VERDICTS, GapStanding, add_up, effective

Json = dict[str, Any]

OURS = "urn:sonocode"
NAMES = UUID("5f3c1b0e-8d0a-5b57-9f0e-3f6f2f1d7a11")  # the namespace of our ids
CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
UCUM = "http://unitsofmeasure.org"
#: Units whose UCUM code is another than the one that reports use.
UCUM_CODES = {"mmHg": "mm[Hg]"}
ISSUE_STATES = {"open": "preliminary", "confirmed": "final", "dismissed": "cancelled"}
BOUND = re.compile(r"(?P<comparator>[<>]=?)\s*(?P<value>\d+(?:\.\d+)?)")
RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)\s*-\s*(?P<high>\d+(?:\.\d+)?)")
CPT_CODE = re.compile(r"\d{4}[\dA-Z]")


def fhir_bundle(report: Exported, *, made: datetime | None = None, with_text: bool = False) -> Json:
    """Return the Bundle of a report.

    Args:
        report: The report.
        made: The moment that the Bundle and the program's Provenance bear; None is now.
        with_text: Whether the report's own words go along.
    """
    return _Bundle(report, made or datetime.now(UTC), with_text).to_json()


def bundle_lines(
    reports: Iterable[Exported], made: datetime | None = None, *, with_text: bool = False
) -> Iterator[str]:
    """Yield the Bundles of reports as lines of JSON, each with its line end."""
    for report in reports:
        yield json_text(fhir_bundle(report, made=made, with_text=with_text)) + "\n"


class _Bundle:
    """One Bundle in the making."""

    def __init__(self, report: Exported, made: datetime, with_text: bool) -> None:
        self.report, self.analysis, self.with_text = report, report.analysis, with_text
        self.made = _moment(made)
        self.base = f"{report.analysis.sha256}\n{report.name}\n{report.patient}"
        self.device = _reference("Device", _id("device", *report.analysis.engine))
        self.document = _reference("DocumentReference", self._id("document"))
        self.lines = out_lines(report)
        self.subject = _reference("Patient", _id("patient", report.patient)) if report.patient.strip() else _NOBODY
        self.entries: dict[str, Json] = {}

    def to_json(self) -> Json:
        self._add(self._device())
        if self.report.patient.strip():
            key = {"system": f"{OURS}:patient", "value": _said(self.report.patient)}
            self._add({"resourceType": "Patient", "id": _of(self.subject), "identifier": [key]})
        self._add(self._document())
        told_by_tool = [*self._charges(), *self._gaps(), *self._conflicts(), *self._findings()]
        for resource in told_by_tool:
            self._add(resource)
        self._add(self._made_by_tool(told_by_tool))
        for provenance in self._decided():
            self._add(provenance)
        return {
            "resourceType": "Bundle", "id": self._id("bundle", self.made),
            "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{self._id('bundle', self.made)}"},
            "type": "collection", "timestamp": self.made,
            "entry": [{"fullUrl": url, "resource": resource} for url, resource in self.entries.items()],
        }  # fmt: skip

    def _add(self, resource: Json) -> None:
        """Put a resource in, without its empty lists, which FHIR does not know."""
        self.entries[f"urn:uuid:{resource['id']}"] = {name: value for name, value in resource.items() if value != []}

    def _id(self, *key: object) -> str:
        return _id(self.base, *key)

    def _device(self) -> Json:
        engine = self.analysis.engine
        versions = (("software", engine.version), ("knowledge", engine.knowledge), ("code set", engine.code_set))
        return {
            "resourceType": "Device", "id": _of(self.device), "status": "active",
            "deviceName": [{"name": "sonocode", "type": "model-name"}],
            "version": [{"type": {"text": kind}, "value": value} for kind, value in versions],
        }  # fmt: skip

    def _document(self) -> Json:
        words = self.report.text.encode("utf-8", "surrogatepass")
        attachment: Json = {"contentType": "text/plain; charset=utf-8", "title": _said(self.report.name) or "report"}
        if words:
            hashed = base64.b64encode(hashlib.sha1(words, usedforsecurity=False).digest()).decode()
            attachment |= {"size": len(words), "hash": hashed}
        if words and self.with_text:
            attachment["data"] = base64.b64encode(words).decode()
        key = {"system": f"{OURS}:report-sha256", "value": self.analysis.sha256}
        return {
            "resourceType": "DocumentReference", "id": _of(self.document), "masterIdentifier": key, "status": "current",
            "subject": self.subject, **({"author": [self._physician()]} if self.report.physician.strip() else {}),
            "content": [{"attachment": attachment}],
        }  # fmt: skip

    def _physician(self) -> Json:
        return {"display": _said(self.report.physician)}

    def _charge_id(self, line: OutLine) -> str:
        return self._id("charge", self.lines.index(line), line.subject)

    def _charges(self) -> Iterator[Json]:
        for line in self.lines:
            if line.line is None:
                continue
            modifiers = [
                _extension("modifier", valueCodeableConcept={"coding": [_modifier(name)]})
                for name in line.line.modifiers
            ]
            status = [_extension("documentation-status", valueCode=line.status)] if line.status else []
            needs = [_extension("waits-for", valueCode=need) for need in line.code.needs] if line.code else []
            by = {"enterer": {"display": _said(line.by.who)}, "enteredDate": _moment(line.by.at)} if line.by else {}
            by_physician = {"performer": [{"actor": self._physician()}]} if self.report.physician.strip() else {}
            yield {
                "resourceType": "ChargeItem", "id": self._charge_id(line),
                "extension": [
                    *modifiers, _extension("decision", valueCode=line.stance), *status, *needs,
                    *([_extension("rule", valueString=line.code.rule)] if line.code else []),
                    *(self._places(line.code.evidence) if line.code else []),
                ],
                "status": "planned",
                "code": {"coding": [_procedure(line.line.code)], **({"text": line.label} if line.label else {})},
                "subject": self.subject, **self._served(), **by_physician, "quantity": {"value": line.line.units}, **by,
                "supportingInformation": [self.document],
            }  # fmt: skip

    def _gaps(self) -> Iterator[Json]:
        gaps = {gap.element: gap for gap in self.analysis.gaps}
        standing = self.report.standing or add_up(self.analysis, ())
        for stands in standing.gaps:
            gap = gaps[stands.element]
            waiting = [
                _reference("ChargeItem", self._charge_id(line)) for line in self.lines
                if line.line and (line.line.code in gap.codes or (line.code and gap.element in line.code.needs))
            ]  # fmt: skip
            yield {
                "resourceType": "DetectedIssue", "id": self._id("gap", gap.element),
                "extension": [
                    _extension("gap-severity", valueCode=gap.severity), _extension("gap-state", valueCode=gap.state),
                    *[_extension("structure", valueString=name) for name in gap.structures],
                    *self._places(gap.evidence),
                ],
                "status": ISSUE_STATES[stands.verdict],
                "code": _ours("documentation-element", gap.element, self.analysis.element_label(gap.element)),
                **self._issue(), **({"implicated": waiting} if waiting else {}), "detail": _said(gap.message),
                **self._mitigated(stands),
            }  # fmt: skip

    def _mitigated(self, stands: GapStanding) -> Json:
        if stands.by is None:
            return {}
        said = ": ".join(filter(None, (stands.verdict, _said(reason_of(stands.by, with_words=self.with_text)))))
        decided = {"action": {"text": said}, "date": _moment(stands.by.at), "author": {"display": _said(stands.by.who)}}
        return {"mitigation": [decided]}

    def _conflicts(self) -> Iterator[Json]:
        for position, conflict in enumerate(self.analysis.conflicts):
            yield {
                "resourceType": "DetectedIssue", "id": self._id("conflict", position),
                "extension": self._places((conflict.first, conflict.second)), "status": "preliminary",
                "code": _ours("conflict", conflict.kind), **self._issue(),
                **({"detail": _said(conflict.message)} if self.with_text else {}),
            }  # fmt: skip

    def _issue(self) -> Json:
        patient = {"patient": self.subject} if self.subject is not _NOBODY else {}
        evidence = {"evidence": [{"detail": [self.document]}]}
        return {**patient, "identifiedDateTime": self.made, "author": self.device, **evidence}

    def _findings(self) -> Iterator[Json]:
        for position, finding in enumerate(self.analysis.findings):
            if finding.repeated:
                continue  # nobody observed it: the report only says that this side is as the other
            side = [_extension("side", valueCode=finding.side or "none")]
            segment = [_extension("segment", valueString=finding.segment)] if finding.segment else []
            yield {
                "resourceType": "Observation", "id": self._id("finding", position),
                "extension": self._places(finding.evidence), "status": "preliminary",
                "category": [{"coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "imaging",
                }]}],
                "code": _ours("finding-attribute", finding.attribute),
                **({"subject": self.subject} if self.subject is not _NOBODY else {}),
                **({"effectiveDateTime": self.report.served_on} if self.report.served_on else {}),
                **_value(finding),
                "bodySite": {
                    "extension": [*side, *segment],
                    **_ours("structure", finding.structure.replace(" ", "_"), _site(finding)),
                },
                "device": self.device, "derivedFrom": [self.document],
            }  # fmt: skip

    def _served(self) -> Json:
        return {"occurrenceDateTime": self.report.served_on} if self.report.served_on else {}

    def _made_by_tool(self, made: Sequence[Json]) -> Json:
        told = [_reference(each["resourceType"], each["id"]) for each in made]
        return {
            "resourceType": "Provenance", "id": self._id("made"), "target": told or [self.document],
            "recorded": self.made, "activity": _ours("activity", "analyze"),
            "agent": [{"type": _participant("assembler"), "who": self.device}],
            "entity": [{"role": "source", "what": self.document}],
        }  # fmt: skip

    def _decided(self) -> Iterator[Json]:
        """Yield the provenance of each decision in force; of one that has no resource here it is the report's."""
        charges = {line.subject: _reference("ChargeItem", self._charge_id(line)) for line in self.lines}
        issues = {gap.element: _reference("DetectedIssue", self._id("gap", gap.element)) for gap in self.analysis.gaps}
        by = {line.by.sequence for line in all_lines(self.report) if line.by}
        for decision in effective(self.report.decisions):
            target = self.document
            if decision.what in GAP_VERDICTS:
                target = issues.get(decision.subject, self.document)
            elif decision.sequence in by:
                target = charges.get(decision.subject, self.document)
            said = _said(reason_of(decision, with_words=self.with_text))
            yield {
                "resourceType": "Provenance", "id": self._id("decision", decision.sequence),
                "extension": [_extension("subject", valueString=_said(decision.subject))] if decision.subject else [],
                "target": [target], "occurredDateTime": _moment(decision.at), "recorded": _moment(decision.at),
                **({"reason": [{"text": said}]} if said else {}), "activity": _ours("activity", decision.what),
                "agent": [{
                    "type": _participant("verifier"),
                    "who": {
                        "identifier": {"system": f"{OURS}:person", "value": _said(decision.who)},
                        "display": _said(decision.who),
                    },
                }],
            }  # fmt: skip

    def _places(self, spans: Iterable[Span]) -> list[Json]:
        """Return evidence: where it stands in the report, in characters, and its words where they go along."""
        return [
            {
                "url": f"{OURS}:evidence",
                "extension": [
                    {"url": "start", "valueUnsignedInt": span.start}, {"url": "end", "valueUnsignedInt": span.end},
                    *([{"url": "quote", "valueString": _said(span.text)}] if self.with_text and _said(span.text) else []),
                ],
            }
            for span in spans
        ]  # fmt: skip


_NOBODY: Json = {"display": "not told"}


def _value(finding: Finding) -> Json:
    """Return what was seen: a quantity, a bound, a range, or a word of the attribute's list."""
    if not isinstance(finding.value, str):
        return {"valueQuantity": _quantity(finding.value, finding.unit)}
    if bound := BOUND.fullmatch(finding.value):
        return {
            "valueQuantity": {"comparator": bound["comparator"], **_quantity(_number(bound["value"]), finding.unit)}
        }
    if bounds := RANGE.fullmatch(finding.value):
        low, high = (_quantity(_number(bounds[end]), finding.unit) for end in ("low", "high"))
        return {"valueRange": {"low": low, "high": high}}
    return {"valueCodeableConcept": _ours(f"{finding.attribute}-value", finding.value)}


def _quantity(value: float, unit: str | None) -> Json:
    code = UCUM_CODES.get(unit, unit) if unit else "1"
    return {"value": value, **({"unit": unit} if unit else {}), "system": UCUM, "code": code}


def _number(digits: str) -> float:
    return float(digits) if "." in digits else int(digits)


def _site(finding: Finding) -> str:
    side = {"bilateral": "both sides", None: ""}.get(finding.side, finding.side)
    return ", ".join(filter(None, (finding.structure, side, finding.segment)))


def _procedure(code: str) -> Json:
    return {"system": CPT if CPT_CODE.fullmatch(code) else HCPCS, "code": _code(code)}


def _modifier(name: str) -> Json:
    """Return a modifier; those of two digits are the code set's own, those with a letter are HCPCS."""
    return {"system": CPT if name.isdigit() else HCPCS, "code": _code(name)}


def _ours(system: str, code: str, text: str = "") -> Json:
    return {"coding": [{"system": f"{OURS}:{system}", "code": _code(code)}], "text": _said(text) or plain(code)}


def _participant(code: str) -> Json:
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "code": code}]}


def _extension(name: str, **value: object) -> Json:
    return {"url": f"{OURS}:{name}", **value}


def _id(*key: object) -> str:
    return str(uuid5(NAMES, "\n".join(map(str, key))))


def _reference(kind: str, id: str) -> Json:
    return {"reference": f"urn:uuid:{id}", "type": kind}


def _of(reference: Json) -> str:
    return str(reference["reference"]).removeprefix("urn:uuid:")


def _moment(moment: datetime) -> str:
    """Return a moment with its zone; one without a zone is taken for universal time."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat(timespec="milliseconds")


def _said(text: str) -> str:
    """Return words as a FHIR string may hold them."""
    return on_one_line(text)


def _code(text: str) -> str:
    return "_".join(on_one_line(text).split()) or "unknown"
