"""Phrases that a line may break."""

from __future__ import annotations

import re

# Between two words of a phrase: a blank, or the break of a line that was wrapped there.
BETWEEN = r"(?: |[ \t]*\n[ \t]*(?=\w))"


def over_lines(phrases: str) -> re.Pattern[str]:
    """Compile phrases, without regard to case, so that a line may be broken wherever one of them has a blank that must be there."""
    return re.compile(re.sub(r" (?![?+*{])", lambda _: BETWEEN, phrases), re.IGNORECASE)
