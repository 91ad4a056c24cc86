"""Every series of a pack that a spec reads, and the place that names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from tocsin import catalog
from tocsin.finding import Checked, Finding
from tocsin.promql import Selector
from tocsin.raw.declared import declared
from tocsin.raw.written import parts
from tocsin.source import KeyPath, Part
from tocsin.spec.values import items_of


class Named(Struct, frozen=True, kw_only=True):
    """A series of a pack in use, and where it is asked for; None: by its own name, which has to be looked for."""

    checked: Checked
    series: str
    pack: catalog.Pack
    metric: catalog.Metric
    at: KeyPath | None
    within: tuple[int, int] | None = None

    def finding(self, message: str, remedy: str) -> Finding:
        """Return a finding at the place that names the series."""
        part: Part = "value"
        at = self.at
        if at is None:
            at, part = _mention(self.checked, self.series)
        return Finding(message=message, help=remedy, where=self.checked, at=at, part=part, within=self.within)


def named(checked: Checked) -> Iterator[Named]:
    """Yield the series of packs that `metrics:` declares, that raw expressions read, and that are named directly."""
    packs = checked.resolved.packs
    for each in declared(checked):
        if each.known is not None and each.pack is not None:
            at: KeyPath = (*each.at, "series")
            yield Named(checked=checked, series=each.metric.series, pack=packs[each.pack], metric=each.known, at=at)
    for written, selector, seen in parts(checked, Selector):
        for name, found in written.knowledge.in_packs(selector.metric or "").items():
            within = written.filled.written(*seen.place) if seen.place is not None else None
            yield Named(checked=checked, series=selector.metric or "", pack=packs[name], metric=found, at=written.at, within=within)
    for metric in checked.platform.metrics:
        pack = packs.get(metric.pack or "")
        known = pack.metric_of(metric.name) if pack is not None and metric.name not in checked.resolved.spec.metrics else None
        if pack is not None and known is not None:
            yield Named(checked=checked, series=metric.name, pack=pack, metric=known, at=None)


def _mention(checked: Checked, name: str) -> tuple[KeyPath, Part]:
    """Return the first place that names a metric: the key of a threshold, target or panel, or a value such as `of:`."""
    spec = checked.resolved.spec
    sections = {"metrics": spec.metrics, "models": spec.models, "components": spec.components, "dashboards": spec.dashboards}
    return next(_places(sections, name, ()), (("platform", "name"), "value"))


def _places(value: object, name: str, at: KeyPath) -> Iterator[tuple[KeyPath, Part]]:
    if value == name:
        yield at, "value"
    for key, each in items_of(value):
        if key == name and isinstance(value, Mapping):
            yield (*at, key), "key"
        yield from _places(each, name, (*at, key))
