"""AnalysisTemplates, with which Argo Rollouts asks whether a rollout may go on.

https://argo-rollouts.readthedocs.io/en/stable/features/analysis/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir, promql
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.duration import format_duration
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.yaml_writer import dumps

_ARGUMENT: Final = "token"
"""The argument that holds the bearer token."""


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `analysis/<name>.yaml` for each analysis."""
    for analysis in platform.analyses:
        head = kubernetes_object(
            "argoproj.io/v1alpha1", "AnalysisTemplate", name=analysis.name, namespace=analysis.namespace, labels=analysis.labels
        )
        yield Artifact(f"analysis/{analysis.name}.yaml", dumps({**head, "spec": _spec(analysis)}, header=header(analysis.sources)))


def _spec(analysis: ir.Analysis) -> dict[str, object]:
    opposite = {">": "<=", "<": ">="}[analysis.op]
    metric = {
        "name": analysis.metric,
        "interval": format_duration(analysis.every_ms),
        "count": analysis.times,
        # Too few samples are a query without result, which meets neither condition. One bad measurement is enough to fail, but only when
        # not one was conclusive does the rollout wait for a person.
        "failureLimit": 0,
        "inconclusiveLimit": analysis.times - 1,
        # Without the braces only a recent version of the language of conditions reads it: https://expr-lang.org/docs/language-definition
        "successCondition": f"len(result) > 0 && all(result, {{# {opposite} {_number(analysis.passes)}}})",
        "failureCondition": f"any(result, {{# {analysis.op} {_number(analysis.fails)}}})",
        "provider": {"prometheus": {"address": analysis.server, **_let_in(analysis), "query": promql.pretty(analysis.query, width=120)}},
    }
    arguments: list[dict[str, object]] = [{"name": name, "value": value} for name, value in analysis.arguments]
    if (token := analysis.access.token) is not None:
        arguments.append({"name": _ARGUMENT, "valueFrom": {"secretKeyRef": {"name": token.secret, "key": token.key}}})
    return {"args": arguments, "metrics": [metric]}


def _let_in(analysis: ir.Analysis) -> dict[str, object]:
    """Return what Argo says of itself; it reads no object of KEDA's, and finds credentials where it runs.

    https://argo-rollouts.readthedocs.io/en/stable/analysis/prometheus/
    """
    access = analysis.access
    shown = {"X-Scope-OrgID": access.tenant, "Authorization": f"Bearer {{{{args.{_ARGUMENT}}}}}" if access.token is not None else ""}
    headers = [{"key": key, "value": value} for key, value in shown.items() if value]
    return ({"headers": headers} if headers else {}) | (
        {"authentication": {"sigv4": {"region": access.aws_region}}} if access.aws_region else {}
    )


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
