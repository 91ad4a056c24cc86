"""Two objectives may give their alerts one name, as those of Sloth and Pyrra often do: they are told apart by the label `slo`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from conftest import CompileSpec, Judge
from tocsin.ir import Alert

_SPEC = """
platform: {name: shop, namespace: ml}
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}
  errors: {ratio: {of: requests, where: {code: {matches: "5.."}}}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}, buckets: [100ms, 200ms]}
models:
  chat:
    workload: {deployment: chat}
    slos:
      available: {metric: errors, objective: 99%, alert: Budget}
      fast: {metric: latency, under: 200ms, objective: 99.5%, alert: Budget}
      alone: {metric: latency, under: 100ms, objective: 95%}
"""


def test_each_is_proved(compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    built = compile_spec(_SPEC)
    assert not built.diagnostics
    (compiled,) = built.compiled
    rules = [rule for each in compiled.platform.rules for group in each.groups for rule in group.rules if isinstance(rule, Alert)]
    assert len([alert for alert in rules if alert.name.startswith("Budget")]) > 2
    assert not [(alert.name, alert.labels["slo"], alert.unproved) for alert in rules if alert.script is None]
    for artifact in compiled.artifacts:
        path = tmp_path / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(artifact.text, encoding="utf-8")
    proofs = sorted(str(path) for path in tmp_path.glob("proofs/*.yaml"))
    done = subprocess.run([str(judge("promtool")), "test", "rules", *proofs], capture_output=True, text=True, check=False)
    assert proofs
    assert done.returncode == 0, (done.stdout + done.stderr)[:4000]
