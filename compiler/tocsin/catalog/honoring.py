"""A pack as Prometheus stores its series when the scrape honours the exporter's labels, or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tocsin.catalog.vocabulary import TARGET_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tocsin.catalog.pack import Pack
    from tocsin.catalog.vocabulary import Dimension

_HIDDEN: Final = "exported_"


def scraped(pack: Pack, *, honor_labels: bool) -> Pack:
    """Return `pack` with its dimensions under the names that its labels get.

    What the exporter says and the target too is stored as `exported_<label>`, unless its labels are honoured.
    https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
    """
    if pack.honor_labels == honor_labels:
        return pack
    if honor_labels:
        metrics = {name: replace(each, dimensions=_shown(each.dimensions)) for name, each in pack.metrics.items()}
        return replace(pack, honor_labels=True, metrics=metrics, dimensions=_shown(pack.dimensions))
    metrics = {name: replace(each, dimensions=_hidden(each.dimensions, each.labels)) for name, each in pack.metrics.items()}
    return replace(pack, honor_labels=False, metrics=metrics, dimensions=_hidden(pack.dimensions, contested(pack)))


def contested(pack: Pack) -> frozenset[str]:
    """Return the labels of `pack` that a target has too: honoured they are the exporter's, otherwise the scrape's.

    Of labels that it has under a condition those count by which something is found.
    """
    metrics = pack.metrics.values()
    found = (label for metric in metrics for label in metric.dimensions.values() if label.startswith(_HIDDEN))
    return TARGET_LABELS.intersection(map(_bare, found)) | TARGET_LABELS.intersection(label for each in metrics for label in each.labels)


def _shown(dimensions: Mapping[Dimension, str]) -> Mapping[Dimension, str]:
    return {dimension: _bare(label) if _bare(label) in TARGET_LABELS else label for dimension, label in dimensions.items()}


def _hidden(dimensions: Mapping[Dimension, str], own: Iterable[str]) -> Mapping[Dimension, str]:
    """Return `dimensions` with the labels that the exporter has of its `own` where the scrape has them too."""
    both = TARGET_LABELS.intersection(own)
    return {dimension: f"{_HIDDEN}{label}" if label in both else label for dimension, label in dimensions.items()}


def _bare(label: str) -> str:
    return label.removeprefix(_HIDDEN)
