"""The name of a resource as Kubernetes writes it: kube-state-metrics tells it with `_` for dots, slashes and dashes, and nothing matches.

`nvidia.com/gpu` is `nvidia_com_gpu` in the requests and limits of containers and in the capacity of nodes; quotas keep it.
https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md

Bad (-), good (+):
    use: [kube-state-metrics]
    metrics:
  -   gpus: {series: kube_pod_container_resource_requests, where: {resource: nvidia.com/gpu}}  # error
  +   gpus: {series: kube_pod_container_resource_requests, where: {resource: nvidia_com_gpu}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import series
from tocsin.regex import late
from tocsin.section.matching import LabelMatch, Matching
from tocsin.source import KeyPath

_SANITISED: Final = frozenset(
    {f"kube_pod{init}_container_resource_{kind}" for init in ("", "_init") for kind in ("requests", "limits")}
    | {f"kube_node_status_{kind}" for kind in ("capacity", "allocatable")}
)
_LABEL: Final = "resource"
_FOREIGN: Final = late(r"[^a-zA-Z0-9_]")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every condition on a resource that is not as it is told, in whatever asks for series and in raw expressions."""
    for asked in checked.conditions:
        for value, step in _values(asked.where[_LABEL]) if _LABEL in asked.where and not _SANITISED.isdisjoint(asked.series) else ():
            if _FOREIGN.search(value):
                message, remedy = _said(value)
                yield Finding(message=message, help=remedy, where=checked, at=(*asked.at, _LABEL, *step))
    for written, selector, _, seen in series(checked):
        for matcher in selector.matchers if selector.metric in _SANITISED else ():
            exact = matcher.op in {"=", "!="}
            if matcher.label == _LABEL and (_FOREIGN.search(matcher.value) if exact else "/" in matcher.value):
                yield written.finding(*_said(matcher.value), written.matcher(matcher, seen))


def _values(wanted: LabelMatch) -> Iterator[tuple[str, KeyPath]]:
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
