"""Two generated objects of one kind with one name in one namespace: applied together, one would replace the other.

Bad:
    models:
      chat: {workload: {deployment: a}, scaling: {name: scaler, replicas: {min: 1, max: 3}, targets: {cpu: 70%}}}
      code:
        workload: {deployment: b}
        scaling: {name: scaler, replicas: {min: 1, max: 3}, targets: {cpu: 70%}}  # error

Good:
    models:
      chat: {workload: {deployment: a}, scaling: {name: chat, replicas: {min: 1, max: 3}, targets: {cpu: 70%}}}
      code: {workload: {deployment: b}, scaling: {name: code, replicas: {min: 1, max: 3}, targets: {cpu: 70%}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.ir import Platform
from tocsin.source import KeyPath

NEVER_ALLOWED: Final = True  # one of the two objects would be lost


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every object that another platform or environment in the same cluster, or another part of the spec, generates too."""
    seen: dict[str, dict[tuple[str, str, str], tuple[Checked, KeyPath]]] = {}
    told: set[tuple[str, str, str]] = set()
    for checked in estate:
        clusters = [seen.setdefault(cluster, {}) for cluster in checked.clusters]
        for kind, namespace, name, at in _objects(checked.platform):
            this = (checked, at)
            known = [there for cluster in clusters if (there := cluster.setdefault((kind, namespace, name), this)) is not this]
            if not known:
                continue
            first, first_at = next((each for each in known if each[0] is not checked), known[0])
            if first is checked or first.platform.name != checked.platform.name:
                yield Finding(
                    message=f"another {kind} `{name}` is generated for the namespace `{namespace}`",
                    help="rename one of the two",
                    where=checked,
                    at=at,
                    part="key",
                    notes=(("the other one is", first, first_at),),
                )
                continue
            if first.platform.environment == checked.platform.environment:
                continue  # of two folders with one platform, which is told already
            # Two environments in one namespace share all their objects: that is one mistake.
            pair = (checked.platform.name, first.platform.environment, checked.platform.environment)
            if pair not in told:
                told.add(pair)
                yield _same_place(checked, first, f"{kind} `{name}` for the namespace `{namespace}`")


def _same_place(checked: Checked, first: Checked, what: str) -> Finding:
    return Finding(
        message=f"`{checked.platform.environment}` and `{first.platform.environment}` both generate the {what}",
        help="patch the `namespace`, or name the clusters when they are two: `platform: {cluster: {name: staging}}` in the patch",
        where=checked,
        at=("environments", checked.platform.environment),
        part="key",
    )


def _objects(platform: Platform) -> Iterator[tuple[str, str, str, KeyPath]]:
    if platform.cluster.finds_targets:
        for rule_object in platform.rules:
            yield "PrometheusRule", rule_object.namespace, rule_object.name, rule_object.at
        for monitor in platform.monitors:
            yield type(monitor).__name__, monitor.namespace, monitor.name, monitor.at
    if platform.routing is not None and platform.cluster.alertmanager_delivery == "alertmanagerconfig":
        yield "AlertmanagerConfig", platform.namespace, platform.name, platform.routing.at
    for autoscaler in platform.autoscalers:
        yield "autoscaler", autoscaler.namespace, autoscaler.name, autoscaler.at
        for authentication, _, at in autoscaler.own_authentications:
            yield "TriggerAuthentication", autoscaler.namespace, authentication.name, at
    for analysis in platform.analyses:
        yield "AnalysisTemplate", analysis.namespace, analysis.name, analysis.at
    for schedule in platform.schedules:
        yield "schedule", schedule.namespace, schedule.name, schedule.at
    for dashboard in platform.dashboards:
        yield "dashboard", platform.cluster.grafana_namespace, dashboard.uid, dashboard.at
