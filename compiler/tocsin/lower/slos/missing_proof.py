"""The proof of the alert that the events of an objective are no longer counted: they end, and begin again."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Final

from msgspec.structs import replace

from tocsin.drives import Run, Track
from tocsin.drives.burn import event_tracks, of_others
from tocsin.drives.gaps import paused
from tocsin.drives.labels import strangers
from tocsin.drives.world import Span
from tocsin.ir import Moment, Scene, Script
from tocsin.lower.slos.objective import Objective
from tocsin.measures import Events, Samples

_PER_WINDOW: Final = 5
"""Steps in the window in which events are rated."""
_COUNTED: Final = 8
"""Steps in which they are counted at first."""


def uncounted(objective: Objective, events: Events, for_ms: int) -> Script:
    """Return the script of the alert that fires when nobody has counted `events` for `for_ms`, but not while there are none."""

    def tell() -> tuple[Scene, ...]:
        step_ms = objective.base_ms // _PER_WINDOW
        window, wait = ceil(objective.base_ms / step_ms), ceil(for_ms / step_ms)
        # A rate is known of two samples, a share of samples of one. A window does not hold the sample at its left end.
        needed = 1 if isinstance(events, Samples) else 2
        gone = _COUNTED - needed + window
        again = gone + wait + 2
        heard = again + needed - 1
        spans = (
            Span(_COUNTED, 0.0),
            Span(again - _COUNTED, None),
            Span(window, 0.0),
            Span(window + wait, 0.0, pace=0.0),
        )
        steps = sum(span.steps for span in spans)
        moments = (
            Moment(step=_COUNTED - 1, fires=False, why="while events are counted"),
            Moment(step=gone + wait - 1, fires=False, why="before its time"),
            Moment(step=gone + wait, fires=True, level=1.0, why="when nobody has counted any for long enough"),
            Moment(step=heard, fires=False, why="when they are counted again"),
            Moment(step=steps - 1, fires=False, why="while none happens"),
        )
        tracks = (*_ended(events, spans, step_ms), *_of_others(objective, steps))
        scene = Scene(title=f"{objective.name} uncounted", step_ms=step_ms, tracks=tracks, moments=moments)
        others = tuple(of_others(events, steps, step_ms))
        if not others:
            return (scene,)
        kept = replace(moments[2], fires=False, level=None, why="while those of another are counted")
        return scene, replace(scene, title=f"{objective.name} uncounted of one", tracks=(*tracks, *others), moments=(kept,))

    return Script(tell=tell, nothing=1.0, events=events)


def _ended(events: Events, spans: tuple[Span, ...], step_ms: int) -> Iterator[Track]:
    tracks = tuple(event_tracks(events, spans, step_ms))
    yield from paused((track for track in tracks if not track.stranger), spans)
    yield from (track for track in tracks if track.stranger)


def _of_others(objective: Objective, steps: int) -> Iterator[Track]:
    """Yield what is recorded of the events of other objectives, which are counted all the time."""
    recorded = objective.recorded(objective.events())
    for _, labels in strangers(recorded.matchers, objective.labels):
        yield Track(metric=objective.events(), labels=labels, runs=(Run(1.0, 0.0, steps),), stranger=True)
