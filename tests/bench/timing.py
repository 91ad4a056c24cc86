"""Time whole processes: wall clock, processor time and peak memory, as the kernel counts them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final


class RunError(Exception):
    """Say which command failed, and what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process, with those that it started and waited for."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    """Of the largest process, not of all together."""


def run(command: Sequence[str], *, directory: Path, environment: Mapping[str, str]) -> Run:
    """Run a command to its end.

    Raises:
        RunError: it failed.
    """
    stopwatch = (sys.executable, "-I", "-S", str(Path(__file__).with_name("stopwatch.py")))
    timed = subprocess.run((*stopwatch, *command), cwd=directory, env=environment, capture_output=True, text=True, check=False)
    if timed.returncode != 0 or timed.stdout.split()[-1] != "0":
        raise RunError(f"{' '.join(command)}: {timed.stdout}{timed.stderr[-2000:]}")
    seconds, cpu_seconds, peak, _ = map(float, timed.stdout.split())
    return Run(seconds=seconds, cpu_seconds=cpu_seconds, peak_mib=peak / _PER_MIB)


# macOS counts bytes, Linux KiB.
_PER_MIB: Final = 2**20 if sys.platform == "darwin" else 2**10


class Repeated:
    """The runs of one program: a warm-up that does not count, and as many as are wanted, but only one where that takes long."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def add(self, start: Callable[[], Run], *, warm_up: bool) -> Run | None:
        """Start the program once more and return how it did; None when it was slow enough before, and was not started."""
        if self._runs and max(each.seconds for each in self._runs) > SLOW_SECONDS:
            return None
        found = start()
        if not warm_up or found.seconds > SLOW_SECONDS:
            self._runs.append(found)
        return found

    @property
    def runs(self) -> tuple[Run, ...]:
        """Return the runs that count."""
        return tuple(self._runs)


SLOW_SECONDS: Final = 8.0
"""Three digits of what takes longer interest nobody, and everyone would wait."""


def median(runs: Sequence[Run]) -> Run:
    """Return the median of each figure."""
    return Run(
        seconds=statistics.median(each.seconds for each in runs),
        cpu_seconds=statistics.median(each.cpu_seconds for each in runs),
        peak_mib=statistics.median(each.peak_mib for each in runs),
    )


def environment(search: Path) -> dict[str, str]:
    """Return an environment in which Python compiles its modules once, buffers its output and finds `search` first."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": str(search)}
