"""How fast replicas may change: the one shape that HorizontalPodAutoscalers and ScaledObjects share."""

from __future__ import annotations

from tocsin import ir


def behavior(autoscaler: ir.Autoscaler) -> dict[str, object]:
    """Return `behavior` with the directions and fields that were said; empty when none was, so that Kubernetes' defaults hold."""
    directions = {"scaleUp": _rules(autoscaler.up), "scaleDown": _rules(autoscaler.down)}
    return {direction: rules for direction, rules in directions.items() if rules}


def _rules(rules: ir.Rules | None) -> dict[str, object]:
    if rules is None:
        return {}
    said: dict[str, object] = {}
    if rules.window_seconds is not None:
        said["stabilizationWindowSeconds"] = rules.window_seconds
    if rules.select is not None:
        said["selectPolicy"] = rules.select
    if rules.policies:
        said["policies"] = [
            {"type": policy.kind, "value": policy.value, "periodSeconds": policy.period_seconds} for policy in rules.policies
        ]
    return said
