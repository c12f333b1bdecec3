"""The script of the app, run anew for each session: navigation only."""

from __future__ import annotations

from assistant.ui.frame import dress, navigate

dress()
navigate()
