"""What the Alertmanager object must have for an AlertmanagerConfig to hear of other namespaces is declared with the stack."""

from __future__ import annotations

import pytest
import yaml

from conftest import CompileSpec

_SPEC = """
platform:
  name: shop
  namespace: ml
  cluster: {{alertmanager: {{delivery: {delivery}, matcher_strategy: None}}}}
  stack: {{}}
receivers: {{hook: {{webhook: {{url: {{secret: hook, key: url}}}}}}}}
routing: {{receiver: hook}}
"""


@pytest.mark.parametrize(
    ("delivery", "declared"),
    [
        ("alertmanagerconfig", {"alertmanagerSpec": {"minReadySeconds": 90, "alertmanagerConfigMatcherStrategy": {"type": "None"}}}),
        ("file", None),
    ],
)
def test_the_stack_gets_the_strategy(compile_spec: CompileSpec, delivery: str, declared: object) -> None:
    built = compile_spec(_SPEC.format(delivery=delivery))
    assert built.diagnostics == ()
    path = next(path for path in built.artifacts if path.endswith("/kube-prometheus-stack.values.yaml"))
    assert yaml.safe_load(built.artifacts[path]).get("alertmanager") == declared
