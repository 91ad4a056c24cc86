"""While the Pushgateway has nothing of what a job pushes, the alerts that single metrics of the job are missing are silenced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.ir import Alert, InhibitRule
from tocsin.lower.context import Context
from tocsin.lower.inhibition.silencing import SUBJECT_LABELS, Side, unless_graver
from tocsin.lower.targets.nothing_pushed import AT, NAME, is_pushed


def silenced_by_nothing_pushed(context: Context, alerts: Sequence[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules; of alerts whose name some model also gives to a metric that is not pushed, none is silenced."""
    pushing = {alert.at[:2]: alert for alert in alerts if alert.at[2:] == AT}
    subjects = {subject.at: subject for subject in context.subjects if subject.at in pushing}
    missing = [alert for alert in alerts if alert.condition == "missing" and alert.at[:2] in subjects and alert.at[2:] != AT]
    not_pushed = {alert.name for alert in missing if not is_pushed(context, subjects[alert.at[:2]], alert)}
    silenced = [alert for alert in missing if alert.name not in not_pushed]
    source = Side([NAME], {alert.severity for alert in pushing.values()})
    target = Side({alert.name for alert in silenced}, {alert.severity for alert in silenced})
    yield from unless_graver(context, "nothing-pushed", source, target, SUBJECT_LABELS)
