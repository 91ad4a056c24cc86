"""Drives of the events of an objective: so many a second, of which a share is bad; and of whether they are counted at all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from tocsin.drives import parts
from tocsin.drives.given_series import given_series
from tocsin.drives.labels import satisfying
from tocsin.drives.native import NativeShare
from tocsin.drives.observations import ShareUnder
from tocsin.drives.shares import Share
from tocsin.drives.unheard import Unheard
from tocsin.drives.world import Run, Span, Track
from tocsin.measures import Counted, Events, Samples, Series, Slower

TRAFFIC: Final = 10.0
"""Events a second at a pace of 1, which is whole of the samples of a gauge: there are as many as there are."""
_SECOND_MS: Final = 1000
_FLOOR: Final = 1.0
"""By which the drives that do the work have this traffic."""


def losable(events: Events) -> bool:
    """Tell whether a series of `events` can be told that ends and begins again: not yet a native histogram."""
    return not (isinstance(events, Slower) and events.histogram.native)


def per_second(events: Events, step_ms: int) -> float:
    """Return how many events a second there are at a pace of 1, with a sample every `step_ms`."""
    return len(tuple(parts.replicas({}))) * _SECOND_MS / step_ms if isinstance(events, Samples) else TRAFFIC


def event_tracks(events: Events, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
    """Yield the series of events of which the level of each span is the share of bad ones, and its pace how many there are.

    They are those of the value number `turn` of the labels that tell budgets apart.
    """
    match events:
        case Counted(part=part, whole=whole, good=good):
            share = Share(of=part, to=whole, complement=good, floor=_FLOOR, window_ms=step_ms)
            yield from share.tracks(spans, step_ms, turn=turn)
        case Slower(histogram=histogram, edge=edge):
            kind = NativeShare if histogram.native else ShareUnder
            under = kind(histogram=histogram, edge=edge, floor=_FLOOR, window_ms=step_ms)
            yield from under.tracks([span._replace(level=1 - (span.level or 0.0)) for span in spans], step_ms, turn=turn)
        case Samples(state=state):
            yield from _sampled(state, spans, turn)
        case _:
            raise TypeError(events)


def _sampled(state: Series, spans: Sequence[Span], turn: int) -> Iterator[Track]:
    """Yield as many pairs of replicas as the pace of each span says, of which there is always one: each has one sample a step."""
    for pair in range(max(math.ceil(span.pace) for span in spans) or 1):
        levels = [1 - (span.level or 0.0) if span.pace > pair or not pair else None for span in spans]
        for track in parts.gauge(state, spans, levels, aggregate="avg", turn=turn):
            if not pair:
                yield track
            elif not track.stranger:
                name = next(label for label, value in track.labels.items() if value.startswith("replica-"))
                yield replace(track, labels={**track.labels, name: f"{track.labels[name]}-{pair}"})


def labels_of(events: Events) -> dict[str, str]:
    """Return the labels that tell the first budget from others, as `event_tracks` has them."""
    found = satisfying(counted_by(events)[0].matchers, events.by, turn=1)
    return {label: found[label] for label in events.by if label in found}


def of_others(events: Events, steps: int, step_ms: int) -> Iterator[Track]:
    """Yield the events of other budgets for `steps`, none of them bad: one that differs in all labels, and for each label one.

    Those that count some of the same series are none.
    """
    if not events.by:
        return
    spans = (Span(steps, 0.0),)
    seen = {track.identity for track in event_tracks(events, spans, step_ms)}
    for turn in range(2, len(events.by) + 3):
        tracks = tuple(event_tracks(events, spans, step_ms, turn=turn))
        found = {track.identity for track in tracks}
        if seen.isdisjoint(found):
            seen |= found
            yield from tracks


class Uncounted(Unheard, frozen=True, kw_only=True):
    """Whether nobody counts the events: at level 1 no exporter has them, at level 0 one does."""

    counted: tuple[Series, ...]
    """The series by which all of them are counted."""
    window_ms: int
    """Over which they are rated: for so long they are remembered."""

    @property
    def settle_ms(self) -> int:
        """The window."""
        return self.window_ms

    @property
    def domain(self) -> tuple[float, float]:
        """Counted or not."""
        return 0.0, 1.0

    @property
    def states(self) -> tuple[float, ...]:
        """Counted or not."""
        return 0.0, 1.0

    @property
    def idles(self) -> bool:
        """There may be none to count."""
        return True

    @property
    def idle(self) -> float:
        """They are counted, if only as none."""
        return 0.0

    @property
    def nothing(self) -> float:
        """They are not counted."""
        return 1.0

    def delay_ms(self, before: float, limit: float) -> int:  # noqa: ARG002  # as Drive
        """Return the window, in which what was counted before is still seen."""
        return self.window_ms

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:  # noqa: ARG002  # as Drive
        """Yield what counts all events while it does, and the strangers, which always do."""
        total = 0.0
        runs: list[Run] = []
        for span in spans:
            step = 0.0 if span.level is None else TRAFFIC * step_ms / 1000
            runs.append(Run(None, 0.0, span.steps) if span.level else Run(total, step, span.steps))
            total += step * span.steps
        always = (Run(0.0, 1.0, sum(span.steps for span in spans)),)
        for series in self.counted:
            yield from given_series(series.metric, series.matchers, runs, others=always)


def counted_by(events: Events) -> tuple[Series, ...]:
    """Return the series by which all events are counted."""
    match events:
        case Counted(whole=whole):
            found: tuple[Series, ...] = whole
        case Slower(histogram=histogram):
            found = (histogram,)
        case Samples(state=state):
            found = (state,)
        case _:
            raise TypeError(events)
    return tuple(_of_all(series) for series in found)


def _of_all(series: Series) -> Series:
    counted = series.type in {"histogram", "summary"} and not series.native
    return replace(series, metric=series.metric + "_count") if counted else series
