"""Says the name of a service as words of a sentence."""

from __future__ import annotations

ACRONYMS = {"ivus": "IVUS", "picc": "PICC"}


def named(service: str) -> str:
    """Return a service in words: "a limb vein duplex"."""
    words = " ".join(ACRONYMS.get(word, word) for word in service.split("_"))
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
