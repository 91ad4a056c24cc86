"""Series of which a proof gives every sample, with the strangers that each of their matchers must refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.drives.labels import satisfying, strangers
from tocsin.drives.world import Run, Track
from tocsin.promql import Matcher


def given_series(metric: str, matchers: Sequence[Matcher], runs: Sequence[Run], *, others: Sequence[Run]) -> Iterator[Track]:
    """Yield a series that satisfies `matchers` and has `runs`, and for each matcher one that violates it and has `others`."""
    ours = satisfying(matchers)
    yield Track(metric=metric, labels=ours, runs=tuple(runs))
    for _, theirs in strangers(matchers, ours):
        yield Track(metric=metric, labels=theirs, runs=tuple(others))
