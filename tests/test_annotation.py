"""Our reading of Prometheus' own templates, against promtool."""

import subprocess
from pathlib import Path

import yaml

from conftest import Judge
from tocsin.annotation import annotation

VALUES = (
    0.0,
    1.0,
    -1.0,
    0.5,
    0.00025,
    0.1234567,
    12.0,
    59.9,
    61.0,
    999.9,
    1000.0,
    1023.0,
    1024.0,
    1536.0,
    86_399.0,
    90_061.5,
    -3700.0,
    1.5e9,
    123_456_789.0,
    3e-7,
)
TEXTS = (
    "{{ $value | humanize }}",
    "{{ $value | humanize1024 }}",
    "{{ $value | humanizeDuration }}",
    "{{ $value | humanizePercentage }}",
    '{{ $value | printf "%.2f" }}',
    '{{ $value | printf "%.4g" }}',
    "{{$value|humanize}} of {{ $labels.pod }} and {{ $labels.missing }}.",
    "{{ $value }}",
)


def test_an_annotation_says_what_prometheus_makes_of_it(judge: Judge, tmp_path: Path) -> None:
    rules = [{"alert": f"A{index}", "expr": "x > -1e300", "annotations": {"said": text}} for index, text in enumerate(TEXTS)]
    series = [{"series": f'x{{pod="{number}"}}', "values": repr(value)} for number, value in enumerate(VALUES)]
    expected = [
        {
            "eval_time": "0m",
            "alertname": f"A{index}",
            "exp_alerts": [
                {
                    "exp_labels": {"pod": str(number)},
                    "exp_annotations": {"said": annotation(text, labels={"pod": str(number)}, value=value)},
                }
                for number, value in enumerate(VALUES)
            ],
        }
        for index, text in enumerate(TEXTS)
    ]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "g", "rules": rules}]}), encoding="utf-8")
    test = {"rule_files": ["rules.yaml"], "tests": [{"interval": "1m", "input_series": series, "alert_rule_test": expected}]}
    (tmp_path / "test.yaml").write_text(yaml.safe_dump(test), encoding="utf-8")
    said = subprocess.run([judge("promtool"), "test", "rules", "test.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_an_action_that_is_not_known_stays() -> None:
    assert annotation("{{ $value | humanizeTimestamp }}", labels={}, value=1) == "{{ $value | humanizeTimestamp }}"
