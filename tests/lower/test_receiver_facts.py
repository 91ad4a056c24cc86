"""What is known of every notification is filled into the texts of receivers, wherever they stand."""

from __future__ import annotations

import re

import pytest
import yaml

from conftest import CompileSpec

_SPEC = """
platform: {{name: shop, namespace: ml, owner: serving, cluster: {{alertmanager: {{delivery: {delivery}}}}}}}
receivers:
  team:
    opsgenie: {{api_key: {{secret: a, key: b}}, tags: "<< platform >>, <<environment>>", details: {{team: "<< owner >>", in: ml}}}}
    email:
      - {{to: "<< owner >>@b.example", from: a@b.example, smarthost: "m:25", headers: {{Subject: "{{{{ .Status }}}} in << namespace >>"}}}}
routing: {{receiver: team}}
environments: {{staging: {{namespace: ml-staging}}, production: {{}}}}
"""


@pytest.mark.parametrize(("delivery", "file"), [("file", "alertmanager.yaml"), ("alertmanagerconfig", "alertmanagerconfig.yaml")])
def test_each_environment_tells_its_own(compile_spec: CompileSpec, delivery: str, file: str) -> None:
    built = compile_spec(_SPEC.format(delivery=delivery))
    assert built.diagnostics == ()
    for environment, namespace in (("staging", "ml-staging"), ("production", "ml")):
        text = next(text for path, text in built.artifacts.items() if f"{environment}/" in path and path.endswith(f"/alertmanager/{file}"))
        assert f"shop, {environment}" in text
        assert "to: serving@b.example" in text
        assert re.search(rf"\{{\{{ .Status \}}\}} in {namespace}['\"\n]", text)
        assert "<<" not in text
        assert yaml.safe_load(text)
