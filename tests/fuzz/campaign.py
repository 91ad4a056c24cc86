"""`make fuzz`: mutated specs, each told by a seed and its number, and every finding with what to run to see it again."""

from __future__ import annotations

import argparse
import faulthandler
import gc
import multiprocessing
import resource
import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

_TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS.parent / "compiler")]

from fuzz.inputs import folders_of  # noqa: E402  # found by the path above
from fuzz.verdict import Finding, findings  # noqa: E402  # as above

_CHUNK = 500
_MEMORY = 3 * 1024**3
_THOROUGH = 25
_STUCK = 1200.0
"""Seconds of the clock for a chunk, after which a worker shows where it is and gives up: a signal does not end a loop in C."""


def run(seed: int, numbers: Iterable[int]) -> Iterator[tuple[int, Finding]]:
    """Yield the findings of some inputs, each with its number."""
    for number in numbers:
        for finding in findings(folders_of(seed, number), thorough=number % _THOROUGH == 0):
            yield number, finding


def _work(task: tuple[int, int, int]) -> list[tuple[int, Finding]]:
    seed, first, last = task
    faulthandler.dump_traceback_later(_STUCK, exit=True)
    found = list(run(seed, range(first, last)))
    faulthandler.cancel_dump_traceback_later()
    return found


def _begin() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    warnings.simplefilter("error")
    sys.dont_write_bytecode = True
    gc.freeze()
    list(run(0, range(20)))  # what is read once is read now


def main() -> int:
    """Run as the arguments say; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20_000, help="how many mutated specs")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--only", type=int, help="show and compile one input, by its number")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if given.only is not None:
        return _show(given.seed, given.only)
    started = time.monotonic()
    tasks = [(given.seed, first, min(first + _CHUNK, given.runs)) for first in range(0, given.runs, _CHUNK)]
    seen: dict[tuple[str, str], int] = {}
    with ProcessPoolExecutor(given.workers, multiprocessing.get_context("spawn"), _begin) as pool:  # a worker that dies is an error here
        for found in pool.map(_work, tasks):
            for number, finding in found:
                seen[finding.key] = seen.get(finding.key, 0) + 1
                if seen[finding.key] == 1:
                    print(f"{finding.kind}: --seed {given.seed} --only {number}\n{finding.detail}\n", flush=True)
    found_in_all = f"{sum(seen.values())} findings, {len(seen)} different"
    print(f"{given.runs} mutated specs of seed {given.seed} in {time.monotonic() - started:.0f} s: {found_in_all}")
    return int(bool(seen))


def _show(seed: int, number: int) -> int:
    folders = folders_of(seed, number)
    for files in folders.values():
        for name, content in files.items():
            print(f"--- {name}\n{content.decode(errors='backslashreplace')}")
    found = findings(folders, thorough=True)
    for finding in found:
        print(f"{finding.kind}: {finding.detail}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
