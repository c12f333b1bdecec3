"""Whether a request comes under a name of ours and from no page of somebody else: what the pages and the service ask first.

A web page that is open in the same browser may try to reach this machine by a name of its own (the Host header shows it) or
from its own origin (the Origin header does).
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.datastructures import Headers


def is_asked_by_own_name(headers: Headers, names: Collection[str]) -> bool:
    """Whether a request names one host, and that is among `names`."""
    hosts = headers.getlist("host")
    return len(hosts) == 1 and _name(hosts[0]) in names


def is_of_own_origin(headers: Headers) -> bool:
    """Whether a request comes from a page of the very host that it names, or from no page at all."""
    origins, host = headers.getlist("origin"), headers.get("host", "")
    return not origins or origins in ([f"http://{host}"], [f"https://{host}"])


def is_of_own_site(headers: Headers) -> bool:
    """Whether the browser says that our page asks; a client that is no browser says nothing."""
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _name(host: str) -> str | None:
    with suppress(ValueError):
        parts = urlsplit(f"//{host}")
        _ = parts.port
        return parts.hostname if parts.netloc == host and "@" not in host else None
    return None
