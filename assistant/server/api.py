"""Makes the ASGI application of the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from assistant.errors import SonocodeError
from assistant.server.admission import Admission
from assistant.server.cds_hooks import hook_routes
from assistant.server.problems import Problem, answer_http, answer_invalid, answer_problem
from assistant.server.reports import report_routes
from assistant.server.settings import ServerSettings
from assistant.server.work import Desk
from assistant.shipped import VERSION

#: Where the service stands beside the pages.
PREFIX = "/api"
DESCRIPTION = (
    "From an ultrasound or intravascular-ultrasound report to candidate codes, their evidence, and what is missing. "
    "Every request but discovery and health carries a key as a bearer token. Nothing of a report is kept."
)


def create_api(settings: ServerSettings, log: Callable[[str], None] | None = None) -> Admission:
    """Return the application of the service, behind its admission.

    Args:
        settings: Who may ask, under which names, and how much.
        log: Takes one line a request; None writes to standard error.
    """
    api = FastAPI(
        title="sonocode", version=VERSION, description=DESCRIPTION, docs_url=None, redoc_url=None,
        swagger_ui_oauth2_redirect_url=None, redirect_slashes=False,
        exception_handlers={
            RequestValidationError: answer_invalid, HTTPException: answer_http, Problem: answer_problem,
            SonocodeError: answer_problem, Exception: answer_problem,
        },
    )  # fmt: skip
    desk = Desk(settings.limits)

    @api.get("/health", summary="Whether the service answers", tags=["service"], openapi_extra={"security": []})
    async def health() -> dict[str, str]:
        """Answer that the service is there, with its version."""
        return {"status": "ok", "version": VERSION}

    api.include_router(report_routes(desk))
    api.include_router(hook_routes(desk))
    _describe_keys(api)
    return Admission(api, settings, log)


def _describe_keys(api: FastAPI) -> None:
    """Let the OpenAPI description say that requests carry a bearer key."""
    plain = api.openapi

    def described() -> dict[str, Any]:
        schema = plain()
        parts = schema.setdefault("components", {})
        parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "A key of the service."}}
        schema["security"] = [{"key": []}]
        return schema

    api.openapi = described  # type: ignore[method-assign]
