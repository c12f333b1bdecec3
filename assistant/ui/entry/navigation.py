"""The script of the app, run anew for each session: navigation only."""

from __future__ import annotations

import streamlit as st

from assistant.ui.frame import dress, pages

dress()
st.navigation(pages(), position="top").run()
