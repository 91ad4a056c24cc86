"""Walk documents whose shape nobody has checked yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tocsin import source


def mapping(value: object) -> Mapping[str, Any]:
    """Return `value` when it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the mappings of a list with their index; nothing when `value` is no list."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


def scalars(value: object, path: source.KeyPath = ()) -> Iterator[tuple[source.KeyPath, object]]:
    """Yield every scalar in a document with its path, in the document's order."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from scalars(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from scalars(item, (*path, index))
    else:
        yield path, value


def path_at_line(text: str, line: int) -> source.KeyPath:
    """Return the path of the deepest node that has begun at `line` (from 1) of a YAML document; () when the text cannot be read."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return ()
    path: source.KeyPath = ()
    while node is not None:
        key, node = _last_begun(node, line - 1)
        if node is not None:
            path = (*path, key)
    return path


def _last_begun(node: yaml.Node, line: int) -> tuple[source.Key, yaml.Node | None]:
    found: tuple[source.Key, yaml.Node | None] = ("", None)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.start_mark.line <= line:
                found = (key.value, value)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            if item.start_mark.line <= line:
                found = (index, item)
    return found
