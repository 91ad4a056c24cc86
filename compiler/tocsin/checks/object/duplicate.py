"""Two generated objects of one kind with one name in one namespace: applied together, one would replace the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.ir import Platform
from tocsin.source import Route


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every object that another platform of the environment, or another part of the spec, generates too."""
    seen: dict[tuple[str, ...], tuple[Checked, Route]] = {}
    for checked in estate:
        for kind, namespace, name, at in _objects(checked.platform):
            first, first_at = seen.setdefault((checked.platform.environment, kind, namespace, name), (checked, at))
            if first is not checked or first_at != at:
                yield Finding(
                    message=f"another {kind} `{name}` is generated for the namespace `{namespace}`",
                    help="rename one of the two",
                    where=checked,
                    at=at,
                    part="key",
                    notes=(("the other one is", first, first_at),),
                )


def _objects(platform: Platform) -> Iterator[tuple[str, str, str, Route]]:
    for rule_object in platform.rules:
        yield "PrometheusRule", rule_object.namespace, rule_object.name, rule_object.at
    for monitor in platform.monitors:
        yield type(monitor).__name__, monitor.namespace, monitor.name, monitor.at
    for autoscaler in platform.autoscalers:
        yield "autoscaler", autoscaler.namespace, autoscaler.name, autoscaler.at
    for dashboard in platform.dashboards:
        yield "dashboard", platform.cluster.grafana_namespace, dashboard.uid, dashboard.at
