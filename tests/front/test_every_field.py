"""Every field of every section takes a value that does not belong there without a traceback: it is told, at its line, or it is right."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from front.plain_data import at, dumped
from tocsin.diagnostics import as_json, render
from tocsin.load import load
from tocsin.pipeline import build
from tocsin.resolve import merge_patch, resolve
from tocsin.source import KeyPath

Data = Any
_SPECS = Path(__file__).parents[2] / "specs"
# Nothing, too little, too much, another type, another script, another meaning.
_VALUES: list[Data] = [
    *("", 0, -1, [], {}, None, "1" * 5000, "a b", "(", True, "٣", "0s", 10**17, 1.5, "x", "<< self >>", "5m", "99999999999999999999.1"),
    *([""], {"": ""}, ["a", "a"], [[]], [None], {"x": None}),
]
_SAMPLE = 150


def test_no_field_takes_a_wrong_value_for_a_bug() -> None:
    values = cycle(_VALUES)
    fields = list(_each_field_once())
    # Nothing of its own kind, which the types may allow, of all that hold several; of all others one value in turn.
    emptied = [(folder, path, type(held)()) for folder, path, held in fields if isinstance(held, list | dict) and held]
    tried = [*emptied, *((folder, path, next(values)) for folder, path, _ in _evenly(fields, _SAMPLE))]
    assert len(emptied) > _SAMPLE // 4
    for folder, path, value in tried:
        files = _written(_replaced(_data(folder), path, value), folder)
        built = build({folder: files})
        for diagnostic in built.diagnostics:
            assert render(diagnostic, files[diagnostic.span.file].decode()), path
            assert diagnostic.help, (path, value)
            assert not diagnostic.code.endswith("/invalid"), (path, value, diagnostic.message)
        assert as_json(built.diagnostics)
        assert bool(built.artifacts) != bool(built.diagnostics), (path, value)


def _each_field_once() -> Iterator[tuple[str, KeyPath, Data]]:
    """Yield a place of every field of every kind of section that the specs have, and what is written there, if anything."""
    seen: set[tuple[type, str, bool]] = set()
    for folder in sorted(path.name for path in _SPECS.iterdir()):
        data = _data(folder)
        tree = load(_written(data, folder))
        assert not isinstance(tree, tuple), tree
        for resolved in resolve(tree)[0]:
            for path, section in _sections(resolved.spec):
                written = at(data, path)
                for name, field in type(section).model_fields.items() if isinstance(written, dict) else ():
                    key = field.alias or name
                    if (type(section), name, key in written) not in seen:
                        seen.add((type(section), name, key in written))
                        yield folder, (*path, key), written.get(key)


def _sections(value: Data, path: KeyPath = ()) -> Iterator[tuple[KeyPath, BaseModel]]:
    if isinstance(value, BaseModel):
        yield path, value
        for name, field in type(value).model_fields.items():
            yield from _sections(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, dict | list | tuple):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _sections(inner, (*path, key))


def _evenly(items: list[tuple[str, KeyPath, Data]], count: int) -> list[tuple[str, KeyPath, Data]]:
    return items[:: max(1, -(-len(items) // count))]


def _replaced(data: Data, path: KeyPath, value: Data) -> Data:
    changed = copy.deepcopy(data)
    at(changed, path[:-1])[path[-1]] = value
    return changed


_READ: dict[str, Data] = {}


def _data(folder: str) -> Data:
    if folder not in _READ:
        data: Data = {}
        for path in sorted((_SPECS / folder).glob("*.yaml")):
            data = merge_patch(data, yaml.safe_load(path.read_bytes()))
        _READ[folder] = data
    return _READ[folder]


def _written(data: Data, folder: str) -> dict[str, bytes]:
    return {f"specs/{folder}/spec.yaml": dumped(data)}
