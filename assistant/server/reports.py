"""POST a report, get its analysis: a text in JSON, or a document of any kind as it is."""

from __future__ import annotations

import datetime
from email.message import Message
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.analysis import Analysis
from assistant.coding.setting import BillingSetting
from assistant.documents.document import Document
from assistant.documents.text import TEXT_LIMIT
from assistant.errors import InputError
from assistant.exchange.exported import Exported
from assistant.exchange.fhir import fhir_bundle
from assistant.json_text import json_text
from assistant.server.problems import Problem
from assistant.server.work import Desk, Read

JSON, FHIR, LINES, TEXT = "application/json", "application/fhir+json", "application/x-ndjson", "text/plain"
ANY = "application/octet-stream"
#: Names that tell the kind of a document where its bytes leave open what it is.
NAMES = {
    JSON: "body.json", FHIR: "body.json", LINES: "body.jsonl", "application/jsonl": "body.jsonl", "text/csv": "body.csv",
    "application/vnd.apache.parquet": "body.parquet", "text/html": "body.html", "message/rfc822": "body.eml",
    "x-application/hl7-v2+er7": "body.hl7", "application/hl7-v2": "body.hl7",
}  # fmt: skip
CHARSETS_READ = ("utf-8", "us-ascii", "")

Name = Annotated[str, Field(max_length=200)]
DayQuery = Annotated[datetime.date | None, Query(alias="date", description="Date of service; without it what the document or its text tells.")]
SettingQuery = Annotated[BillingSetting | None, Query(description="Who reports and where: adds 26, TC and GC with their reasons.")]
IdQuery = Annotated[str, Query(max_length=200, description="How the report is named in the answer.")]
NameQuery = Annotated[str, Query(max_length=200, description="The file's name; its suffix tells the kind where the bytes do not.")]


class ReportText(BaseModel):
    """A report as text."""

    model_config = ConfigDict(extra="forbid", strict=False)

    text: str = Field(min_length=1, max_length=TEXT_LIMIT, description="The report; all offsets count its characters.")
    id: Name = Field("report", description="How the report is named in the answer.")
    date: datetime.date | None = Field(None, description="Date of service; without it the one that the text bears.")
    setting: BillingSetting | None = Field(None, description="Who reports and where: adds 26, TC and GC.")


