"""An alert that a graver one of its name silences, though that is about other series: nobody hears of it while both fire.

A graver step silences the lesser ones of its alert, which are those of its name that are about the same model and values of `by:`.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing: {receiver: chat}
    metrics: {queue: {series: queue_size, type: gauge, labels: {pool: pool}}, load: {series: gpu_load, type: gauge, unit: ratio}}
    components:
      gateway:
        thresholds:
          load: {above: {warning: 80%, critical: 90%}, for: 5m}
          paid: {metric: queue, above: 10, alert: QueueLong, severity: critical, where: {pool: paid}, for: 5m}
  -       free: {metric: queue, above: 10, alert: QueueLong, severity: warning, where: {pool: free}, for: 5m}  # error
  +       free: {metric: queue, above: 10, alert: FreeQueueLong, severity: warning, where: {pool: free}, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from tocsin import ir, promql
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.matching import silences_alike

BY_ENVIRONMENT = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every alert that the compiler's own inhibition silences for another threshold of its model."""
    for delivery in deliveries(estate):
        named: dict[tuple[object, ...], list[Arrivals]] = {}
        for each in delivery.own:
            named.setdefault((each.alert.name, *each.alert.at[:2]), []).append(each)
        for alike in named.values():
            if len({each.alert.at for each in alike}) > 1:
                yield from _silenced(delivery, alike)


def _silenced(delivery: Delivery, alike: Sequence[Arrivals]) -> Iterator[Finding]:
    rules = [rule for rule in delivery.routing.inhibit if rule.at[:1] == ("platform",)]
    told: set[object] = set()
    for graver, lesser in permutations(alike, 2):
        alert, other = lesser.alert, graver.alert
        apart = _apart(delivery.checked, other, alert) if alert.at != other.at and alert.at not in told else None
        if apart is not None and any(silences_alike(rule, graver.labels, lesser.labels) for rule in rules):
            told.add(alert.at)
            label, value = apart
            yield Finding(
                message=f"`{alert.name}` ({alert.severity}) tells nobody while that of `{label}` {value} ({other.severity}) fires",
                help="call one of them otherwise with `alert:`, or make one threshold of both `by:` that label",
                where=delivery.checked,
                at=alert.at,
                part="key",
                notes=(("the graver one is", delivery.checked, other.at),),
            )


def _apart(checked: Checked, alert: ir.Alert, other: ir.Alert) -> tuple[str, str] | None:
    """Return a label, and the value that `alert` asks for and `other` does not, by which no series is one of both."""
    theirs = dict(_asked(checked, other))
    for (metric, label), value in _asked(checked, alert):
        if theirs.get((metric, label), value) != value:
            return label, f"`{value}`"
    return None


def _asked(checked: Checked, alert: ir.Alert) -> Iterator[tuple[tuple[str | None, str], str]]:
    recorded = {rule.record: rule.expr for rule in checked.rules if isinstance(rule, ir.Recording)}
    for selector in promql.selectors(alert.value):
        for read in promql.selectors(recorded[selector.metric]) if selector.metric in recorded else (selector,):
            yield from (((read.metric, matcher.label), matcher.value) for matcher in read.matchers if matcher.op == "=")
