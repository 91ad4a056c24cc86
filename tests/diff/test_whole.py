"""Whatever is edited: when other files are written something is told, and when nothing is told the same files are."""

from __future__ import annotations

import random

import pytest

from case import all_folders
from incremental.edits import edited, several
from tocsin.diff import differences
from tocsin.pipeline import build, meant

_PARTS = 10
_PLATFORMS = 200
_EDITS = 3


@pytest.mark.parametrize("part", range(_PARTS))
def test_what_is_written_differs_when_something_is_told(part: int) -> None:
    told = 0
    for seed in range(part, _PLATFORMS, _PARTS):
        rng = random.Random(seed)  # noqa: S311  # no secret
        name = rng.choice(sorted(all_folders()))
        was = {name: several(all_folders()[name], rng)}
        old = build(was)
        for _ in range(0 if old.diagnostics else _EDITS):
            now = {name: edited(was[name], rng)}
            new = build(now)
            if new.diagnostics:
                continue
            found = differences(meant(was).estate, meant(now).estate)
            same = dict(old.artifacts) == dict(new.artifacts)
            others = [path for path, text in old.artifacts.items() if new.artifacts.get(path) != text]
            assert bool(found) != same, (seed, name, others, found)
            told += not same
    # Else nothing was compared.
    assert told > _PLATFORMS * _EDITS / _PARTS / 10
