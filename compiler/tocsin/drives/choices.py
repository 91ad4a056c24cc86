"""Worlds in which a label has only one of several allowed values: an expression that forgot that value sees nothing in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from tocsin.drives.drive import Drive
from tocsin.drives.labels import agrees, alternatives, is_of, satisfying
from tocsin.drives.world import Identity, Track
from tocsin.measures import Events, Series
from tocsin.promql import Matcher


class Chosen(Struct, frozen=True):
    """Another value of a label of some series than the one that tells of them elsewhere."""

    series: Series
    matcher: Matcher
    usual: str
    value: str

    def of(self, track: Track) -> Track:
        """Return what is told of the series with this value."""
        return replace(track, labels=among(track.labels, (self,))) if is_of(self.series, track.metric) else track


def choices(*read: Drive | Events) -> Iterator[tuple[Chosen, ...]]:
    """Yield what is chosen in each of the worlds in which, one after the other, all values that what is `read` may have are alone."""
    every = tuple(dict.fromkeys(series for each in read for series in _series(each)))
    found: dict[tuple[str, Matcher], tuple[Chosen, ...]] = {}
    for series in every:
        for matcher in series.matchers:
            if matcher.op == "=~":
                found.setdefault((series.metric, matcher), tuple(_others(series, matcher, every)))
    for chosen in zip_longest(*found.values()):
        yield tuple(each for each in chosen if each is not None)


def among(labels: Mapping[str, str], chosen: Sequence[Chosen]) -> Mapping[str, str]:
    """Return `labels` as they are in a world: where they tell values apart, they are those of its series."""
    other = {each.matcher.label: each.value for each in chosen if labels.get(each.matcher.label) == each.usual}
    return {**labels, **other} if other else labels


def of_choice(tracks: Sequence[Track], chosen: Sequence[Chosen]) -> tuple[Track, ...]:
    """Return `tracks` as they are in a world, without strangers; where two become one, the first of them."""
    found: dict[Identity, Track] = {}
    for track in tracks:
        if not track.stranger:
            for each in chosen:
                track = each.of(track)  # noqa: PLW2901  # one after the other
            found.setdefault(track.identity, track)
    return tuple(found.values())


def _series(read: object) -> Iterator[Series]:
    """Yield all series in a drive or in events, whatever these are made of."""
    match read:
        case Series():
            yield read
        case tuple():
            for each in read:
                yield from _series(each)
        case Drive() | Struct():
            for field in read.__struct_fields__:
                yield from _series(getattr(read, field))


def _others(series: Series, matcher: Matcher, every: Sequence[Series]) -> Iterator[Chosen]:
    """Yield the other values that `matcher` lets `series` have, unless one that is read of the same metric would lack it then."""
    usual = satisfying(series.matchers, series.by)[matcher.label]
    asked = [each for other in every if other.metric == series.metric for each in other.matchers if each.label == matcher.label]
    for value in alternatives(matcher.value):
        if value != usual and all(agrees(each, {matcher.label: value}) for each in asked):
            yield Chosen(series, matcher, usual, value)
