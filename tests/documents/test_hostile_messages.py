"""Whatever stands in a file of messages or resources: it gives reports, faults, or one sentence; nothing else is raised."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.documents.opening import Documents
from assistant.errors import InputError

FILES = Path(__file__).parent / "files"
MESSAGES = [path.read_bytes() for path in sorted((FILES / "hl7").iterdir())]
RESOURCES = [path.read_bytes() for path in sorted((FILES / "fhir").iterdir())]
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read(data: bytes, name: str) -> None:
    """Read a file to its end; a fault or a refusal is one line of words."""
    refusal, found = "", []
    try:
        found = list(Documents(io.BytesIO(data), name))
    except InputError as error:
        refusal = str(error)
    assert "\n" not in refusal
    for document in found:
        assert bool(document.text) != bool(document.fault)
        assert "\n" not in document.fault + document.note
        document.text.encode("utf-8")


def damaged(data: bytes, cut: float, flips: list[tuple[float, int]]) -> bytes:
    """Return data cut off at a share of its length, with bytes changed at shares of it."""
    made = bytearray(data[: int(len(data) * cut)])
    for place, value in flips:
        if made:
            made[int(place * (len(made) - 1))] ^= value
    return bytes(made)


SHARE = st.floats(0, 1)
FLIPS = st.lists(st.tuples(SHARE, st.integers(1, 255)), max_size=12)
SEGMENTS = st.sampled_from(["MSH", "PID", "PV1", "ORC", "OBR", "OBX", "NTE", "TXA", "DG1", "ZZZ", "BTS", "BHS", "FTS", "x"])
FIELDS = st.lists(
    st.text("|^~\\&.brX0HN{}<>A1 \n\r\x0b\x1c\"", max_size=12)
    | st.sampled_from(["TX", "FT", "ED", "NM", "CWE", "F", "P", "D", "A1", "ORU^R01", "^AP^PDF^Base64^JVBERi0", "~", '""']),
    max_size=14,
)


@SLOW
@given(st.sampled_from(MESSAGES), SHARE, FLIPS)
def test_damaged_messages(data: bytes, cut: float, flips: list[tuple[float, int]]) -> None:
    read(damaged(data, cut, flips), "a.hl7")


@SLOW
@given(st.binary(max_size=400))
def test_bytes_after_a_header(data: bytes) -> None:
    read(b"MSH|^~\\&|a|b|||1||ORU^R01|M1|P|2.5\r" + data, "a.hl7")


@SLOW
@given(st.lists(st.tuples(SEGMENTS, FIELDS), max_size=12))
def test_segments_in_any_order(segments: list[tuple[str, list[str]]]) -> None:
    lines = ["|".join([name, *fields]) for name, fields in segments]
    read("\r".join(["MSH|^~\\&|a|b|||1||ORU^R01|M1|P|2.5", "PID|||7", *lines]).encode(), "a.hl7")


NAMES = st.sampled_from([
    "resourceType", "id", "status", "code", "coding", "text", "div", "display", "subject", "reference", "identifier", "value",
    "type", "presentedForm", "data", "url", "contentType", "conclusion", "result", "contained", "section", "entry", "resource",
    "content", "attachment", "context", "period", "start", "encounter", "class", "resultsInterpreter", "relatesTo", "composition",
    "effectiveDateTime", "effectivePeriod", "issued", "valueQuantity", "hasMember", "performer", "author", "title", "basedOn",
    "conclusionCode", "concept", "attester", "language", "target",
])  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["final", "#a", "DiagnosticReport/a", "a", "TGl2ZXI=", "2026-03-02", "2026-99-99", "replaces", "\ud800", "<p>x", "text/plain"])
)  # fmt: skip
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=30)
CARRIER = st.sampled_from(["DiagnosticReport", "DocumentReference", "Composition", "Bundle", "Observation", "Patient"])
RESOURCE = st.builds(
    lambda type, elements: {**elements, "resourceType": type}, CARRIER, st.dictionaries(NAMES, VALUES, max_size=10)
)


@SLOW
@given(st.sampled_from(RESOURCES), SHARE, FLIPS)
def test_damaged_resources(data: bytes, cut: float, flips: list[tuple[float, int]]) -> None:
    read(damaged(data, cut, flips), "a.json")


@SLOW
@given(RESOURCE)
def test_a_resource_of_any_elements(resource: dict[str, Any]) -> None:
    read(json.dumps(resource).encode(), "a.json")


@SLOW
@given(st.lists(RESOURCE, max_size=5), st.sampled_from(["document", "collection", "searchset"]))
def test_a_bundle_of_any_resources(resources: list[dict[str, Any]], type: str) -> None:
    read(json.dumps({"resourceType": "Bundle", "type": type, "entry": [{"resource": one} for one in resources]}).encode(), "a.json")


@SLOW
@given(st.lists(RESOURCE | VALUES, max_size=5))
def test_lines_of_any_values(values: list[Any]) -> None:
    first = json.dumps({"resourceType": "DiagnosticReport", "status": "final", "conclusion": "x"})
    read("\n".join([first, *(json.dumps(value) for value in values)]).encode(), "a.ndjson")
