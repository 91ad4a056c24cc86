"""Alertmanager's configuration file as plain data, however it is delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tocsin import ir
from tocsin.conventions import ALERTMANAGER_TEMPLATES, header
from tocsin.duration import format_duration
from tocsin.routing.template_file import TEMPLATE_FILE, template_text
from tocsin.versions import alertmanager_since
from tocsin.yaml_writer import dumps


def configuration(platform: ir.Platform, routing: ir.Routing, *, templates: str) -> dict[str, object]:
    """Return the configuration file of `routing`; `templates` is the glob of the notification templates.

    Empty sections are left out; routes stay in their order, since the first that matches wins.
    """
    settings = {"global": dict(routing.settings)} if routing.settings else {}
    sections: dict[str, object] = {
        **settings,
        "templates": [templates],
        "route": route_entry(routing.root, matchers=_matchers),
        "receivers": [_receiver(receiver) for receiver in routing.receivers],
    }
    if routing.inhibit:
        named = _takes_names(platform)
        sections["inhibit_rules"] = [_inhibit_rule(rule, named=named) for rule in routing.inhibit]
    if routing.intervals:
        sections["time_intervals"] = [
            {"name": interval.name, "time_intervals": [dict(entry) for entry in interval.entries]} for interval in routing.intervals
        ]
    return sections


def secret_data(platform: ir.Platform, routing: ir.Routing) -> dict[str, str]:
    """Return the keys of the Secret from which prometheus-operator configures its Alertmanager.

    The operator reads the first, and mounts the others beside it: https://prometheus-operator.dev/docs/developer/alerting/
    """
    content = configuration(platform, routing, templates=f"{ALERTMANAGER_TEMPLATES}/*.tmpl")
    return {"alertmanager.yaml": dumps(content, header=header(routing.sources)), TEMPLATE_FILE: template_text(routing)}


def route_entry(
    route: ir.Route, *, matchers: Callable[[tuple[ir.Matcher, ...]], object], key: Callable[[str], str] = str
) -> dict[str, object]:
    """Return a route with all below it, its matchers made by `matchers`; `key` spells a key of Alertmanager's as the format has it."""
    waits = {"group_wait": route.group_wait_ms, "group_interval": route.group_interval_ms, "repeat_interval": route.repeat_interval_ms}
    entry: dict[str, object] = {
        "receiver": route.receiver,
        "matchers": matchers(route.matchers) if route.matchers else None,
        "group_by": list(route.group_by) if route.group_by else None,
        **{name: None if wait is None else format_duration(wait) for name, wait in waits.items()},
        "continue": route.continues or None,
        "mute_time_intervals": list(route.mute) or None,
        "active_time_intervals": list(route.active) or None,
        "routes": [route_entry(child, matchers=matchers, key=key) for child in route.routes] or None,
    }
    return {key(name): value for name, value in entry.items() if value is not None}


def quoted(value: str) -> str:
    r"""Return the value of a label as Alertmanager reads it in a matcher, and amtool in a label.

    >>> print(quoted('say "hi"'))
    "say \"hi\""
    """
    return f'"{value.translate(_ESCAPES)}"'


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def _receiver(receiver: ir.Receiver) -> dict[str, object]:
    labels = {"labels": dict(sorted(receiver.labels.items()))} if receiver.labels else {}
    return {"name": receiver.name, **labels, **_integrations(receiver.configs)}


def _integrations(configs: Mapping[str, tuple[Mapping[str, object], ...]]) -> dict[str, object]:
    return {key: [dict(entry) for entry in entries] for key, entries in sorted(configs.items())}


def _inhibit_rule(rule: ir.InhibitRule, *, named: bool) -> dict[str, object]:
    entry: dict[str, object] = {"name": rule.name} if named and rule.name else {}
    entry |= {"source_matchers": _matchers(rule.source), "target_matchers": _matchers(rule.target)}
    if rule.equal:
        entry["equal"] = list(rule.equal)
    return entry


def _takes_names(platform: ir.Platform) -> bool:
    """Return whether whoever reads the file knows the names of inhibition rules.

    The operator parses the Secret strictly with its own structs, which lack the field, and would refuse the whole configuration.
    https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/alertmanager/types.go
    """
    since = alertmanager_since("InhibitRule", "name")
    return platform.cluster.alertmanager_delivery == "file" and since is not None and platform.cluster.alertmanager >= since


def _matchers(matchers: tuple[ir.Matcher, ...]) -> list[str]:
    """Return matchers quoted as all of Alertmanager's parsers read alike: classic, UTF-8 with fallback, and UTF-8 strict."""
    return [f"{matcher.label}{matcher.op}{quoted(matcher.value)}" for matcher in matchers]
