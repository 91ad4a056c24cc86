"""The AlertmanagerConfig: a routing tree of one namespace, which prometheus-operator joins to that of its Alertmanager."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin import ir
from tocsin.conventions import header, object_labels
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.routing.configuration import route_entry
from tocsin.spec.receivers.upstream import camel_case
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[ir.Artifact]:
    """Yield `alertmanager/alertmanagerconfig.yaml` where the delivery is `alertmanagerconfig`.

    Only alerts with the object's own `namespace` get into the tree: the operator adds that matcher to the first route and to
    both sides of inhibition. v1alpha1 is the version that the operator's Helm chart serves.
    """
    routing = platform.routing
    if platform.cluster.alertmanager_delivery != "alertmanagerconfig" or routing is None:
        return
    head = kubernetes_object(
        "monitoring.coreos.com/v1alpha1",
        "AlertmanagerConfig",
        name=platform.name,
        namespace=platform.namespace,
        labels=object_labels(platform.name, platform.environment),
    )
    spec: dict[str, object] = {
        "route": route_entry(routing.root, matchers=_matchers, key=camel_case),
        "receivers": [_receiver(receiver) for receiver in routing.receivers],
    }
    if routing.inhibit:
        spec["inhibitRules"] = [_inhibit_rule(rule) for rule in routing.inhibit]
    if routing.intervals:
        spec["muteTimeIntervals"] = [
            {"name": interval.name, "timeIntervals": [_time_interval(entry) for entry in interval.entries]}
            for interval in routing.intervals
        ]
    reach = f'the operator lets only alerts with namespace="{platform.namespace}" in'
    text = dumps({**head, "spec": spec}, header=f"{header(routing.sources)}\n{reach}")
    yield ir.Artifact("alertmanager/alertmanagerconfig.yaml", text)


def _receiver(receiver: ir.Receiver) -> dict[str, object]:
    integrations = {key: [dict(entry) for entry in entries] for key, entries in sorted(receiver.custom_resource.items())}
    return {"name": receiver.name, **integrations}


def _inhibit_rule(rule: ir.InhibitRule) -> dict[str, object]:
    equal = {"equal": list(rule.equal)} if rule.equal else {}
    return {"sourceMatch": _matchers(rule.source), "targetMatch": _matchers(rule.target), **equal}


def _matchers(matchers: tuple[ir.Matcher, ...]) -> list[dict[str, str]]:
    return [{"name": matcher.label, "value": matcher.value, "matchType": matcher.op} for matcher in matchers]


def _time_interval(entry: Mapping[str, object]) -> dict[str, object]:
    """Return one entry in the custom resource's keys; raise ValueError for a time zone, since it has no key for one."""
    converted: dict[str, object] = {}
    for key, value in entry.items():
        match key, value:
            case "times", list() | tuple():
                converted["times"] = [{"startTime": span["start_time"], "endTime": span["end_time"]} for span in value]
            case "days_of_month", list() | tuple():
                converted["daysOfMonth"] = [_days(str(span)) for span in value]
            case (("weekdays" | "months" | "years"), list() | tuple()):
                converted[key] = [str(span) for span in value]
            case "location", "UTC":
                pass  # what the operator assumes
            case _:
                raise ValueError(f"an AlertmanagerConfig cannot say {key}: {value!r}")
    return converted


def _days(span: str) -> dict[str, int]:
    start, _, end = span.partition(":")
    return {"start": int(start), "end": int(end or start)}
