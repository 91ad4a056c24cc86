"""What a team writes by hand first: YAML read with libyaml, Python dicts, and the same library to write them.

Usage: dicts.py INPUTS OUT
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bench.peers.dicts_dashboard import dashboard
from bench.peers.dicts_promql import condition, recorded

Facts = dict[str, Any]


def main(inputs: Path, out: Path) -> None:
    """Compile every team file of `inputs` into `out`."""
    teams = []
    for path in sorted(inputs.glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            teams.append(yaml.load(file, Loader=yaml.CSafeLoader))
    for folder in ("rules", "autoscalers", "monitors", "dashboards"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for name, value in _files(teams):
        with (out / name).open("w", encoding="utf-8") as file:
            if name.endswith(".json"):
                json.dump(value, file, indent=2)
            else:
                yaml.dump(value, file, Dumper=yaml.CSafeDumper, sort_keys=False)


def _files(teams: list[Facts]) -> Iterator[tuple[str, Facts]]:
    for team in teams:
        for model in team["models"]:
            name = model["name"]
            yield f"rules/w-{name}.yaml", _rules(model, team["team"])
            yield f"autoscalers/{name}-scaler.yaml", _autoscaler(model)
            yield f"monitors/{name}.yaml", _monitor(model)
            yield f"dashboards/w-default-{name}.json", dashboard(model, team["team"])
    yield "alertmanager.yaml", _alertmanager(teams)


def _metadata(model: Facts, name: str) -> Facts:
    labels = {"app.kubernetes.io/managed-by": "dicts", "app.kubernetes.io/part-of": "w", "release": "kube-prometheus-stack"}
    return {"name": name, "namespace": model["namespace"], "labels": labels}


def _rules(model: Facts, owner: str) -> Facts:
    name = model["name"]
    alerts = [_alert(model, alert, owner) for alert in model["alerts"]]
    recordings = [
        {
            "record": each["record"],
            "expr": recorded(model, each),
            # One dict for both would be written as an anchor and an alias.
            "labels": {"environment": "default", "model": name, "namespace": model["namespace"], "platform": "w"},
        }
        for each in model["recordings"]
    ]
    groups = [
        {"name": f"{name}.availability", "rules": alerts[:1]},
        {"name": f"{name}.thresholds", "rules": [*recordings, *alerts[1:]]},
    ]
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": _metadata(model, f"w-{name}"),
        "spec": {"groups": groups},
    }


def _alert(model: Facts, alert: Facts, owner: str) -> Facts:
    name, namespace, what = model["name"], model["namespace"], alert["name"]
    limit = "is down" if alert["kind"] == "down" else f"is above {alert['above']}"
    return {
        "alert": what,
        "expr": condition(model, alert),
        "for": alert["for"],
        "labels": {
            "environment": "default",
            "model": name,
            "namespace": namespace,
            "owner": owner,
            "platform": "w",
            "severity": alert["severity"],
            "tier": model["tier"],
        },
        "annotations": {
            "dashboard_url": f"https://grafana.example.com/d/w-default-{name}",
            "description": f"{what} of {name} in {namespace} {limit} for {alert['for']}: {{{{ $value | humanize }}}}.",
            "runbook_url": f"https://runbooks.example.com/models/{name}#{what}",
            "summary": f"{name}: {what} {limit}",
        },
    }


def _autoscaler(model: Facts) -> Facts:
    name, scaling = model["name"], model["scaling"]
    own = {"selector": {"matchLabels": {"model": name}}}
    cpu = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": scaling["cpu"]}}
    queue = {"metric": {"name": "w_queue_depth", **own}, "target": {"type": "AverageValue", "averageValue": scaling["queue_depth"]}}
    inflight = {"metric": {"name": "w_default_inflight", **own}, "target": {"type": "Value", "value": scaling["inflight"]}}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": _metadata(model, f"{name}-scaler"),
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
            "minReplicas": scaling["min"],
            "maxReplicas": scaling["max"],
            "metrics": [
                {"type": "Resource", "resource": cpu},
                {"type": "Pods", "pods": queue},
                {"type": "External", "external": inflight},
            ],
            "behavior": {"scaleUp": _direction(scaling["up"]), "scaleDown": _direction(scaling["down"])},
        },
    }


def _direction(direction: Facts) -> Facts:
    policy = {"type": "Percent", "value": direction["percent"], "periodSeconds": direction["period"]}
    return {"stabilizationWindowSeconds": direction["window"], "policies": [policy]}


def _monitor(model: Facts) -> Facts:
    scrape = model["scrape"]
    endpoint = {
        "port": model["port"],
        "path": scrape["path"],
        "scheme": "http",
        "interval": scrape["interval"],
        "scrapeTimeout": scrape["timeout"],
        "metricRelabelings": [{"sourceLabels": ["__name__"], "regex": scrape["drop"], "action": "drop"}],
    }
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": _metadata(model, model["name"]),
        "spec": {
            "namespaceSelector": {"matchNames": [model["namespace"]]},
            "selector": {"matchLabels": {"app": model["name"]}},
            "endpoints": [endpoint],
        },
    }


def _alertmanager(teams: list[Facts]) -> Facts:
    routes = [
        {
            "receiver": team["team"],
            "matchers": [f'owner="{team["team"]}"'],
            "group_by": ["alertname", "model", "severity"],
            "group_wait": team["receiver"]["group_wait"],
            "repeat_interval": team["receiver"]["repeat_interval"],
        }
        for team in teams
    ]
    return {
        "route": {"receiver": "default", "group_by": ["alertname", "model"], "repeat_interval": "12h", "routes": routes},
        "receivers": [{"name": "default"}, *(_receiver(team) for team in teams)],
        "inhibit_rules": [
            {
                "source_matchers": ['platform="w"', 'severity="critical"'],
                "target_matchers": ['platform="w"', 'severity="warning"'],
                "equal": ["alertname", "platform", "environment", "namespace", "model", "subject"],
            }
        ],
    }


def _receiver(team: Facts) -> Facts:
    secrets = "/etc/alertmanager/secrets"
    text = "{{ .CommonAnnotations.description }}"
    slack = {"channel": team["receiver"]["channel"], "api_url_file": f"{secrets}/slack/url", "send_resolved": True, "text": text}
    pagerduty = {"routing_key_file": f"{secrets}/{team['team']}/pagerduty", "description": "{{ .CommonAnnotations.summary }}"}
    return {"name": team["team"], "slack_configs": [slack], "pagerduty_configs": [pagerduty]}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
