"""While nothing is at the Pushgateway of what a job pushes, the alerts that its single metrics are missing are silenced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.conventions import PLATFORM_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher
from tocsin.lower.context import Context
from tocsin.lower.inhibition.by_gravity import by_gravity, one_of
from tocsin.lower.inhibition.explained_by_down import SUBJECT
from tocsin.lower.targets.nothing_pushed import AT, NAME, is_pushed


def explained_by_pushes(context: Context, alerts: Sequence[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules by which it silences that each metric of the same job is missing."""
    pushing = {alert.at[:2]: alert for alert in alerts if alert.at[2:] == AT}
    subjects = {subject.at: subject for subject in context.subjects if subject.at in pushing}
    missing = [alert for alert in alerts if alert.condition == "missing" and alert.at[:2] in subjects and alert.at[2:] != AT]
    others = {alert.name for alert in missing if not is_pushed(context, subjects[alert.at[:2]], alert)}
    told = [alert for alert in missing if alert.name not in others]
    platform = Matcher(label=PLATFORM_LABEL, op="=", value=context.platform.name)
    for gravity in by_gravity(context, {alert.severity for alert in pushing.values()}, {alert.severity for alert in told}):
        yield InhibitRule(
            name=f"nothing-pushed{gravity.suffix}",
            source=(platform, one_of("alertname", [NAME]), *gravity.source),
            target=(platform, one_of("alertname", {alert.name for alert in told}), *gravity.target),
            equal=SUBJECT,
            at=("platform", "severities"),
        )
