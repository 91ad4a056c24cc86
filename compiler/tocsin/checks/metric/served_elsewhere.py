"""A series that another port serves than the one that is scraped: nothing collects it, and what reads it is silent.

A pod of KServe in Knative's mode has a queue-proxy beside the model server, and only it counts failed requests, at a port of its own. At
9088 it serves what both count, once the InferenceService has the annotation `serving.kserve.io/enable-metric-aggregation: "true"`.
https://kserve.github.io/website/docs/model-serving/predictive-inference/observability/prometheus-metrics

Bad (-), good (+):
    models:
      churn:
        runtime: kserve
        workload: {kserve: churn, mode: Knative}
  -     scrape: {port: http1}  # error
  +     scrape: {port: 9088}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import promql
from tocsin.catalog import Endpoint, Pack
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert, Recording
from tocsin.source import KeyPath
from tocsin.spec.scrape import Scrape

_BOTH = "qpext"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape of our own making at a port where a series is not served that rules of the same model read."""
    candidates = [(each, each.pack) for each in checked.scrapes if each.pack is not None and _serves_apart(each.scrape, each.pack)]
    asking: dict[KeyPath, list[Alert | Recording]] = {}
    for rule in checked.rules if candidates else ():
        asking.setdefault(rule.at[:2], []).append(rule)
    for each, pack in candidates:
        read = sorted({name for rule in asking.get(each.at[:2], ()) for name in promql.metrics(rule.expr)})
        for series in read:
            metric = pack.metric_of(series)
            other = None if metric is None or metric.endpoint is None else pack.other_endpoints[metric.endpoint]
            if metric is None or other is None or _reaches(each.scrape, other, pack):
                continue
            yield Finding(
                message=f"`{each.scrape.port}` of `{each.at[1]}` does not serve `{series}`: the {metric.endpoint} does, at {other.port}",
                help=f"{_remedy(pack, other)}, or remove what reads it",
                where=checked,
                at=(*each.at, "port"),
            )
            break


def _serves_apart(scrape: Scrape, pack: Pack) -> bool:
    """Tell whether a scrape is of our own making, and only one of several endpoints serves some metrics of the pack."""
    ours = scrape.job is None and not scrape.targets and scrape.port is not None
    return ours and any(metric.endpoint is not None for metric in pack.metrics.values())


def _remedy(pack: Pack, other: Endpoint) -> str:
    both = pack.other_endpoints.get(_BOTH)
    return f"write `port: {other.port}`" if both is None else f"write `port: {both.port}`, which serves both where metrics are aggregated"


def _reaches(scrape: Scrape, other: Endpoint, pack: Pack) -> bool:
    known = [other, *(each for name, each in pack.other_endpoints.items() if name == _BOTH)]
    return any(scrape.port in {each.port, each.port_name} for each in known)
