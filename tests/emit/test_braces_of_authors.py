"""What an author says of a metric is no template of Prometheus, which refuses all rules of a file for one that it cannot read."""

from __future__ import annotations

import subprocess
from pathlib import Path

from conftest import CompileSpec, Judge
from tocsin.annotation import annotation

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}
metrics: {queue: {series: queue_size, type: gauge, labels: {path: path}, help: "what {{path}} waits for, {{ end }}"}}
components: {gateway: {thresholds: {queue: {above: 5, where: {path: "/items/{{id}}"}}}}}
"""


def test_braces_of_a_help_text_stay_braces(compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    built = compile_spec(_SPEC)
    assert not built.diagnostics
    (rules,) = (text for path, text in built.artifacts.items() if path.endswith(".rules.yaml"))
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    judged = subprocess.run([judge("promtool"), "check", "rules", "rules.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stderr
    (platform,) = (each.platform for each in built.compiled)
    said = next(alert.annotations["description"] for rules in platform.rules for alert in rules.alerts if alert.name == "QueueHigh")
    assert annotation(said, labels={}, value=7.0).endswith(": 7, above 5 for 5m. What {{path}} waits for, {{ end }}.")
    (page,) = (text for path, text in built.artifacts.items() if path.endswith("QueueHigh.md"))
    assert "What &#123;&#123;path}} waits for" in page
