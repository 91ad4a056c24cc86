"""Join AlertmanagerConfig objects to an Alertmanager's configuration, as prometheus-operator does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

MatcherStrategy = Literal["OnNamespace", "OnNamespaceExceptForAlertmanagerNamespace", "None"]
"""`alertmanagerConfigMatcherStrategy.type` of the Alertmanager object."""

NOBODY: Final = "null"
"""Who is told by the configuration to which the operator joins when nobody gives one; kube-prometheus-stack's says so as well."""


def merged(objects: Iterable[Mapping[str, Any]], *, strategy: MatcherStrategy, alertmanager_namespace: str) -> dict[str, Any]:
    """Return the configuration that Alertmanager gets: the trees of `objects`, ordered by namespace and name, and else nobody.

    Each tree continues, so that those after it see the alert too, and asks for its object's namespace as `strategy` says;
    what an object names is called `<namespace>/<object>/<name>`. Of receivers only the names are kept: nothing else routes.
    https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/alertmanager/amcfg.go, func AddAlertmanagerConfigs
    """
    routes: list[dict[str, Any]] = []
    receivers: list[dict[str, Any]] = []
    intervals: list[dict[str, Any]] = []
    inhibitions: list[dict[str, Any]] = []
    for each in sorted(objects, key=_key):
        namespace, name = _key(each)
        spec = each.get("spec") or {}
        enforced = strategy == "OnNamespace" or (strategy != "None" and namespace != alertmanager_namespace)
        own = [f'namespace="{namespace}"'] if enforced else []
        inhibitions += [_inhibition(rule, own) for rule in spec.get("inhibitRules") or ()]
        if not spec.get("route"):
            continue
        tree = _route(spec["route"], _prefix(each))
        routes.append({**tree, "matchers": [*tree.get("matchers", ()), *own], "continue": True})
        receivers += [{"name": f"{namespace}/{name}/{receiver['name']}"} for receiver in spec.get("receivers") or ()]
        intervals += [
            {"name": f"{namespace}/{name}/{each['name']}", "time_intervals": [_times(entry) for entry in each.get("timeIntervals") or ()]}
            for each in spec.get("muteTimeIntervals") or ()
        ]
    joined: dict[str, Any] = {"route": {"receiver": NOBODY, "routes": routes}, "receivers": [{"name": NOBODY}, *receivers]}
    if intervals:
        joined["time_intervals"] = intervals
    if inhibitions:
        joined["inhibit_rules"] = inhibitions
    return joined


def _times(entry: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {key: list(entry[key]) for key in ("weekdays", "months", "years") if entry.get(key)}
    if entry.get("times"):
        made["times"] = [{"start_time": each.get("startTime"), "end_time": each.get("endTime")} for each in entry["times"]]
    if entry.get("daysOfMonth"):
        made["days_of_month"] = [f"{each.get('start')}:{each.get('end')}" for each in entry["daysOfMonth"]]
    return made


def _key(each: Mapping[str, Any]) -> tuple[str, str]:
    return str(each["metadata"]["namespace"]), str(each["metadata"]["name"])


def _prefix(each: Mapping[str, Any]) -> Callable[[str], str]:
    """Return what the operator makes of a name in this object; an empty one, which inherits, stays empty."""
    prefix = "/".join(_key(each))
    return lambda name: f"{prefix}/{name}" if name else ""


_SAME: Final = {"groupBy": "group_by", "groupWait": "group_wait", "groupInterval": "group_interval", "repeatInterval": "repeat_interval"}
_NAMED: Final = {"muteTimeIntervals": "mute_time_intervals", "activeTimeIntervals": "active_time_intervals"}


def _route(route: Mapping[str, Any], prefixed: Callable[[str], str]) -> dict[str, Any]:
    made: dict[str, Any] = {"receiver": prefixed(route["receiver"])} if route.get("receiver") else {}
    made |= {theirs: route[ours] for ours, theirs in _SAME.items() if route.get(ours)}
    made |= {theirs: [prefixed(name) for name in route[ours]] for ours, theirs in _NAMED.items() if route.get(ours)}
    if route.get("matchers"):
        made["matchers"] = [_matcher(matcher) for matcher in route["matchers"]]
    if route.get("continue"):
        made["continue"] = True
    if route.get("routes"):
        made["routes"] = [_route(branch, prefixed) for branch in route["routes"]]
    return made


def _inhibition(rule: Mapping[str, Any], own: list[str]) -> dict[str, Any]:
    sides = {f"{side}_matchers": [_matcher(matcher) for matcher in rule.get(f"{side}Match") or ()] for side in ("source", "target")}
    enforced: dict[str, Any] = {side: [*matchers, *(each for each in own if each not in matchers)] for side, matchers in sides.items()}
    return {**enforced, "equal": list(rule["equal"])} if rule.get("equal") else enforced


def _matcher(matcher: Mapping[str, Any]) -> str:
    op = matcher.get("matchType") or ("=~" if matcher.get("regex") else "=")
    value = str(matcher.get("value", "")).replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
    return f'{matcher["name"]}{op}"{value}"'
