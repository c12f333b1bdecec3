"""Files that people bring to the pages stay in memory."""

from __future__ import annotations

import asyncio

import pytest
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from assistant.ui.access.uploads import keep_uploads_in_memory

BOUNDARY = "b"


def read_form(size: int) -> bool:
    """Read a form with a file of so many bytes; return whether it is in memory."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="r.txt"\r\n\r\n'
    body = head.encode() + b"x" * size + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = [(b"content-type", f"multipart/form-data; boundary={BOUNDARY}".encode())]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def read() -> bool:
        request = Request({"type": "http", "method": "PUT", "headers": headers}, receive)
        async with request.form() as form:
            return bool(form["file"]._in_memory)  # type: ignore[union-attr]

    return asyncio.run(read())


def test_an_upload_of_several_megabytes_goes_to_no_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    assert not read_form(3_000_000)
    keep_uploads_in_memory()
    assert read_form(3_000_000)
