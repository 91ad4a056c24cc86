"""Series that a spec declares, and that nothing in it could serve."""

from __future__ import annotations

from tocsin import catalog
from tocsin.finding import Checked
from tocsin.raw.known import readings
from tocsin.spec.metrics import SeriesMetric


def declared_of_nobody(checked: Checked, series: str) -> bool:
    """Tell whether `series` is declared as the models' own, no exporter is known for it, and no label or `where` says whose it is.

    A declaration with a pack, with `own: false`, or of a series that the catalogue knows has somebody who serves it.
    """
    names = {name for name, _ in readings(series)}
    found = [each for each in checked.resolved.spec.metrics.values() if isinstance(each, SeriesMetric) and each.series in names]
    packed = any(pack.metric_of(series) is not None for pack in checked.resolved.packs.values()) or bool(catalog.find(series))
    return bool(found) and not packed and all(each.own and each.pack is None and not each.labels and not each.where for each in found)
