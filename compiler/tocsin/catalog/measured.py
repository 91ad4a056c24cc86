"""What an exporter on each node measures: the panels of a pack that names none itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from tocsin.regex import late

if TYPE_CHECKING:
    from tocsin.catalog.pack import Pack

_FIRST: Final = late("[:;,]")
_SHARES: Final = frozenset({"ratio", "percent"})
_NO_MEASURES: Final = frozenset({"bool", "state", "count"})
"""Units of what is a word or a number by which something is called."""


def measured(pack: Pack, known: Collection[str]) -> Iterator[object]:
    """Yield a panel for each gauge that the exporter has without being asked, but for those that are `known`, as a spec has them.

    Only of what runs on each node, which tells of hardware: there one picture is one thing that people look at, its load, its power, its
    clock, and one component of the platform has them all. How busy it is comes first. Their titles are what the pack says of them first.
    """
    gauges = [(name, metric) for name, metric in pack.metrics.items() if metric.type == "gauge" and metric.default == "exported"]
    for name, metric in sorted(gauges, key=lambda each: each[1].unit not in _SHARES) if pack.on_each_node else ():
        told = _FIRST.split(metric.help, maxsplit=1)[0]
        if metric.unit not in _NO_MEASURES and name not in known and told:
            yield {name: {"title": told[:1].upper() + told[1:]}}
