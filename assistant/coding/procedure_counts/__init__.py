"""Counts what procedures are counted by: treated veins of a leg, sampled lesions, watched accesses and lines."""

from assistant.coding.procedure_counts import accesses as _accesses  # noqa: F401  (registers its counters)
from assistant.coding.procedure_counts import lesions as _lesions  # noqa: F401  (registers its counters)
from assistant.coding.procedure_counts import treated_veins as _treated_veins  # noqa: F401  (registers its counters)
