"""Which metrics the scraped pages of a platform's models and components must serve, by the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tocsin import catalog, ir
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject, by_google, monitor_kind, operated

# https://prometheus.io/docs/concepts/jobs_instances/#automatically-generated-labels-and-time-series
_ALWAYS: Final = frozenset({"job", "instance"})
# A PodMonitor's targets belong to no Service. https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
_OF_PODS: Final = catalog.TARGET_LABELS - {"service"}
# https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/doc/api.md#targetlabels
_OF_GOOGLE: Final = _ALWAYS | {
    "cluster", "container", "location", "namespace", "pod", "project_id", "top_level_controller_name", "top_level_controller_type",
}  # fmt: skip


def metrics(context: Context) -> Iterator[ir.Metric]:
    """Yield every metric that the spec declares or names, in the order of the names; but none that is nobody's in particular."""
    for name, found in sorted(context.metrics.series().items()):
        if not found.own:
            continue
        yield ir.Metric(
            name=name,
            series=found.series,
            type=found.type,
            unit=found.unit,
            labels=found.labels,
            buckets=found.buckets,
            native=found.native,
            pack=found.pack,
            help=found.help,
            at=found.at,
        )


def exposed(context: Context, subjects: Iterable[Subject]) -> Iterator[ir.Subject]:
    """Yield the models and components as a reader of their pages needs to know them."""
    for subject in subjects:
        own = subject.spec.scrape.given if subject.spec.scrape is not None else None
        given = _given(context, subject)
        yield ir.Subject(
            kind=subject.kind,
            name=subject.name,
            runtime=subject.spec.runtime,
            job=subject.job,
            target_labels=given.union(own) if own else given,
            cluster_labels=context.cluster.told_apart_by,
            honor_labels=context.resolved.honors(subject.spec),
            at=subject.at,
        )


def _given(context: Context, subject: Subject) -> frozenset[str]:
    """Return the labels that the operator or Prometheus itself gives each target."""
    if not operated(context.resolved):
        return _ALWAYS | ({"namespace"} if subject.scraped_namespace is not None else set())
    if by_google(context.resolved):
        return _OF_GOOGLE
    return _OF_PODS if monitor_kind(context.resolved, subject.spec) == "pods" else catalog.TARGET_LABELS
