"""Where the parts that ship beside the package are: at the top of a clone, or under share/sonocode of an installation."""

from __future__ import annotations

import sysconfig
from pathlib import Path

VERSION = "1.1.0"
CLONE = Path(__file__).resolve().parents[1]
NAVIGATION = Path(__file__).resolve().parent / "ui" / "entry" / "navigation.py"
INSTALLED = Path(sysconfig.get_path("data")) / "share" / "sonocode"


def shipped(name: str) -> Path:
    """Return the path of a shipped file or folder ("models/en_us_report", "samples", "app.py").

    A clone comes before an installation; where neither has it, the path in the clone, which does not exist. The wheel
    installs the pipelines of models/ as packages, so that spaCy loads them by name.
    """
    installed = CLONE / name.removeprefix("models/") if name.startswith("models/") else INSTALLED / name
    if (CLONE / "pyproject.toml").exists() or not installed.exists():
        return CLONE / name
    return installed
