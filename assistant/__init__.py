"""sonocode: from an ultrasound or intravascular-ultrasound report to candidate codes, evidence and gaps.

>>> from assistant import analyze
>>> analyze("Seen in clinic. Duplex last month showed no clot.").codes
()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.analysis import Analysis
    from assistant.engine import analyze, analyze_many

__all__ = ["Analysis", "analyze", "analyze_many"]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for, so that `import assistant` stays quick."""
    if name in ("analyze", "analyze_many"):
        from assistant import engine

        return getattr(engine, name)
    if name == "Analysis":
        from assistant.analysis import Analysis

        return Analysis
    raise AttributeError(f"module 'assistant' has no attribute '{name}'")
