"""Writes records as JSON that any terminal may show and any encoding can take."""

from __future__ import annotations

import json
import re
from typing import Any

#: What JSON lets stand as it is though a terminal obeys it or no encoding can write it.
_UNSAFE = re.compile("[\x7f-\x9f\ud800-\udfff]")


def json_text(value: Any, indent: int | None = None) -> str:
    """Return `value` as JSON, letters as they are, without control characters and lone halves of surrogate pairs."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
