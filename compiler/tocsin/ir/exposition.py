"""What pages of metrics serve: whose they are, and what spec and packs know of each metric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from tocsin import source
from tocsin.catalog.vocabulary import MetricType
from tocsin.units import Unit

# prometheus-operator attaches it to some targets, as they may ask.
_MAYBE_GIVEN: Final = frozenset({"node"})


class Metric(Struct, frozen=True, kw_only=True):
    """A metric that somebody serves, by the name that the spec gives it."""

    name: str
    series: str
    """Name of the series as Prometheus stores it; of a histogram without `_bucket`."""
    type: MetricType
    unit: Unit
    labels: Mapping[str, str]
    """Our dimension -> its label, as Prometheus stores it."""
    buckets: tuple[float, ...]
    """Upper edges, ascending, in `unit`; empty: not known."""
    native: bool
    pack: str | None
    """The pack that knows it; None: the platform's own, which only the spec declares."""
    help: str
    at: source.KeyPath
    """Where the spec declares it; empty: nowhere, only its pack does."""


class Subject(Struct, frozen=True, kw_only=True):
    """A model or component, and what a scrape of it does to the labels of its page."""

    kind: Literal["model", "component"]
    name: str
    runtime: str | None
    """The pack of what runs it."""
    job: str | None
    target_labels: frozenset[str]
    """Labels that the scrape gives every series."""
    cluster_labels: frozenset[str]
    """Labels that tell its series from those of other clusters, given where these are together."""
    honor_labels: bool
    """Whether the page's own labels win over those; otherwise they are stored as `exported_<label>`."""
    at: source.KeyPath

    def on_page(self, label: str) -> str | None:
        """Return what its page calls a label that Prometheus stores; None when the scrape gives it, or whoever has several clusters.

        https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config (`honor_labels`)
        """
        hidden = label.removeprefix("exported_")
        if hidden != label and hidden in self.target_labels and not self.honor_labels:
            return hidden
        return None if label in self.target_labels | self.cluster_labels | _MAYBE_GIVEN else label
