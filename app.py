"""The sonocode app. Run it with `sonocode app`, or with `streamlit run app.py`; only this machine's own pages get an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from streamlit.starlette import App

from assistant.shipped import NAVIGATION
from assistant.ui.access.guard import OnlyOwnPages
from assistant.ui.report.checking import begin_warm_up


@asynccontextmanager
async def ready(app: Any) -> AsyncIterator[None]:
    """Load the rules while the first browser is on its way."""
    begin_warm_up()
    yield


app = App(NAVIGATION, lifespan=ready, middleware=[Middleware(OnlyOwnPages)])
