"""Eight times as many models take about eight times as long, also where every dashboard may show any of them.

Processor time is the best of some rounds: a busy machine only adds to it, and a busy round is followed by more, so that a limit is not
passed by chance. Callgrind counts instructions exactly, but takes minutes for what is measured here in seconds.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from typing import Final

import pytest

from bench.estates import of_own_teams, with_pictures
from tocsin.pipeline import build

_MORE: Final = 8
LIMIT: Final = 12.0
"""Times as long; what looks at every model once for each would take up to sixty-four."""
_ROUNDS: Final = range(1, 7)
"""At least so many rounds, and at most as many as needed to be below the limit."""
_SHORT: Final = 3
"""How often a round builds the few: were they slow by chance, the many would seem quick."""


def _cpu_seconds(specs: Mapping[str, bytes]) -> float:
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        built = build({"w": specs})
        spent = time.process_time() - started
    finally:
        gc.enable()
    assert not built.diagnostics, built.diagnostics[:3]
    return spent


def _grown(few: Mapping[str, bytes], many: Mapping[str, bytes]) -> float:
    """Return how many times longer it takes to build `many` than `few`."""
    short, long = [], []
    for done in range(1, _ROUNDS.stop):
        short += [_cpu_seconds(few) for _ in range(_SHORT)]
        long.append(_cpu_seconds(many))
        if done in _ROUNDS and min(long) < LIMIT * min(short):
            break
    return min(long) / min(short)


# So many that what once grew with the square would be most of it.
@pytest.mark.parametrize(("estate", "count"), [(with_pictures, 40), (of_own_teams, 200)])
def test_more_models_take_no_longer_each(estate: Callable[[int], Mapping[str, bytes]], count: int) -> None:
    grown = _grown(estate(count), estate(_MORE * count))
    assert grown < LIMIT, f"{_MORE} times the models take {grown:.1f} times as long: a profile says what looks at all of them for each"
