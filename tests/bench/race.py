"""Let all contenders compile W(N), turn and turn about, and see that they have compiled the same."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.compare import differences, meaning
from bench.contenders import TOCSIN, Contender, fresh, output
from bench.timing import Run, environment, median, run

_TESTS: Final = Path(__file__).parents[1]
_SLOW_SECONDS: Final = 8.0
"""Who needs longer is measured once: three digits of it interest nobody, and the others wait."""


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

    Each round begins with another contender, so that nobody is always first after the same other.

    Raises:
        UnequalError: not all have compiled the same.
        RunError: a contender failed.
    """
    measured: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for number in range(-1 if warm_up else 0, runs):
        for contender in _rotated(contenders, number):
            before = measured[contender.name]
            if before and max(each.seconds for each in before) > _SLOW_SECONDS:
                continue
            out = fresh(folder, contender.name)
            figures = run(contender.command(folder, out), directory=folder, environment=environment(_TESTS))
            if number >= 0:
                before.append(figures)
                say(f"W({count}) {contender.name}: {figures.seconds:.3f} s")
    for contender in contenders:
        if unequal := _unequal(folder, contender):
            raise UnequalError(f"W({count}): tocsin and {contender.name} differ in {len(unequal)} objects, the first is {unequal[0]}")
    return [_result(folder, count, contender, measured[contender.name]) for contender in contenders]


def _rotated(contenders: Sequence[Contender], number: int) -> Iterator[Contender]:
    first = number % len(contenders)
    yield from contenders[first:]
    yield from contenders[:first]


def _unequal(folder: Path, contender: Contender) -> tuple[str, ...]:
    if contender.name == TOCSIN:
        return ()
    return differences(meaning(output(folder, TOCSIN), contender.kinds), meaning(output(folder, contender.name), contender.kinds))


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
