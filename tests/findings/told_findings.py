"""What is told of findings, as the tests compare it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.engine import analyze

Row = tuple[str, str, str, str]
Said = tuple[str, str, str, list[tuple[str, str]], list[str]]


def told(text: str) -> set[Row]:
    """Return (structure, side, attribute, value) of each finding of a text, values as they are written."""
    return {(f.structure, f.side, f.attribute, str(f.value)) for f in analyze(text).findings}


def every_sentence(said: Sequence[Said]) -> list[tuple[str, set[Row]]]:
    """Return each sentence below its title, and the rows that it tells; one of both sides tells a row of each.

    Args:
        said: Title, side, structure, (attribute, value) of each row, and the sentences that tell them.
    """
    sentences = []
    for title, side, structure, values, several in said:
        sides = ["left", "right"] if side == "bilateral" else [side]
        rows = {(structure, one, attribute, value) for attribute, value in values for one in sides}
        sentences += [(f"{title}\nFindings:\n{words}", rows) for words in several]
    return sentences
