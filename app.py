"""The sonocode app. Run it with `sonocode app`, `sonocode serve` or `streamlit run app.py`; only its own pages, and keys, get an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from streamlit.starlette import App

from assistant.core_dumps import forbid_core_dumps
from assistant.server.settings import keys_from
from assistant.shipped import NAVIGATION
from assistant.ui.access.guard import OnlyOwnPages, gate
from assistant.ui.access.uploads import keep_uploads_in_memory
from assistant.ui.report.checking import begin_warm_up


@asynccontextmanager
async def ready(app: Any) -> AsyncIterator[None]:
    """Load the rules while the first browser is on its way."""
    forbid_core_dumps()
    keep_uploads_in_memory()
    begin_warm_up()
    yield


def service() -> list[BaseRoute]:
    """Return the route of the service where `sonocode serve` gave it keys; without keys there is none."""
    if not (keys := keys_from()):
        return []
    from assistant.server.api import PREFIX, create_api
    from assistant.server.settings import ServerSettings

    return [Mount(PREFIX, create_api(ServerSettings(keys, gate().hosts)))]


app = App(NAVIGATION, lifespan=ready, routes=service(), middleware=[Middleware(OnlyOwnPages)])
