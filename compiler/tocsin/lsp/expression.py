"""What can be typed in an expression: series, their labels, and facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tocsin.catalog import series_of
from tocsin.lsp.offers import Offer
from tocsin.lsp.place import Place

_SERIES: Final = re.compile(r"[a-zA-Z_:][\w:]*")
_IN_BRACES: Final = re.compile(r"([a-zA-Z_:][\w:]*)\s*\{[^{}]*$")
_IN_GROUPING: Final = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*$")
_FACTS: Final = ("model", "namespace", "job", "pods", "window", "platform", "environment", "workload")


def in_expression(place: Place, before: str) -> Iterator[Offer]:
    """Yield what can follow `before` in an expression."""
    braces = _IN_BRACES.search(before)
    if braces is not None:
        yield from _labels(place, [braces[1]])
    elif _IN_GROUPING.search(before):
        yield from _labels(place, _SERIES.findall(before))
    else:
        yield from _series(place)
        for fact in _FACTS:
            yield Offer(name=f"<< {fact} >>", what="word", text=f"<< {fact} >>", detail="filled in when compiling", rank=2)


def _series(place: Place) -> Iterator[Offer]:
    for series, definition in place.names.series.items():
        yield Offer(name=series, what="series", text=series, detail=f"metric {definition.name}")
    for pack in place.names.packs.values():
        for metric in pack.metrics.values():
            detail = f"{pack.name}: {metric.type}, {metric.unit}"
            for series in series_of(metric):
                yield Offer(name=series, what="series", text=series, detail=detail, about=metric.help, rank=1)


def _labels(place: Place, several: Iterable[str]) -> Iterator[Offer]:
    for series in several:
        declared = place.names.series.get(series)
        if declared is not None:
            own = (*declared.entry.path, "labels")
            for entry in declared.outline.entries:
                if entry.path[:-1] == own and entry.text:
                    yield Offer(name=entry.text, what="label", text=entry.text, detail=f"label of {series}")
        for pack, metric in place.metrics(series).values():
            for label in sorted(pack.labels_of(metric)):
                yield Offer(name=label, what="label", text=label, detail=f"label of {series}")
