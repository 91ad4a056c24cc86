"""Which part of the spec a place in an artefact came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import ir, source
from tocsin.verify.walk import mapping

_SPELLINGS: Final = {"inhibitRules": "inhibit_rules", "muteTimeIntervals": "time_intervals", "mute_time_intervals": "time_intervals"}


def in_rules(rules: ir.RuleObject, path: source.Route) -> source.Route:
    """Return the origin of `path` in a rule file: `groups`, index, `rules`, index, field."""
    match path:
        case ("groups", int(group), "rules", int(rule), *_) if group < len(rules.groups) and rule < len(rules.groups[group].rules):
            return rules.groups[group].rules[rule].at
        case ("groups", int(group), *_) if group < len(rules.groups):
            return rules.groups[group].at
    return rules.at


def in_routing(routing: ir.Routing, configuration: Mapping[str, Any], path: source.Route) -> source.Route:
    """Return the origin of `path` in an Alertmanager configuration, or in the spec of an AlertmanagerConfig."""
    section = _SPELLINGS.get(str(path[0]), path[0]) if path else ""
    match (section, *path[1:]):
        case ("route", *rest):
            return _branch(routing.root, rest).at
        case ("receivers", int(index), *_):
            return _named(routing.receivers, configuration, "receivers", index) or routing.at
        case ("time_intervals", int(index), *_):
            return _named(routing.intervals, configuration, str(path[0]), index) or routing.at
        case ("inhibit_rules", int(index), *_) if index < len(routing.inhibit):
            return routing.inhibit[index].at
    return routing.at


def in_object(platform: ir.Platform, file: str, manifest: Mapping[str, Any], path: source.Route) -> source.Route | None:
    """Return the origin of `path` in a Kubernetes object; None when the spec says nothing about it."""
    name = mapping(manifest.get("metadata")).get("name")
    spec = mapping(manifest.get("spec"))
    match manifest.get("kind"):
        case "PrometheusRule":
            return next((in_rules(rules, path[1:]) for rules in platform.rules if rules.name == name), None)
        case "ServiceMonitor" | "PodMonitor" | "Probe" as kind:
            return next((monitor.at for monitor in platform.monitors if monitor.name == name and type(monitor).__name__ == kind), None)
        case "HorizontalPodAutoscaler" | "ScaledObject":
            return next((_in_autoscaler(autoscaler, spec, path) for autoscaler in platform.autoscalers if autoscaler.name == name), None)
        case "AlertmanagerConfig" if platform.routing is not None:
            return in_routing(platform.routing, spec, path[1:])
        case "Secret" if platform.routing is not None and name == platform.cluster.alertmanager_secret:
            return platform.routing.at
    return _of_file(platform, file)


def _of_file(platform: ir.Platform, file: str) -> source.Route | None:
    if file.startswith("dashboards/"):
        uid = file.removeprefix("dashboards/").split(".")[0]
        return next((dashboard.at for dashboard in platform.dashboards if dashboard.uid == uid), None)
    if file.startswith("monitors/blackbox"):
        return next((module.at for module in platform.modules), None)
    if file.startswith("alertmanager/") and platform.routing is not None:
        return platform.routing.at
    if file.startswith("patches/"):
        return next((patch.at for patch in platform.patches if file == f"patches/{patch.name}.yaml"), None)
    if file.startswith("stack/") and platform.stack is not None:
        return platform.stack.at
    return None


def _in_autoscaler(autoscaler: ir.Autoscaler, spec: Mapping[str, Any], path: source.Route) -> source.Route:
    match path:
        case ("spec", "metrics" | "triggers" as key, int(index), *_):
            entries = spec[key]
            target = mapping(mapping(entries[index]).get("resource")).get("name") or mapping(entries[index]).get("type")
            for resource in autoscaler.resources:
                if resource.resource == target:
                    return resource.at
            before = sum(not _is_resource(entry) for entry in entries[:index])
            if before < len(autoscaler.metrics):
                return autoscaler.metrics[before].at
    return autoscaler.at


def _is_resource(entry: object) -> bool:
    return mapping(entry).get("type") in {"Resource", "ContainerResource", "cpu", "memory"}


def _branch(route: ir.Route, path: list[source.Key]) -> ir.Route:
    for index in _indices(path):
        if index >= len(route.routes):
            break
        route = route.routes[index]
    return route


def _indices(path: list[source.Key]) -> Iterator[int]:
    """Yield the indices of `routes`, index, `routes`, index, ... until the path leaves the tree."""
    for key, index in zip(path[::2], path[1::2], strict=False):
        if key != "routes" or not isinstance(index, int):
            return
        yield index


def _named(
    nodes: tuple[ir.Receiver, ...] | tuple[ir.TimeInterval, ...], configuration: Mapping[str, Any], section: str, index: int
) -> source.Route | None:
    entries = configuration.get(section)
    if not isinstance(entries, list) or index >= len(entries):
        return None
    name = mapping(entries[index]).get("name")
    return next((node.at for node in nodes if node.name == name), None)
