"""Where official tables and the diagnosis index are kept, and what can be made again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOLDER_VARIABLE = "SONOCODE_DATA"


def data_folder() -> Path:
    """Return $SONOCODE_DATA where that variable is set, else sonocode's part of the user's application data."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return base / "sonocode"


def cache_folder() -> Path:
    """Return where parsed knowledge files are kept: in $SONOCODE_DATA where that is set, else in the user's caches."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen).expanduser() / "cache"
    if sys.platform == "win32":
        return data_folder() / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "sonocode"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "sonocode"
