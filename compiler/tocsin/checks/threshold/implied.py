"""An alert that tells nothing new: another one about the same value, no less grave, has always fired before it.

Two people, or two documents, have asked one question with two limits; both are called, and nobody knows which limit holds. A limit for
each severity belongs into one threshold, where the graver alert silences the lesser one.

Bad (-), good (+):
    metrics: {latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [100ms, 200ms, 1s]}}
    models:
      chat:
        thresholds:
  -       HighLatency: {metric: latency, quantile: 0.95, above: 100ms, for: 2m}
  -       LatencyHigh: {metric: latency, quantile: 0.95, above: 200ms, for: 5m}  # error
  +       latency: {quantile: 0.95, above: {warning: 100ms, critical: 200ms}, for: 2m}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import promql
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every alert with one limit that cannot fire without another one of its model, as grave or graver, firing already."""
    if not checked.sound:  # of limits that have to be mended the rest says nothing yet
        return
    by_value: dict[promql.Expr, list[Alert]] = {}
    for alert in checked.alerts:
        if len(alert.limits) == 1:
            by_value.setdefault(alert.value, []).append(alert)
    for alerts in [alerts for alerts in by_value.values() if len(alerts) > 1]:
        for index, alert in enumerate(alerts):
            first = _before(checked, alerts, index)
            if first is not None:
                yield Finding(
                    message=f"`{alert.name}` tells nothing new: before it `{first.name}` ({first.severity}) always fires",
                    help=_remedy(checked, alert, first),
                    where=checked,
                    at=alert.at,
                    part="key",
                    notes=(("the other one is", checked, first.at),),
                )


def _before(checked: Checked, alerts: Sequence[Alert], index: int) -> Alert | None:
    for at, each in enumerate(alerts):
        # Of two equal ones, the later tells nothing new.
        if at != index and _implies(checked, alerts[index], each, earlier=at < index):
            return each
    return None


def _remedy(checked: Checked, behind: Alert, first: Alert) -> str:
    brought = next((alert.at[-1] for alert in (behind, first) if checked.resolved.origins.written(alert.at)[1][-1:] == ("runtime",)), None)
    if brought is not None:
        return f"the pack brings `{brought}`: call yours so, which then replaces it, or write `{brought}: null`"
    if behind.at[0] == "platform":  # of its health: one ladder already
        return f"give `{first.severity}` a limit that is harder to reach than that of `{behind.severity}`"
    return f"make one threshold of both, with a limit for each severity: `{_condition(checked, behind)}: {{warning: …, critical: …}}`"


def _condition(checked: Checked, alert: Alert) -> str:
    """Return the word by which the threshold says its limit."""
    subjects = checked.resolved.spec.models if alert.at[0] == "models" else checked.resolved.spec.components
    if getattr(subjects[str(alert.at[1])].thresholds.get(str(alert.at[-1])), "stale", None) is not None:
        return "stale"
    return "below" if _SIGNS[alert.limits[0][0]] < 0 else "above"


def _implies(checked: Checked, alert: Alert, other: Alert, *, earlier: bool) -> bool:
    """Tell whether `other` has always fired when `alert` does, and is no less grave; `earlier` when it was written before it."""
    (op, limit), (other_op, other_limit) = alert.limits[0], other.limits[0]
    if op != other_op or op not in _SIGNS or other.for_ms > alert.for_ms:
        return False
    distance = (limit - other_limit) * _SIGNS[op]
    if distance < 0 or alert.at[:2] != other.at[:2]:
        return False
    rank = checked.resolved.spec.platform.severities.index
    graver = rank(other.severity) - rank(alert.severity)
    if graver < 0 or not (graver or distance or other.for_ms < alert.for_ms or earlier):
        return False
    # Two of one name and the same labels are one alert twice: alert/duplicate.
    return _plain(other) and (alert.name, alert.labels) != (other.name, other.labels)


_SIGNS = {">": 1, ">=": 1, "<": -1, "<=": -1}


def _plain(alert: Alert) -> bool:
    """Tell whether the alert asks nothing besides its limit: no guard, no least traffic."""
    match alert.expr:
        case promql.Binary(op=op, left=left, right=promql.Number()):
            return left == alert.value and op == alert.limits[0][0]
        case _:
            return False
