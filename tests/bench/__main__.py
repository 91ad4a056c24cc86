"""`make bench`: measure tocsin beside its peers and write docs/performance.md."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench import machine
from bench.contenders import contenders, missing, prepare
from bench.everyday import Everyday, everyday
from bench.figures import Figures
from bench.page import page
from bench.race import Result, UnequalError, race
from bench.targets import targets
from bench.timing import RunError

REPOSITORY: Final = Path(__file__).parents[2]
# On a disk, overwriting thousands of small files takes longer than any compiler, and it varies fourfold.
_MEMORY: Final = Path("/dev/shm")  # noqa: S108  # nothing is kept there
_PROVED: Final = 10
"""W(N) that is proved: promtool takes a quarter of a second a model, whoever calls it."""


def main() -> int:
    """Measure, write the page and return the exit code: 1 when a comparison failed."""
    options = _options()
    load = os.getloadavg()[0]
    results: list[Result] = []
    days: list[Everyday] = []
    try:
        with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None, prefix="bench-") as name:
            place = machine.described(Path(name))
            for number, count in enumerate(options.counts):
                folder = Path(name) / str(count)
                folder.mkdir()
                prepare(folder, count)
                results += race(folder, count, tuple(contenders()), runs=options.runs, warm_up=number == 0, say=_say)
                days += everyday(folder, count, runs=options.runs, proofs=count == _PROVED, say=_say)
    except (RunError, UnequalError) as reason:
        print(reason, file=sys.stderr)
        return 1
    figures = Figures(results=results, days=days)
    text = page(figures, machine=place, date=options.date or _date(), load=load, missing=missing())
    options.page.write_text(text, encoding="utf-8")
    for target in targets(figures):
        print(f"{target.verdict}: {target.promise}")
    print(f"{options.page} is written")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=_counts, default=(10, 100, 1000, 10_000), help="how many models, for example 10,100,1000")
    parser.add_argument("--runs", type=int, default=3, help="runs of each program")
    parser.add_argument("--date", help="the day it is measured; default: that of the last commit")
    parser.add_argument("--page", type=Path, default=REPOSITORY / "docs" / "performance.md", help="where the page is written")
    return parser.parse_args()


def _counts(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def _date() -> str:
    command = ("git", "log", "-1", "--format=%cs")
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()


def _say(text: str) -> None:
    if sys.stderr.isatty():  # what is measured, for who waits; a log needs only the end
        print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
