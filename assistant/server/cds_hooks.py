"""CDS Hooks 2.0 (cds-hooks.hl7.org/2.0): the electronic record asks at the end of a visit, gaps come back as cards.

A card goes to who wrote the report: it asks for what is missing and names no code. Nothing is fetched from the record's
FHIR server: what is not in the prefetch is asked for by status 412, as the standard provides.
"""

from __future__ import annotations

import re
from html import escape
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.analysis import Analysis, Gap
from assistant.exchange.fhir import NAMES
from assistant.json_text import json_text
from assistant.server.problems import Problem
from assistant.server.reports import PROBLEMS, json_answer
from assistant.server.work import Desk, Read

PREFETCH = "reports"
LONGEST_SUMMARY = 140  # characters; the standard's bound
MOST_CARDS = 50
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()!|~])")
NO_SERVICE: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such service.", "content": PROBLEMS[422]["content"]}
}
_SERVICES = (
    ("documentation-gaps-at-discharge", "encounter-discharge", "DiagnosticReport?encounter={{context.encounterId}}"),
    ("documentation-gaps-of-patient", "patient-view", "DiagnosticReport?patient={{context.patientId}}&_sort=-date&_count=10"),
)
SERVICES = [
    {
        "id": id, "hook": hook, "title": "Documentation gaps of ultrasound reports",
        "description": "Asks for documentation that ultrasound and intravascular-ultrasound reports still lack.",
        "prefetch": {PREFETCH: query},
        "usageRequirements": "Needs the reports in the prefetch, with their text in presentedForm or text.",
    }
    for id, hook, query in _SERVICES
]  # fmt: skip


class HookCall(BaseModel):
    """What the electronic record sends."""

    model_config = ConfigDict(extra="allow")

    hook: str = Field(max_length=100)
    hookInstance: UUID
    context: dict[str, Any]
    prefetch: dict[str, Any] | None = None


class FeedbackCall(BaseModel):
    """What became of cards."""

    model_config = ConfigDict(extra="allow")

    feedback: list[dict[str, Any]] = Field(max_length=1000)


def hook_routes(desk: Desk) -> APIRouter:
    """Return the routes of CDS Hooks."""
    router = APIRouter(prefix="/cds-services", tags=["CDS Hooks"])

    @router.get("", summary="The hooks that are served", openapi_extra={"security": []})
    async def services() -> dict[str, Any]:
        """Tell the services, as the standard's discovery asks."""
        return {"services": SERVICES}

    @router.post(
        "/{service}", summary="Cards for one visit or patient", response_class=Response,
        responses={
            **PROBLEMS, 200: {"description": "Cards.", "content": {"application/json": {"schema": {"type": "object"}}}},
            **NO_SERVICE, 412: {"description": "The prefetch lacks the reports.", "content": PROBLEMS[422]["content"]},
        },
    )  # fmt: skip
    async def cards(service: str, call: HookCall, request: Request) -> Response:
        """Return a card for each report of the prefetch that lacks something."""
        offered = next((one for one in SERVICES if one["id"] == service), None)
        if offered is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such service; GET /cds-services lists them.")
        if call.hook != offered["hook"]:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"This service is for the hook {offered['hook']}.")
        reports = (call.prefetch or {}).get(PREFETCH)
        if not isinstance(reports, dict) or reports.get("resourceType") in (None, "OperationOutcome"):
            raise Problem(HTTPStatus.PRECONDITION_FAILED, f"Send the reports as prefetch '{PREFETCH}'.")
        if reports.get("resourceType") == "Bundle" and not reports.get("entry"):
            return json_answer({"cards": []})
        data = json_text(reports).encode("utf-8")
        found = await desk.do(lambda: desk.analysed(desk.read(data, "prefetch.json")))
        made = [card for read in found if (card := card_of(read))]
        return json_answer({"cards": made[:MOST_CARDS]})

    @router.post("/{service}/feedback", summary="What became of cards", responses={**PROBLEMS, **NO_SERVICE})
    async def feedback(service: str, call: FeedbackCall) -> dict[str, Any]:
        """Take note that cards were accepted or overridden; nothing of it is kept."""
        if all(one["id"] != service for one in SERVICES):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such service; GET /cds-services lists them.")
        return {}

    return router


def card_of(read: Read) -> dict[str, Any] | None:
    """Return the card of a report: what it lacks, required before recommended; None where it lacks nothing or is no report."""
    if read.analysis is None or not read.analysis.gaps:
        return None
    gaps = sorted(read.analysis.gaps, key=lambda gap: gap.severity != "required")
    required = sum(gap.severity == "required" for gap in gaps)
    what = f"{required} required" if required else f"{len(gaps)} recommended"
    noun = "element" if (required or len(gaps)) == 1 else "elements"
    summary = f"{_called(read)}: {what} {noun} of documentation missing"
    return {
        "uuid": str(uuid5(NAMES, f"card {read.analysis.sha256} {read.id}")),
        "summary": summary if len(summary) < LONGEST_SUMMARY else f"{what} {noun} of documentation missing".capitalize(),
        "detail": "\n".join(_line_of(read.analysis, gap) for gap in gaps),
        "indicator": "warning" if required else "info",
        "source": {"label": "sonocode"},
        "overrideReasons": [
            {"code": "documented-elsewhere", "system": "urn:sonocode:override", "display": "It is documented elsewhere"},
            {"code": "not-done", "system": "urn:sonocode:override", "display": "It was not done"},
        ],
    }  # fmt: skip


def _called(read: Read) -> str:
    """Return how a card calls a report: what was examined, and when."""
    assert read.analysis is not None
    study = read.analysis.studies[0].label if read.analysis.studies else "Ultrasound report"
    return f"{study}, {read.analysis.date_of_service}" if read.analysis.date_of_service else study


def _line_of(analysis: Analysis, gap: Gap) -> str:
    words = gap.query or gap.message
    weight = "**Required**" if gap.severity == "required" else "Recommended"
    return f"- {weight}: {_plain(analysis.element_label(gap.element))}. {_plain(words)}"


def _plain(words: str) -> str:
    """Return words as Markdown that shows them and does nothing: no link, no picture, no mark-up from a report."""
    return _MARKDOWN.sub(r"\\\1", escape(" ".join(words.split()), quote=False))
