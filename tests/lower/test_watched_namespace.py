"""An exporter runs in one namespace and tells of pods in others: which of these a component is about, it says itself."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import promql


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        pytest.param("namespace: ml, ", {'{job="dcgm",namespace="gpu-operator",exported_namespace="ml"}'}, id="one namespace"),
        pytest.param("namespace: gpu-operator, ", {'{job="dcgm",namespace="gpu-operator"}'}, id="where it runs"),
        pytest.param("", {'{job="dcgm",namespace="gpu-operator"}'}, id="the cluster"),
    ],
)
def test_gpus_of_one_namespace_are_asked_for_by_it_wherever_their_exporter_runs(
    compile_spec: CompileSpec, said: str, wanted: set[str]
) -> None:
    built = compile_spec(f"""
platform: {{name: shop, namespace: shop}}
components:
  gpus: {{{said}runtime: dcgm-exporter, scrape: {{job: dcgm, namespace: gpu-operator}}}}
""")
    assert not built.diagnostics, built.diagnostics
    rules = [rule for each in built.compiled[0].platform.rules for group in each.groups for rule in group.rules]
    asked = [selector for rule in rules for selector in promql.selectors(rule.expr) if selector.metric == "DCGM_FI_DEV_ROW_REMAP_FAILURE"]
    assert {promql.to_text(selector).removeprefix("DCGM_FI_DEV_ROW_REMAP_FAILURE") for selector in asked} == wanted
