"""Restricts queries about everybody to the platform's own series, and knows which labels tell the series of a metric apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.catalog.vocabulary import PARTS
from tocsin.diagnostics import Findings
from tocsin.ir import Choice
from tocsin.lower.context import Context
from tocsin.lower.metrics.definition import Definition, Definitions
from tocsin.lower.metrics.others import Others
from tocsin.lower.subject import Subject
from tocsin.measures import Series
from tocsin.promql import Matcher, Selector
from tocsin.spec.metrics import SeriesMetric

# The dimensions that tell the series of one metric apart, the finest first. Several subjects are told apart by what is one of them.
_APART: Final = (("node", "gpu"), ("pods",), ("node",), ("instance",))
_SUBJECTS_APART: Final = (("workload",), ("autoscaler",))


class Scope:
    """Knows the definitions behind the series of expressions. What is wrong with a metric is said by who binds it."""

    def __init__(self, context: Context, *, choice: Choice | None = None) -> None:
        """Take the platform, and by which choice of models what is everybody's is narrowed."""
        self.choice = choice
        self._others = Others(context.resolved)
        self._operated = context.cluster.prometheus.stack != "prometheus"
        self._definitions = Definitions(context.resolved, Findings())
        self._names = {metric.series: name for name, metric in context.resolved.spec.metrics.items() if isinstance(metric, SeriesMetric)}
        models, components = context.resolved.spec.models.values(), context.resolved.spec.components.values()
        self._served = {each.runtime for each in models}
        self._pushes = any(each.scrape is not None and each.scrape.pushed for each in (*models, *components))
        self._runtimes = {*self._served, *(each.runtime for each in components)}
        usual = context.platform.namespace
        self._namespaces = sorted({usual, *(each.namespace or usual for each in models)})

    def confined(self, expr: promql.Expr, teller: Subject | None = None) -> promql.Expr:
        """Return `expr`, which asks for all series of its metrics, for those of the platform's namespaces, and of the models chosen.

        What no pack knows is what the scrape of `teller` collects, if there is one.

        Staging and production often share one Prometheus. What belongs to the whole cluster stays as it is: nodes, and GPUs,
        whose namespace is that of the pod that uses them now. Of what does not tell models apart a chosen one has no part: its requests
        would be divided into the GPUs of all.
        """
        behind = {name: self._behind(name) for name in promql.metrics(expr)}
        chosen = all(definition is not None and "model" in definition.labels for definition in behind.values())

        def narrowed(node: promql.Expr) -> promql.Expr:
            definition = behind[node.metric] if isinstance(node, Selector) and node.metric is not None else None
            if not isinstance(node, Selector) or definition is None:
                return node
            asked = {matcher.label for matcher in node.matchers}
            more = [each for each in self._common(definition, teller, chosen=chosen) if each.label not in asked]
            return replace(node, matchers=(*more, *node.matchers)) if more else node

        return promql.transform(expr, narrowed)

    def _common(self, definition: Definition, teller: Subject | None, *, chosen: bool) -> Iterator[Matcher]:
        told_by = tuple(self._told_by(definition, teller))
        yield from told_by
        if not told_by and "namespace" in definition.labels and "gpu" not in definition.labels:
            yield promql.any_of(definition.labels["namespace"], self._namespaces)
        if self.choice is not None and chosen:
            yield Matcher(definition.labels["model"], "=~", self.choice.asked)

    def _told_by(self, definition: Definition, teller: Subject | None) -> Iterable[Matcher]:
        """Return the labels of the scrape that collects a series of many models; empty: each serves it, or nobody knows."""
        if definition.pack is None:
            return teller.scraped() if teller is not None and definition.labels.get("namespace") == "namespace" else ()
        # What a gateway tells of models bears its own job and namespace, unless models serve the same themselves.
        return () if definition.pack in self._served else self._others.exporter(definition)

    def apart(self, series: Series, subject: Subject | None) -> tuple[str, ...]:
        """Return the labels that tell a gauge's series apart where its author does not say: its GPUs, its pods, its instances."""
        definition = self._behind(series.metric)
        if definition is None:
            return ()
        labels = definition.labels
        for dimensions in _APART:
            if all(dimension in labels for dimension in dimensions):
                return tuple(labels[dimension] for dimension in dimensions)
        if self._tells_of_models(definition, subject):
            return (labels["model"],)
        if self._scraped(definition, subject):
            # The pod of what is pushed is the Pushgateway's, which tells of several models: a mean of theirs is nobody's.
            return (labels["model"],) if subject is None and self._pushes and "model" in labels else ("pod",)
        for dimensions in _SUBJECTS_APART if subject is None else ():
            if all(dimension in labels for dimension in dimensions):
                return tuple(labels[dimension] for dimension in dimensions)
        return ()

    def _tells_of_models(self, definition: Definition, subject: Subject | None) -> bool:
        """Tell whether it is of everybody's models, as an exporter or a gateway tells them: the pod is then the teller's."""
        foreign = definition.pack is not None and definition.pack not in self._served
        return foreign and "model" in definition.labels and (subject is None or subject.kind == "component")

    def _scraped(self, definition: Definition, subject: Subject | None) -> bool:
        """Tell whether the pods serve it themselves; prometheus-operator then adds the label `pod`."""
        runtimes = self._runtimes if subject is None else {subject.spec.runtime}
        return self._operated and "namespace" in definition.labels and (definition.pack is None or definition.pack in runtimes)

    def _behind(self, series: str) -> Definition | None:
        for name in (series, *(series.removesuffix(suffix) for suffix in PARTS if series.endswith(suffix))):
            if name in self._names:
                return self._definitions.get(self._names[name], ())
        return self._definitions.get(series, ())
