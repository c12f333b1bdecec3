"""The YAML loader of knowledge files; its module is loaded when a file is parsed, not when a kept one is read."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as BaseLoader
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as BaseLoader  # type: ignore[assignment]

TEXT_TAG = "tag:yaml.org,2002:str"
#: Letters with which no number, date, boolean or null of YAML begins.
PLAIN_LETTERS = frozenset("abcdeghijklmpqrsuvwxzABCDEGHIJKLMPQRSUVWXZ")


class Loader(BaseLoader):
    """Notes the keys that a mapping names twice, which YAML takes in silence (the last one wins).

    Attributes:
        repeated: Each such key with its one-based line.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[tuple[str, int]] = []

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        """Return the tag of a node; most are words, which need no look at what else they could be."""
        if kind is yaml.ScalarNode and value and value[0] in PLAIN_LETTERS:
            return TEXT_TAG
        tag: str = super().resolve(kind, value, implicit)
        return tag

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return a mapping, its repeated keys noted."""
        mapping = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    self.repeated.append((key.value, key.start_mark.line + 1))
                seen.add(key.value)
        return mapping
