"""A platform with a few alerts and a routing tree, compiled by the real emitters; each test spoils one thing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from emit.small_platform import PLATFORM
from emit.small_routing import CHILD, NIGHTS, ROOT, ROUTING
from expression import read
from tocsin import ir
from tocsin.emit import alertmanager, alertmanager_config, alertmanager_secret, prometheus_rules
from tocsin.prove.routing import RouteProof, prove_routes
from tocsin.units import UNITS

FILE = "alertmanager/alertmanager.yaml"
SECRET = "alertmanager/secret.yaml"  # noqa: S105 - a file
RESOURCE = "alertmanager/alertmanagerconfig.yaml"
RULES = "prometheus/fraud.rules.yaml"


def alert(name: str, severity: str, text: str = "sum(errors) > 1", **labels: str) -> ir.Alert:
    return ir.Alert(
        name=name,
        expr=read(text),
        value=read(text),
        unit=UNITS["count"],
        for_ms=0,
        severity=severity,
        labels={"severity": severity, "namespace": "shop-prod", **labels},
        annotations={"summary": f"{name} of {{{{ $labels.model }}}}"},
        title="errors",
        at=("models", "fraud", "thresholds", name),
    )


def route(name: str, *conditions: str, to: str | None = None, branches: tuple[ir.Route, ...] = (), continues: bool = False) -> ir.Route:
    """Return a route; each condition is `label op value`."""
    parts = [condition.split(" ", 2) for condition in conditions]
    return replace(
        CHILD,
        name=name,
        matchers=tuple(matcher(*part) for part in parts),
        receiver=to,
        group_wait_ms=None,
        continues=continues,
        mute=(),
        routes=branches,
        at=("routing", "routes", name),
    )


def matcher(label: str, op: str, value: str) -> ir.Matcher:
    match op:
        case "=" | "!=" | "=~" | "!~":
            return ir.Matcher(label=label, op=op, value=value)
    raise ValueError(op)


def receiver(name: str) -> ir.Receiver:
    return ir.Receiver(name=name, configs={}, custom_resource={}, labels={}, at=("receivers", name))


def platform(
    *alerts: ir.Alert | ir.Recording,
    routes: tuple[ir.Route, ...] = (),
    inhibit: tuple[ir.InhibitRule, ...] = (),
    intervals: tuple[ir.TimeInterval, ...] = (NIGHTS,),
    **cluster: object,
) -> ir.Platform:
    group = ir.RuleGroup(name="fraud", interval_ms=0, rules=alerts, at=())
    rules = ir.RuleObject(name="fraud", namespace="shop-prod", labels={}, groups=(group,), sources=(), at=())
    root = replace(ROOT, routes=routes, at=("routing",))
    names = ("operations", "pager", "retraining")
    routing = replace(ROUTING, root=root, receivers=tuple(map(receiver, names)), inhibit=inhibit, intervals=intervals, at=("routing",))
    return replace(PLATFORM, rules=(rules,), routing=routing, cluster=replace(PLATFORM.cluster, **cluster))


def written(shop: ir.Platform) -> dict[str, str]:
    emitters = (alertmanager, alertmanager_config, alertmanager_secret, prometheus_rules)
    return {artifact.path: artifact.text for emitter in emitters for artifact in emitter.emit(shop)}


def spoilt(shop: ir.Platform, file: str, old: str, new: str) -> dict[str, str]:
    """Return what was written with a text replaced that occurs once."""
    texts = written(shop)
    assert texts[file].count(old) == 1, f"{old!r} occurs {texts[file].count(old)} times in\n{texts[file]}"
    return {**texts, file: texts[file].replace(old, new)}


def proofs(shop: ir.Platform, amtool: Path, texts: Mapping[str, str] | None = None) -> tuple[RouteProof, ...]:
    return prove_routes(shop, written(shop) if texts is None else texts, amtool=amtool)
