"""What was done in a text: one account of techniques, places, sides, statuses and actors, made once for everybody."""

from assistant.acts.account import find_acts

__all__ = ["find_acts"]
