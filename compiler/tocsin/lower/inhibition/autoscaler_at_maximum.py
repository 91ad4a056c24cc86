"""Of two alerts that one autoscaler is at its maximum the graver one silences the other.

One is the model's own, of its section `events`. The other watches every autoscaler of a namespace or a cluster, as the pack of
kube-state-metrics does, and so also those that are generated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tocsin.conventions import AUTOSCALER_LABEL, NAMESPACE_LABEL, SEVERITY_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher
from tocsin.lower.context import Context
from tocsin.lower.events import MAXIMUM
from tocsin.lower.inhibition.silencing import PLATFORM_LABELS, inhibit_rule
from tocsin.lower.matchers import one_of
from tocsin.promql import Aggregate, metrics, walk


def silenced_by_autoscaler_at_maximum(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules; where both are equally grave the model's own silences the other, for it says whose the autoscaler is."""
    alerts = tuple(alerts)
    own = tuple(alert for alert in alerts if alert.at[2:] == ("events", "at_maximum"))
    every = tuple(alert for alert in alerts if _of_every_autoscaler(alert)) if own else ()
    rank = context.platform.severities.index
    for severity in sorted({alert.severity for alert in every}, key=rank):
        as_grave = [alert for alert in every if alert.severity == severity]
        lesser = [alert for alert in own if rank(alert.severity) < rank(severity)]
        others = [alert for alert in own if rank(alert.severity) >= rank(severity)]
        if lesser:
            yield inhibit_rule(context, f"at-maximum-{severity}", _matchers(as_grave), _matchers(lesser), _EQUAL)
        if others:
            yield inhibit_rule(context, f"at-maximum-{severity}-own", _matchers(others), _matchers(as_grave), _EQUAL)


_EQUAL: Final = (*PLATFORM_LABELS, NAMESPACE_LABEL, AUTOSCALER_LABEL)


def _of_every_autoscaler(alert: Alert) -> bool:
    """Tell whether an alert compares something of each autoscaler with the most replicas that it may ask for."""
    kept = {label for node in walk(alert.value) if isinstance(node, Aggregate) for label in node.labels}
    return AUTOSCALER_LABEL in kept and MAXIMUM in metrics(alert.value)


def _matchers(alerts: Sequence[Alert]) -> tuple[Matcher, ...]:
    """Return what takes these alerts, by their names and severities."""
    return (
        one_of("alertname", sorted({alert.name for alert in alerts})),
        one_of(SEVERITY_LABEL, sorted({alert.severity for alert in alerts})),
    )
