"""Every generated proof passes on our rules, and no fault of a rule gets past it: the kinds of threshold, one by one."""

from __future__ import annotations

import pytest

from case import all_cases
from conftest import Judge
from tocsin.progress import silent
from tocsin.prove.alerts import prove_alerts
from tocsin.prove.kept import Kept
from tocsin.prove.mutation import mutate

# The series of an expression are its author's to tell.
UNPROVED = {("expr-proved", "OracleHigh")}
FAULTS = {"aggregation", "comparison", "matcher", "quantile", "threshold", "wait"}
# What is told steadily has the same mean, lowest and highest value in a window.
STEADY = "aggregation"
UNNOTICED = {
    "anomaly": set(),
    # A reference of so little that a ratio to it means nothing is not told.
    "change": {("AccuracyDrop", "threshold"), ("model_pod:received:change_mean7d", "threshold")},
    "changes": set(),
    "drift": set(),
    "drift-from-baseline": set(),
    # How many series there are is the author's to say, and what was before them.
    "expr-proved": {
        ("model_feature:drift:5m", "aggregation"), ("SinceExportHigh", "aggregation"),
        ("WastedHigh", "aggregation"), ("WastedHigh", "threshold"),
    },
    # Half of no memory at all is not told.
    "forecast": {("model:memory_free:ratio_5m", "threshold")},
    "gpu-idle": set(),
    "increase": set(),
    "ladder-of-every-measure": set(),
    "leak": {("model:waiting:max_avg5m", STEADY)},
    "mean": set(),
    "proofs": set(),
    "proofs-of-versions": {("model:accuracy:champion_value_1d", STEADY)},
    # The mean of as many buckets is as good as their sum for a quantile, and for a share.
    "quantile-native": {("FastLow", "aggregation"), ("LatencyHigh", "aggregation"), ("UsualHigh", "threshold")},
    "stale": set(),
    # An alert that keeps firing.
    "texts": set(),
}  # fmt: skip


def test_every_alert_of_every_case_is_proved(judge: Judge) -> None:
    compiled = [(case.name, each) for case in all_cases() for each in case.build().compiled if each.platform.proofs]
    estate = [(each.platform, {artifact.path: artifact.text for artifact in each.artifacts}) for _, each in compiled]
    found = prove_alerts(estate, promtool=judge("promtool"), kept=Kept(None), judge="", progress=silent)
    alerts = [(name, proof) for (name, _), platform in zip(compiled, found, strict=True) for proof in platform.proofs]
    assert {(name, proof.alert): proof.problems for name, proof in alerts if proof.problems} == {}
    assert {(name, proof.alert) for name, proof in alerts if proof.unproved} == UNPROVED


@pytest.mark.parametrize("name", sorted(UNNOTICED))
def test_every_fault_of_a_rule_is_noticed(name: str, judge: Judge) -> None:
    (case,) = (case for case in all_cases() if case.name == name)
    estate = [(each.platform, {artifact.path: artifact.text for artifact in each.artifacts}) for each in case.build().compiled]
    score = mutate(estate, promtool=judge("promtool"))
    judged = [verdict for verdict in score.verdicts if verdict.mutant.operator in FAULTS]
    assert {verdict.fate for verdict in judged} <= {"killed", "survived", "equivalent"}
    assert any(verdict.fate == "killed" for verdict in judged)
    survived = {(verdict.mutant.rule.name, verdict.mutant.operator) for verdict in judged if verdict.fate == "survived"}
    assert survived == UNNOTICED[name]
