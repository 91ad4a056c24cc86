"""The rehearsal overlay: the generated configuration, with shorter times and with webhooks in the place of every integration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import yaml

from tocsin import promql
from tocsin.duration import format_duration, parse_duration
from tocsin.rehearse.production import Integration
from tocsin.rehearse.scale import Scale
from tocsin.yaml_writer import dumps


def rules(text: str, scale: Scale) -> str:
    """Return a rule file in scaled time; what cannot be read stays as it is, for Prometheus to refuse."""
    content = yaml.load(text, Loader=yaml.CSafeLoader)
    groups = [{**group, "rules": [_rule(rule, scale) for rule in group["rules"]]} for group in content["groups"]]
    # What evaluates less often than the others does not in a rehearsal.
    return dumps({**content, "groups": [{key: value for key, value in group.items() if key != "interval"} for group in groups]})


def _rule(rule: Mapping[str, Any], scale: Scale) -> dict[str, Any]:
    expr = promql.parse(str(rule["expr"]))
    scaled: dict[str, Any] = dict(rule)
    if not isinstance(expr, promql.ParseFailure):
        scaled["expr"] = promql.to_text(scale.expression(expr))
    for key in ("for", "keep_firing_for"):
        milliseconds = parse_duration(str(rule[key])) if key in rule else None
        if milliseconds is not None:
            scaled[key] = format_duration(scale.wait(milliseconds))
    return scaled


def prometheus(*, scale: Scale, exporter: str, alertmanager: str, rule_files: Iterable[str], external_labels: Mapping[str, str]) -> str:
    """Return the configuration of a Prometheus that scrapes one page and keeps its labels; addresses are `host:port`."""
    every = format_duration(scale.scrape_ms)
    return dumps(
        {
            "global": {
                "scrape_interval": every,
                "scrape_timeout": every,
                "evaluation_interval": every,
                **({"external_labels": dict(external_labels)} if external_labels else {}),
            },
            "rule_files": sorted(rule_files),
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]},
            # The page says whose series they are: the rules select by `job`, `namespace` and `instance` of the real targets.
            "scrape_configs": [{"job_name": "rehearsal", "honor_labels": True, "static_configs": [{"targets": [exporter]}]}],
        }
    )


def alertmanager(configuration: Mapping[str, Any], *, integrations: Iterable[Integration], scale: Scale, sink: str, templates: str) -> str:
    """Return `configuration` with scaled times and, for each integration, a webhook below the URL `sink`.

    The settings of the real integrations are left out, and so are the times at which routes are muted.
    """
    told: dict[str, list[Integration]] = {}
    for each in integrations:
        told.setdefault(each.receiver, []).append(each)
    receivers = [_receiver(str(receiver["name"]), told, sink) for receiver in configuration.get("receivers") or ()]
    kept = {key: value for key, value in configuration.items() if key not in _REPLACED}
    return dumps({**kept, "templates": [templates], "route": _route(configuration["route"], scale), "receivers": receivers})


_REPLACED: Final = ("global", "templates", "route", "receivers", "time_intervals", "mute_time_intervals")
_TIMES: Final = ("mute_time_intervals", "active_time_intervals")


def muted(configuration: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the intervals that the overlay leaves out, because a route is muted or active in them."""
    return tuple(sorted(set(_muted(configuration.get("route") or {}))))


def _muted(route: Mapping[str, Any]) -> Iterator[str]:
    for key in _TIMES:
        yield from route.get(key) or ()
    for branch in route.get("routes") or ():
        yield from _muted(branch)


def path(integration: Integration) -> str:
    """Return the path of the URL at which the sink hears of an integration.

    >>> path(Integration(receiver="ml/shop/on call", name="slack_configs[0]", tells_resolved=True))
    '/ml%2Fshop%2Fon%20call/slack_configs%5B0%5D'
    """
    return f"/{quote(integration.receiver, safe='')}/{quote(integration.name, safe='')}"


def _receiver(name: str, told: Mapping[str, list[Integration]], sink: str) -> dict[str, Any]:
    webhooks = [{"send_resolved": each.tells_resolved, "url": sink + path(each)} for each in told.get(name, ())]
    return {"name": name, **({"webhook_configs": webhooks} if webhooks else {})}


def _route(route: Mapping[str, Any], scale: Scale, *, is_root: bool = True) -> dict[str, Any]:
    made = {key: value for key, value in route.items() if key not in _TIMES}
    # Alertmanager's own, which the root would have: https://prometheus.io/docs/alerting/latest/configuration/#route
    times = {"group_wait": "30s", "group_interval": "5m", "repeat_interval": "4h"}
    for key, default in times.items():
        if is_root or key in made:
            shorter = scale.repeat if key == "repeat_interval" else scale.notify
            made[key] = format_duration(shorter(parse_duration(str(made.get(key, default))) or 0))
    if made.get("routes"):
        made["routes"] = [_route(branch, scale, is_root=False) for branch in made["routes"]]
    return made
