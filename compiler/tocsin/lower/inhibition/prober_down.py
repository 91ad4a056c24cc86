"""While the blackbox exporter is down, that nobody asks any of the probes is not told besides: it asks them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tocsin.conventions import ENVIRONMENT_LABEL, PLATFORM_LABEL, SUBJECT_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher
from tocsin.lower.context import Context
from tocsin.lower.inhibition.by_gravity import by_gravity, one_of
from tocsin.lower.inhibition.explained_by_down import of_all
from tocsin.lower.probes.unasked import unasked_ms

PACK: Final = "blackbox-exporter"


def prober_down(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules; none where no component, or more than one, runs the exporter, or where that it is down would be told too late."""
    alerts, probers = tuple(alerts), context.running.get(PACK, ())
    down = [alert for alert in alerts if alert.at in {(*prober.at, "scrape") for prober in probers} and of_all(alert)]
    if len(probers) != 1 or not down or probers[0].kind != "component":
        return
    # It is seen to be down by its own scrape, and its probes are missing with their next question.
    told_ms = down[0].for_ms + context.scrape_interval_ms(probers[0]) + context.evaluation_ms
    unasked: dict[str, list[tuple[Alert, int]]] = {}
    subjects = {subject.at: subject for subject in context.subjects}
    for alert in alerts:
        if alert.at[2:3] == ("probes",) and alert.condition == "missing":
            probe = subjects[alert.at[:2]].spec.probes[str(alert.at[3])]
            unasked.setdefault(alert.name, []).append((alert, unasked_ms(context, probe)))
    late = {name: found for name, found in unasked.items() if all(for_ms >= told_ms for _, for_ms in found)}
    severities = {alert.severity for found in late.values() for alert, _ in found}
    platform = Matcher(label=PLATFORM_LABEL, op="=", value=context.platform.name)
    for gravity in by_gravity(context, [down[0].severity], severities):
        yield InhibitRule(
            name=f"target-down-{probers[0].name}-probes{gravity.suffix}",
            source=(platform, one_of("alertname", [down[0].name]), one_of(SUBJECT_LABEL, [probers[0].name]), *gravity.source),
            target=(platform, one_of("alertname", late), *gravity.target),
            equal=(PLATFORM_LABEL, ENVIRONMENT_LABEL),
            at=("platform", "severities"),
        )
