"""Keeps a crash from leaving a picture of the memory, and with it of reports, on the disk."""

from __future__ import annotations


def forbid_core_dumps() -> None:
    """Let this process and those that it starts leave no core file behind where the system ends them."""
    try:
        import resource
    except ImportError:  # Windows makes none without being asked
        return
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
