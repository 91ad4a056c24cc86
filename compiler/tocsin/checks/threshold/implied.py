"""An alert that tells nothing new: another one about the same value, no less grave, has always fired before it.

Two people, or two documents, have asked one question with two limits; both are called, and nobody knows which limit holds. A limit for
each severity belongs into one threshold, where the graver alert silences the lesser one. What has other labels, another `component` or
`action`, may be for somebody else, and is left alone.

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
from tocsin.conventions import SEVERITY_LABEL
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert, Recording
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every alert with one limit that cannot fire without another one of its model, as grave or graver, firing already."""
    if not checked.sound:  # of limits that have to be mended the rest says nothing yet
        return
    by_value: dict[promql.Expr, list[Alert]] = {}
    for alert in checked.alerts:
        if len(alert.limits) == 1:
            by_value.setdefault(alert.value, []).append(alert)
    recorded = {(rule.record, rule.expr) for rule in checked.rules if isinstance(rule, Recording)}
    told: set[KeyPath] = set()
    for alerts in [alerts for alerts in by_value.values() if len(alerts) > 1]:
        # The others ask for more than their limit, and so imply nothing: a guard, a least traffic.
        plain = [(position, each) for position, each in enumerate(alerts) if _plain(each, recorded)]
        for position, alert in enumerate(alerts):
            # Of two equal ones, the later tells nothing new.
            before = (each for at, each in plain if at != position and _implies(checked, alert, each, earlier=at < position))
            first = next(before, None)
            if first is not None and alert.at not in told:
                told.add(alert.at)
                yield Finding(
                    message=f"`{alert.name}` tells nothing new: before it `{first.name}` ({first.severity}) always fires",
                    help=_remedy(checked, alert, first, alerts),
                    where=checked,
                    at=alert.at,
                    part="key",
                    notes=(("the other one is", checked, first.at),),
                )


def _plain(alert: Alert, recorded: set[tuple[str, promql.Expr]]) -> bool:
    """Tell whether the alert asks nothing besides its limit, of its value or of what that is recorded as."""
    match alert.expr:
        case promql.Binary(op=op, left=left, right=promql.Number()) if op == alert.limits[0][0]:
            return left == alert.value or (isinstance(left, promql.Selector) and (left.metric, alert.value) in recorded)
        case _:
            return False


def _implies(checked: Checked, alert: Alert, other: Alert, *, earlier: bool) -> bool:
    """Tell whether `other` has always fired when `alert` does, and is no less grave; `earlier` when it was written before it."""
    (op, limit), (other_op, other_limit) = alert.limits[0], other.limits[0]
    if op != other_op or op not in _SIGNS or other.for_ms > alert.for_ms:
        return False
    distance = (limit - other_limit) * _SIGNS[op]
    if distance < 0 or alert.at[:2] != other.at[:2] or {**alert.labels, SEVERITY_LABEL: ""} != {**other.labels, SEVERITY_LABEL: ""}:
        return False
    rank = checked.resolved.spec.platform.severities.index
    graver = rank(other.severity) - rank(alert.severity)
    if graver < 0 or not (graver or distance or other.for_ms < alert.for_ms or earlier):
        return False
    # Two of one name and the same labels are one alert twice: alert/duplicate.
    return (alert.name, alert.labels) != (other.name, other.labels)


_SIGNS = {">": 1, ">=": 1, "<": -1, "<=": -1}


def _remedy(checked: Checked, behind: Alert, first: Alert, alerts: Sequence[Alert]) -> str:
    brought = next((alert.at[-1] for alert in (behind, first) if checked.resolved.origins.written(alert.at)[1][-1:] == ("runtime",)), None)
    if brought is not None:
        return f"the pack brings `{brought}`: call yours so, which then replaces it, or write `{brought}: null`"
    if behind.at[0] == "platform":  # of its health: one ladder already
        return f"give `{first.severity}` a limit that is harder to reach than that of `{behind.severity}`"
    if sum(each.at in {behind.at, first.at} for each in alerts) > len((behind, first)):  # a ladder is among them
        return "keep one of the two, with the limits that hold"
    if behind.limits == first.limits:
        return "remove one of the two"
    return f"make one threshold of both, with a limit for each severity: `{_condition(checked, behind)}: {{warning: …, critical: …}}`"


def _condition(checked: Checked, alert: Alert) -> str:
    """Return the word by which the threshold says its limit."""
    subjects = checked.resolved.spec.models if alert.at[0] == "models" else checked.resolved.spec.components
    if getattr(subjects[str(alert.at[1])].thresholds.get(str(alert.at[-1])), "stale", None) is not None:
        return "stale"
    return "below" if _SIGNS[alert.limits[0][0]] < 0 else "above"
