"""From studies to candidate codes."""

from assistant.coding import catheter_reach as _catheter_reach  # noqa: F401  (registers its counters)
from assistant.coding import procedure_counts as _procedure_counts  # noqa: F401  (registers its counters)
from assistant.coding import vessel_count as _vessel_count  # noqa: F401  (registers its counters)
