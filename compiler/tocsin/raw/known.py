"""What spec, packs and recordings together know of a series that a raw expression reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from tocsin import catalog, ir
from tocsin.catalog.vocabulary import PARTS, MetricType
from tocsin.finding import Checked
from tocsin.spec.metrics import SeriesMetric
from tocsin.units import UNITS, Unit, as_exported, named_unit

Part = Literal["", "_bucket", "_sum", "_count"]
_OBSERVED: Final = frozenset({"histogram", "summary"})

# Prometheus makes these itself.
# https://prometheus.io/docs/concepts/jobs_instances/#automatically-generated-labels-and-time-series
_MADE: Final = """
    up ALERTS ALERTS_FOR_STATE scrape_duration_seconds scrape_samples_scraped scrape_samples_post_metric_relabeling scrape_series_added
    scrape_timeout_seconds scrape_sample_limit scrape_body_size_bytes
"""
OWN_SERIES: Final = frozenset(_MADE.split())


class Known(Struct, frozen=True, kw_only=True):
    """One series: which metric it belongs to, and what that is."""

    metric: str
    part: Part
    """What of a histogram or summary it is; empty: the metric itself."""
    type: MetricType
    unit: Unit
    """Unit of the metric; of one observation."""
    labels: frozenset[str] | None
    """Every label that it may have; None: nobody says."""
    own: frozenset[str]
    """Labels that its exporter gives every one of them, as Prometheus stores them."""
    buckets: tuple[float, ...]
    native: bool
    pack: str | None

    @property
    def counts(self) -> bool:
        """Whether it only grows, until its process starts again."""
        return self.type == "counter" or (self.type in _OBSERVED and self.part != "")

    @property
    def value(self) -> Unit:
        """Unit of its values."""
        return UNITS["observations"] if self.part in {"_count", "_bucket"} else self.unit

    @property
    def bare(self) -> bool:
        """Whether it is the name of a classic histogram, which is no series."""
        return self.type == "histogram" and not self.part and not self.native

    def may_have(self, label: str) -> bool:
        """Tell whether its series may have `label`."""
        if self.labels is None or label.removeprefix("exported_") in catalog.TARGET_LABELS:
            return True
        if (label == "le" and self.part == "_bucket") or (label == "quantile" and self.type == "summary"):
            return True
        return catalog.is_among(label, self.labels)


class Knowledge:
    """Looks series up by their names, as Prometheus stores them."""

    def __init__(self, checked: Checked) -> None:
        spec = checked.resolved.spec
        self._packs = checked.resolved.packs
        self._declared: dict[str, SeriesMetric] = {}
        for metric in spec.metrics.values():
            if isinstance(metric, SeriesMetric):
                self._declared.setdefault(metric.series, metric)
        # What tells a cluster's series apart in a place that holds those of several, all of them have there.
        self._given = checked.resolved.given_labels() | {"node"} | spec.platform.cluster.told_apart_by
        self._platform = checked.platform
        self._found: dict[str, Known | None] = {}

    @cached_property
    def recorded(self) -> Mapping[str, Sequence[ir.Recording]]:
        """The recording rules by the series that they make."""
        return recorded(self._platform)

    def of(self, series: str | None) -> Known | None:
        """Return what is known of `series`; None when nobody declares it, or when it is recorded."""
        if series is None:
            return None
        if series not in self._found:
            self._found[series] = self._known(series)
        return self._found[series]

    def _known(self, series: str) -> Known | None:
        for name, part in readings(series):
            found = self._told(name)
            # Only what is observed has parts.
            if found is not None and (part == "" or found.type in _OBSERVED):
                return replace(found, part=part)
        return None

    def names(self) -> frozenset[str]:
        """Return every series that spec, packs and recordings know."""
        packed = {name for pack in self._packs.values() for metric in pack.metrics.values() for name in catalog.series_of(metric)}
        return frozenset({*self._declared, *packed, *self.recorded, *OWN_SERIES})

    def in_packs(self, series: str) -> Mapping[str, catalog.Metric]:
        """Return the metric that has `series`, by the packs in use that know it."""
        found = {name: pack.metric_of(series) for name, pack in self._packs.items()}
        return {name: metric for name, metric in found.items() if metric is not None}

    def _told(self, name: str) -> Known | None:
        declared = self._declared.get(name)
        wanted = declared.pack if declared is not None else None
        packs = [wanted] if wanted in self._packs else list(self._packs)
        base = next(((pack, metric) for pack in packs if pack and (metric := self._packs[pack].metrics.get(name))), None)
        if base is None and declared is None:
            return None
        kind = (declared.type if declared else None) or (base[1].type if base else None)
        called = named_unit(name)
        unit = (declared.unit if declared else None) or (base[1].unit if base else "count" if called is None else called.name)
        if kind is None or unit not in UNITS:
            return None
        own = frozenset(label for label in declared.labels.values() if label is not None) if declared else frozenset()
        labels: frozenset[str] | None = own | catalog.TARGET_LABELS | self._given if own else None
        if base is not None:
            labels = self._packs[base[0]].labels_of(base[1]) | own | self._given
        return Known(
            metric=name,
            part="",
            type=kind,
            unit=UNITS[unit],
            labels=labels,
            own=own if base is None else frozenset(base[1].labels) - catalog.TARGET_LABELS,
            buckets=_edges(declared, UNITS[unit]) or (base[1].buckets if base else ()),
            native=declared.native if declared else False,
            pack=base[0] if base else None,
        )


def _edges(declared: SeriesMetric | None, unit: Unit) -> tuple[float, ...]:
    """Return the bucket edges that the spec says, in the unit of the series."""
    found = [as_exported(edge, unit) for edge in declared.buckets] if declared is not None else []
    return tuple([edge for edge in found if edge is not None])


def recorded(platform: ir.Platform) -> Mapping[str, Sequence[ir.Recording]]:
    """Return the recording rules of a platform by the series that they make."""
    made: dict[str, list[ir.Recording]] = {}
    for recording in platform.recordings:
        made.setdefault(recording.record, []).append(recording)
    return made


def readings(series: str) -> tuple[tuple[str, Part], ...]:
    """Return which metrics `series` may be of, each with the part of it that it would be."""
    whole: tuple[tuple[str, Part], ...] = ((series, ""),)
    return whole + tuple((series.removesuffix(part), part) for part in PARTS if series.endswith(part))
