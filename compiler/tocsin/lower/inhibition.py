"""What silences what without being asked: a graver step the lesser ones of its ladder, a target that is down its missing series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.conventions import ENVIRONMENT_LABEL, MODEL_LABEL, NAMESPACE_LABEL, PLATFORM_LABEL, SEVERITY_LABEL, SLO_LABEL, SUBJECT_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher, RuleObject
from tocsin.lower.context import Context
from tocsin.promql import Aggregate, any_of, walk
from tocsin.source import Route

# What tells one subject's alerts from another's; labels that both sides lack count as equal.
_SUBJECT = (PLATFORM_LABEL, ENVIRONMENT_LABEL, NAMESPACE_LABEL, MODEL_LABEL, SUBJECT_LABEL)


def inhibition(context: Context, rules: Iterable[RuleObject]) -> Iterator[InhibitRule]:
    """Yield the rules that follow from the alerts themselves."""
    alerts = tuple(rule for rule_object in rules for group in rule_object.groups for rule in group.rules if isinstance(rule, Alert))
    yield from _ladders(context, alerts)
    yield from _down(context, alerts)


def _ladders(context: Context, alerts: tuple[Alert, ...]) -> Iterator[InhibitRule]:
    """Yield, for each severity that tops a ladder, the rule by which it silences the lesser steps of the same alert."""
    steps: dict[tuple[Route, str], list[Alert]] = {}
    for alert in alerts:
        steps.setdefault((alert.at, alert.name), []).append(alert)
    ladders = [ladder for ladder in steps.values() if len(ladder) > 1]
    equal = ("alertname", *_SUBJECT, *sorted(_kept(ladders) - {"alertname", *_SUBJECT}))
    if any(SLO_LABEL in alert.labels for ladder in ladders for alert in ladder):
        equal = (*equal, SLO_LABEL)
    climbs = [{alert.severity for alert in ladder} for ladder in ladders]
    severities = context.platform.severities
    for index, graver in enumerate(severities):
        lesser = [severity for severity in severities[:index] if any({graver, severity} <= climb for climb in climbs)]
        if lesser:
            yield _rule(context, f"ladder-{graver}", (SEVERITY_LABEL, [graver]), (SEVERITY_LABEL, lesser), equal)


def _down(context: Context, alerts: tuple[Alert, ...]) -> Iterator[InhibitRule]:
    """Yield the rule by which a target that is down silences the alerts that its series are missing: they are one fault."""
    down = sorted({alert.name for alert in alerts if alert.at[2:] == ("scrape",)})
    missing = sorted({alert.name for alert in alerts if alert.condition == "missing"})
    if down and missing:
        yield _rule(context, "target-down", ("alertname", down), ("alertname", missing), _SUBJECT)


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
    values = {alert.value for ladder in ladders for alert in ladder}
    return {label for value in values for node in walk(value) if isinstance(node, Aggregate) for label in node.labels} - {"le"}
