"""The name of a resource as Kubernetes writes it: kube-state-metrics tells it with `_` for dots, slashes and dashes, and nothing matches.

`nvidia.com/gpu` is `nvidia_com_gpu` in the requests and limits of containers and in the capacity of nodes; quotas keep it.
https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md

Bad:
    use: [kube-state-metrics]
    metrics:
      gpus: {series: kube_pod_container_resource_requests, where: {resource: nvidia.com/gpu}}  # error

Good:
    use: [kube-state-metrics]
    metrics:
      gpus: {series: kube_pod_container_resource_requests, where: {resource: nvidia_com_gpu}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.matching import LabelMatch, Matching, Where
from tocsin.raw import expressions
from tocsin.regexes import late
from tocsin.source import Route
from tocsin.spec.metrics import RatioMetric, SeriesMetric

_SANITISED: Final = frozenset(
    {f"kube_pod{init}_container_resource_{kind}" for init in ("", "_init") for kind in ("requests", "limits")}
    | {f"kube_node_status_{kind}" for kind in ("capacity", "allocatable")}
)
_LABEL: Final = "resource"
_FOREIGN: Final = late(r"[^a-zA-Z0-9_]")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every condition on a resource that is not as it is told, in metrics, thresholds and raw expressions."""
    for series, where, at in _conditions(checked):
        for value, step in _values(where[_LABEL]) if series in _SANITISED and _LABEL in where else ():
            if _FOREIGN.search(value):
                message, remedy = _said(value)
                yield Finding(message=message, help=remedy, where=checked, at=(*at, "where", _LABEL, *step))
    for written in expressions(checked):
        for selector, _, seen in written.series():
            for matcher in selector.matchers if selector.metric in _SANITISED else ():
                exact = matcher.op in {"=", "!="}
                if matcher.label == _LABEL and (_FOREIGN.search(matcher.value) if exact else "/" in matcher.value):
                    yield written.finding(*_said(matcher.value), written.matcher(matcher, seen) or seen)


def _conditions(checked: Checked) -> Iterator[tuple[str, Where, Route]]:
    """Yield the conditions of metrics and thresholds, each with the series that they are about."""
    metrics = checked.resolved.spec.metrics

    def series(name: str) -> str:
        metric = metrics.get(name)
        return metric.series if isinstance(metric, SeriesMetric) else name

    for name, metric in metrics.items():
        match metric:
            case SeriesMetric():
                yield metric.series, metric.where, ("metrics", name)
            case RatioMetric(ratio=ratio):
                of = (ratio.of,) if isinstance(ratio.of, str) else ratio.of
                yield from ((series(each), ratio.where, ("metrics", name, "ratio")) for each in of[:1])
            case _:
                pass
    yield from ((series(each.metric), each.threshold.where, each.at) for each in checked.thresholds if each.threshold.where)


def _values(wanted: LabelMatch) -> Iterator[tuple[str, Route]]:
    match wanted:
        case str():
            yield wanted, ()
        case Matching(equals_not=str(value)):
            yield value, ("not",)
        case Matching(matches=str(pattern)) if "/" in pattern:
            yield pattern, ("matches",)
        case Matching():
            return
        case _:
            yield from ((value, (index,)) for index, value in enumerate(wanted))


def _said(value: str) -> tuple[str, str]:
    pattern = re.search(r"[][(){}|*+?\\]", value) is not None
    told = value.replace("\\.", "_").replace("/", "_") if pattern else _FOREIGN.sub("_", value)
    return f"kube-state-metrics never writes `{value}` here", f"write `{told}`"
