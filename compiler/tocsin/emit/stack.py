"""What a platform declares of its monitoring stack: values of kube-prometheus-stack and Grafana's datasources."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield the files under `stack/` that have something in them."""
    stack = platform.stack
    if stack is None:
        return
    comment = header(platform.sources)
    if stack.helm_values:
        yield Artifact("stack/kube-prometheus-stack.values.yaml", dumps(dict(stack.helm_values), header=comment))
    if stack.datasources:
        provisioning = {"apiVersion": 1, "datasources": [dict(datasource) for datasource in stack.datasources]}
        yield Artifact("stack/grafana-datasources.yaml", dumps(provisioning, header=comment))
