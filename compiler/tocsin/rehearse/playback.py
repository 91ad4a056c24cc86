"""Series that play: at a calm level or at a bad one, for as long as anybody likes, their counters never going back in between."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from msgspec import Struct, field

from tocsin.drives import Span, Track

Phase = Literal["calm", "bad"]
PHASES: Final[tuple[Phase, Phase]] = ("calm", "bad")
STEP_MS: Final = 1000
_STEPS: Final = 36_000
"""Ten hours: nobody looks at it longer."""


def spans(calm: float, bad: float) -> tuple[Span, Span]:
    """Return the two phases of a drive whose levels these are."""
    return Span(_STEPS, calm), Span(_STEPS, bad)


class Playing(Struct, kw_only=True):
    """One series, and where it is in its track."""

    track: Track
    counts: bool
    """Whether it is a counter, or part of a histogram or summary."""
    is_time: bool
    """Whether its value is a time, told in seconds from the beginning of its track."""
    per_second: float = 1.0
    """Of a time, how many of its unit a second has."""
    cue: str
    """Who is told when to be calm or bad; all with one cue change at once."""
    _begin: int = 0
    _since: float = 0.0
    _offset: float = 0.0

    def begin(self, now: float) -> None:
        """Begin at the time `now`, in seconds since the epoch, calm."""
        self._begin, self._since, self._offset = 0, now, 0.0

    def turn(self, phase: Phase, now: float) -> None:
        """Go to the beginning of `phase`; a counter goes on from where it is."""
        before = self._told(now)
        self._begin, self._since = PHASES.index(phase) * _STEPS, now
        if self.counts:
            after = self._told(now)
            self._offset += 0.0 if before is None or after is None else before - after

    def value(self, now: float) -> float | None:
        """Return its value at the time `now`; None while it is missing."""
        told = self._told(now)
        if told is None:
            return None
        return told + self._offset + ((now - self._position(now)) * self.per_second if self.is_time else 0.0)

    def _position(self, now: float) -> float:
        return self._begin + max(now - self._since, 0.0)

    def _told(self, now: float) -> float | None:
        position, first = self._position(now), 0
        for run in self.track.runs:
            # The last one goes on.
            if position < first + run.samples or run is self.track.runs[-1]:
                return None if run.start is None else run.start + run.step * (position - first)
            first += run.samples
        return None


class World(Struct, kw_only=True):
    """Every series there is, and the types of their metrics."""

    types: Mapping[str, str]
    """By family: of a histogram without `_bucket`."""
    playing: list[Playing] = field(default_factory=list)

    def replace(self, playing: Iterable[Playing], now: float) -> None:
        """Have other series from the time `now` on, calm at first."""
        fresh = list(playing)
        for each in fresh:
            each.begin(now)
        self.playing = fresh

    def turn(self, cues: Iterable[str], phase: Phase, now: float) -> None:
        """Turn the series of all these cues."""
        wanted = frozenset(cues)
        for each in self.playing:
            if each.cue in wanted:
                each.turn(phase, now)

    def page(self, now: float) -> str:
        """Return what Prometheus scrapes at the time `now`.

        https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md
        """
        families: dict[str, list[str]] = {}
        for each in self.playing:
            value = each.value(now)
            if value is not None:
                families.setdefault(self._family(each.track), []).append(f"{each.track.metric}{_labels(each.track)} {_number(value)}")
        lines = (line for family, samples in sorted(families.items()) for line in (f"# TYPE {family} {self._type(family)}", *samples))
        return "".join(f"{line}\n" for line in lines)

    def _family(self, track: Track) -> str:
        return track.family if self.types.get(track.family) in {"histogram", "summary"} else track.metric

    def _type(self, family: str) -> str:
        return self.types.get(family, "counter" if family.endswith("_total") else "untyped")


def _labels(track: Track) -> str:
    # An empty label keeps Prometheus from filling in its own.
    labels = {"job": "", "instance": "", **track.labels}
    return "{" + ",".join(f'{label}="{value.translate(_ESCAPES)}"' for label, value in sorted(labels.items())) + "}"


_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def _number(value: float) -> str:
    return ("+Inf" if value > 0 else "-Inf") if math.isinf(value) else repr(value)
