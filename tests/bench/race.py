"""Let all contenders compile W(N), turn and turn about, and see that they have compiled the same."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bench.compare import differences, meaning
from bench.contenders import TOCSIN, Contender, fresh, output
from bench.timing import Repeated, Run, environment, median, run

_TESTS: Final = Path(__file__).parents[1]

COMPARED: Final = 1000
"""To read what everyone makes of ten times as many models takes half an hour, and shows nothing new."""


class UnequalError(Exception):
    """Two contenders have compiled W(N) to different things, so that their times say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one contender did at one N."""

    contender: Contender
    count: int
    figures: Run
    seconds: tuple[float, ...]
    """Of each run."""
    files: int
    mib: float

    @property
    def spread(self) -> float:
        """Return how far the slowest run is from the fastest, as a share of the median."""
        return (max(self.seconds) - min(self.seconds)) / statistics.median(self.seconds)


def race(
    folder: Path, count: int, contenders: Sequence[Contender], *, runs: int, warm_up: bool, say: Callable[[str], None]
) -> list[Result]:
    """Compile the W(`count`) that is in `folder` `runs` times with each contender, and return how they did in the order given.

    Each round begins with another contender, so that nobody is always first after the same other. What they have compiled is compared
    up to W(`COMPARED`).

    Raises:
        UnequalError: not all have compiled the same.
        RunError: a contender failed.
    """
    measured = {contender.name: Repeated() for contender in contenders}
    for number in range(-1 if warm_up else 0, runs):
        for contender in _rotated(contenders, number):
            found = measured[contender.name].add(partial(_compile, folder, contender), warm_up=number < 0)
            if found is not None:
                say(f"W({count}) {contender.name}: {found.seconds:.3f} s")
    ours = meaning(output(folder, TOCSIN)) if count <= COMPARED else {}
    for contender in contenders if ours else ():
        if unequal := _unequal(ours, folder, contender):
            raise UnequalError(f"W({count}): tocsin and {contender.name} differ in {len(unequal)} objects, the first is {unequal[0]}")
    return [_result(folder, count, contender, measured[contender.name].runs) for contender in contenders]


def _compile(folder: Path, contender: Contender) -> Run:
    out = fresh(folder, contender.name)
    return run(contender.command(folder, out), directory=folder, environment=environment(_TESTS))


def _rotated(contenders: Sequence[Contender], number: int) -> Iterator[Contender]:
    first = number % len(contenders)
    yield from contenders[first:]
    yield from contenders[:first]


def _unequal(ours: Mapping[str, object], folder: Path, contender: Contender) -> tuple[str, ...]:
    if contender.name == TOCSIN:
        return ()
    comparable = {name: value for name, value in ours.items() if name.partition("/")[0] in contender.kinds}
    return differences(comparable, meaning(output(folder, contender.name), contender.kinds))


def _result(folder: Path, count: int, contender: Contender, runs: Sequence[Run]) -> Result:
    sizes = [path.stat().st_size for path in output(folder, contender.name).rglob("*") if path.is_file()]
    return Result(
        contender=contender,
        count=count,
        figures=median(runs),
        seconds=tuple(each.seconds for each in runs),
        files=len(sizes),
        mib=sum(sizes) / 2**20,
    )
