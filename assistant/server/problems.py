"""How the service says no: one sentence as problem details (RFC 9457), never a word of the report that was sent."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from assistant.errors import SonocodeError
from assistant.json_text import json_text

PROBLEM = "application/problem+json"


class Problem(Exception):
    """An answer that is a problem.

    Args:
        status: Its HTTP status.
        detail: One sentence to who asked.
        headers: Further headers of the answer.
    """

    def __init__(self, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, dict(headers or {})


class ProblemAnswer(JSONResponse):
    """The answer of a problem."""

    media_type = PROBLEM

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        super().__init__(content, status, dict(headers or {}))

    def render(self, content: Any) -> bytes:
        return json_text(content).encode("utf-8")


def problem_of(error: Exception) -> Problem:
    """Return the problem that an error is to who asked: the input's fault, or ours, which is told without its words."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, SonocodeError):
        return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The document {error}.")
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, f"This could not be analysed ({type(error).__name__}); please report this.")


async def answer_problem(request: Request, error: Exception) -> ProblemAnswer:
    """Return the answer to an error, as an exception handler does."""
    problem = problem_of(error)
    return ProblemAnswer(problem.status, problem.detail, problem.headers)


async def answer_invalid(request: Request, error: Any) -> ProblemAnswer:
    """Return the answer to a request of the wrong form: what is wrong and where, without the value that was sent."""
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"] if isinstance(part, str | int))
    return ProblemAnswer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{where}: {_without_value(fault)}.")


async def answer_http(request: Request, error: Any) -> ProblemAnswer:
    """Return the answer where the framework itself refuses: no such address, no such method."""
    return ProblemAnswer(error.status_code, HTTPStatus(error.status_code).description or HTTPStatus(error.status_code).phrase, error.headers)


def _without_value(fault: Mapping[str, Any]) -> str:
    """Return the words of a fault; those that repeat what was sent are said otherwise."""
    repeats = fault["type"] in ("value_error", "enum", "literal_error") or "date" in fault["type"]
    expected = fault.get("ctx", {}).get("expected")
    if not repeats:
        return str(fault["msg"])
    return f"expected {expected}" if expected else "this value cannot be used"
