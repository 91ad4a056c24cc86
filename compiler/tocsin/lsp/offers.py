"""Something that can be typed, and the names that a text may refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from tocsin.lsp.meaning import Kind
from tocsin.lsp.place import Place
from tocsin.source import KeyPath
from tocsin.units import UNITS


class Offer(Struct, frozen=True, kw_only=True):
    """Something that can be typed."""

    name: str
    what: Literal["key", "name", "word", "series", "label"]
    text: str
    detail: str = ""
    about: str = ""
    rank: int = 0
    """Lower comes first."""


def names(place: Place, kind: Kind, path: KeyPath) -> Iterator[Offer]:
    """Yield the names of one kind; `path` is where they would be used."""
    match kind:
        case "metric":
            yield from _metrics(place)
        case "series":
            yield from _of_packs(place)
        case "pack":
            yield from _packs(place)
        case "unit":
            yield from _units()
        case "severity":
            yield from _severities(place)
        case "threshold":
            yield from _plain(place.names.thresholds(path), kind)
        case _:
            yield from _plain(place.names.defined.get(kind, ()), kind)


def _metrics(place: Place) -> Iterator[Offer]:
    for name, definition in place.names.defined["metric"].items():
        about = definition.outline.by_path.get((*definition.entry.path, "help"))
        yield Offer(name=name, what="name", text=name, detail="metric", about=about.text if about is not None else "")
    yield from _of_packs(place)


def _of_packs(place: Place) -> Iterator[Offer]:
    """Yield the metrics of the packs in use, a histogram by its own name."""
    for pack in place.names.packs.values():
        for metric in pack.metrics.values():
            detail = f"{pack.name}: {metric.type}, {metric.unit}"
            yield Offer(name=metric.name, what="series", text=metric.name, detail=detail, about=metric.help, rank=1)


def _packs(place: Place) -> Iterator[Offer]:
    for name in place.names.known_packs:
        yield Offer(name=name, what="name", text=name, detail="pack", about=place.names.pack(name).about)


def _units() -> Iterator[Offer]:
    for name, unit in UNITS.items():
        yield Offer(name=name, what="word", text=name, detail=f"unit of {unit.dimension}")


def _severities(place: Place) -> Iterator[Offer]:
    for rank, name in enumerate(place.names.severities):
        yield Offer(name=name, what="word", text=name, detail="severity", rank=rank)


def _plain(several: Iterable[str], kind: Kind) -> Iterator[Offer]:
    for name in several:
        yield Offer(name=name, what="name", text=name, detail=kind)
