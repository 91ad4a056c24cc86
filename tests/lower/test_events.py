"""Events of workloads: an autoscaler that can do no more, and a new version that is no scaling, judged by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from case import all_cases
from conftest import Judge
from lower.firing import Proof

_HPA = 'kube_horizontalpodautoscaler_{name}{{horizontalpodautoscaler="{autoscaler}",namespace="ml"}}'


def _hpa(autoscaler: str, *, now: str, wanted: str, most: str) -> dict[str, str]:
    values = {"status_current_replicas": now, "status_desired_replicas": wanted, "spec_max_replicas": most}
    return {_HPA.format(name=name, autoscaler=autoscaler): value for name, value in values.items()}


@pytest.mark.parametrize(
    ("now", "wanted", "fired"),
    [
        ("3x60", "3x60", {}),
        ("4x60", "4x60", {"ScalingAtMaximum/info": 1}),
        ("2x35 4x25", "2x35 4x25", {}),
        ("2x60", "3x60", {"ReplicasNotConverging/info": 1}),
        ("3x60", "2x60", {"ReplicasNotConverging/info": 1}),
        ("2x60", "2x30 3x30", {}),
    ],
)
def test_an_autoscaler_at_its_end_is_told_after_a_while(tmp_path: Path, judge: Judge, now: str, wanted: str, fired: dict[str, int]) -> None:
    series = _hpa("forecast-scaler", now=now, wanted=wanted, most="4x60")
    Proof("events", tmp_path, judge).shows(series, fired, of="ScalingAtMaximum|ReplicasNotConverging", at="40m")


def test_keda_s_autoscaler_is_watched_under_the_name_that_keda_gives_it(tmp_path: Path, judge: Judge) -> None:
    series = _hpa("keda-hpa-chat-scaler", now="2x120", wanted="2x120", most="2x120")
    Proof("events", tmp_path, judge).shows(series, {"ScalingAtMaximum/warning": 1}, of="ScalingAtMaximum", at="100m")


_GENERATION = 'kube_deployment_status_observed_generation{deployment="chat",namespace="ml"}'
_REPLICAS = 'kube_deployment_spec_replicas{deployment="chat",namespace="ml"}'


@pytest.mark.parametrize(
    ("generation", "replicas", "fired"),
    [
        ("7x60", "2x60", {}),
        ("7x18 8x40", "2x60", {"Deployed/warning": 1}),
        ("7x18 8x40", "2x18 3x40", {}),  # scaled, which Kubernetes counts as a change too
        ("7 7 7 8x60", "2x60", {}),  # long ago
    ],
)
def test_a_new_version_is_told_and_a_scaling_is_not(
    tmp_path: Path, judge: Judge, generation: str, replicas: str, fired: dict[str, int]
) -> None:
    Proof("events", tmp_path, judge).shows({_GENERATION: generation, _REPLICAS: replicas}, fired, of="Deployed", at="21m")


@pytest.mark.parametrize(("last", "fired"), [(0, {}), (20 * 60, {"RetrainingStarted/warning": 1})])
def test_a_retraining_is_told_when_it_starts(tmp_path: Path, judge: Judge, last: int, fired: dict[str, int]) -> None:
    series = {'kube_cronjob_status_last_schedule_time{cronjob="chat-retraining",namespace="ml"}': f"{last}x60"}
    Proof("events", tmp_path, judge).shows(series, fired, of="RetrainingStarted", at="22m")


def test_without_kube_state_metrics_nothing_is_told_of_an_autoscaler() -> None:
    silent = [case for case in all_cases() if any(b"scaling:" in text and b"kube-state" not in text for text in case.specs.values())]
    assert silent
    for case in silent:
        assert "ScalingAtMaximum" not in "".join(case.generated().values())
