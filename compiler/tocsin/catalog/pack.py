"""A pack and its metrics, and which series each metric has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tocsin.catalog.vocabulary import PARTS, TARGET_LABELS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tocsin.catalog.releases import Releases
    from tocsin.catalog.vocabulary import Default, Dimension, Evidence, MetricType, SourceKind, Stability, Status


# Packs are read once, so a metric is equal to itself only; that keeps both hashable although they hold mappings.
class Metric(Struct, frozen=True, kw_only=True, eq=False):
    """One metric of an exporter. Versions are the exporter's own, as in `0.12.0`; what is unknown is None or empty."""

    name: str
    type: MetricType
    unit: str
    labels: tuple[str, ...]
    """The metric's own labels as the exporter writes them; one that ends in `*` stands for all that begin so."""
    buckets: tuple[float, ...]
    """A histogram's default upper bounds, ascending, in `unit`, without +Inf."""
    dimensions: Mapping[Dimension, str]
    """The label, as Prometheus stores it, that carries each dimension: the pack's, changed by the metric's own."""
    help: str
    default: Default | None
    since: str | None
    deprecated: str | None
    hidden: str | None
    removed: str | None
    released_with: str | None
    """The program whose releases `since`, `removed` and so on are; None: the pack's own."""
    status: Status | None
    renamed_to: str | None
    formerly: Mapping[str, str | None]
    """Names that this metric once had, each with the version that dropped it."""
    stability: Stability | None
    dropped_by: tuple[str, ...]
    """Installers whose default relabelling throws the series away."""
    endpoint: str | None
    """Which of the pack's other endpoints serves it; None: the pack's own."""
    values_since: Mapping[str, Mapping[str, str]]
    """Values of its labels that came later than it, by label, each with the release that brought it."""
    only_while: str | None
    """What has to hold for the series to exist at all: where all is well there may be none. None: it is always there."""
    note: str | None
    evidence: Evidence
    source: str
    """File that says so, in the pack's repository or as `owner/repository:path`."""


class Endpoint(Struct, frozen=True, kw_only=True):
    """Where a process serves its metrics; None is unknown or chosen by whoever installs it."""

    port: int | None
    path: str | None
    scheme: str
    port_name: str | None
    note: str | None
    beside: bool
    """Whether it is another program's, beside one that serves no metrics at any port."""


class Pack(Struct, frozen=True, kw_only=True, eq=False):
    """What one exporter or server exports."""

    name: str
    about: str
    source_kind: SourceKind
    repo: str | None
    version: str
    commit: str | None
    commit_date: str | None
    maintenance: str | None
    """Set when its makers no longer develop it."""
    endpoint: Endpoint | None
    """None when there is nothing to scrape."""
    other_endpoints: Mapping[str, Endpoint]
    enable: str | None
    """What to set before any metric is served; None when they are served unasked."""
    honor_labels: bool
    """Whether the usual installation scrapes with honorLabels; dimensions are named accordingly."""
    on_each_node: bool
    """Whether one runs on each node and tells of that node alone, so that each one that is down matters."""
    dimensions: Mapping[Dimension, str]
    conditional_labels: Mapping[str, tuple[str, ...]]
    """Labels that metrics have under the named condition only."""
    renamed_labels: Mapping[str, str]
    """Labels that a later version spells differently."""
    index_labels: Mapping[str, tuple[str, ...]]
    """Labels whose values begin anew on each node or in each pod, each with the labels or dimensions beside any of which they tell one
    from another; the first is what people call it."""
    facts: tuple[str, ...]
    metrics: Mapping[str, Metric]
    releases: Releases | None = None
    """The releases that a spec says are in use; None: it says nothing."""

    def metric_of(self, series: str) -> Metric | None:
        """Return the metric that has `series`, or is called so; None when this pack has none."""
        if series in self.metrics:
            return self.metrics[series]
        stem, underscore, _ = series.rpartition("_")
        metric = self.metrics.get(stem) if underscore else None
        return metric if metric is not None and series in series_of(metric) else None

    def successor(self, series: str) -> str | None:
        """Return the name under which `series` lives on; None when it was not renamed."""
        old = self.metric_of(series)
        if old is not None:
            return None if old.renamed_to is None else old.renamed_to + series.removeprefix(old.name)
        for metric in self.metrics.values():
            for former in metric.formerly:
                suffix = series.removeprefix(former)
                if series.startswith(former) and suffix in _suffixes(metric, and_bare=True):
                    return metric.name + suffix
        return None

    def spelled(self, series: str) -> tuple[str, ...]:
        """Return the names under which the releases in use serve `series`, the newest first; itself when it was never renamed.

        Of one release there is one name. Nothing is returned when no release in use serves it under any name.
        """
        metric = self.metric_of(series)
        if metric is None or self.releases is None:
            return (series,)
        suffix = series.removeprefix(metric.name)
        older = next((each for each in self.metrics.values() if each.renamed_to == metric.name), None)
        newer = self.metrics.get(metric.renamed_to or "")
        names = [each for each in (newer, metric, older) if each is not None and self.releases.presence(each) != "never"]
        whole = [each for each in names if self.releases.presence(each) == "always"]
        return tuple(each.name + suffix for each in (whole[:1] or names))

    def own_labels(self, metric: Metric) -> frozenset[str]:
        """Return the labels that the exporter itself may give `metric`, those of conditions included."""
        return frozenset({*metric.labels, *(label for labels in self.conditional_labels.values() for label in labels)})

    def seldom(self, metric: Metric) -> frozenset[str]:
        """Return the labels that some of `metric`'s series lack in Prometheus: those of conditions alone."""
        own = self.own_labels(metric).difference(metric.labels)
        return own if self.honor_labels else frozenset(f"exported_{label}" if label in TARGET_LABELS else label for label in own)

    def labels_of(self, metric: Metric) -> frozenset[str]:
        """Return every label that `metric`'s series may have in Prometheus, those of the target and of conditions included.

        A label of the exporter that a target label would hide is called `exported_<label>`, as Prometheus does without
        honorLabels. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
        """
        own = self.own_labels(metric)
        if self.source_kind != "prometheus":
            return own
        if self.honor_labels:
            return TARGET_LABELS | own
        return TARGET_LABELS | {f"exported_{label}" if label in TARGET_LABELS else label for label in own}


def is_among(label: str, labels: Collection[str]) -> bool:
    """Tell whether packs mean `label` by one of `labels`, of which `label_*` stands for all that begin so.

    >>> is_among("label_app", {"label_*"}), is_among("pods", {"pod"})
    (True, False)
    """
    return label in labels or any(each.endswith("*") and label.startswith(each[:-1]) for each in labels)


def series_of(metric: Metric) -> tuple[str, ...]:
    """Return the names of the series that `metric` has: `_bucket`, `_sum` and `_count` of a classic histogram, for one.

    A quantile series of a summary bears the bare name.
    """
    return tuple(metric.name + suffix for suffix in _suffixes(metric, and_bare=False))


def _suffixes(metric: Metric, *, and_bare: bool) -> tuple[str, ...]:
    match metric.type:
        case "histogram":
            return ("", *PARTS) if and_bare else PARTS
        case "summary":
            return ("", "_sum", "_count")
        case "counter" | "gauge" | "untyped":
            return ("",)
