"""Divide rule groups so that each PrometheusRule stays below the size that prometheus-operator accepts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from tocsin.yaml_writer import dumps

MAX_SPEC_BYTES: Final = 500_000
"""The operator refuses a `spec` above 524,288 bytes of its own YAML; the margin is for how differently it quotes.

`MaxConfigMapDataSize`: https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/operator/rules.go
"""

_Item = TypeVar("_Item")


def cut(groups: list[dict[str, object]], limit: int = MAX_SPEC_BYTES) -> list[dict[str, object]]:
    """Return the groups with each one that is too large for an object of its own divided into `<name>`, `<name>-2`, `<name>-3`, ….

    Rules keep their order. An alert whose recording is in an earlier piece may see its value of one evaluation ago.
    A single rule above `limit` bytes cannot be divided.
    """
    taken = {group["name"] for group in groups}
    return [piece for group in groups for piece in _pieces(group, taken, limit)]


def pack(groups: list[dict[str, object]], limit: int = MAX_SPEC_BYTES) -> list[list[dict[str, object]]]:
    """Return the groups in as few consecutive runs as their order allows, each a `spec` of at most `limit` bytes of YAML."""
    return _runs(groups, (_size([group]) for group in groups), room=limit - _LIST)


def _pieces(group: dict[str, object], taken: set[object], limit: int) -> list[dict[str, object]]:
    rules = group["rules"]
    if _size([group]) <= limit - _LIST or not isinstance(rules, list):
        return [group]
    # Inside a group each line of a rule stands two columns further to the right, and names grow by a suffix.
    sizes = (_size([rule], indent=2) for rule in rules)
    first, *rest = _runs(rules, sizes, room=limit - _LIST - _size([{**group, "rules": []}]) - len("-100000"))
    pieces = [{**group, "rules": first}]
    number = 2
    for run in rest:
        while (name := f"{group['name']}-{number}") in taken:
            number += 1
        taken.add(name)
        pieces.append({**group, "name": name, "rules": run})
    return pieces


def _runs(items: list[_Item], sizes: Iterable[int], *, room: int) -> list[list[_Item]]:
    runs: list[list[_Item]] = []
    left = 0
    for item, size in zip(items, sizes, strict=True):
        if not runs or size > left:
            runs.append([])
            left = room
        runs[-1].append(item)
        left -= size
    return runs


_LIST = len("groups:\n")


def _size(value: object, *, indent: int = 0) -> int:
    text = dumps(value)
    return len(text.encode()) + indent * text.count("\n")