def body_of(*kinds: str) -> dict[str, Any]:
    """Return how OpenAPI describes the bodies that a route takes."""
    schemas: dict[str, Any] = {
        JSON: {"schema": ReportText.model_json_schema()},
        FHIR: {"schema": {"type": "object", "required": ["resourceType"], "properties": {"resourceType": {"type": "string"}}}},
        TEXT: {"schema": {"type": "string"}},
        ANY: {"schema": {"type": "string", "format": "binary"}},
    }
    return {"requestBody": {"required": True, "content": {kind: schemas[kind] for kind in kinds}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    for status, words in (
        (400, "No JSON in UTF-8."), (401, "No key, or none that is known."), (403, "Another name or origin."), (408, "The request came too slowly."),
        (413, "The request is too large."), (415, "Not a media type that is read."),
        (422, "What was sent cannot be read; the detail says why."), (503, "Too much waits; come again."),
    )
}  # fmt: skip


def report_routes(desk: Desk) -> APIRouter:
    """Return the routes of reports."""
    router = APIRouter(tags=["reports"], responses=PROBLEMS)

    @router.post(
        "/v1/analysis", summary="Analyse one report", openapi_extra=body_of(JSON, TEXT, ANY),
        responses={200: {"description": "The analysis (assistant/analysis.schema.json).", "content": {JSON: {"schema": {"type": "object"}}}}},
        response_class=Response,
    )  # fmt: skip
    async def analysis(
        request: Request, id: IdQuery = "", name: NameQuery = "", date: DayQuery = None, setting: SettingQuery = None
    ) -> Response:
        """Take a report as JSON with its text, or as a document: plain text, RTF, Word, PDF, HTML, e-mail, HL7 v2, C-CDA."""
        kind, data = media_type(request), await request.body()
        documents = desk.read(data, name or NAMES.get(kind, ""))
        if kind == JSON and not _is_resource(data):
            given = _report_text(data)
            documents, id = iter([Document(given.text)]), given.id
            date, setting = given.date or date, given.setting or setting
        return json_answer(await desk.do(lambda: _one(desk.analysed(documents, id=id, day=date, setting=setting)).to_dict()))

    @router.post(
        "/v1/analyses", summary="Analyse the reports of a document, message batch or table", openapi_extra=body_of(ANY),
        responses={200: {"description": 'A line of JSON a report: {"id", "analysis"} or {"id", "fault"}.', "content": {LINES: {"schema": {"type": "string"}}}}},
        response_class=Response,
    )  # fmt: skip
    async def analyses(request: Request, name: NameQuery = "", date: DayQuery = None, setting: SettingQuery = None) -> Response:
        """Take a document that holds any number of reports: a batch of HL7 v2 messages, a Bundle, CSV, JSON Lines, Parquet."""
        kind, data = media_type(request), await request.body()
        found = await desk.do(lambda: desk.analysed(desk.read(data, name or NAMES.get(kind, "")), day=date, setting=setting))
        return Response("".join(f"{json_text(_line(read))}\n" for read in found), media_type=LINES)

    @router.post(
        "/v1/fhir", summary="Analyse a FHIR resource", openapi_extra=body_of(FHIR),
        responses={200: {"description": "A FHIR R4 Bundle of type collection.", "content": {FHIR: {"schema": {"type": "object"}}}}},
        response_class=Response,
    )  # fmt: skip
    async def fhir(
        request: Request, date: DayQuery = None, setting: SettingQuery = None,
        with_text: Annotated[bool, Query(description="Whether the report's own words go along.")] = False,
    ) -> Response:  # fmt: skip
        """Take a DiagnosticReport, DocumentReference, Composition or Bundle of R4 or R5; give candidate codes and gaps as a Bundle."""
        media_type(request)
        data = await request.body()
        if not _is_resource(data):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is no FHIR resource in JSON: it has no resourceType.")
        found = await desk.do(lambda: desk.analysed(desk.read(data, "body.json"), day=date, setting=setting))
        return json_answer(_bundle(found, with_text), FHIR)

    return router


def media_type(request: Request) -> str:
    """Return the media type of a request's body, in small letters.

    Raises:
        Problem: It is encoded, or JSON or text in another encoding than UTF-8, which the bytes would not show.
    """
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without a content encoding.")
    told = Message()
    told["content-type"] = request.headers.get("content-type", ANY)
    kind = told.get_content_type()
    if kind in (JSON, FHIR) and str(told.get_param("charset", "")).lower() not in CHARSETS_READ:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "JSON comes in UTF-8.")
    return kind


def json_answer(content: Any, kind: str = JSON) -> Response:
    """Return an answer in JSON."""
    return Response(json_text(content), media_type=kind)


def _is_resource(data: bytes) -> bool:
    return b'"resourceType"' in data


def _report_text(data: bytes) -> ReportText:
    try:
        return ReportText.model_validate_json(data)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, fault["loc"]))
        if fault["type"] == "json_invalid":
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is no JSON.") from None
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{where or 'The body'}: {fault['msg']}.") from None


def _one(found: list[Read]) -> Analysis:
    """Return the analysis of the one report.

    Raises:
        InputError: There is none, or several, or it could not be read.
    """
    if not found:
        raise InputError("holds no report")
    if len(found) > 1:
        raise InputError("holds several reports; send it to /v1/analyses")
    if found[0].analysis is None:
        raise InputError(found[0].document.fault)
    return found[0].analysis


def _line(read: Read) -> dict[str, Any]:
    place = {"line": read.document.line} if read.document.line else {}
    if read.analysis is None:
        return {"id": read.id, **place, "fault": read.document.fault}
    return {"id": read.id, **place, "analysis": read.analysis.to_dict()}


def _bundle(found: list[Read], with_text: bool) -> dict[str, Any]:
    """Return one Bundle of all reports; what could not be read stands in an OperationOutcome."""
    whole: dict[str, Any] = {}
    faults = []
    for read in found:
        if read.analysis is None:
            faults.append({"severity": "error", "code": "invalid", "diagnostics": f"{read.id} {read.document.fault}"})
            continue
        told = read.document
        bundle = fhir_bundle(
            Exported(read.id, told.text, read.analysis, patient=told.patient, physician=told.physician, site=told.site),
            with_text=with_text,
        )
        known = {entry["fullUrl"] for entry in whole.get("entry", ())}
        if whole:
            whole["entry"] += [entry for entry in bundle["entry"] if entry["fullUrl"] not in known]
        else:
            whole = bundle
    if not whole:
        words = faults[0]["diagnostics"] if faults else "it holds no report"
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The resource cannot be used: {words}.")
    if faults:
        whole["entry"].append({"resource": {"resourceType": "OperationOutcome", "issue": faults}})
    return whole
