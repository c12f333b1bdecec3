"""Sections that tell of a procedure without being the account of it."""

BESIDE_THE_ACCOUNT = frozenset({"indication", "history", "impression", "recommendation"})
