"""What a plain Prometheus scrapes by addresses has the labels `job` and `instance`, and no label `pod`."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import promql
from tocsin.ir import Alert

_SPEC = """
platform:
  name: shop
  namespace: ml
  cluster: {prometheus: {stack: prometheus}, alertmanager: {delivery: file}, grafana: {delivery: files}}
models: {chat: {runtime: RUNTIME, scrape: {targets: ["10.0.0.1:8000", "10.0.0.2:8000"]}}}
"""


@pytest.mark.parametrize("runtime", ["sglang", "tgi", "vllm"])
def test_replicas_are_told_apart_by_instance(compile_spec: CompileSpec, runtime: str) -> None:
    built = compile_spec(_SPEC.replace("RUNTIME", runtime))
    assert not built.diagnostics
    rules = [rule for each in built.compiled[0].platform.rules for group in each.groups for rule in group.rules]
    (stalled,) = (rule for rule in rules if isinstance(rule, Alert) and rule.name == "LLMEngineStalled")
    assert "max by (instance)" in promql.to_text(stalled.expr)
    assert "(instance {{ $labels.instance }})" in stalled.annotations["description"]
    assert not any("pod" in promql.to_text(rule.expr) for rule in rules)
