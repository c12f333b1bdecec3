"""The script of the app, run anew for each session: navigation only."""

from __future__ import annotations

from assistant.ui.frame import choose_page, dress, waiting
from assistant.ui.report.checking import warm_up

dress()
page = choose_page()
with waiting():
    warm_up()
page.run()
