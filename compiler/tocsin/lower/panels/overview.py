"""The first row of a model's or component's own dashboard: what fires, what answers, and how many replicas there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tocsin import promql, units
from tocsin.conventions import AUTOSCALER_LABEL
from tocsin.ir import Alert, Line, Panel, PromQuery, Watch
from tocsin.lower.context import Context
from tocsin.lower.panels.alerts import since
from tocsin.lower.panels.gravity import ranked, severities
from tocsin.lower.panels.runbooks import runbook_link
from tocsin.lower.panels.wording import described
from tocsin.lower.subject import Subject

_TABLE: Final = 12
_NUMBER: Final = 4
"""Of Grafana's 24 columns: what fires has four labels and more to show, what answers is one digit."""


def own_alerts(subject: Subject, alerts: Sequence[Alert]) -> Mapping[str, str]:
    """Return the labels that all of `alerts` have and no other subject's: one of them may keep a label for each of its series."""
    return {label: value for label, value in subject.identity.items() if {alert.labels.get(label) for alert in alerts} == {value}}


def overview(context: Context, subject: Subject, firing: promql.Selector, alerts: Sequence[Alert], *, scaled: bool) -> Iterator[Panel]:
    """Yield the panels of the row: of its own `alerts` those that fire, `firing`, and what answers and is scaled."""
    yield Panel(
        title="Firing alerts", description=f"Alerts of {subject.name} that fire now, and since when what each asks has held.",
        shape="alerts", unit=units.UNITS["count"], queries=(PromQuery(expr=ranked(context, since(firing)), legend="", instant=True),),
        lines=(), span=_TABLE if scaled else 0, options={"runbook": runbook_link(alerts)},
        at=subject.at, states=severities(context),
    )  # fmt: skip
    if subject.answers:
        yield _answering(subject, about_scrape(subject, alerts))
    if scaled and subject.autoscaler is not None:
        yield _replicas(subject, subject.autoscaler, [each for each in alerts if each.labels.get(AUTOSCALER_LABEL) == subject.autoscaler])


def about_scrape(subject: Subject, alerts: Sequence[Alert]) -> list[Alert]:
    """Return those of `alerts` that are about the scrape of `subject`, which the overview shows."""
    at = (*subject.at, "scrape")
    return [alert for alert in alerts if alert.at == at]


def _answering(subject: Subject, alerts: Sequence[Alert]) -> Panel:
    """Return how many replicas answer; where each matters, how many targets do not, for of a hundred that answer one may be down."""
    up = promql.Selector("up", subject.scraped())
    # Targets that are gone are no zeros but missing.
    heard = up if subject.sleeps else promql.either(up, promql.multiply(0, promql.absent(up)))
    if subject.each:
        down = promql.Aggregate("sum", promql.subtract(promql.Number(1.0), heard))
        return Panel(
            title="Targets that do not answer", description=described("Scrape targets that did not answer the last scrape"),
            shape="stat", unit=units.UNITS["targets"], queries=(PromQuery(expr=down, legend="down", instant=True),),
            lines=tuple(Line(op=">=", value=1.0, severity=each.severity) for each in alerts if not _of_share(each)),
            span=_NUMBER, options={}, at=(*subject.at, "scrape"), watched=tuple(map(Watch.of, alerts)),
        )  # fmt: skip
    return Panel(
        title="Replicas that answer", description=described("Scrape targets that answered the last scrape"), shape="stat",
        unit=units.UNITS["pods"], queries=(PromQuery(expr=promql.Aggregate("sum", heard), legend="up", instant=True),),
        lines=() if subject.sleeps else tuple(Line(op="<", value=1.0, severity=each.severity) for each in alerts if not _of_share(each)),
        span=_NUMBER, options={}, at=(*subject.at, "scrape"), watched=tuple(map(Watch.of, alerts)),
    )  # fmt: skip


def _of_share(alert: Alert) -> bool:
    return alert.unit.name == "ratio"


def _replicas(subject: Subject, autoscaler: str, alerts: Sequence[Alert]) -> Panel:
    """Return current, desired and most replicas, as kube-state-metrics tells them, of which `alerts` tell too."""
    where = (promql.Matcher(AUTOSCALER_LABEL, "=", autoscaler), promql.Matcher("namespace", "=", subject.namespace))
    names = (("status_current_replicas", "current"), ("status_desired_replicas", "desired"), ("spec_max_replicas", "most"))
    queries = tuple(
        PromQuery(expr=promql.Aggregate("max", promql.Selector(f"kube_horizontalpodautoscaler_{name}", where)), legend=legend)
        for name, legend in names
    )
    return Panel(
        title="Replicas", description=described("What the autoscaler has, wants, and may have. Needs kube-state-metrics"),
        shape="timeseries", unit=units.UNITS["pods"], queries=queries, lines=(), span=0, options={}, at=(*subject.at, "scaling"),
        watched=tuple(map(Watch.of, alerts)),
    )  # fmt: skip
