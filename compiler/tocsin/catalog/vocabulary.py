"""The words that packs are written in."""

from __future__ import annotations

import re
from typing import Final, Literal

MetricType = Literal["counter", "gauge", "histogram", "summary", "untyped"]
"""The type in the exposition. What a `_total` in a name suggests is often wrong: only this counts."""

SourceKind = Literal["prometheus", "cloud-monitoring"]
"""`cloud-monitoring` packs hold Google Cloud Monitoring metric types: dashboard panels only, no rule can use them."""

Dimension = Literal["model", "namespace", "workload", "pods", "autoscaler", "gpu", "node", "instance"]
"""What tocsin selects series by.

`model` the served model, `namespace` the namespace of the workload that is watched (never the exporter's own),
`workload` its Deployment, StatefulSet, Job or the like, `pods` its pods, `autoscaler` its HPA or ScaledObject,
`gpu` and `node` the hardware, `instance` the scraped or probed address.
"""

Default = Literal["exported", "opt-in", "absent"]
"""Whether the exporter shows the metric unasked; `absent`: in no configuration that ships, the operator must add it."""

Status = Literal["legacy", "removed"]
Stability = Literal["ALPHA", "EXPERIMENTAL", "STABLE"]

Evidence = Literal["code", "docs", "read", "convention", "unverified"]
"""`code` seen in the exporter's source, `docs` in its documentation, `read` in one version of either without a release,
`convention` our own proposal for adapters, `unverified` known only from elsewhere."""

METRIC_TYPES: Final[frozenset[MetricType]] = frozenset({"counter", "gauge", "histogram", "summary", "untyped"})
SOURCE_KINDS: Final[frozenset[SourceKind]] = frozenset({"prometheus", "cloud-monitoring"})
DIMENSIONS: Final[frozenset[Dimension]] = frozenset({"model", "namespace", "workload", "pods", "autoscaler", "gpu", "node", "instance"})
DEFAULTS: Final[frozenset[Default]] = frozenset({"exported", "opt-in", "absent"})
STATUSES: Final[frozenset[Status]] = frozenset({"legacy", "removed"})
STABILITIES: Final[frozenset[Stability]] = frozenset({"ALPHA", "EXPERIMENTAL", "STABLE"})
EVIDENCE: Final[frozenset[Evidence]] = frozenset({"code", "docs", "read", "convention", "unverified"})

Part = Literal["_bucket", "_sum", "_count"]
PARTS: Final[tuple[Part, ...]] = ("_bucket", "_sum", "_count")
"""What follows the name of a histogram or summary in the names of its series."""
FORMAT_LABELS: Final = frozenset({"le", "quantile"})
"""Labels of the format itself: a bucket's edge, a summary's quantile."""
TARGET_LABELS: Final = frozenset({"namespace", "pod", "container", "service", "job", "instance", "endpoint"})
"""Labels that prometheus-operator gives every target; a metric's own label of that name becomes `exported_<name>` unless
the monitor honours labels. https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Endpoint"""

_UNITS = """
    seconds milliseconds microseconds nanoseconds timestamp_seconds
    bytes MiB GiB ratio percent celsius watts joules millijoules megahertz usd
    requests_per_second tokens_per_second bytes_per_second
    bool info state count by_method by_metric by_resource by_unit_label
    exit_code generation grpc_status hash http_status version xid_code
    difference p_value probability score value
    alerts chunks clients concurrency configs connections containers cores entries errors events examples files flop graphs
    groups hosts inferences inodes items keys messages models notifications observations packets pages peers pods processes
    pushes queries records replicas requests resources responses rows samples segments series silences sockets streams syncs
    targets threads tokens triggers users
"""
UNITS: Final = frozenset(_UNITS.split())
"""`state` is a 0/1 series for each value of a label or a small code, `info` is always 1 with the facts in labels,
`by_*` depends on that label or metric, and a noun counts things."""

# Qdrant, NIM and the older metrics of Weaviate have no prefix.
_WORDS = """
    app batch cluster collection collections concurrent e2e generation gpu memory num object prompt queries query queue quota rest shards
    snapshot system time vector
"""
_BARE: Final = frozenset(_WORDS.split())


def exporter_in(series: str) -> str:
    """Return the first word of a series' name, which mostly tells whose it is.

    >>> exporter_in("vllm:num_requests_running"), exporter_in("node_load1")
    ('vllm', 'node')
    """
    return re.split("[:_]", series, maxsplit=1)[0]


def is_bare(series: str) -> bool:
    """Tell whether `series` begins with a word that any program may begin its own with, although a pack knows it.

    >>> is_bare("queue_size"), is_bare("weaviate_index_shards_total")
    (True, False)
    """
    return exporter_in(series) in _BARE
