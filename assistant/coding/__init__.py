"""From studies to candidate codes."""

from assistant.coding import vessel_count as _vessel_count  # noqa: F401  (registers its counters)
