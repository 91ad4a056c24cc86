"""Several thresholds may watch one series: that it is missing is told once, as one of them asks or as the least of them would."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin.ir import Alert

_SPEC = """
platform: {{name: shop, namespace: ml}}
metrics: {{accuracy: {{series: accuracy, type: gauge, unit: ratio, labels: {{model: model}}}}}}
models:
  chat:
    workload: {{deployment: chat}}
    thresholds:
      accuracy: {{below: 80%, severity: warning{first}}}
      floor: {{metric: accuracy, below: 60%, severity: critical{second}}}
"""


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("", "", ("warning", 900_000)),
        ("", ", no_data: true", ("warning", 900_000)),
        ("", ", no_data: {for: 5m}", ("critical", 300_000)),
        ("", ", no_data: {for: 5m, severity: info}", ("info", 300_000)),
        (", no_data: {for: 1h}", ", no_data: {for: 5m}", ("warning", 3_600_000)),
        (", no_data: false", "", ("critical", 900_000)),
    ],
)
def test_what_a_threshold_says_of_it_goes_before_what_follows(
    first: str, second: str, told: tuple[str, int], compile_spec: CompileSpec
) -> None:
    built = compile_spec(_SPEC.format(first=first, second=second))
    assert not built.diagnostics
    (compiled,) = built.compiled
    rules = [rule for each in compiled.platform.rules for group in each.groups for rule in group.rules]
    missing = [rule for rule in rules if isinstance(rule, Alert) and rule.name == "AccuracyMissing"]
    assert [(alert.severity, alert.for_ms) for alert in missing] == [told]
