import subprocess
from pathlib import Path

from tocsin.yaml_writer import dumps
from yaml_traps import TRAPS

ROOT = Path(__file__).parents[1]


def test_go_reads_every_trap_as_the_same_text(tmp_path: Path) -> None:
    # Prometheus expands annotations as templates, and drops empty ones and those that are no label value.
    traps = [trap for trap in TRAPS if trap and "{{" not in trap]
    annotations = {f"a{number}": trap for number, trap in enumerate(traps)}
    rules = {"groups": [{"name": "a", "rules": [{"alert": "A", "expr": "up\n== 0\n", "annotations": annotations}]}]}
    (tmp_path / "rules.yaml").write_text(dumps(rules), encoding="utf-8")
    # The expectation is spelled in escapes, so that it does not depend on the writer under test.
    expected = ", ".join(f'{name}: "{spelled(trap)}"' for name, trap in annotations.items())
    (tmp_path / "test.yaml").write_text(
        f"""
rule_files: [rules.yaml]
tests:
- input_series: [{{series: up, values: "0"}}]
  alert_rule_test: [{{eval_time: 0s, alertname: A, exp_alerts: [{{exp_annotations: {{{expected}}}}}]}}]
""",
        encoding="utf-8",
    )
    result = subprocess.run(
        [ROOT / ".tools/bin/promtool", "test", "rules", tmp_path / "test.yaml"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def spelled(text: str) -> str:
    return "".join(f"\\U{ord(character):08x}" for character in text)
