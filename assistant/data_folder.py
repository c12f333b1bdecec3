"""Where official tables and the diagnosis index are kept."""

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
