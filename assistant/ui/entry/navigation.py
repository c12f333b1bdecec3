"""The script of the app, run anew for each session: navigation only."""

from __future__ import annotations

import streamlit as st

from assistant.ui.checking import warm_up
from assistant.ui.frame import dress, pages, waiting

dress()
page = st.navigation(pages(), position="top")
with waiting():
    warm_up()
page.run()
