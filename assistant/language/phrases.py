"""What is told in freely ordered words and marks: images kept, a needle watched, the signs of a worksheet."""

from __future__ import annotations

from assistant.language.image_storage import find_image_storage
from assistant.language.layout import Reading
from assistant.language.needle_view import find_needle_views
from assistant.language.worksheet import find_worksheet_marks


def find_phrases(reading: Reading) -> None:
    """Add the phrases to the mentions of a reading."""
    find_worksheet_marks(reading)
    find_image_storage(reading)
    find_needle_views(reading)
