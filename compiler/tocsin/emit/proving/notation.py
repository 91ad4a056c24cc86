"""Samples in promtool's notation.

https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from tocsin.drives import Run, Track
from tocsin.drives.world import Native

_HAIR = 1e-9


def values(track: Track) -> str:
    """Return the samples of a series, of a native histogram with their buckets."""
    return notation(track.runs) if track.native is None else " ".join(_histograms(track.runs, track.native))


# Most series of a test are like another one: its replica's, or that of another level.
@lru_cache(maxsize=1024)
def notation(runs: tuple[Run, ...]) -> str:
    """Return samples in promtool's notation: `a+bxn` are n+1 of them. What is missing after a sample was scraped away.

    A counter that stands still is written where promtool's own sum has got to: a hair less would be a reset.

    >>> notation((Run(1.0, 0.0, 3), Run(None, 0.0, 2), Run(5.0, -0.5, 2)))
    '1x2 stale _ 5-0.5x1'
    >>> notation((Run(0.1, 0.1, 3), Run(0.3, 0.0, 2)))
    '0.1+0.1x2 0.30000000000000004x1'
    """
    texts: list[str] = []
    for run in _continued(runs):
        texts.append(_missing(run.samples, first=not texts) if run.start is None else _steady(run.start, run.step, run.samples))
    return " ".join(texts)


def _continued(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs that have samples, in the digits that are written."""
    meant, written = -math.inf, Run(-math.inf, 0.0, 1)
    for run in runs:
        if not run.samples:
            continue
        if run.start is None:
            yield run
            continue
        start, step = rounded(run.start), rounded(run.step)
        if math.isclose(run.start, meant, rel_tol=_HAIR):
            start = max(start, _reached(written))
        meant, written = run.start + run.step * (run.samples - 1), Run(start, step, run.samples)
        yield written


def _reached(run: Run) -> float:
    """Return the last sample as promtool gets to it: by a sum, digit by digit."""
    reached = run.start
    assert reached is not None  # noqa: S101  # by its only caller
    for _ in range(run.samples - 1 if run.step else 0):
        reached += run.step
    return reached


def _missing(samples: int, *, first: bool) -> str:
    rest = samples if first else samples - 1
    missing = "" if not rest else "_" if rest == 1 else f"_x{rest}"
    return missing if first else f"stale {missing}".rstrip()


def _steady(start: float, step: float, samples: int) -> str:
    if samples == 1:
        return _number(start)
    more = "" if not step else f"+{_number(step)}" if step > 0 else f"-{_number(-step)}"
    return f"{_number(start)}{more}x{samples - 1}"


def rounded(value: float) -> float:
    """Return a value in the digits that are written."""
    return float(f"{value:.12g}")


def _number(value: float) -> str:
    return format(int(value), "d") if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004  # beyond, a float is not exact


def _histograms(counts: Sequence[Run], native: Native) -> Iterator[str]:
    edges = sorted(native.buckets)
    buckets = [tuple(_continued(native.buckets[edge])) for edge in edges]
    totals = _continued(native.sums)
    for index, (count, total, *runs) in enumerate(zip(_continued(counts), totals, *buckets, strict=True)):
        if count.start is None or total.start is None:
            yield _missing(count.samples, first=index == 0)
            continue
        first = _histogram(edges, total.start, [run.start or 0.0 for run in runs])
        more = _histogram(edges, total.step, [run.step for run in runs])
        yield first if count.samples == 1 else f"{first}+{more}x{count.samples - 1}"


def _histogram(edges: Sequence[int], total: float, buckets: Sequence[float]) -> str:
    """Return one sample: its count is that of its buckets, to the last digit."""
    known = dict(zip(edges, buckets, strict=True))
    counts = [known.get(edge, 0.0) for edge in range(edges[0], edges[-1] + 1)]
    listed = " ".join(map(_number, counts))
    return f"{{{{schema:0 sum:{_number(total)} count:{_number(sum(counts))} buckets:[{listed}] offset:{edges[0]}}}}}"
