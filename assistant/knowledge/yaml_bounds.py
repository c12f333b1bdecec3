"""What a knowledge file may ask for: how deep it goes, and how much its aliases write out.

A hospital's own folder may come from anywhere. Neither a file that is nested thousands deep, which would overflow the
stack of the parser, nor one whose aliases repeat each other a billion times ("billion laughs") gets that far.
"""

from __future__ import annotations

import re

import yaml

from assistant.knowledge.yaml_loader import Loader

#: How deep mappings and lists may be nested; shipped files go eight deep.
DEEPEST = 100
#: The most entries of a file whose aliases are written out.
MOST_ENTRIES = 500_000

#: A line that begins so may be that deep; brackets may be, wherever they stand.
_DEEP_LINE = re.compile(rf"^[\s\-?:\[{{]{{{DEEPEST},}}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")


class OutOfBoundsError(Exception):
    """A file asks for too much; `line` is where (from one), and the message goes on from the file's name and line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def bounded_node(loader: Loader, text: str) -> yaml.Node | None:
    """Return the nodes of a text, None where it has none.

    Args:
        loader: Of the text; it composes the nodes.
        text: The file.

    Raises:
        OutOfBoundsError: It is nested too deep, or its aliases repeat too much, or themselves.
        yaml.YAMLError: It is no YAML.
    """
    if _may_be_deep(text):
        _refuse_depth(text)
    node: yaml.Node | None = loader.get_single_node()
    if node is not None and "&" in text and "*" in text:
        _entries(node, {}, [])
    return node


def _may_be_deep(text: str) -> bool:
    """Whether a look without parsing cannot rule it out; brackets within quotes are counted too."""
    if _DEEP_LINE.search(text):
        return True
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > DEEPEST:
            return True
    return False


def _refuse_depth(text: str) -> None:
    """Count the depth event by event, which needs no stack."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise OutOfBoundsError(line, f"is nested more than {DEEPEST} deep; make it flatter")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _entries(node: yaml.Node, known: dict[int, int], around: list[int]) -> int:
    """Return how many entries a node has with all aliases written out; each node is counted once."""
    if id(node) in known:
        return known[id(node)]
    line = node.start_mark.line + 1
    if id(node) in around:
        raise OutOfBoundsError(line, "an alias repeats what it stands in; write the value out")
    inner: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        inner = [each for pair in node.value for each in pair]
    elif isinstance(node, yaml.SequenceNode):
        inner = node.value
    around.append(id(node))
    many = 1 + sum(_entries(each, known, around) for each in inner)
    around.pop()
    if many > MOST_ENTRIES:
        raise OutOfBoundsError(line, f"aliases write out more than {MOST_ENTRIES:,} entries; write the values once each")
    known[id(node)] = many
    return many
