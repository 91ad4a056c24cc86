"""Series of which every sample is given, with the strangers that each of their matchers must refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin.drives.labels import satisfying, strangers
from tocsin.drives.world import Run, Track
from tocsin.promql import Matcher


def told(
    metric: str, matchers: Sequence[Matcher], runs: Sequence[Run], *, labels: Mapping[str, str] | None = None,
    others: Sequence[Run] | None = None,
) -> Iterator[Track]:  # fmt: skip
    """Yield a series that satisfies `matchers` and has `runs`, and for each matcher one that violates it and has `others`."""
    ours = {**satisfying(matchers), **(labels or {})}
    yield Track(metric=metric, labels=ours, runs=tuple(runs))
    if others is not None:
        for _, theirs in strangers(matchers, ours):
            yield Track(metric=metric, labels=theirs, runs=tuple(others))
