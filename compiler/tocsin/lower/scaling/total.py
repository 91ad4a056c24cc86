"""The totals of HPAs: one rule of prometheus-adapter for all models, of which each HPA picks its own series by labels.

The adapter puts the labels that an HPA asks for, and its namespace, in place of `<<.LabelMatchers>>`; `<<.GroupBy>>` is empty for external
metrics. https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/pkg/naming/metrics_query.go
The HPA adds up all values that it is given, and with none it fails: a query has to return one.
https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/replica_calculator.go
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from msgspec.structs import replace

from tocsin import promql
from tocsin.conventions import NAMESPACE_LABEL
from tocsin.ir import AdapterRule
from tocsin.lower.context import Context
from tocsin.lower.rewriting.spellings import spelled, under_both_names
from tocsin.lower.scaling.discovery import discovered, selectable, served_as
from tocsin.lower.scaling.everybody import of_everybody
from tocsin.lower.scaling.question import Scope
from tocsin.lower.scaling.window import over
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath


class Total(NamedTuple):
    """A rule, and the labels of the series that one HPA wants of it."""

    rule: AdapterRule
    labels: Mapping[str, str]


def total(
    context: Context, subject: Subject, metric: str, query: promql.Expr, *, scope: Scope, window_ms: int, at: KeyPath
) -> Total | None:
    """Return the rule that serves `query`, the total of `metric` of `subject`, or the sum that is divided by its replicas.

    All models share it, unless something else than labels tells their series apart, or labels that no selector of Kubernetes can hold:
    then it is a rule of the subject's own, for the whole query. None, and a diagnostic, when there is nothing to find it by.
    """
    if not promql.selectors(query):
        context.findings.add("scaling/not-a-series", f"`{metric}` reads no series", "scale on a metric that somebody exports", at=at)
        return None
    known = context.totals_of_everybody
    if (metric, scope, window_ms) not in known:
        known[metric, scope, window_ms] = of_everybody(context, metric, subject, scope=scope, window_ms=window_ms, at=at)
    everybody = known[metric, scope, window_ms]
    labels = _labels(everybody, query) if everybody is not None else None
    if everybody is None or labels is None:
        return Total(_own(context, (subject.name, metric, *_SUMMED[scope]), query, at), {})
    # The adapter narrows to the namespace of the HPA by itself, where that is the one that is meant.
    narrowed = labels.get(NAMESPACE_LABEL) == subject.namespace
    shared = context.served_in_total
    if (metric, scope, window_ms, narrowed) not in shared:
        named = (metric, *_SUMMED[scope], *over(window_ms))
        shared[metric, scope, window_ms, narrowed] = _shared(context, named, everybody, narrowed=narrowed, at=at)
    asked = {label: value for label, value in sorted(labels.items()) if not narrowed or label != NAMESPACE_LABEL}
    return Total(replace(shared[metric, scope, window_ms, narrowed], at=at), asked)


# Of a gauge the highest series is a total, and what is divided by the replicas is the sum.
_SUMMED: Final[Mapping[Scope, tuple[str, ...]]] = {"per_replica": ("sum",), "total": ()}


def _labels(everybody: promql.Expr, query: promql.Expr) -> Mapping[str, str] | None:
    """Return the labels that make `query` of `everybody`'s when each of its selectors gets them; None where more differs, or none does."""
    if _without_matchers(everybody) != _without_matchers(query):
        return None
    pairs = [
        (frozenset(theirs.matchers), frozenset(own.matchers))
        for theirs, own in zip(promql.selectors(everybody), promql.selectors(query), strict=True)
    ]
    matchers = pairs[0][1] - pairs[0][0]
    if any(own != theirs | matchers for theirs, own in pairs):
        return None
    labels = {matcher.label: matcher.value for matcher in matchers if selectable(matcher)}
    return labels if labels and len(labels) == len(matchers) else None


def _without_matchers(expr: promql.Expr) -> promql.Expr:
    return promql.transform(expr, lambda node: replace(node, matchers=()) if isinstance(node, promql.Selector) else node)


def _shared(context: Context, named: tuple[str, ...], everybody: promql.Expr, *, narrowed: bool, at: KeyPath) -> AdapterRule:
    """Return the rule for everybody's query; where the adapter does not narrow it, with another name, for both may be in use."""
    name = served_as(context.platform.name, context.environment, *named, *(() if narrowed else ("anywhere",)))
    query = under_both_names(everybody, context.resolved.packs)
    # Of a single series the name is the one that was found.
    found = len(set(promql.metrics(query))) == 1

    def templated(node: promql.Expr) -> promql.Expr:
        if not isinstance(node, promql.Selector):
            return node
        return replace(node, metric=_SERIES if found else node.metric, matchers=(_MATCHERS, *node.matchers))

    text = promql.to_text(promql.transform(query, templated))
    present = (promql.not_equals(NAMESPACE_LABEL, ""),) if narrowed else ()
    return AdapterRule(
        metric=name,
        scope="total",
        series=_discovered(context, everybody, present),
        query=text.replace(_SERIES, "<<.Series>>").replace(promql.to_text(promql.Selector(None, (_MATCHERS,)))[1:-1], "<<.LabelMatchers>>"),
        namespace_label=NAMESPACE_LABEL if narrowed else "",
        pod_label="",
        at=at,
    )


_SERIES: Final = "tocsin_series"
_MATCHERS: Final = promql.equals("tocsin_label_matchers", "")
"""What is printed where the adapter's template has its fields, which are no PromQL."""


def _own(context: Context, named: tuple[str, ...], query: promql.Expr, at: KeyPath) -> AdapterRule:
    """Return a rule for the whole query, under the name of the subject."""
    return AdapterRule(
        metric=served_as(context.platform.name, context.environment, *named),
        scope="total",
        series=_discovered(context, query, ()),
        query=promql.to_text(under_both_names(query, context.resolved.packs)),
        namespace_label=NAMESPACE_LABEL,
        pod_label="",
        at=at,
    )


def _discovered(context: Context, query: promql.Expr, present: tuple[promql.Matcher, ...]) -> str:
    # The last: of a share the traffic, which is there before the first error is.
    last = promql.selectors(query)[-1]
    names = spelled(last.metric, context.resolved.packs) if last.metric is not None else ()
    return discovered(names, (*last.matchers, *present))
