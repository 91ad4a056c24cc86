"""Proofs of alerts that no threshold makes: they pass on our rules, and fail on rules that are broken in one thing."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from case import all_cases
from conftest import Judge
from tocsin import ir
from tocsin.duration import parse_duration
from tocsin.emit.alert_proofs import stories

CASES = (
    "events", "expr-proved", "openslo", "plain-prometheus-targets", "platform-health", "platform-health-weighted", "probes",
    "retraining-job", "retraining-workflow", "slo-availability", "slo-latency", "slo-native", "slo-of-a-sleeper", "slo-uptime",
    "target-down",
)  # fmt: skip


def test_every_alert_that_no_threshold_makes_has_a_story() -> None:
    without = {(name, alert.name) for name, rules in _objects() for alert in _unproved(rules) if not _of_threshold(rules, alert)}
    assert without == set()


def test_an_alert_on_an_expression_has_a_story_or_a_reason() -> None:
    alerts = {alert.name: alert for name, rules in _objects() if name == "expr-proved" for alert in _unproved(rules)}
    assert {name: alert.unproved for name, alert in alerts.items()} == {"OracleHigh": "its exporter is somebody else's"}


@pytest.mark.parametrize("name", CASES)
def test_our_rules_pass(name: str, judge: Judge, tmp_path: Path) -> None:
    proofs = _written(name, tmp_path)
    assert proofs
    done = _promtool(judge, proofs)
    assert done.returncode == 0, (done.stdout + done.stderr)[:4000]


BURN, MISSING = "AvailableBudgetBurn", "AvailableEventsMissing"
BROKEN = (
    # Case, rule, its place among those of that name, and what of its expression becomes what.
    *(("slo-latency", "FastBudgetBurn", place, f"> {limit}", f"> {float(limit) * by:g}")
      for place, limit in enumerate(("0.72", "0.3", "0.15", "0.05")) for by in (0.9, 1.1)),
    *(("slo-uptime", "UptimeBudgetBurn", place, f"> {limit}", f"> {float(limit) * by:g}")
      for place, limit in enumerate(("0.072", "0.03", "0.015", "0.005")) for by in (0.9, 1.1)),
    *(("slo-latency", "FastBudgetBurn", place, " and ", " or ") for place in range(4)),
    ("slo-latency", "FastBudgetBurn", 0, "rate1h", "rate6h"),
    ("slo-latency", "FastBudgetBurn", 1, "rate6h", "rate1h"),
    ("slo-latency", "FastBudgetBurn", 2, "rate2h", "rate5m"),
    ("slo-latency", "FastBudgetBurn", 3, "rate3d", "rate1d"),
    ("slo-latency", "FastBudgetBurn", 3, "rate6h", "rate2h"),
    *(("slo-latency", "FastBudgetBurn", place, "SWAPPED", "") for place in range(4)),
    ("slo-latency", "slo:sli_error:ratio_rate1d", 0, "[1d]", "[2d]"),
    ("slo-latency", "slo:sli_error:ratio_rate1h", 0, "[1h]", "[30m]"),
    ("slo-latency", "slo:sli_error:ratio_rate5m", 0, "bad_events", "events"),
    ("slo-latency", "slo:events:rate5m", 0, 'model="forecast",', ""),
    ("slo-latency", "slo:bad_events:rate5m", 0, 'le="0.1"', 'le="0.25"'),
    ("slo-latency", "FastEventsMissing", 0, 'slo="fast"', 'slo="slow"'),
    ("slo-native", "slo:events:rate5m", 0, 'model="forecast",', ""),
    ("slo-native", "FastEventsMissing", 0, ',slo="fast"', ""),
    ("slo-uptime", "UptimeEventsMissing", 0, 'model="forecast"', 'model="another"'),
    ("slo-availability", "slo:bad_events:rate15m", 0, ',code=~"5.."', ""),
    ("slo-availability", "slo:bad_events:rate2m", 0, " - ", " + "),
    *(("slo-availability", BURN, place, f">= {least}", f">= {round(least * by)}")
      for place, least in enumerate((1080, 6480, 25920, 77760)) for by in (0.9, 1.1)),
    ("slo-availability", BURN, 1, "[18h]", "[9h]"),
    ("slo-availability", BURN, 0, "* 30", "* 60"),
    ("slo-uptime", "slo:bad_events:rate5m", 0, "sum_over_time", "count_over_time"),
    ("slo-uptime", "slo:events:rate5m", 0, 'job="probe/shop/forecast/health",', ""),
    ("probes", "PageCertificateExpires", 0, "1814400", "1650000"),
    ("probes", "PageCertificateExpires", 1, "604800", "670000"),
    ("probes", "PageCertificateExpires", 0, "min(", "max("),
    ("probes", "PageCertificateExpires", 0, 'job="probe/shop/cache/page",', ""),
    ("probes", "RedisProbeFailed", 0, 'job="probe/shop/cache/redis",', ""),
    ("probes", "RedisProbeFailed", 0, "min by (instance)", "min"),
    ("probes", "RedisProbeMissing", 0, 'job="probe/shop/cache/redis",', ""),
    ("probes", "RedisProbeMissing", 0, 'job="probe/shop/cache/redis"', 'job=~"probe/shop/cache/.*"'),
    ("events", "Deployed", 0, " - ", " + 0 * "),
    ("events", "Deployed", 0, 'deployment="chat",', ""),
    ("events", "RetrainingStarted", 0, "< 300", "< 330"),
    ("events", "ScalingAtMaximum", 0, ">= 1", "> 1"),
    ("events", "ScalingAtMaximum", 0, ">= 1", ">= 0.95"),
    ("events", "ReplicasNotConverging", 0, "!= 0", "> 0"),
    ("platform-health", "PlatformUnhealthy", 0, "< 1", "< 0.75"),
    ("platform-health", "platform:subject_healthy:bool", 0, " * ", " + "),
    ("platform-health", "platform:subject_healthy:bool", 0, ' or 0 * absent(up{job="forecast",namespace="ml"})', ""),
    ("platform-health", "platform:subject_healthy:bool", 0, 'absent(up{job="forecast",', "absent(up{"),
    ("platform-health", "platform:subject_healthy:bool", 0, "min(", "max("),
    ("platform-health", "platform:subject_healthy:bool", 0, "max(", "min("),
    ("platform-health", "platform:subject_healthy:bool", 1, " or vector(1)", ""),
    ("platform-health-weighted", "platform:health:ratio", 0, "3 * ", ""),
    ("platform-health-weighted", "ShopUnhealthy", 1, "< 0.5", "<= 0.75"),
    ("retraining-job", "RetrainingFailed", 0, "== 1", ">= 0"),
    ("retraining-job", "RetrainingFailed", 0, ',condition="true"', ""),
    ("retraining-job", "RetrainingFailed", 0, ',owner_name="forecast-retraining"', ""),
    ("retraining-job", "RetrainingFailed", 0, " or vector(0)", ""),
    ("retraining-job", "RetrainingFailed", 0, "max(", "avg("),
    ("retraining-job", "RetrainingLate", 0, "max(", "min("),
    ("retraining-job", "RetrainingLate", 0, "306000", "330000"),
    ("retraining-job", "RetrainingLate", 0, ',cronjob="forecast-retraining"', ""),
    ("retraining-job", "RetrainingSlow", 0, "min(", "max("),
    ("retraining-job", "RetrainingSlow", 0, "21600", "19800"),
    ("retraining-job", "RetrainingSlow", 0, "} > 0", "} >= 0"),
    ("retraining-job", "RetrainingScheduleMissing", 0, 'cronjob="forecast-retraining"', 'cronjob="another"'),
    ("retraining-workflow", "RetrainingFailed", 0, "Failed|Error", "Failed"),
    ("retraining-workflow", "RetrainingFailed", 0, "> 0 ) or last_over_time", "> 0 ) and last_over_time"),
    ("retraining-workflow", "RetrainingLate", 0, "[1d2h]", "[1d]"),
    ("retraining-workflow", "RetrainingLate", 0, ', phase="Succeeded"', ""),
    ("expr-proved", "DriftHigh", 0, "> 0.2", "> 0.22"),
    ("expr-proved", "WastedHigh", 0, "> 0.1", "> 0.11"),
    ("expr-proved", "SinceExportHigh", 0, "> 86400", "> 90000"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "rule", "place", "old", "new"), BROKEN)
def test_broken_rules_fail(name: str, rule: str, place: int, old: str, new: str, judge: Judge, tmp_path: Path) -> None:
    proofs = _written(name, tmp_path)
    broken = [path for path in sorted(tmp_path.rglob("*.rules.yaml")) if _break(path, rule, place, old, new)]
    assert broken
    about = [proof for proof in proofs if any(path.name in proof.read_text(encoding="utf-8") for path in broken)]
    # One that fails is enough: first those that name the rule, and the ones that take large steps, which are soon through.
    about.sort(key=lambda proof: (rule not in proof.read_text(encoding="utf-8"), -_step_ms(proof)))
    assert any(_promtool(judge, [proof]).returncode == 1 for proof in about)


def _objects() -> Iterator[tuple[str, ir.RuleObject]]:
    for case in all_cases():
        for platform in case.platforms() if case.name in CASES else ():
            for rules in platform.rules:
                yield case.name, rules


def _unproved(rules: ir.RuleObject) -> Iterator[ir.Alert]:
    told = {id(alert) for story in stories(rules) for alert in story.alerts}
    yield from (alert for alert in rules.alerts if id(alert) not in told)


def _of_threshold(rules: ir.RuleObject, alert: ir.Alert) -> bool:
    return any(alert in group.rules and group.name.endswith(".thresholds") for group in rules.groups)


def _written(name: str, folder: Path) -> list[Path]:
    """Write the rules and the proofs of a case; return the proofs."""
    proofs = []
    (case,) = (case for case in all_cases() if case.name == name)
    for path, text in case.generated().items():
        if "prometheus/" in path or "proofs/" in path:
            written = folder / path
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(text, encoding="utf-8")
            proofs += [written] if "proofs/" in path else []
    return sorted(proofs)


def _break(path: Path, name: str, place: int, old: str, new: str) -> bool:
    """Change the expression of a rule; tell whether the file has the rule."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    rules = [rule for group in content["groups"] for rule in group["rules"] if name in {rule.get("alert"), rule.get("record")}]
    if len(rules) <= place:
        return False
    expr = " ".join(rules[place]["expr"].split())
    if old == "SWAPPED":
        one, other = expr.split(" and ")
        changed = f"{other} and {one}"
    else:
        changed = expr.replace(old, new)
    assert changed != expr, expr
    rules[place]["expr"] = changed
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return True


def _step_ms(proof: Path) -> int:
    step = parse_duration(proof.name.removesuffix(".test.yaml").rpartition("-")[2])
    assert step is not None
    return step


def _promtool(judge: Judge, proofs: list[Path]) -> subprocess.CompletedProcess[str]:
    command: list[str] = [str(judge("promtool")), "test", "rules", *(proof.name for proof in proofs)]
    return subprocess.run(command, cwd=proofs[0].parent, capture_output=True, text=True, check=False)
