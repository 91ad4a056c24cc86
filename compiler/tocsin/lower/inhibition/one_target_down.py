"""While all targets of a model or component are down, the alerts that single ones of them are down are silenced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin.ir import Alert, InhibitRule
from tocsin.lower.context import Context
from tocsin.lower.inhibition.silencing import SUBJECT_LABELS, Side, unless_graver
from tocsin.lower.targets.one_of_several import AT


def silenced_by_all_of_several(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules by which the alert on all of several targets silences those on single ones: it is graver, and says more."""
    alerts = tuple(alerts)
    single: dict[str, list[Alert]] = {}
    for alert in alerts:
        if alert.at[2:] == AT:
            single.setdefault(alert.name, []).append(alert)
    every = {alert.at[:2]: alert for alert in alerts if alert.at[2:] == AT[:1]}
    for name, found in sorted(single.items()):
        graver = [every[alert.at[:2]] for alert in found]
        source, target = (Side({each.name for each in side}, {each.severity for each in side}) for side in (graver, found))
        yield from unless_graver(context, f"{graver[0].name}-{name}", source, target, SUBJECT_LABELS)
