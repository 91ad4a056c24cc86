"""Dashboards: one for each model and component, and those that the platform names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tocsin import promql, units
from tocsin.conventions import ENVIRONMENT_LABEL, PLATFORM_LABEL, words
from tocsin.ir import Alert, Autoscaler, Dashboard, Panel, PromQuery, Row, RuleObject, TextPanel
from tocsin.lower.context import Context
from tocsin.lower.panels.named import panel
from tocsin.lower.panels.watched import panels_of
from tocsin.lower.subject import Subject, identity
from tocsin.lower.uids import dashboard_uid
from tocsin.source import Route

_COLUMNS = 24
_WIDEST = 3


def dashboards(
    context: Context, subjects: tuple[Subject, ...], rules: Iterable[RuleObject], autoscalers: Iterable[Autoscaler]
) -> Iterator[Dashboard]:
    """Yield the dashboards of models and components, then the named ones."""
    by_subject = {rule_object.at: rule_object for rule_object in rules}
    by_autoscaler = {autoscaler.at[:2]: autoscaler for autoscaler in autoscalers}
    for subject in subjects:
        rule_object = by_subject.get(subject.at)
        if subject.spec.dashboard and rule_object is not None:
            yield _own(context, subject, rule_object, by_autoscaler.get(subject.at))
    alerts = tuple(
        rule for rule_object in by_subject.values() for group in rule_object.groups for rule in group.rules if isinstance(rule, Alert)
    )
    for name in context.resolved.spec.dashboards:
        yield _named(context, name, subjects, alerts)


def _own(context: Context, subject: Subject, rule_object: RuleObject, autoscaler: Autoscaler | None) -> Dashboard:
    alerts = [rule for group in rule_object.groups for rule in group.rules if isinstance(rule, Alert)]
    overview: list[Panel | TextPanel] = [_firing(context, subject)]
    if subject.job is not None:
        overview.append(_replicas_up(context, subject))
    if autoscaler is not None and subject.autoscaler is not None:
        overview.append(_replicas(context, subject))
    rows = [Row(title="Overview", panels=_shared(overview), at=subject.at)]
    watched = list(panels_of(context, [alert for alert in alerts if alert.at != (*subject.at, "scrape")]))
    if watched:
        rows.append(Row(title="Thresholds", panels=_shared(watched), at=subject.at))
    return Dashboard(
        uid=dashboard_uid(context, subject.name),
        title=f"{subject.name} ({context.environment})",
        description=f"Everything that {context.platform.name} watches of the {subject.kind} {subject.name} in {subject.namespace}.",
        tags=_tags(context, ()),
        folder=context.cluster.grafana.folder,
        refresh="1m",
        time_from="now-6h",
        rows=tuple(rows),
        annotations=(("Alerts", _alerts_selector(identity(context.resolved, subject), "firing")),),
        sources=subject.sources,
        at=subject.at,
    )


def _named(context: Context, name: str, subjects: tuple[Subject, ...], alerts: tuple[Alert, ...]) -> Dashboard:
    spec = context.resolved.spec.dashboards[name]
    at: Route = ("dashboards", name)
    rows: list[Row] = []
    for title, items in spec.rows.items():
        made = [
            built
            for index, item in enumerate(items)
            for key, given in item.items()
            if (built := panel(context, subjects, alerts, key, given, (*at, "rows", title, index, key))) is not None
        ]
        if made:
            rows.append(Row(title=title, panels=_shared(made), at=(*at, "rows", title)))
    return Dashboard(
        uid=dashboard_uid(context, name),
        title=f"{spec.title or words(name).capitalize()} ({context.environment})",
        description=spec.description or f"{words(name).capitalize()} of the platform {context.platform.name}.",
        tags=_tags(context, spec.tags),
        folder=spec.folder or context.cluster.grafana.folder,
        refresh=spec.refresh,
        time_from=f"now-{spec.since}",
        rows=tuple(rows),
        annotations=(
            ("Alerts", _alerts_selector({PLATFORM_LABEL: context.platform.name, ENVIRONMENT_LABEL: context.environment}, "firing")),
        ),
        sources=(context.resolved.origins.file(at),),
        at=at,
    )


def _tags(context: Context, more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("tocsin", context.platform.name, context.environment, *more)))


def _shared(panels: list[Panel] | list[Panel | TextPanel]) -> tuple[Panel | TextPanel, ...]:
    """Give panels that say no width an equal share of the row, three a line at most."""
    share = _COLUMNS // min(len(panels), _WIDEST)
    return tuple(each if each.span else replace(each, span=share) for each in panels)


def _alerts_selector(labels: Mapping[str, str], state: str) -> promql.Selector:
    return promql.Selector(
        "ALERTS", tuple(promql.Matcher(label, "=", value) for label, value in sorted({**labels, "alertstate": state}.items()))
    )


def _firing(context: Context, subject: Subject) -> Panel:
    return Panel(
        title="Firing alerts", description=f"Alerts of {subject.name} that fire now.", shape="alerts", unit=units.UNITS["count"],
        queries=(PromQuery(expr=_alerts_selector(identity(context.resolved, subject), "firing"), legend="", instant=True),),
        lines=(), datasource="", span=0, options={}, at=subject.at,
    )  # fmt: skip


def _replicas_up(context: Context, subject: Subject) -> Panel:  # noqa: ARG001  # reads like its siblings
    up = promql.Aggregate("sum", promql.Selector("up", subject.scraped()))
    return Panel(
        title="Replicas that answer", description="Scrape targets that answered the last scrape.", shape="stat", unit=units.UNITS["pods"],
        queries=(PromQuery(expr=up, legend="up", instant=True),), lines=(), datasource="", span=0, options={}, at=(*subject.at, "scrape"),
    )  # fmt: skip


def _replicas(context: Context, subject: Subject) -> Panel:  # noqa: ARG001  # reads like its siblings
    """Return current, desired and most replicas, as kube-state-metrics tells them."""
    where = (promql.Matcher("horizontalpodautoscaler", "=", subject.autoscaler or ""), promql.Matcher("namespace", "=", subject.namespace))
    names = (("status_current_replicas", "current"), ("status_desired_replicas", "desired"), ("spec_max_replicas", "most"))
    queries = tuple(
        PromQuery(expr=promql.Aggregate("max", promql.Selector(f"kube_horizontalpodautoscaler_{name}", where)), legend=legend)
        for name, legend in names
    )
    return Panel(
        title="Replicas", description="What the autoscaler has, wants, and may have. Needs kube-state-metrics.", shape="timeseries", unit=units.UNITS["pods"],
        queries=queries, lines=(), datasource="", span=0, options={}, at=(*subject.at, "scaling"),
    )  # fmt: skip
