"""Specs as plain data: what is at a place of them, and how they are written down."""

from __future__ import annotations

from typing import Any

import yaml


def at(data: Any, route: tuple[Any, ...]) -> Any:  # noqa: ANN401  # any data
    """Return what is at `route`; None when nothing is."""
    for key in route:
        if not (isinstance(data, dict) and key in data) and not (isinstance(data, list) and isinstance(key, int) and key < len(data)):
            return None
        data = data[key]
    return data


def dumped(data: Any) -> bytes:  # noqa: ANN401  # any data
    """Return `data` as a spec file without aliases."""
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False).encode()


class _Plain(yaml.CSafeDumper):
    """Writes what is there twice twice."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # a method of PyYAML
        return True
