"""The sonocode app. Run it with `sonocode app`, or with `streamlit run app.py`; only this machine's own pages get an answer."""

from __future__ import annotations

from starlette.middleware import Middleware
from streamlit.starlette import App

from assistant.shipped import NAVIGATION
from assistant.ui.access.guard import OnlyOwnPages

app = App(NAVIGATION, middleware=[Middleware(OnlyOwnPages)])
