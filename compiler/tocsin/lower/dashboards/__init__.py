"""Dashboards: one for each model and component, one of them all, and those that the platform names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from tocsin.conventions import COMPONENT_LABEL, ENVIRONMENT_LABEL, MODEL_LABEL, OVERVIEW_TAG, PLATFORM_LABEL, SEVERITY_LABEL, words
from tocsin.ir import Alert, Annotation, Autoscaler, Dashboard, Row, RuleObject
from tocsin.lower.context import Context
from tocsin.lower.dashboards.choices import check_choice, choice_of_models
from tocsin.lower.dashboards.marks import marks
from tocsin.lower.events import is_event
from tocsin.lower.overview import OVERVIEW, has_dashboard, is_overview, wants_overview
from tocsin.lower.panels.alerts import firing_alerts
from tocsin.lower.panels.counted import counted_panels
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.given import joined, panels_given
from tocsin.lower.panels.named import panel
from tocsin.lower.panels.overview import about_scrape, overview, own_alerts
from tocsin.lower.panels.platform import AT, platform_rows
from tocsin.lower.panels.slos import is_of_slo, kept_panels, slo_panels
from tocsin.lower.panels.watched import panels_of
from tocsin.lower.panels.widths import fitted
from tocsin.lower.panels.wording import heading
from tocsin.lower.scope import Scope
from tocsin.lower.subject import Subject
from tocsin.lower.uids import dashboard_uid
from tocsin.promql import Selector
from tocsin.source import KeyPath


def dashboards(
    context: Context, subjects: tuple[Subject, ...], rules: Iterable[RuleObject], autoscalers: Iterable[Autoscaler]
) -> Iterator[Dashboard]:
    """Yield the dashboards of models and components, the overview, then the named ones."""
    by_subject = {rule_object.at: rule_object.alerts for rule_object in rules}
    scaled = {autoscaler.at[:2] for autoscaler in autoscalers}
    every = tuple(alert for alerts in by_subject.values() for alert in alerts)
    drawing = Drawing(context=context, subjects=subjects, alerts=every, scope=Scope(context))
    shown: list[Subject] = []
    for subject in subjects:
        alerts = by_subject.get(subject.at, ())
        if has_dashboard(subject, alerts):
            shown.append(subject)
            yield _own(drawing, subject, alerts, scaled=subject.at in scaled)
    if wants_overview(context, shown):
        yield _of_all(drawing, shown)
    for name in context.resolved.spec.dashboards:
        yield _named(drawing, name)


def _own(drawing: Drawing, subject: Subject, alerts: Sequence[Alert], *, scaled: bool) -> Dashboard:
    context = drawing.context
    down = about_scrape(subject, alerts)
    told = [alert for alert in alerts if not (alert in down or is_of_slo(alert) or is_event(alert))]
    given = tuple(panels_given(drawing, subject))
    kept, watched = tuple(kept_panels(drawing, subject, alerts)), tuple(panels_of(context, subject, told))
    if subject.spec.panels is not None:
        given += tuple(counted_panels(drawing, subject, alerts, (*given, *kept)))
    given, kept = joined(given, kept)
    given, watched = joined(given, watched)
    firing = firing_alerts(own_alerts(subject, alerts) if alerts else subject.identity)
    rows = [Row(title="Overview", panels=fitted(tuple(overview(context, subject, firing, alerts, scaled=scaled))))]
    if subject.spec.slos:
        budgets = (*slo_panels(context, subject, tuple(alerts)), *kept)
        rows.append(Row(title="SLOs", panels=fitted(budgets)))
    if given:
        rows.append(Row(title="Metrics", panels=fitted(given)))
    if watched:
        rows.append(Row(title="Thresholds", panels=fitted(watched)))
    return Dashboard(
        uid=dashboard_uid(context, subject.name),
        title=f"{subject.name} ({context.environment})",
        description=f"Everything that {context.platform.name} watches of the {subject.kind} {subject.place}.",
        tags=_tags(context, ()),
        folder=context.cluster.grafana.folder,
        refresh="1m",
        time_from="now-6h",
        rows=tuple(rows),
        annotations=(_annotation(firing, subject.name), *marks(context, (subject,))),
        sources=subject.sources,
        at=subject.at,
    )


def _of_all(drawing: Drawing, subjects: Sequence[Subject]) -> Dashboard:
    """Return the overview of `subjects`. Marks of what happens to each would be thousands, and its title names none."""
    context = drawing.context
    return Dashboard(
        uid=dashboard_uid(context, OVERVIEW),
        title=f"{context.platform.name} {OVERVIEW} ({context.environment})",
        description=f"What fires on the platform {context.platform.name}, the gravest first, and how each of its models and components is.",
        tags=_tags(context, (OVERVIEW_TAG,)),
        folder=context.cluster.grafana.folder,
        refresh="1m",
        time_from="now-6h",
        rows=tuple(platform_rows(drawing, subjects)),
        annotations=(),
        sources=(context.resolved.origins.file(("platform",)),),
        at=AT,
    )


def _named(drawing: Drawing, name: str) -> Dashboard:
    context = drawing.context
    spec = context.resolved.spec.dashboards[name]
    at: KeyPath = ("dashboards", name)
    choice = choice_of_models(context) if spec.variables else None
    if choice is not None:
        drawing = replace(drawing, scope=Scope(context, choice=choice))
    rows: list[Row] = []
    for title, items in spec.rows.items():
        made = tuple(
            built
            for index, item in enumerate(items)
            for key, given in item.items()
            if (built := panel(drawing, key, given, (*at, "rows", title, index, key))) is not None
        )
        if made:
            rows.append(Row(title=title, panels=fitted(made)))
    if choice is not None:
        check_choice(context, choice, rows, (*at, "variables"))
    called = drawing.text(spec.title, None, (*at, "title")) or heading(words(name))
    described = drawing.text(spec.description, None, (*at, "description"))
    firing = firing_alerts({PLATFORM_LABEL: context.platform.name, ENVIRONMENT_LABEL: context.environment})
    shared = (
        label for label in (MODEL_LABEL, COMPONENT_LABEL) if drawing.alerts and all(label in alert.labels for alert in drawing.alerts)
    )
    return Dashboard(
        uid=dashboard_uid(context, name),
        title=f"{called} ({context.environment})",
        description=described or f"{heading(words(name))} of the platform {context.platform.name}.",
        tags=_tags(context, (*spec.tags, OVERVIEW_TAG) if is_overview(name) else spec.tags),
        folder=spec.folder or context.cluster.grafana.folder,
        refresh=spec.refresh,
        time_from=f"now-{spec.since}",
        rows=tuple(rows),
        annotations=(_annotation(firing, next((f"{{{{{label}}}}}" for label in shared), "")), *marks(context, drawing.subjects)),
        sources=(context.resolved.origins.file(at),),
        at=at,
        choices=(choice,) if choice is not None else (),
    )


def _tags(context: Context, more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("tocsin", context.platform.name, context.environment, *more)))


def _annotation(firing: Selector, who: str) -> Annotation:
    """Return the marks of alerts; for a label that an alert lacks Grafana shows its name: `who` is what all have."""
    return Annotation(
        name="Alerts",
        expr=firing,
        title="{{alertname}}",
        text=f"{{{{{SEVERITY_LABEL}}}}}: {who}" if who else f"{{{{{SEVERITY_LABEL}}}}}",
        tags=(SEVERITY_LABEL, MODEL_LABEL, COMPONENT_LABEL),
    )
