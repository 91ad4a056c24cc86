"""Which alerts silence which without a word in the spec: a critical step its warning, a target that is down its missing series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.conventions import SEVERITY_LABEL, SLO_LABEL
from tocsin.ir import Alert, InhibitRule, RuleObject
from tocsin.lower.context import Context
from tocsin.lower.inhibition.all_targets_down import silenced_by_all_targets_down
from tocsin.lower.inhibition.autoscaler_at_maximum import silenced_by_autoscaler_at_maximum
from tocsin.lower.inhibition.failing_probe import silenced_by_failing_probe
from tocsin.lower.inhibition.nothing_pushed import silenced_by_nothing_pushed
from tocsin.lower.inhibition.one_target_down import silenced_by_all_of_several
from tocsin.lower.inhibition.prober_down import silenced_by_prober_down
from tocsin.lower.inhibition.silencing import SUBJECT_LABELS, inhibit_rule
from tocsin.lower.inhibition.target_down import silenced_by_target_down
from tocsin.lower.matchers import one_of
from tocsin.promql import Aggregate, walk
from tocsin.source import KeyPath


def inhibition(context: Context, rules: Iterable[RuleObject]) -> Iterator[InhibitRule]:
    """Yield the inhibition rules that follow from the alerts in `rules`."""
    alerts = tuple(alert for rule_object in rules for alert in rule_object.alerts)
    yield from _ladders(context, alerts)
    yield from silenced_by_all_targets_down(context, alerts)
    yield from silenced_by_target_down(context, alerts)
    yield from silenced_by_all_of_several(context, alerts)
    yield from silenced_by_nothing_pushed(context, alerts)
    yield from silenced_by_prober_down(context, alerts)
    yield from silenced_by_failing_probe(context, alerts)
    yield from silenced_by_autoscaler_at_maximum(context, alerts)


def _ladders(context: Context, alerts: tuple[Alert, ...]) -> Iterator[InhibitRule]:
    """Yield, for each severity that tops a ladder, the rule by which it silences the lesser steps of the same alert."""
    steps: dict[tuple[KeyPath, str], list[Alert]] = {}
    for alert in alerts:
        steps.setdefault((alert.at, alert.name), []).append(alert)
    ladders = [ladder for ladder in steps.values() if len(ladder) > 1]
    equal = ("alertname", *SUBJECT_LABELS, *sorted(_own_labels(ladders) - {"alertname", *SUBJECT_LABELS}))
    if any(SLO_LABEL in alert.labels for ladder in ladders for alert in ladder):
        equal = (*equal, SLO_LABEL)
    severities_of_ladders = [{alert.severity for alert in ladder} for ladder in ladders]
    severities = context.platform.severities
    for index, graver in enumerate(severities):
        lesser = [each for each in severities[:index] if any({graver, each} <= together for together in severities_of_ladders)]
        if lesser:
            yield inhibit_rule(context, f"ladder-{graver}", [one_of(SEVERITY_LABEL, [graver])], [one_of(SEVERITY_LABEL, lesser)], equal)


def _own_labels(ladders: Iterable[list[Alert]]) -> set[str]:
    """Return the labels that tell the series of one alert apart, such as the pod."""
    alerts = [alert for ladder in ladders for alert in ladder]
    # The expression that reads a recording does not say which labels the recording has; `by` of the alert does.
    asked, values = {label for alert in alerts for label in alert.by}, {alert.value for alert in alerts}
    return asked | {label for value in values for node in walk(value) if isinstance(node, Aggregate) for label in node.labels} - {"le"}
