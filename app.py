"""The sonocode app: navigation only. Run it with `streamlit run app.py`."""

from __future__ import annotations

import streamlit as st

from assistant.ui.frame import dress, pages

dress()
st.navigation(pages(), position="top").run()
