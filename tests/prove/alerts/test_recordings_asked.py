"""What a test asks about recordings: promtool's answer is told to the alerts that read them, and a misspelt one is no proof."""

import json
import subprocess
from pathlib import Path

import pytest

from conftest import Judge
from tocsin.prove.alerts.coverage import strangers
from tocsin.prove.alerts.failures import failure
from tocsin.prove.alerts.promtool import Prepared, run
from tocsin.prove.alerts.slices import read_rules
from tocsin.prove.alerts.written_tests import read_tests

RULES = "groups: [{name: a, rules: [{record: 'job:up:max', expr: max by (job) (up)}, {alert: Down, expr: 'job:up:max == 0'}]}]"
WELL = 'abs(job:up:max{job="a"} - 1) < bool 1e-06'
GONE = 'job:up:max{job="b"}'


def asking(expr: str, samples: str = "") -> str:
    return json.dumps(
        {
            "rule_files": ["../prometheus/x.rules.yaml"],
            "tests": [
                {
                    "name": "world",
                    "interval": "1m",
                    "input_series": [{"series": 'up{job="a"}', "values": "1x5"}],
                    "alert_rule_test": [{"eval_time": "1m", "alertname": "Down"}],
                    "promql_expr_test": [
                        {"eval_time": "2m", "expr": expr, "exp_samples": [{"labels": samples, "value": 1}] if samples else []}
                    ],
                }
            ],
        }
    )


def said(expr: str, samples: str, judge: Judge, *, rules: str = RULES) -> tuple[str, ...]:
    (test,) = read_tests("proofs/x.test.yaml", asking(expr, samples))
    prepared = Prepared(test=test.text(["0.rules.yaml"]), rules={"0.rules.yaml": rules}, cost=1)
    (answer,) = run([prepared], promtool=judge("promtool"), progress=lambda _number: None)
    return answer.failures


def test_a_recording_as_it_should_be_is_no_failure(judge: Judge) -> None:
    assert said(WELL, '{job="a"}', judge) == ()
    assert said(GONE, "", judge) == ()


@pytest.mark.parametrize(
    ("expr", "samples", "rules", "found"),
    [
        pytest.param(WELL, '{job="a"}', RULES.replace("max by", "2 * max by"), "is not so", id="another value"),
        pytest.param(WELL, '{job="a"}', RULES.replace("max by (job)", "max"), "has no value", id="lost label"),
        pytest.param(GONE.replace('"b"', '"a"'), "", RULES, "is not so", id="must not be there"),
    ],
)
def test_a_wrong_recording_is_told_with_what_was_asked(expr: str, samples: str, rules: str, found: str, judge: Judge) -> None:
    (text,) = said(expr, samples, judge, rules=rules)
    told = failure(text, {("Down", "2m"): "while it is up"})
    assert (told.alert, told.recordings) == ("", frozenset({"job:up:max"}))
    assert told.message == f"at 2m, while it is up: what the world says is recorded {found}, `{expr}`"
    assert [each.alert for each in told.of(["Down", "Slow"])] == ["Down", "Slow"]


def test_a_misspelt_recording_that_must_not_be_there_is_a_silent_pass_of_promtool(judge: Judge, tmp_path: Path) -> None:
    misspelt = asking(GONE.replace("max", "maximum"))
    (tmp_path / "proofs").mkdir()
    (tmp_path / "prometheus").mkdir()
    (tmp_path / "prometheus" / "x.rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "proofs" / "x.test.yaml").write_text(misspelt, encoding="utf-8")
    command = [str(judge("promtool")), "test", "rules", "x.test.yaml"]
    assert subprocess.run(command, cwd=tmp_path / "proofs", capture_output=True, check=False).returncode == 0
    (problem,) = strangers(read_rules(RULES), read_tests("proofs/x.test.yaml", misspelt))
    assert problem == "the test `world` of `proofs/x.test.yaml` asks what is recorded as `job:up:maximum`, and no rule records it"
