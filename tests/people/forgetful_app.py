"""An app whose only page asks nobody before it acts: what stands behind the pages has to refuse by itself."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware import Middleware
from streamlit.starlette import App

from assistant.ui.access.guard import OnlyOwnPages

app = App(Path(__file__).with_name("forgetful_page.py"), middleware=[Middleware(OnlyOwnPages)])
