"""The alerts of a rehearsal, each with the series that make it fire, the labels it will have, and the receivers it must reach."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.annotation import annotation
from tocsin.catalog.vocabulary import FORMAT_LABELS
from tocsin.conventions import COMPONENT_LABEL, LONG_WINDOW_LABEL, MODEL_LABEL, SUBJECT_LABEL
from tocsin.drives import Absence, Drive, Track
from tocsin.drives.labels import agrees
from tocsin.drives.values import Age
from tocsin.measures import Series
from tocsin.rehearse.intent import Arrival
from tocsin.rehearse.levels import Levels, levels
from tocsin.rehearse.playback import STEP_MS, Playing, spans
from tocsin.rehearse.production import Production
from tocsin.rehearse.scale import Scale

_TURN: Final = 2
"""With the first value of a drive come series that must not count. That they do not is promtool's proof; here they would only be noise."""
_ANOTHER: Final = 3


class Part(Struct, frozen=True, kw_only=True):
    """One alert, ready to be played."""

    alert: ir.Alert
    model: str
    """The model or component that it is about, empty when it is about the platform."""
    labels: Mapping[str, str]
    """All labels with which it must arrive."""
    arrivals: tuple[Arrival, ...]
    tracks: tuple[Track, ...]
    times: Mapping[str, float]
    """The metrics whose values are times, each with how many of its unit a second has."""
    settle_ms: int
    """How long after a change its value still holds something of what was before, in scaled time."""
    for_ms: int
    keep_ms: int
    patterns: tuple[Series, ...] = ()
    """What it asks for by what a label is like or is not: series of others count in it that it has nothing to do with."""

    @property
    def cue(self) -> str:
        """Return what turns it to calm and to bad."""
        return f"{self.model} {self.alert.name} {self.alert.severity}"

    @property
    def lasts_ms(self) -> int:
        """Return about how long it takes to fire and to recover."""
        return 2 * self.settle_ms + self.for_ms + self.keep_ms

    def conflicts(self, other: Part) -> bool:
        """Return whether a series of this one may count in the other: of two such alerts only one can be brought to a level."""
        return self._shares(other) or any(
            track.family == series.metric and all(agrees(matcher, track.labels) for matcher in series.matchers)
            for series in other.patterns
            for track in self.tracks
        )

    def _shares(self, other: Part) -> bool:
        mine: dict[str, list[Mapping[str, str]]] = {}
        for track in self.tracks:
            mine.setdefault(track.family, []).append(_telling(track))
        return any(not _apart(ours, _telling(track)) for track in other.tracks for ours in mine.get(track.family, ()))


class Unplayable(Struct, frozen=True, kw_only=True):
    """An alert that cannot be rehearsed, and why."""

    alert: ir.Alert
    model: str
    why: str


def casting(production: Production, scale: Scale) -> Iterator[Part | Unplayable]:
    """Yield every alert of the platform, in the order of its rules."""
    ladders: dict[tuple[str, Drive], list[ir.Alert]] = {}
    for alert in production.platform.alerts:
        if alert.proof is not None:
            ladders.setdefault((alert.name, alert.proof.drive), []).append(alert)
    for alert in production.platform.alerts:
        if alert.proof is None:
            yield Unplayable(alert=alert, model=model_of(alert), why=_why_undriven(alert))
            continue
        if _has_a_past(alert.proof):
            yield Unplayable(alert=alert, model=model_of(alert), why="it compares with its own past, which scaled time does not keep")
            continue
        found = levels(alert, ladders[alert.name, alert.proof.drive])
        if found is None:
            yield Unplayable(alert=alert, model=model_of(alert), why="there is no level at which it fires, or none at which it does not")
        else:
            yield _part(alert, alert.proof, found, production, scale)


