"""The AlertmanagerConfig: a routing tree of one namespace, which prometheus-operator joins to that of its Alertmanager."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header, object_labels
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.routing.configuration import route_entry
from tocsin.routing.resource_reach import asked_of_all, enforced_namespace
from tocsin.spec.receivers.upstream import camel_case
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `alertmanager/alertmanagerconfig.yaml` where the delivery is `alertmanagerconfig`.

    Only alerts with the object's own `namespace` get into the tree, unless the Alertmanager's matcher strategy is another: the operator
    adds that matcher to the first route and to both sides of inhibition. Every object sees every alert, so that the first route and what
    is silenced ask for the platform besides. v1alpha1 is the version that the operator's Helm chart serves.
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
    own = asked_of_all(platform)
    spec: dict[str, object] = {
        "route": route_entry(replace(routing.root, matchers=own), matchers=_matchers, key=camel_case),
        "receivers": [_receiver(receiver) for receiver in routing.receivers],
    }
    if routing.inhibit:
        spec["inhibitRules"] = [_inhibit_rule(rule, own) for rule in routing.inhibit]
    if routing.intervals:
        spec["muteTimeIntervals"] = [
            {"name": interval.name, "timeIntervals": [_time_interval(entry) for entry in interval.entries]}
            for interval in routing.intervals
        ]
    namespace = enforced_namespace(platform)
    reach = (
        f'the operator lets only alerts with namespace="{namespace}" in'
        if namespace is not None
        else f"needs in the Alertmanager object: spec.alertmanagerConfigMatcherStrategy.type: {platform.cluster.alertmanager_strategy}"
    )
    text = dumps({**head, "spec": spec}, header=f"{header(routing.sources)}\n{reach}")
    yield Artifact("alertmanager/alertmanagerconfig.yaml", text)


def _receiver(receiver: ir.Receiver) -> dict[str, object]:
    integrations = {key: [dict(entry) for entry in entries] for key, entries in sorted(receiver.custom_resource.items())}
    return {"name": receiver.name, **integrations}


def _inhibit_rule(rule: ir.InhibitRule, own: tuple[ir.Matcher, ...]) -> dict[str, object]:
    equal = {"equal": list(rule.equal)} if rule.equal else {}
    asked = {matcher.label for matcher in rule.target if matcher.op == "="}
    target = (*rule.target, *(matcher for matcher in own if matcher.label not in asked))
    return {"sourceMatch": _matchers(rule.source), "targetMatch": _matchers(target), **equal}


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
