"""While the blackbox exporter is down, the alerts that its probes are no longer asked are silenced: it asks all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tocsin.ir import Alert, InhibitRule
from tocsin.lower.context import Context
from tocsin.lower.inhibition.silencing import PLATFORM_LABELS, Side, subject_matcher, unless_graver
from tocsin.lower.inhibition.target_down import fires_only_for_all
from tocsin.lower.probes.unasked import unasked_ms

PACK: Final = "blackbox-exporter"


def silenced_by_prober_down(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules; none where no component, or more than one, runs the exporter, or where its own alert would fire too late."""
    alerts, probers = tuple(alerts), context.running.get(PACK, ())
    down = [alert for alert in alerts if alert.at in {(*prober.at, "scrape") for prober in probers} and fires_only_for_all(alert)]
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
    prober = probers[0].name
    source = Side([down[0].name], [down[0].severity], (subject_matcher("components", [prober]),))
    target = Side(late, {alert.severity for found in late.values() for alert, _ in found})
    yield from unless_graver(context, f"target-down-{prober}-probes", source, target, PLATFORM_LABELS)
