"""No line of the compiler runs more often for each model, the more models there are.

`test_growth` sees only what takes a good part of the time. What looks at every model once for each is seen here when it is one line, on
any machine; what grows within one call of a library, as `in` does in a list, is seen there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Final

import pytest

from bench.estates import ESTATES
from conftest import REPOSITORY

_FEW: Final = 10
_MORE: Final = 4
_LIMIT: Final = 1.5 * _MORE
"""Times as often; what looks at every model once for each runs sixteen times as often."""
_OFTEN: Final = _FEW * _MORE * _MORE
"""A line that runs less often meets no two models together, not even each pair once: it is new, or for what is rare."""


@pytest.mark.parametrize("estate", ESTATES)
def test_no_line_runs_more_often_for_each_model(estate: str) -> None:
    few, many = (_ran(estate, count) for count in (_FEW, _MORE * _FEW))
    assert sum(many.values()) > 100_000
    grown = {line: (few.get(line, 0), times) for line, times in many.items() if times > max(_LIMIT * few.get(line, 0), _OFTEN)}
    assert not grown, f"{_MORE} times the models run these so often: {grown}"


def _ran(estate: str, count: int) -> dict[str, int]:
    """Return how often each line of the compiler runs, by its place."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": f"{REPOSITORY}/compiler{os.pathsep}{REPOSITORY}/tests"}
    command = [sys.executable, "-m", "bench.lines", estate, str(count)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, int] = json.loads(done.stdout)
    return found
