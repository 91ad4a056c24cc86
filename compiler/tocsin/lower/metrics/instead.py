"""Suggestions for the name of a metric that does not exist, and for a series that no pack in use has."""

from __future__ import annotations

from tocsin import catalog
from tocsin.diagnostics import did_you_mean
from tocsin.diagnostics.nearest import closest
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.resolved import Resolved


def instead_of_metric(resolved: Resolved, name: str) -> str:
    """Return what to write instead of `name`, which is no metric here."""
    own = next((key for key, metric in resolved.spec.metrics.items() if isinstance(metric, SeriesMetric) and metric.series == name), None)
    if own is not None:
        return f"it is the series of the metric `{own}`: write that"
    packs = _packs(name)
    if packs:
        return f"it is a series of {packs}: add that to `use:`"
    brought = " or ".join(f"`runtime: {pack}`" for pack in catalog.with_defaults() if name in catalog.defaults(pack).get("metrics", {}))
    if brought:
        return f"{brought} brings it, at a model or component"
    known = [*resolved.spec.metrics, *_in_use(resolved)]
    return did_you_mean(name, known, define=f"metrics: {{{name}: {{series: ..., type: ..., unit: ...}}}}")


def type_of_series(resolved: Resolved, series: str) -> str:
    """Return how the type of `series` is said: by hand, by the pack that has it, or by what a pack in use calls it."""
    packs = _packs(series)
    near = None if packs else closest(series, _in_use(resolved))
    use = f"add {packs} to `use:`, which has this series" if packs else "`use:` the pack that has this series"
    remedy = f"add `type: counter`, `gauge`, `histogram` or `summary`, or {use}"
    return f"did you mean `{near}`? Otherwise {remedy}" if near is not None else remedy


def _packs(series: str) -> str:
    return " or ".join(f"`{pack.name}`" for pack, _ in catalog.find(series))


def _in_use(resolved: Resolved) -> list[str]:
    return [series for pack in resolved.packs.values() for series in pack.metrics]
