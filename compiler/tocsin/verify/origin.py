"""Which part of the spec a place in an artefact came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from tocsin import ir, source
from tocsin.division.rule_groups import undivided
from tocsin.verify.walk import mapping, mappings

_Origin: TypeAlias = ir.Alert | ir.Recording | ir.RuleGroup | ir.RuleObject

_SPELLINGS: Final = {"inhibitRules": "inhibit_rules", "muteTimeIntervals": "time_intervals", "mute_time_intervals": "time_intervals"}


def in_rules(rules: ir.RuleObject, document: object, path: source.KeyPath) -> source.KeyPath:
    """Return the origin of `path` (`groups`, index, `rules`, index, field) in a rule file, or in a part of an object that was too large."""
    groups = [group for _, group in mappings(mapping(document).get("groups"))]
    match path:
        case ("groups", int(group), "rules", int(number), *_) if group < len(groups):
            return _in_rule(rules, groups, group, number).at
        case ("groups", int(group), *_) if group < len(groups):
            return _in_group(rules, groups, group).at
    return rules.at


def in_routing(routing: ir.Routing, configuration: Mapping[str, Any], path: source.KeyPath) -> source.KeyPath:
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


def in_object(platform: ir.Platform, file: str, manifest: Mapping[str, Any], path: source.KeyPath) -> source.KeyPath | None:
    """Return the origin of `path` in a Kubernetes object; None when the spec says nothing about it."""
    name = mapping(manifest.get("metadata")).get("name")
    spec = mapping(manifest.get("spec"))
    match manifest.get("kind"):
        case "PrometheusRule" | "ClusterRules" as kind:
            # What belongs to no namespace has it in its name, and ours in that of its file.
            found = rule_object(platform, str(name) if kind == "PrometheusRule" else file.removeprefix("rules/").removesuffix(".yaml"))
            return in_rules(found, spec, path[1:]) if found else None
        case "ServiceMonitor" | "PodMonitor" | "Probe" | "PodMonitoring" as kind:
            of = "PodMonitor" if kind == "PodMonitoring" else kind
            return next((monitor.at for monitor in platform.monitors if monitor.name == name and type(monitor).__name__ == of), None)
        case "HorizontalPodAutoscaler" | "ScaledObject":
            return next((_in_autoscaler(autoscaler, spec, path) for autoscaler in platform.autoscalers if autoscaler.name == name), None)
        case "TriggerAuthentication":
            written = (own for autoscaler in platform.autoscalers for own in autoscaler.own_authentications)
            return next((at for authentication, _, at in written if authentication.name == name), None)
        case "AnalysisTemplate":
            return next((analysis.at for analysis in platform.analyses if analysis.name == name), None)
        case "CronJob" | "CronWorkflow":
            return next((schedule.at for schedule in platform.schedules if schedule.name == name), None)
        case "AlertmanagerConfig" if platform.routing is not None:
            return in_routing(platform.routing, spec, path[1:])
        case "Secret" if platform.routing is not None and name == platform.cluster.alertmanager_secret:
            return platform.routing.at
    return _of_file(platform, file)


def rule_object(platform: ir.Platform, name: str) -> ir.RuleObject | None:
    """Return the rules that the PrometheusRule `name` holds, all of them or, as `<object>.01`, a part."""
    names = (name, undivided(name))
    return next((rules for wanted in names for rules in platform.rules if rules.name == wanted), None)


def _in_rule(rules: ir.RuleObject, groups: list[Mapping[str, Any]], group: int, number: int) -> _Origin:
    meant = [rule for each in rules.groups for rule in each.rules]
    written = [[rule for _, rule in mappings(each.get("rules"))] for each in groups]
    position = sum(map(len, written[:group])) + number
    rule = written[group][number] if number < len(written[group]) else {}
    # What was written wrong still stands where it was meant to, unless a large group has been divided.
    if len(groups) == len(rules.groups) and sum(map(len, written)) == len(meant) and position < len(meant):
        return meant[position]
    for each in meant:
        name, field = (each.name, "alert") if isinstance(each, ir.Alert) else (each.record, "record")
        if rule.get(field) == name and mapping(rule.get("labels")) == each.labels:
            return each
    return _in_group(rules, groups, group)


def _in_group(rules: ir.RuleObject, groups: list[Mapping[str, Any]], group: int) -> _Origin:
    if len(groups) == len(rules.groups):
        return rules.groups[group]
    names = (str(groups[group].get("name")), undivided(str(groups[group].get("name"))))
    return next((each for wanted in names for each in rules.groups if each.name == wanted), rules)


def _of_file(platform: ir.Platform, file: str) -> source.KeyPath | None:
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


def _in_autoscaler(autoscaler: ir.Autoscaler, spec: Mapping[str, Any], path: source.KeyPath) -> source.KeyPath:
    match path:
        case ("spec", "metrics" | "triggers" as key, int(index), *_):
            entries = spec[key]
            entry = mapping(entries[index])
            target = mapping(entry.get("resource") or entry.get("containerResource")).get("name") or entry.get("type")
            for resource in autoscaler.resources:
                if resource.resource == target:
                    return resource.at
            before = sum(not _is_resource(entry) for entry in entries[:index])
            others: list[source.KeyPath] = [metric.at for metric in autoscaler.metrics]
            others += [*(trigger.at for trigger in autoscaler.triggers), *(hours.at for hours in autoscaler.hours)]
            if before < len(others):
                return others[before]
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
) -> source.KeyPath | None:
    entries = configuration.get(section)
    if not isinstance(entries, list) or index >= len(entries):
        return None
    name = mapping(entries[index]).get("name")
    return next((node.at for node in nodes if node.name == name), None)
