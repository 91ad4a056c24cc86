"""What spec and packs together know of a series: its type, unit, labels and buckets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import catalog, units
from tocsin.catalog.vocabulary import MetricType
from tocsin.diagnostics import Findings, Remedy, did_you_mean
from tocsin.lower.metrics.instead import instead_of_metric, type_of_series
from tocsin.section.matching import Where
from tocsin.source import KeyPath, Origins, Part
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.models import Monitored
from tocsin.spec.resolved import Resolved
from tocsin.spec.serving import serving

# Labels that every scrape adds; they need not be declared. The operator adds `node` to some. https://prometheus-operator.dev/docs/api-reference/api/
_SCRAPE_LABELS = catalog.TARGET_LABELS | {"node"}
_FINER: Final = ("microseconds", "nanoseconds", "us", "ns")


class Definition(Struct, frozen=True, kw_only=True):
    """One series."""

    series: str
    type: MetricType
    unit: units.Unit
    labels: Mapping[str, str]
    """Our dimension -> its label."""
    known: frozenset[str] | None
    """Every label it may have; None: not known."""
    buckets: tuple[float, ...]
    native: bool
    where: Where
    pack: str | None
    help: str
    at: KeyPath
    own: bool = True
    """Whether each model has series of its own."""
    seldom: frozenset[str] = frozenset()
    """Labels that it has under a condition only."""
    only_while: str | None = None
    """What has to hold for it to exist at all; None: it is always there."""
    honored: bool = False
    """Whether its label `namespace` is its exporter's and not the scrape's: that of what is watched, not of what tells of it."""
    of_scrape: frozenset[str] = _SCRAPE_LABELS
    """The labels that any target of its scrape has."""

    def label(self, key: str) -> str | None:
        """Return the label for a dimension, or the label of that name; None when it has neither: `pods` is a word of ours alone."""
        if key in self.labels:
            return self.labels[key]
        return key if self.has(key) and not (key == "pods" and self.known is None) else None

    def has(self, label: str) -> bool:
        """Tell whether the series may have a label of that very name."""
        return self.known is None or label in self.of_scrape or catalog.is_among(label, self.known) or label in self.labels.values()


class Definitions:
    """Looks series up by the names that specs use, each once."""

    def __init__(self, resolved: Resolved, findings: Findings) -> None:
        self._resolved = resolved
        self._findings = findings
        self._found: dict[tuple[str, bool, str | None], Definition] = {}
        self._by_name: dict[str, Definition] = {}

    def get(self, name: str, at: KeyPath, subject: Monitored | None = None) -> Definition | None:
        """Return the series called `name` of `subject` (None: of anybody); None, and a diagnostic at `at`, when there is none.

        Whoever only wants to know what it is asks at `()`, and nothing is said: where it is used it will be.
        """
        key = (name, subject is None, None if subject is None else subject.runtime)
        found = self._found.get(key)
        if found is None:
            # What cannot be had is looked for again, so that every place that names it is told.
            found = self._define(name, at, subject)
            if found is not None:
                self._found[key] = found
                if name not in self._by_name or found.pack is None:
                    self._by_name[name] = found
        return found

    @property
    def origins(self) -> Origins:
        """Where everything of the spec is written."""
        return self._resolved.origins

    def known(self) -> Mapping[str, Definition]:
        """Return what has been found so far; of a name that means several it is the spec's own."""
        return self._by_name

    def unit(self, name: str, at: KeyPath) -> units.Unit | None:
        """Return a unit by its name; None, and a diagnostic, when there is none."""
        if name not in units.UNITS:
            # What is near to a finer time is wrong by a factor.
            finer = name.startswith("timestamp_") and name.endswith(_FINER)
            short = units.spelt_out(name)
            known = did_you_mean(name, units.UNITS) if short is None else Remedy(f"did you mean `{short}`?", given=name, instead=short)
            remedy = "publish the time in seconds, or in milliseconds" if finer else known
            self._findings.add("metric/unknown-unit", f"there is no unit `{name}`", remedy, at=at)
        return units.UNITS.get(name)

    def _define(self, name: str, at: KeyPath, subject: Monitored | None) -> Definition | None:
        metric = self._resolved.spec.metrics.get(name)
        if isinstance(metric, SeriesMetric):
            return self._declared(name, metric, subject)
        if metric is not None:
            message = f"`{name}` is an expression over metrics, here a series is needed"
            self._findings.add("metric/not-a-series", message, "name the metric that it is made of", at=at)
            return None
        for pack in serving(self._resolved, name, subject):
            found = pack.metric_of(name)
            if found is not None:
                return self._packed(pack, found)
        if at and not self._resolved.missing:
            there, part = self._named(name, at)
            remedy = instead_of_metric(self._resolved, name)
            self._findings.add("metric/unknown", f"there is no metric `{name}`", remedy, at=there, part=part)
        return None

    def _named(self, name: str, at: KeyPath) -> tuple[KeyPath, Part]:
        """Return where a metric's name stands: it is the text at `at`, the `metric:` of what is there, or the key of that."""
        origins = self._resolved.origins
        if origins.value((*at, "metric")) == name:
            return (*at, "metric"), "value"
        return at, "key" if at[-1:] == (name,) and origins.value(at) != name else "value"

    def _unit(self, metric: SeriesMetric, base: Definition | None, at: KeyPath) -> units.Unit | None:
        """Return the unit that is declared, or known, or that the series is called after."""
        if metric.unit is not None:
            return self.unit(metric.unit, (*at, "unit"))
        return base.unit if base is not None else units.named_unit(metric.series) or units.UNITS["count"]

    def _declared(self, name: str, metric: SeriesMetric, subject: Monitored | None) -> Definition | None:
        at: KeyPath = ("metrics", name)
        base = self._base(name, metric, at, subject)
        kind = metric.type or (base.type if base else None)
        unit = self._unit(metric, base, at)
        if kind is None and metric.pack is None and not self._resolved.missing:  # of a pack that does not tell it more has been told
            remedy = type_of_series(self._resolved, metric.series)
            self._findings.add("metric/no-type", f"the type of `{name}` is not known", remedy, at=at, part="key")
        if kind is None or unit is None:
            return None
        buckets = tuple(self._buckets(metric, unit, at)) or (base.buckets if base else ())
        if list(buckets) != sorted(set(buckets)):
            self._findings.add(
                "metric/buckets-not-ascending", f"the bucket edges of `{name}` do not ascend", "sort them, each once", at=(*at, "buckets")
            )
        labels = self._labels(metric, base)
        for dimension, label in metric.labels.items():
            if base is not None and label is not None and not base.has(label) and label not in self._resolved.given_labels():
                message = f"`{metric.series}` has no label `{label}`"
                self._findings.add("metric/unknown-label", message, did_you_mean(label, base.known or ()), at=(*at, "labels", dimension))
        known = base.known if base else frozenset(labels.values()) if metric.labels else None
        return Definition(
            series=metric.series,
            type=kind,
            unit=unit,
            labels=labels,
            known=known,
            buckets=buckets,
            native=metric.native,
            where=metric.where,
            pack=base.pack if base else None,
            seldom=base.seldom if base else frozenset(),
            only_while=base.only_while if base else None,
            honored=base is not None and base.honored,
            help=metric.help or (base.help if base else ""),
            at=at,
            own=metric.own,
        )

    def _labels(self, metric: SeriesMetric, base: Definition | None) -> dict[str, str]:
        """Return the labels by dimension: the pack's, or that of the scrape, and over it what the spec says."""
        operated = self._resolved.spec.platform.cluster.prometheus.stack != "prometheus"
        usual: Mapping[str, str] = {"namespace": "namespace"} if operated else {}
        merged = {**(base.labels if base else usual), **metric.labels}
        return {dimension: label for dimension, label in merged.items() if label is not None}

    def _base(self, name: str, metric: SeriesMetric, at: KeyPath, subject: Monitored | None) -> Definition | None:
        packs = self._resolved.packs
        if metric.pack is not None and metric.pack not in packs:
            if metric.pack in self._resolved.missing:
                return None
            remedy = f"add `{metric.pack}` to `use:`; in use are: {', '.join(packs) or 'none'}"
            self._findings.add("metric/pack-not-in-use", f"the pack `{metric.pack}` is not in use", remedy, at=(*at, "pack"))
            return None
        for pack in serving(self._resolved, name, subject):
            found = pack.metric_of(metric.series)
            if found is not None:
                whole = self._packed(pack, found)
                return _part(whole, metric.series) if metric.type == "counter" and metric.series != found.name else whole
        if metric.pack is not None:
            message = f"`{metric.pack}` has no series `{metric.series}`"
            self._findings.add("metric/not-in-pack", message, _other_name(metric.series, packs[metric.pack]), at=(*at, "series"))
        return None

    def _packed(self, pack: catalog.Pack, metric: catalog.Metric) -> Definition:
        return Definition(
            series=metric.name,
            type=metric.type,
            unit=units.UNITS[metric.unit],
            labels={str(dimension): label for dimension, label in metric.dimensions.items()},
            known=pack.labels_of(metric),
            buckets=metric.buckets,
            native=False,
            where={},
            pack=pack.name,
            help=metric.help,
            at=(),
            seldom=pack.seldom(metric),
            only_while=metric.only_while,
            honored=pack.honor_labels and "namespace" in pack.own_labels(metric),
        )

    def _buckets(self, metric: SeriesMetric, unit: units.Unit, at: KeyPath) -> Iterator[float]:
        for index, edge in enumerate(metric.buckets):
            value = units.as_exported(edge, unit)
            if value is None:
                message = f"the metric is in {unit.name}, `{edge.text}` is {units.kind_of(edge)}"
                self._findings.add("metric/unit-mismatch", message, f"write {units.example_of(unit)}", at=(*at, "buckets", index))
            else:
                yield value


def _part(whole: Definition, series: str) -> Definition:
    """Return the counter that is a part of a histogram or summary: so queries of OpenSLO count its events."""
    unit = whole.unit if series.endswith("_sum") else units.UNITS["observations"]
    known = whole.known | {"le"} if whole.known is not None and series.endswith("_bucket") else whole.known
    return replace(whole, unit=unit, known=known, buckets=())


def _other_name(series: str, pack: catalog.Pack) -> str:
    new = pack.successor(series)
    if new is None:
        return did_you_mean(series, pack.metrics)
    return Remedy(f"it is called `{new}` now", given=series, instead=new)
