"""Quantiles of what is observed, at any level: also at those that no bucket can tell."""

from __future__ import annotations

import pytest

from tocsin import measures, units
from tocsin.drives import Span, drive_of
from tocsin.measures import Series


@pytest.mark.parametrize("native", [False, True])
def test_a_quantile_needs_its_least_traffic(native: bool) -> None:  # noqa: FBT001  # a parameter of the test
    series = Series(
        metric="seconds", type="histogram", base=units.UNITS["seconds"], matchers=(), by=(), buckets=(0.1, 0.5), native=native, floor=2.0
    )
    drive = drive_of(measures.Quantile(histogram=series, at=0.9), window_ms=300_000)
    assert drive is not None
    assert drive.little is not None
    assert drive.enough is not None
    assert drive.little < drive.enough


@pytest.mark.parametrize("level", [0.0, 0.01, 0.1, 0.3, 0.5])
def test_a_world_tells_of_all_observations_whatever_their_quantile(level: float) -> None:
    series = Series(metric="seconds", type="histogram", base=units.UNITS["seconds"], matchers=(), by=(), buckets=(0.1, 0.5))
    drive = drive_of(measures.Quantile(histogram=series, at=0.9), window_ms=300_000)
    assert drive is not None
    tracks = tuple(drive.tracks((Span(10, level),), 60_000))
    assert {track.labels.get("le") for track in tracks} >= {"0.1", "+Inf"}
