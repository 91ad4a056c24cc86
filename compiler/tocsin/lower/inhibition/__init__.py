"""What silences what without being asked: a graver step the lesser ones of its ladder, a target that is down its missing series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.conventions import PLATFORM_LABEL, SEVERITY_LABEL, SLO_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher, RuleObject
from tocsin.lower.context import Context
from tocsin.lower.inhibition.at_one_maximum import at_one_maximum
from tocsin.lower.inhibition.explained_by_down import SUBJECT, explained_by_down
from tocsin.lower.inhibition.explained_by_pushes import explained_by_pushes
from tocsin.lower.inhibition.one_outage import one_outage
from tocsin.lower.inhibition.prober_down import prober_down
from tocsin.lower.inhibition.told_at_once import told_at_once
from tocsin.promql import Aggregate, any_of, walk
from tocsin.source import Route


def inhibition(context: Context, rules: Iterable[RuleObject]) -> Iterator[InhibitRule]:
    """Yield the rules that follow from the alerts themselves."""
    alerts = tuple(alert for rule_object in rules for alert in rule_object.alerts)
    yield from _ladders(context, alerts)
    yield from told_at_once(context, alerts)
    yield from explained_by_down(context, alerts)
    yield from explained_by_pushes(context, alerts)
    yield from prober_down(context, alerts)
    yield from one_outage(context, alerts)
    yield from at_one_maximum(context, alerts)


def _ladders(context: Context, alerts: tuple[Alert, ...]) -> Iterator[InhibitRule]:
    """Yield, for each severity that tops a ladder, the rule by which it silences the lesser steps of the same alert."""
    steps: dict[tuple[Route, str], list[Alert]] = {}
    for alert in alerts:
        steps.setdefault((alert.at, alert.name), []).append(alert)
    ladders = [ladder for ladder in steps.values() if len(ladder) > 1]
    equal = ("alertname", *SUBJECT, *sorted(_kept(ladders) - {"alertname", *SUBJECT}))
    if any(SLO_LABEL in alert.labels for ladder in ladders for alert in ladder):
        equal = (*equal, SLO_LABEL)
    climbs = [{alert.severity for alert in ladder} for ladder in ladders]
    severities = context.platform.severities
    for index, graver in enumerate(severities):
        lesser = [severity for severity in severities[:index] if any({graver, severity} <= climb for climb in climbs)]
        if lesser:
            yield _rule(context, f"ladder-{graver}", (SEVERITY_LABEL, [graver]), (SEVERITY_LABEL, lesser), equal)


def _rule(context: Context, name: str, source: tuple[str, list[str]], target: tuple[str, list[str]], equal: tuple[str, ...]) -> InhibitRule:
    platform = Matcher(label=PLATFORM_LABEL, op="=", value=context.platform.name)
    return InhibitRule(
        name=name, source=(platform, _any_of(*source)), target=(platform, _any_of(*target)), equal=equal, at=("platform", "severities")
    )


def _any_of(label: str, values: list[str]) -> Matcher:
    one = any_of(label, values)
    return Matcher(label=label, op=one.op, value=one.value)


def _kept(ladders: Iterable[list[Alert]]) -> set[str]:
    """Return the labels that tell one ladder's own series apart."""
    alerts = [alert for ladder in ladders for alert in ladder]
    # What reads a recording does not say which labels that has.
    asked, values = {label for alert in alerts for label in alert.by}, {alert.value for alert in alerts}
    return asked | {label for value in values for node in walk(value) if isinstance(node, Aggregate) for label in node.labels} - {"le"}
