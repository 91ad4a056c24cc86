"""The proofs of alerts on events: series of kube-state-metrics about a workload, its autoscaler and its CronJob."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from tocsin.drives import Run, Track
from tocsin.drives.given_series import given_series
from tocsin.drives.replicas import OfMost, Wanted
from tocsin.drives.values import Age
from tocsin.ir import Moment, Proof, Scene, Script
from tocsin.lower.proofs import gauge_of
from tocsin.measures import Series
from tocsin.promql import Matcher
from tocsin.units import UNITS

_STEP_MS: Final = 60_000
_STEPS: Final = 40


def at_maximum(autoscaler: str, where: tuple[Matcher, ...]) -> Proof:
    """Return the proof that an alert fires at all replicas that there may be, and not at one less."""
    now, most = (gauge_of(f"{autoscaler}_{name}", where, (), UNITS["replicas"], "max") for name in _NOW_AND_MOST)
    return Proof(drive=OfMost(now=now, most=most), bounds=((">=", 1.0),))


def not_converging(autoscaler: str, where: tuple[Matcher, ...]) -> Proof:
    """Return the proof that an alert fires at one replica more or less than are wanted."""
    now, wanted = (gauge_of(f"{autoscaler}_{name}", where, (), UNITS["replicas"], "max") for name in _NOW_AND_WANTED)
    return Proof(drive=Wanted(now=now, wanted=wanted), bounds=(("<", 0.0), (">", 0.0)))


_NOW_AND_MOST: Final = ("status_current_replicas", "spec_max_replicas")
_NOW_AND_WANTED: Final = ("status_current_replicas", "status_desired_replicas")


def started(where: tuple[Matcher, ...], recent_ms: int) -> Proof:
    """Return the proof that an alert fires for `recent_ms` after a CronJob has started a run."""
    series = Series(metric="kube_cronjob_status_last_schedule_time", type="gauge", base=UNITS["seconds"], matchers=where, by=())
    return Proof(drive=Age(series=series, aggregate="max"), bounds=(("<", recent_ms / 1000),))


def deployed(generation: str, replicas: str | None, where: tuple[Matcher, ...], recent_ms: int) -> Script:
    """Return the proof that an alert fires for `recent_ms` after a workload has changed, unless it was only scaled."""
    recent = recent_ms // _STEP_MS
    new, scaled = 2 * recent, 5 * recent
    moments = (
        Moment(step=new - 1, fires=False, why="while nothing changes"),
        Moment(step=new, fires=True, level=1.0, why="when a new version is there"),
        Moment(step=new + recent - 2, fires=True, level=1.0, why="while it is new"),
        Moment(step=new + recent + 1, fires=False, why="when it is no longer new"),
        Moment(step=scaled + 1, fires=replicas is None, level=1.0, why="when it was scaled"),
    )
    tracks = tuple(chain(_changing(generation, where, (new, scaled)), () if replicas is None else _changing(replicas, where, (scaled,))))
    return Script(tell=lambda: (Scene(title="deployed", step_ms=_STEP_MS, tracks=tracks, moments=moments),))


def _changing(metric: str, where: tuple[Matcher, ...], at: tuple[int, ...]) -> Iterator[Track]:
    """Yield a number that grows by one at each of some steps; others grow all the time."""
    edges = (0, *at, _STEPS)
    runs = [Run(float(index + 3), 0.0, edges[index + 1] - edges[index]) for index in range(len(edges) - 1)]
    yield from given_series(metric, where, runs, others=(Run(1.0, 1.0, _STEPS),))
