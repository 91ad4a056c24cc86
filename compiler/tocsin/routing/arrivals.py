"""Where each alert of a platform arrives, on every way that it can take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from tocsin import ir
from tocsin.routing.labels import recordings
from tocsin.routing.sent_labels import KnownLabels, SentLabels
from tocsin.routing.siblings import Near
from tocsin.routing.tree import Hop, UndecidedError, hops
from tocsin.routing.ways import MOST_WAYS, Ways, lookup


class Arrivals(Struct, frozen=True, kw_only=True):
    """An alert, its labels, and for each of its ways the arrivals."""

    alert: ir.Alert
    labels: KnownLabels
    ways: tuple[tuple[Hop, ...], ...]
    hops: tuple[Hop, ...]
    """All arrivals on all ways."""

    def known(self, labels: Iterable[str]) -> tuple[str | None, ...]:
        """Return the value of each of `labels`, None where it is not known: what inhibitions compare."""
        return tuple(self.labels.known(label) for label in labels)


def arrivals(platform: ir.Platform, routing: ir.Routing) -> tuple[Arrivals, ...]:
    """Return the arrivals of each alert of `platform` in the tree of `routing`, in the order of its rules."""
    ways, near = Ways((routing.root,)), Near()
    recorded = recordings(platform)
    found: list[Arrivals] = []
    taken: dict[tuple[object, ...], tuple[tuple[tuple[Hop, ...], ...], tuple[Hop, ...]]] = {}
    for alert in platform.alerts:
        labels = SentLabels(alert, platform, recorded)
        sort: tuple[object, ...] = tuple([labels.known(asked) for asked in ways.labels])
        if None in sort:
            sort = tuple([_decisive(labels, asked) for asked in ways.labels])
        known = taken.get(sort)
        if known is None:
            each = tuple(_taken(routing.root, ways, labels, near))
            known = taken[sort] = each, tuple(hop for way in each for hop in way)
        found.append(Arrivals(alert=alert, labels=labels, ways=known[0], hops=known[1]))
    return tuple(found)


def _taken(root: ir.Route, ways: Ways, labels: KnownLabels, near: Near) -> Iterator[tuple[Hop, ...]]:
    try:
        yield hops(root, lookup(labels, {}), tried=near.branches)  # nothing that decides is unknown: there is one way
    except UndecidedError:
        yield from (hops(root, lookup(labels, chosen)) for chosen in islice(ways.of(labels), MOST_WAYS))


def _decisive(labels: KnownLabels, label: str) -> object:
    """Return what decides which ways an alert takes at routes that ask for `label`."""
    known = labels.known(label)
    return (label in labels.present, labels.external.get(label)) if known is None else known


def alike(arrived: Iterable[Arrivals]) -> tuple[tuple[Arrivals, ...], ...]:
    """Return `arrived` in groups of alerts that take the same ways: thousands of alerts take the same few."""
    found: dict[int, list[Arrivals]] = {}
    for each in arrived:
        found.setdefault(id(each.ways), []).append(each)
    return tuple(map(tuple, found.values()))


def sorts(arrived: Iterable[Arrivals], asked: Iterable[str]) -> tuple[tuple[Arrivals, ...], ...]:
    """Return `arrived` in groups of alerts that are the same to whoever asks only for the labels `asked`."""
    labels = sorted(set(asked))
    found: dict[tuple[str | None, ...], list[Arrivals]] = {}
    for each in arrived:
        found.setdefault(tuple([each.labels.known(label) for label in labels]), []).append(each)
    return tuple(tuple(group) for group in found.values())
