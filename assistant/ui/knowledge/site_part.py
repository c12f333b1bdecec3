"""Draws what this site changes of the shipped knowledge, or how a site's folder is made."""

from __future__ import annotations

from assistant.knowledge.active import PAYER_VARIABLE, SITE_VARIABLE, active
from assistant.knowledge.site import PLACES, SITE_FILE
from assistant.ui import blocks
from assistant.ui.knowledge.site_changes import Change, site_changes
from assistant.ui.words import count

NO_SITE = (
    f"Make a folder with a file {SITE_FILE} of one line, such as “name: Our Hospital”, and start the app with it: "
    f"sonocode app --site FOLDER, or the variable {SITE_VARIABLE}. What the folder does not name stays as it ships. "
    "The folder samples/site of the project is a whole example."
)
EFFECTS = ("switched off", "overridden", "added")


def draw_site() -> None:
    """Draw the part of the page."""
    known = active()
    if known.site is None or known.settings is None:
        blocks.notice("No site's own rules are in use", NO_SITE)
        blocks.heading("What a folder may hold")
        blocks.facts([("Files", ", ".join(PLACES))])
        return
    changes = site_changes()
    tally = ", ".join(f"{sum(change.effect == effect for change in changes)} {effect}" for effect in EFFECTS)
    blocks.card(
        known.settings.name, "site", [f"Its folder, {known.site.name}, is laid over the shipped knowledge: {tally}."]
    )
    payers = known.settings.payers
    blocks.facts([
        ("Payers", ", ".join(f"{payer.label} ({id})" for id, payer in payers.items()) or "none"),
        ("Payer in use", payers[known.payer].label if known.payer else f"nobody in particular ({PAYER_VARIABLE} is not set)"),
    ])  # fmt: skip
    blocks.heading("Changes", count(len(changes), "change"))
    blocks.wide_table("In the order of the files", ("What", "Effect", "Parts", "File and line"), map(_row, changes))


def _row(change: Change) -> tuple[str, ...]:
    return change.subject, change.effect, change.detail, change.place
