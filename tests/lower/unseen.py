"""Platforms of which Prometheus may see nothing, and what silences what there."""

from __future__ import annotations

from conftest import CompileSpec
from tocsin import ir
from tocsin.prove.routing.intent import RoutingIntent

SPEC = """
platform: {name: shop, namespace: ml, owner: platform, health: {}, cluster: {prometheus: {}, alertmanager: {delivery: file}}}
defaults: {models: {scrape: {port: metrics}}}
models:
  fraud: {namespace: a, owner: a, workload: {deployment: fraud}, probes: {health: {url: "http://fraud:80/health"}}}
  ranker: {namespace: a, owner: a, workload: {deployment: ranker}}
  search: {namespace: a, owner: a, workload: {deployment: search}}
  chat: {namespace: b, workload: {deployment: chat}}
components:
  gateway: {workload: {deployment: gateway}, scrape: {port: metrics}}
  gpus: {namespace: gpu, scrape: {job: dcgm, namespace: gpu}}
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
environments:
  production: {patch: {platform: {cluster: {name: one}}}}
  staging: {patch: {platform: {cluster: {name: two}}}}
"""
ONE = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {}, alertmanager: {delivery: file}}}
defaults: {models: {scrape: {port: metrics}}}
models:
  a: {workload: {deployment: a}}
  b: {workload: {deployment: b}}
  c: {workload: {deployment: c}}
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
"""


def platforms(compile_spec: CompileSpec, text: str) -> list[ir.Platform]:
    built = compile_spec(text)
    assert built.diagnostics == ()
    return [each.platform for each in built.compiled]


def silenced_by(platform: ir.Platform, source: ir.Alert) -> set[str]:
    assert platform.routing is not None
    intent = RoutingIntent(routing=platform.routing)
    return {shown(each) for each in platform.alerts if each is not source and intent.silences(labels_of(source), labels_of(each))}


def labels_of(alert: ir.Alert) -> dict[str, str]:
    return {**alert.labels, "alertname": alert.name}


def shown(alert: ir.Alert) -> str:
    return f"{alert.name} of {alert.labels.get('model') or alert.labels['subject']} in {alert.labels['namespace']}"


def sources_of(platform: ir.Platform) -> dict[str, ir.Alert]:
    return {shown(alert): alert for alert in platform.alerts if alert.at[:2] == ("platform", "targets_down")}


def down_of(platform: ir.Platform) -> list[ir.Alert]:
    return [alert for alert in platform.alerts if alert.at[2:] == ("scrape",)]


OF_A = {f"TargetDown of {name} in a" for name in ("fraud", "ranker", "search")}


def routed(routing: str) -> str:
    before, after = "key: url}}}}\nrouting: {receiver: hook}\n", "key: url}}}, pager: {webhook: {url: {secret: hook, key: pager}}}}\n"
    assert before in SPEC
    return SPEC.replace(before, f"{after if 'pager' in routing else before.partition('routing')[0]}routing: {routing}\n")
