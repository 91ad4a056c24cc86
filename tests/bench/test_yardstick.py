"""Compiling W(50) is timed against pure Python that never changes: twice the time is red, another machine is not.

Processor time of both in one process, turn and turn about: what slows one of a pair slows the other, and of their ratios the median counts.
In a virtual machine whose neighbours come and go it moved by 5%, the ratio of the best times of each by 35%. Instructions are counted more
exactly: valgrind's callgrind gives the same number twice to a millionth. But it takes 45 s a run, is not installed everywhere (nor are
there counters for `perf` in most virtual machines), and its number is another one for each build of CPython, so that a limit on it
would be set anew with each of them.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median
from typing import Final

import yaml

from bench.tocsin_spec import files
from tocsin.pipeline import build

LIMIT: Final = 3.2
"""How many yardsticks W(50) may take at most; what it takes must be more than half of that, or double would not be noticed."""
_ROUNDS: Final = 15
_SPECS: Final = files(50, proofs=False)

# PyYAML is pinned in requirements.lock, and its pure Python has hardly changed in ten years.
_DOCUMENT: Final = yaml.safe_dump(
    [
        {"name": f"item-{number}", "labels": {"tier": "critical", "number": number}, "expr": f'rate(requests_total{{item="{number}"}}[5m])'}
        for number in range(100)
    ]
)


def test_compiling_takes_as_long_as_it_did() -> None:
    measured = _yardsticks(_compile)
    assert measured < LIMIT, f"W(50) takes {measured:.2f} yardsticks: the compiler has become slower, a profile says where"
    assert measured > LIMIT / 2, f"W(50) takes {measured:.2f} yardsticks: the compiler has become faster, set LIMIT to {measured * 1.4:.2f}"


def test_a_compiler_half_as_fast_is_noticed() -> None:
    def twice() -> None:
        _compile()
        _compile()

    assert _yardsticks(twice) > LIMIT


def _yardsticks(compiling: Callable[[], None]) -> float:
    """Return how many times longer `compiling` takes than the yardstick."""
    return median(_cpu_seconds(compiling) / _cpu_seconds(_yardstick) for _ in range(_ROUNDS))


def _compile() -> None:
    assert not build({"w": _SPECS}).diagnostics


def _yardstick() -> None:
    yaml.dump(yaml.load(_DOCUMENT, Loader=yaml.SafeLoader), Dumper=yaml.SafeDumper)  # not libyaml, whose builds differ


def _cpu_seconds(action: Callable[[], None]) -> float:
    # Collections fall where they like.
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        action()
        return time.process_time() - started
    finally:
        gc.enable()
