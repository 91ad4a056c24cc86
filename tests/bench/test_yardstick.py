"""Compiling W(50) is timed against pure Python that never changes: twice the time is red, another machine is not.

Processor time of both in one process, turn and turn about, the best of several each; a busy machine slows both. Instructions would be
counted more exactly, but a virtual machine has no counters for `perf`, and under valgrind this takes a minute, where it is installed at all.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Final

import pytest
import yaml

from bench.tocsin_spec import files
from tocsin.pipeline import build

LIMIT: Final = 1.0
"""How many yardsticks long W(50) may be. What is measured is to lie between half of it and it: below, double would not be noticed."""
ROUNDS: Final = 7

# PyYAML is pinned in requirements.lock, and its pure Python has hardly changed in ten years.
_DOCUMENT: Final = yaml.safe_dump(
    [
        {"name": f"item-{number}", "labels": {"tier": "critical", "number": number}, "expr": f'rate(requests_total{{item="{number}"}}[5m])'}
        for number in range(100)
    ]
)


def test_compiling_takes_no_longer_than_it_did() -> None:
    measured = _yardsticks(_compile)
    assert measured < LIMIT, f"W(50) takes {measured:.2f} yardsticks: the compiler has become slower; `make bench` and a profile say where"
    assert measured > LIMIT / 2, f"W(50) takes {measured:.2f} yardsticks: the compiler has become faster; set LIMIT to {measured * 1.4:.2f}"


def test_a_compiler_half_as_fast_is_noticed() -> None:
    def twice() -> None:
        _compile()
        _compile()

    with pytest.raises(AssertionError, match="slower"):
        _assert_as_fast(twice)


def _compile() -> None:
    assert not build({"w": _SPECS}).diagnostics
