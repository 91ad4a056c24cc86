"""Hold policies about alerts against the alerts of a platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin import ir
from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked
from tocsin.policy.breach import Breach, unlike
from tocsin.policy.told import told
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.delivery import Delivery
from tocsin.section.matching import fits
from tocsin.section.naming import annotation_place
from tocsin.threshold import Threshold
from tocsin.units import convert, show

if TYPE_CHECKING:
    from tocsin.spec.policy import AlertRule, Amounts, Durations, Scope


def metric_of(checked: Checked, alert: ir.Alert) -> str:
    """Return the metric that an alert's threshold watches; empty when no threshold makes it."""
    match alert.at:
        case ("models" | "components" as section, str(subject), "thresholds", str(name)):
            threshold = getattr(checked.resolved.spec, section)[subject].thresholds.get(name)
            return (threshold.metric or name) if isinstance(threshold, Threshold) else name
    return ""


def in_scope(scope: Scope, checked: Checked, alert: ir.Alert) -> bool:
    """Tell whether a policy applies to an alert, of those that its subject does not decide."""
    labels = all(fits(wanted, alert.labels.get(label, "")) for label, wanted in scope.labels.items())
    named = fits(scope.severity, alert.severity) and fits(scope.alert, alert.name)
    return labels and named and (scope.metric is None or fits(scope.metric, metric_of(checked, alert)))


def breaches(rule: AlertRule, alert: ir.Alert, delivery: Delivery | None, arrived: Arrivals | None, every_ms: int) -> Iterator[Breach]:
    """Yield every way in which an alert is not as `rule` asks.

    `delivery` is its platform's routing, if it has one; `every_ms` is how often it is evaluated.
    """
    at = alert.at
    whose = f"of `{alert.name}` ({alert.severity})"
    if rule.forbidden:
        yield Breach(what=f"there is `{alert.name}` ({alert.severity})", remedy="remove it", at=at)
    yield from unlike("the name", rule.name, alert.name, (*at, "alert"))
    yield from unlike(f"the severity of `{alert.name}`", rule.severity, alert.severity, (*at, "severity"))
    for label, wanted in rule.labels.items():
        yield from unlike(f"the label `{label}` {whose}", wanted, alert.labels.get(label), (*at, "labels", label))
    for name, wanted in rule.annotations.items():
        yield from unlike(f"the annotation `{name}` {whose}", wanted, alert.annotations.get(name), annotation_place(at, name))
    if rule.for_ is not None:
        yield from _wait(rule.for_, alert, whose)
    if rule.limit is not None:
        yield from _limits(rule.limit, alert, whose)
    if rule.told is not None and delivery is not None and arrived is not None:
        yield from told(rule.told, alert, delivery, arrived, every_ms)


def _wait(wanted: Durations, alert: ir.Alert, whose: str) -> Iterator[Breach]:
    waits = f"`for` {whose} is {format_duration(alert.for_ms)}"
    if wanted.at_least is not None and alert.for_ms < (parse_duration(wanted.at_least) or 0):
        yield Breach(what=waits, remedy=_waiting(alert, f"{wanted.at_least}` or more"), at=(*alert.at, _wait_of(alert) or "for"))
    if wanted.at_most is not None and alert.for_ms > (parse_duration(wanted.at_most) or 0):
        yield Breach(what=waits, remedy=_waiting(alert, f"{wanted.at_most}` or less"), at=(*alert.at, _wait_of(alert) or "for"))


def _waiting(alert: ir.Alert, long: str) -> str:
    """Return how an alert is made to wait so long; of what waits by itself how the policy leaves it out."""
    key = _wait_of(alert)
    if key is not None:
        return f"write `{key}: {long}"
    if alert.at[2:3] == ("slos",):
        return 'the windows of an objective are its wait: leave objectives out of the policy, `when: {labels: {slo: ""}}`'
    return f"how long it waits follows from what it is about: leave it out of the policy, `when: {{alert: {{not: {alert.name}}}}}`"


def _wait_of(alert: ir.Alert) -> str | None:
    """Return the key that says how long an alert waits; None where no key does."""
    missing = alert.condition == "missing"
    match alert.at:
        case (_, _, "thresholds", _):
            return None if missing else "for"
        case (_, _, "scrape") | (_, _, "scrape", "targets") | (_, _, "probes", _):
            return None if missing else "down"
        case ("platform", "health"):
            return "for"
        case _:
            return None


def _limits(wanted: Amounts, alert: ir.Alert, whose: str) -> Iterator[Breach]:
    for _, limit in alert.limits:
        for bound, wrong, words in ((wanted.at_least, -1, "at least"), (wanted.at_most, 1, "at most")):
            number = convert(bound, alert.unit) if bound is not None else None
            if number is not None and (limit - number) * wrong > 0:
                told = f"the limit {whose} is {show(limit, alert.unit)}"
                yield Breach(what=told, remedy=f"it must be {words} {show(number, alert.unit)}", at=alert.at)
