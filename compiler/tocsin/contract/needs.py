"""Which series and labels the spec reads from the page of a model or component."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.catalog.vocabulary import FORMAT_LABELS, PARTS
from tocsin.promql import Matcher, Read, reads
from tocsin.source import KeyPath
from tocsin.spec import Spec


class Need(Struct, frozen=True, kw_only=True):
    """Series that something in the spec reads, in the words of the page. `at` is what reads them."""

    subject: ir.Subject
    metric: ir.Metric
    series: str
    identity: tuple[Matcher, ...]
    """Conditions that pick the subject's own series."""
    conditions: tuple[Matcher, ...]
    """What the spec asks for besides: a status, a reason."""
    labels: Mapping[str, str]
    """Labels that must be there, each with the word that the spec has for it."""
    edges: tuple[float, ...]
    """Bucket edges that must be there."""
    certain: bool
    """Whether a selector names the subject's own job, so that no other page can serve this."""
    at: KeyPath
    foreign: bool = False
    """Whether a selector names another job, such as one that pushes: what the scrape of that does to labels is not the subject's own."""


def needs(platform: ir.Platform, spec: Spec, subject: ir.Subject) -> Iterator[Need]:
    """Yield what is read of `subject`: first what its thresholds and objectives, then what rules, autoscalers and panels read."""
    metrics = _stored(platform)
    found = tuple(_selected(metrics, platform, subject))
    yield from _limits(platform, spec, subject)
    yield from found
    # An edge that the spec declares was promised to everybody, also when no limit needs it yet.
    for metric in dict.fromkeys(need.metric.name for need in found if need.metric.pack is None):
        yield from _declared(next(each for each in platform.metrics if each.name == metric), subject)


def _stored(platform: ir.Platform) -> dict[str, ir.Metric]:
    """Return the platform's metrics by the names of the series that they are stored in."""
    return {series: metric for metric in reversed(platform.metrics) for series in _series(metric)}


def _series(metric: ir.Metric) -> tuple[str, ...]:
    match metric.type:
        case "histogram" if not metric.native:
            suffixes: tuple[str, ...] = PARTS
        case "summary":
            suffixes = ("", "_sum", "_count")
        case _:
            suffixes = ("",)
    return tuple(metric.series + suffix for suffix in suffixes)


def _selected(metrics: Mapping[str, ir.Metric], platform: ir.Platform, subject: ir.Subject) -> Iterator[Need]:
    for expr, at in ir.expressions(platform):
        for read in reads(expr) if at[: len(subject.at)] == subject.at else ():
            metric = metrics.get(read.selector.metric or "")
            if metric is not None:
                yield _need(metric, subject, read, at)


def _need(metric: ir.Metric, subject: ir.Subject, read: Read, at: KeyPath) -> Need:
    picking = {label for dimension, label in metric.labels.items() if dimension in {"model", "workload", "pods", "autoscaler", "namespace"}}
    identity: list[Matcher] = []
    conditions: list[Matcher] = []
    for matcher in read.selector.matchers:
        label = subject.on_page(matcher.label)
        if label is not None and "$" not in matcher.value:  # a dashboard's variable may be anything
            (identity if matcher.label in picking else conditions).append(replace(matcher, label=label))
    words = {label: dimension for dimension, label in metric.labels.items()} if metric.pack is None else {}
    wanted = {label: words.get(label, label) for label in (*words, *sorted(read.labels))}
    page_labels = {name: word for label, word in wanted.items() if (name := subject.on_page(label)) is not None}
    # A native histogram is one series to Prometheus, but a page of text can only show its count.
    series = f"{metric.series}_count" if metric.native else read.selector.metric or metric.series
    return Need(
        subject=subject,
        metric=metric,
        series=series,
        identity=tuple(identity),
        conditions=tuple(conditions),
        labels={label: word for label, word in page_labels.items() if label not in FORMAT_LABELS},
        edges=(),
        certain=subject.job is not None and Matcher("job", "=", subject.job) in read.selector.matchers,
        at=at,
        foreign=any(each.label == "job" and each.op == "=" and each.value != subject.job for each in read.selector.matchers),
    )


def _limits(platform: ir.Platform, spec: Spec, subject: ir.Subject) -> Iterator[Need]:
    """Yield the edges that thresholds and objectives ask for."""
    by_name = {metric.name: metric for metric in platform.metrics}
    asked = (spec.models if subject.kind == "model" else spec.components)[subject.name]
    for part, limited in (("thresholds", asked.thresholds), ("slos", asked.slos)):
        for name, each in limited.items():
            metric = by_name.get(each.metric or name)
            if metric is not None:
                for path, edge in each.edges(metric.unit):
                    yield from _edge(metric, subject, edge, (*subject.at, part, name, *path))


def _declared(metric: ir.Metric, subject: ir.Subject) -> Iterator[Need]:
    for index, edge in enumerate(metric.buckets):
        yield from _edge(metric, subject, edge, (*metric.at, "buckets", index))


def _edge(metric: ir.Metric, subject: ir.Subject, edge: float, at: KeyPath) -> Iterator[Need]:
    if metric.type == "histogram" and not metric.native:
        yield Need(
            subject=subject, metric=metric, series=f"{metric.series}_bucket", identity=(), conditions=(), labels={}, edges=(edge,),
            certain=False, at=at,
        )  # fmt: skip
