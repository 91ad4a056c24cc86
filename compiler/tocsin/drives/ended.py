"""Drives of events of which some counters do not exist: they never counted, or their pods are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.drives import parts
from tocsin.drives.world import Run, Span, Track
from tocsin.measures import Counted, Series

_MOST: Final = 3
"""Counters of which all combinations are told; more are rare, and would be many."""
_OF_ALL, _OF_PART = 4.0, 1.0
"""What a counter of all events has of the traffic, besides its parts, and what one of a part has."""


class Ended(Struct, frozen=True, kw_only=True):
    """The counters of `events` of which only `there` go on; the others end after a few samples."""

    events: Counted
    there: tuple[Series, ...]

    @property
    def name(self) -> str:
        """Return what goes on, by its metrics: `prediction_errors_total`."""
        return " and ".join(dict.fromkeys(series.metric for series in self.there))

    @property
    def share(self) -> float | None:
        """Return the share of bad events in those that are still counted; None when nobody counts all events."""
        total = sum(self._counted(whole) for whole in self.events.whole)
        part = sum(_weight(series, self.events) for series in self.there if series in self.events.part)
        if not total:
            return None
        return 1 - part / total if self.events.good else part / total

    def tracks(self, spans: Sequence[Span], step_ms: int, *, ended: int, traffic: float) -> Iterator[Track]:
        """Yield all counters, those that end after `ended` samples with the strangers that go on; at a pace of 1 `traffic` is counted."""
        total = sum(self._counted(whole) for whole in self.events.whole)
        for series in counters(self.events):
            rates = [span.pace * traffic * _weight(series, self.events) / total for span in spans]
            for track in _tracks(series, self.events, spans, rates, step_ms):
                goes_on = series in self.there or track.stranger
                yield track if goes_on else replace(track, runs=tuple(_cut(track.runs, ended)))

    def _counted(self, whole: Series) -> float:
        """Return what `whole` counts of the traffic: itself what is in none of its parts, and its parts."""
        own = _weight(whole, self.events) if whole in self.there else 0.0
        within = [part for part in self.events.part if part != whole and part in self.there and parts.nested(part, whole) is not None]
        return own + sum(_weight(part, self.events) for part in within)


def ended(events: Counted) -> Iterator[Ended]:
    """Yield every way in which some counters have ended and somebody still counts all events; none of native histograms."""
    every = counters(events)
    if any(series.native for series in every):
        return
    for number in range(1, len(every)) if len(every) <= _MOST else (1,):
        for there in combinations(every, number):
            found = Ended(events=events, there=there)
            if found.share is not None:
                yield found


def counters(events: Counted) -> tuple[Series, ...]:
    """Return what counts `events`, each once, those of all of them first."""
    return tuple(dict.fromkeys((*events.whole, *events.part)))


def _weight(series: Series, events: Counted) -> float:
    return _OF_ALL + events.whole.index(series) if series in events.whole else _OF_PART


def _tracks(series: Series, events: Counted, spans: Sequence[Span], rates: Sequence[float], step_ms: int) -> Iterator[Track]:
    """Yield what only `series` counts: of all events those that are in no part of them."""
    if series not in events.whole:
        within = [whole for whole in events.whole if parts.nested(series, whole) is not None]
        yield from parts.total(series, spans, rates, step_ms, apart=within[0].matchers if within else None)
        return
    inside = [part for part in events.part if part != series and parts.nested(part, series) is not None]
    others = parts.rest(inside[0], series) if inside else {}
    if others is None:
        return
    more = {label: value for label, value in others.items() if label not in {each.label for each in series.matchers}}
    yield from parts.counter(series, spans, rates, step_ms, more=more)


def _cut(runs: Sequence[Run], samples: int) -> Iterator[Run]:
    """Yield the first samples, and that there are none after them."""
    left = samples
    for run in runs:
        kept = min(left, run.samples)
        if kept:
            yield run._replace(samples=kept)
        if run.samples > kept:
            yield Run(None, 0.0, run.samples - kept)
        left -= kept
