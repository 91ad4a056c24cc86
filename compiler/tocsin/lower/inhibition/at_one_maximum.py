"""Of two alerts that one autoscaler is at its maximum the graver silences the other: its model's own, and that of all autoscalers.

What watches the autoscalers of a namespace or a cluster, as the pack of kube-state-metrics does, has those that are generated here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from tocsin.conventions import ENVIRONMENT_LABEL, NAMESPACE_LABEL, PLATFORM_LABEL, SEVERITY_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher
from tocsin.lower.context import Context
from tocsin.lower.events import AUTOSCALER_LABEL, MAXIMUM
from tocsin.promql import Aggregate, any_of, metrics, walk


def at_one_maximum(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules; as grave as the other, the model's own silences, for it says whose the autoscaler is."""
    alerts = tuple(alerts)
    own = tuple(alert for alert in alerts if alert.at[2:] == ("events", "at_maximum"))
    every = tuple(alert for alert in alerts if _of_every_autoscaler(alert)) if own else ()
    for severity in sorted({alert.severity for alert in every}, key=context.platform.severities.index):
        its = _Side([alert for alert in every if alert.severity == severity])
        grave = context.platform.severities.index(severity)
        lesser = _Side([alert for alert in own if context.platform.severities.index(alert.severity) < grave])
        others = _Side([alert for alert in own if context.platform.severities.index(alert.severity) >= grave])
        if lesser.alerts:
            yield _rule(context, f"at-maximum-{severity}", its, lesser)
        if others.alerts:
            yield _rule(context, f"at-maximum-{severity}-own", others, its)


class _Side(NamedTuple):
    """Alerts that silence, or are silenced."""

    alerts: Sequence[Alert]

    def matchers(self, platform: str) -> tuple[Matcher, ...]:
        """Return what takes them and no others."""
        names = any_of("alertname", sorted({alert.name for alert in self.alerts}))
        severities = any_of(SEVERITY_LABEL, sorted({alert.severity for alert in self.alerts}))
        return Matcher(label=PLATFORM_LABEL, op="=", value=platform), *(
            Matcher(label=each.label, op=each.op, value=each.value) for each in (names, severities)
        )


_EQUAL: Final = (PLATFORM_LABEL, ENVIRONMENT_LABEL, NAMESPACE_LABEL, AUTOSCALER_LABEL)


def _of_every_autoscaler(alert: Alert) -> bool:
    """Tell whether an alert compares something of each autoscaler with the most replicas that it may ask for."""
    kept = {label for node in walk(alert.value) if isinstance(node, Aggregate) for label in node.labels}
    return AUTOSCALER_LABEL in kept and MAXIMUM in metrics(alert.value)


def _rule(context: Context, name: str, source: _Side, target: _Side) -> InhibitRule:
    platform = context.platform.name
    return InhibitRule(
        name=name, source=source.matchers(platform), target=target.matchers(platform), equal=_EQUAL, at=("platform", "severities")
    )
