"""What docs/stacks.md has people run reads what is generated, and makes what the tools at the other end take."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY, CompileSpec
from test_readme import merged

STACKS = (REPOSITORY / "docs/stacks.md").read_text(encoding="utf-8")
(DEFINITION,) = re.findall(r"```python\n(.*?)```", STACKS, re.DOTALL)
SPEC = """
platform:
  name: shop
  namespace: shop
  cluster: {grafana: {delivery: files}}
metrics: {accuracy: {series: accuracy, type: gauge, unit: ratio, labels: {model: model}}}
models:
  forecast:
    workload: {deployment: forecast}
    scrape: {port: http}
    thresholds: {accuracy: {below: 80%, for: 5m}}
environments: {production: {}}
"""
ROUTING = {"receiver": "chat", "routes": {"critical": {"when": {"severity": "critical"}, "to": "page"}}}


def section(title: str) -> str:
    return STACKS.partition(f"\n## {title}")[2].partition("\n## ")[0]


@pytest.fixture
def generated(compile_spec: CompileSpec, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a folder with what the spec of one section becomes, in which its secrets are at hand."""
    (shown,) = re.findall(r"```yaml\n(.*?)```", section(request.param), re.DOTALL)
    spec = yaml.safe_load(SPEC)
    merged(spec, yaml.safe_load(shown.replace("/run/secrets", f"{tmp_path}/secrets")))
    if "receivers" in spec:
        spec["routing"] = ROUTING
    built = compile_spec(yaml.safe_dump(spec, sort_keys=False))
    assert built.diagnostics == ()
    for path, content in built.artifacts.items():
        file = tmp_path / "generated" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/pagerduty").write_text("k" * 32 + "\n", encoding="utf-8")
    (tmp_path / "secrets/slack").write_text("https://hooks.slack.com/services/a\n", encoding="utf-8")
    (tmp_path / "definition.py").write_text(DEFINITION, encoding="utf-8")
    return tmp_path


MIMIR, AMAZON = "Mimir, Cortex and Grafana Cloud", "Amazon's managed service for Prometheus"


@pytest.mark.parametrize("generated", [MIMIR, AMAZON], indirect=True)
def test_the_document_of_an_alertmanager_holds_what_its_files_do(generated: Path) -> None:
    command = [sys.executable, "definition.py", "generated/production/shop/alertmanager"]
    definition = yaml.safe_load(subprocess.run(command, cwd=generated, check=True, capture_output=True, text=True).stdout)
    assert definition.keys() == {"template_files", "alertmanager_config"}
    configuration = definition["alertmanager_config"]
    # Mimir refuses each, and Amazon has no file besides its own.
    assert "_file" not in configuration
    assert yaml.safe_load(configuration)["templates"] == list(definition["template_files"])
    (generated / "alertmanager.yaml").write_text(configuration, encoding="utf-8")
    for name, text in definition["template_files"].items():
        (generated / name).write_text(text, encoding="utf-8")
    subprocess.run(["amtool", "check-config", "alertmanager.yaml"], cwd=generated, check=True, capture_output=True)


@pytest.mark.parametrize("generated", [AMAZON], indirect=True)
def test_amazon_is_given_every_rule_file(generated: Path) -> None:
    asked = ran(generated, "Amazon's managed service", "aws")
    put = [line for line in asked if "put-rule-groups-namespace" in line]
    assert len(put) == len(list(generated.glob("generated/production/shop/prometheus/*.rules.yaml"))) >= 1
    assert "--name production-shop-forecast --data fileb://generated/production/shop/prometheus/shop-forecast.rules.yaml" in put[0]
    assert not [line for line in asked if "create-rule-groups-namespace" in line]
    assert "put-alert-manager-definition --workspace-id  --data fileb://definition.yaml" in asked[-1]
    # What is sent is bytes of a file: the service reads no other keys of it.
    (file,) = re.findall(r"fileb://(\S+)", put[0])
    assert list(yaml.safe_load((generated / file).read_text(encoding="utf-8"))) == ["groups"]


@pytest.mark.parametrize("generated", ["Azure's managed service for Prometheus"], indirect=True)
def test_azure_is_given_monitors_under_its_own_name(generated: Path) -> None:
    ran(generated, "Azure's managed service", "az", "az-prom-rules-converter", "kubectl")
    applied = [each for each in yaml.safe_load_all((generated / "kubectl.stdin").read_text(encoding="utf-8")) if each]
    assert [(each["apiVersion"], each["kind"]) for each in applied] == [("azmonitoring.coreos.com/v1", "ServiceMonitor")]
    (converted,) = (generated / "az-prom-rules-converter.log").read_text(encoding="utf-8").splitlines()
    assert "generated/production/shop/prometheus/shop-forecast.rules.yaml --output template.json" in converted


def ran(folder: Path, title: str, *programs: str) -> list[str]:
    """Run the commands of a section with stand-ins for `programs`, which note what they are asked; return that of the first."""
    (commands,) = re.findall(r"```sh\n(.*?)```", section(title), re.DOTALL)
    for program in programs:
        stand_in = folder / "bin" / program
        stand_in.parent.mkdir(exist_ok=True)
        reads = f"cat > {folder}/{program}.stdin" if program == "kubectl" else ""
        stand_in.write_text(f'#!/bin/sh\necho "$*" >> {folder}/{program}.log\n{reads}\n', encoding="utf-8")
        stand_in.chmod(0o755)
    path = f"{folder}/bin:{Path(sys.executable).parent}:/usr/bin:/bin"
    subprocess.run(["sh", "-e", "-c", commands], cwd=folder, env={"PATH": path}, check=True, capture_output=True)
    return (folder / f"{programs[0]}.log").read_text(encoding="utf-8").splitlines()
