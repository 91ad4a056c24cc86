"""The series that a spec declares, and what a pack in use knows of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tocsin import catalog
from tocsin.finding import Checked
from tocsin.source import KeyPath
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.serving import serving


class Declared(NamedTuple):
    """A metric of the section `metrics`, its place, and the metric of a pack that it is; None: it is the spec's own."""

    metric: SeriesMetric
    at: KeyPath
    known: catalog.Metric | None
    pack: str | None

    @property
    def is_part(self) -> bool:
        """Whether it is declared as the counter that is a part of a pack's histogram, as queries of OpenSLO have it."""
        return self.known is not None and self.metric.type == "counter" and self.metric.series != self.known.name


def declared(checked: Checked) -> Iterator[Declared]:
    """Yield the series of the section `metrics` in their order."""
    for name, metric in checked.resolved.spec.metrics.items():
        if isinstance(metric, SeriesMetric):
            packs = serving(checked.resolved, name, None)
            found = ((known, pack.name) for pack in packs if (known := pack.metric_of(metric.series)) is not None)
            yield Declared(metric, ("metrics", name), *next(found, (None, None)))
