"""A range that is left on both sides at once, by two replicas, is one alert: two of one label set would fail the rule and fire none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import yaml

from case import all_cases
from conftest import Judge


def test_too_low_and_too_high_at_once_is_one_alert(tmp_path: Path, judge: Judge) -> None:
    (case,) = (case for case in all_cases() if case.name == "outside")
    rules = next(text for path, text in case.generated().items() if path.startswith("prometheus/"))
    (tmp_path / "rules.yaml").write_text(rules)
    series = 'disparate_impact{{model="forecast",namespace="ml",pod="{}"}}'
    proof = {
        "rule_files": ["rules.yaml"],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    {"series": series.format("a"), "values": "0.1x30"},
                    {"series": series.format("b"), "values": "9x30"},
                ],
                "promql_expr_test": [
                    {
                        "expr": "count by (severity) (ALERTS{alertname='FairnessOutOfRange',alertstate='firing'})",
                        "eval_time": "20m",
                        "exp_samples": [{"labels": f'{{severity="{severity}"}}', "value": 1} for severity in ("warning", "critical")],
                    }
                ],
            }
        ],
    }
    (tmp_path / "proof.yaml").write_text(yaml.safe_dump(proof))
    done = subprocess.run([judge("promtool"), "test", "rules", "proof.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