def _why_undriven(alert: ir.Alert) -> str:
    """Say why an alert without a drive is not played.

    A budget's alerts differ in their windows alone, of 5 minutes to 3 days, and each needs two of them to agree. A minute has no room for
    that: were both as long as it has, all of them would fire at once, and what was rehearsed would be another rule than the real one.
    """
    if LONG_WINDOW_LABEL in alert.labels:
        return "windows of hours and days would be one in scaled time; `tocsin prove` plays them at their full length"
    return "nobody can say what its value is made of"


def model_of(alert: ir.Alert) -> str:
    """Return the model or component that an alert is about."""
    return next((alert.labels[label] for label in (MODEL_LABEL, SUBJECT_LABEL, COMPONENT_LABEL) if alert.labels.get(label)), "")


def playing(part: Part, types: Mapping[str, str]) -> Iterator[Playing]:
    """Yield the series of a part."""
    for track in part.tracks:
        kind = types.get(track.family) if track.family != track.metric else None
        counts = kind in {"histogram", "summary"} or types.get(track.metric) == "counter" or track.metric.endswith("_total")
        yield Playing(
            track=track, counts=counts, is_time=track.metric in part.times, per_second=part.times.get(track.metric, 1.0), cue=part.cue
        )


def _part(alert: ir.Alert, proof: ir.Proof, found: Levels, production: Production, scale: Scale) -> Part:
    drive = scale.drive(proof.drive)
    held = [replace(each, drive=scale.drive(each.drive)) for each in proof.held]
    sampled = drive.labels(_TURN)
    own = {label: annotation(text, labels=sampled, value=found.bad) for label, text in alert.labels.items()}
    labels = {**production.external_labels, **sampled, **own, "alertname": alert.name}
    drives = (drive, *(each.drive for each in held))
    return Part(
        alert=alert,
        model=model_of(alert),
        labels={label: value for label, value in sorted(labels.items()) if value},
        arrivals=tuple(Arrival(*each) for each in production.intent.arrivals(labels)),
        tracks=tuple(_tracks(drive, held, found)),
        times=dict(time for each in drives for time in _times(each)),
        settle_ms=max(each.settle_ms for each in drives),
        for_ms=scale.wait(alert.for_ms),
        keep_ms=scale.wait(alert.keep_firing_for_ms),
        patterns=tuple(_by_pattern(drive)),
    )


def _tracks(drive: Drive, held: list[ir.Held], found: Levels) -> Iterator[Track]:
    yield from drive.tracks(spans(found.calm, found.bad), STEP_MS, turn=_TURN)
    if drive.by and not isinstance(drive, Absence):
        # Another of the values that `by` tells apart is well all the time.
        yield from drive.tracks(spans(found.calm, found.calm), STEP_MS, turn=_ANOTHER)
    for each in held:
        yield from each.drive.tracks(spans(each.level, each.level), STEP_MS, turn=_TURN)


def _has_a_past(proof: ir.Proof) -> bool:
    """Return whether a condition reads how something was or moved before: longer than windows can be in scaled time."""
    return any(math.isfinite(drive.lasts_ms) or drive.recorded_ms > 0 for drive in (proof.drive, *(held.drive for held in proof.held)))


def _by_pattern(drive: Drive) -> Iterator[Series]:
    series = getattr(drive, "series", None)
    if isinstance(series, Series) and any(matcher.op != "=" for matcher in series.matchers):
        yield series


def _times(drive: Drive) -> Iterator[tuple[str, float]]:
    if isinstance(drive, Age):
        yield drive.series.metric, float(1 / drive.series.base.scale)
    for field in drive.__struct_fields__:
        inner = getattr(drive, field)
        if isinstance(inner, Drive):
            yield from _times(inner)


def _telling(track: Track) -> dict[str, str]:
    """Return the labels that tell its owner: neither a bucket's nor a replica's."""
    return {label: value for label, value in track.labels.items() if label not in FORMAT_LABELS and not value.startswith("replica-")}


def _apart(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    return any(theirs.get(label, value) != value for label, value in ours.items())
