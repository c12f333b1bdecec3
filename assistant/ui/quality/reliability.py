"""How often the code list was right on labelled reports, and how far the doubt of a report can be trusted."""

from __future__ import annotations

from assistant.errors import SonocodeError
from assistant.services.reliability import (
    Reliability,
    in_hundred,
    measured_on,
    overview,
    said,
    shipped_reliability,
)
from assistant.ui import blocks
from assistant.ui.frame import View

HELP = "It can be trusted as far as the last column lies within the first."


def draw_reliability(view: View) -> None:
    """Draw the figures that ship with the weights."""
    blocks.heading("How sure is it?")
    try:
        figures = shipped_reliability()
    except SonocodeError as error:
        blocks.notice("The figures cannot be read", f"{error}.")
        return
    blocks.lead(measured_on(figures))
    blocks.facts(overview(figures))
    blocks.table(
        f"What was said of a report, and what came true. {HELP}",
        ("Said to be right", "Reports", "Were right"),
        [(said(band), f"{band.texts:,}", in_hundred(band.right)) for band in figures.bands],
    )
    if view == "coder":
        _draw_authors(figures)


def _draw_authors(figures: Reliability) -> None:
    """Draw how often the list was right by author: each writes differently, and the next hospital differs again."""
    ranked = sorted(figures.by_author.items(), key=lambda pair: pair[1])
    blocks.table(
        "By author of the corpus, the hardest first", ("Author", "Were right"),
        [(author, in_hundred(share)) for author, share in ranked],
    )  # fmt: skip
