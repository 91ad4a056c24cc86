"""A datasource that answers for several clusters, and panels that do not ask for their own: they add up the series of all.

A Thanos Querier and Mimir answer with what every cluster sends to them, where a namespace of two clusters is one. What tells them apart
there are the external labels of each Prometheus. https://thanos.io/tip/components/query.md/

Bad (-), good (+):
    platform:
      datasources: {thanos: {url: "http://thanos-query.monitoring.svc:9090", default: true}}  # error
      cluster:
        prometheus: {release: monitoring, external_labels: {cluster: eu-1}}
  +     grafana: {series_labels: {cluster: eu-1}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.spec.platform import PrometheusDatasource

_SEVERAL: Final = re.compile(r"thanos|mimir|cortex", re.IGNORECASE)


def check(checked: Checked) -> Iterator[Finding]:
    """Yield the default datasource of which nobody says whose series it has."""
    platform = checked.resolved.spec.platform
    prometheus, shown = platform.cluster.prometheus, platform.cluster.grafana.series_labels
    labels = prometheus.address_labels or prometheus.external_labels
    if not labels or shown is not None or prometheus.series_labels is not None:
        return
    for name, source in platform.datasources.items():
        if isinstance(source, PrometheusDatasource) and source.default and _SEVERAL.search(source.url):
            written = "{" + ", ".join(f"{label}: {value}" for label, value in labels.items()) + "}"
            yield Finding(
                message="it may answer with series of other clusters too, and no panel asks for those of this one",
                help=f"write `cluster: {{grafana: {{series_labels: {written}}}}}` with what tells clusters apart,"
                " or `series_labels: {}` if it has this one only",
                where=checked,
                at=("platform", "datasources", name, "url"),
            )
