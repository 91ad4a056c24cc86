"""The alerts on a retraining's schedule fire when they must, and are silent otherwise, judged by the real promtool.

promtool's clock starts at 1970-01-01: a timestamp in a series is seconds since the start of the test.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from case import all_cases
from conftest import Judge
from lower.firing import Proof
from tocsin.ir import Alert
from tocsin.spec.retraining import ACTION

HOUR = 3600
CRONJOB = 'kube_cronjob_{}{{namespace="ml",cronjob="forecast-retraining"}}'
OWNED = 'kube_job_owner{{namespace="ml",job_name="{}",owner_kind="CronJob",owner_name="forecast-retraining"}}'
JOB = 'kube_job_{}{{namespace="ml",job_name="{}"}}'
FAILED = 'kube_job_failed{{namespace="ml",job_name="{}",condition="true"}}'
COUNTER = 'argo_workflows_workflowtemplate_triggered_total{{exported_namespace="ml",name="train-and-register",phase="{}",pod="{}"}}'


def _cron_job(*, started: int, failed: int = 0, active: int = 0, succeeded: int | None = None) -> dict[str, str]:
    """Return what kube-state-metrics tells, every hour for 10 days, of a CronJob with one job; times in hours."""
    series = {
        CRONJOB.format("created"): "0x240",
        OWNED.format("run"): "1x240",
        JOB.format("status_start_time", "run"): f"{started * HOUR}x240",
        JOB.format("status_active", "run"): f"{active}x240",
        FAILED.format("run"): f"{failed}x240",
    }
    if succeeded is not None:
        series[CRONJOB.format("status_last_successful_time")] = f"{succeeded * HOUR}x240"
    return series


@pytest.mark.parametrize(
    ("series", "at", "expected"),
    [
        pytest.param(_cron_job(started=1, succeeded=2), "12h", [], id="the run went well"),
        pytest.param(_cron_job(started=1, failed=1), "12h", ["RetrainingFailed/critical"], id="the first run failed"),
        pytest.param(_cron_job(started=9, failed=1, succeeded=2), "12h", ["RetrainingFailed/critical"], id="the last run failed"),
        pytest.param(_cron_job(started=1, failed=1, succeeded=3), "12h", [], id="a failed run is kept, and the next went well"),
        pytest.param(_cron_job(started=1, active=1), "6h", [], id="a run is not slow yet"),
        pytest.param(_cron_job(started=1, active=1), "8h", ["RetrainingSlow/critical"], id="a run is slow"),
        pytest.param(_cron_job(started=1, succeeded=2), "86h", [], id="three days without a run are a weekend"),
        pytest.param(_cron_job(started=1, succeeded=2), "88h", ["RetrainingLate/critical"], id="more are late"),
        pytest.param(_cron_job(started=1), "84h", [], id="nothing was due since the CronJob was made"),
        pytest.param(_cron_job(started=1), "86h", ["RetrainingLate/critical"], id="no run ever ended well"),
        pytest.param({}, "10m", [], id="kube-state-metrics may be restarted"),
        pytest.param({}, "1h", ["RetrainingScheduleMissing/critical"], id="there is no CronJob"),
    ],
)
def test_alerts_on_a_cron_job(series: dict[str, str], at: str, expected: list[str], tmp_path: Path, judge: Judge) -> None:
    Proof("retraining-job", tmp_path, judge).fires({name: _often(values) for name, values in series.items()}, expected, at=at, step="5m")


def _often(values: str) -> str:
    """Return a series of the same length with a value every 5 minutes in place of every hour."""
    value, times = values.split("x")
    return f"{value}x{int(times) * 12}"


def test_a_job_of_another_cron_job_is_not_meant(tmp_path: Path, judge: Judge) -> None:
    series = {name.replace('owner_name="forecast', 'owner_name="report'): values for name, values in _cron_job(started=1, failed=1).items()}
    Proof("retraining-job", tmp_path, judge).fires({name: _often(values) for name, values in series.items()}, [], at="12h", step="5m")


def _steps(*parts: tuple[str, int]) -> str:
    """Return values that stay for so many hours each, one every 5 minutes."""
    return " ".join(f"{value}x{hours * 12 - 1}" for value, hours in parts)


DAILY = _steps(("1", 24), ("2", 24), ("3", 24))


@pytest.mark.parametrize(
    ("series", "at", "expected"),
    [
        pytest.param({COUNTER.format("Succeeded", "a"): DAILY}, "71h", [], id="every day one went well"),
        pytest.param({}, "25h", [], id="the schedule is not a day old"),
        pytest.param({}, "28h", ["RetrainingLate/warning"], id="none ever went well"),
        pytest.param({COUNTER.format("Succeeded", "a"): _steps(("_", 10), ("1", 100))}, "35h", [], id="the first of all was a success"),
        pytest.param(
            {COUNTER.format("Succeeded", "a"): _steps(("_", 10), ("1", 100))}, "37h", ["RetrainingLate/warning"], id="none went well since"
        ),
        pytest.param(
            {
                COUNTER.format("Succeeded", "a"): _steps(("4", 10), ("5", 20)),
                COUNTER.format("Succeeded", "b"): _steps(("_", 30), ("_", 30)),
            },
            "35h",
            [],
            id="a new controller has forgotten a success that is not old",
        ),
        pytest.param(
            {COUNTER.format("Succeeded", "a"): _steps(("4", 30)), COUNTER.format("Succeeded", "b"): _steps(("_", 34), ("1", 30))},
            "35h",
            [],
            id="a new controller has counted its first",
        ),
        pytest.param(
            {COUNTER.format("Succeeded", "a"): DAILY, COUNTER.format("Failed", "a"): _steps(("_", 62), ("1", 20))},
            "63h",
            ["RetrainingFailed/warning"],
            id="the first failure of all",
        ),
        pytest.param(
            {COUNTER.format("Succeeded", "a"): DAILY, COUNTER.format("Error", "a"): _steps(("3", 62), ("4", 20))},
            "63h",
            ["RetrainingFailed/warning"],
            id="one more error",
        ),
        pytest.param(
            {COUNTER.format("Succeeded", "a"): DAILY, COUNTER.format("Failed", "a"): _steps(("_", 46), ("1", 50))},
            "49h",
            [],
            id="a failure that was mended",
        ),
    ],
)
def test_alerts_on_a_workflow(series: dict[str, str], at: str, expected: list[str], tmp_path: Path, judge: Judge) -> None:
    Proof("retraining-workflow", tmp_path, judge).fires(series, expected, at=at, step="5m")


def _alerts(name: str) -> list[Alert]:
    return [alert for case in all_cases() if case.name == name for platform in case.platforms() for alert in platform.alerts]


def test_what_asks_for_a_training_is_never_that_something_is_missing() -> None:
    alerts = [alert for case in ("retraining-by-reason", "retraining-job", "retraining-workflow") for alert in _alerts(case)]
    asking = {alert.name for alert in alerts if alert.labels.get("action") == ACTION}
    assert asking == {"AccuracyLow", "DriftHigh", "RetrainingDue", "EnoughNewSamples"}
    assert {alert.name for alert in alerts} > asking | {"AccuracyMissing", "LastTrainingMissing", "WaitingSamplesMissing"}


def test_a_severity_asks_for_itself_and_all_graver_ones() -> None:
    asked = {alert.severity: alert.labels.get("action") for alert in _alerts("retraining-by-reason") if alert.name == "AccuracyLow"}
    assert asked == {"info": None, "warning": ACTION, "critical": ACTION}


@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        (("action=retrain", "model=forecast", "severity=warning"), "pipeline,team"),
        (("action=retrain", "model=forecast", "severity=critical"), "pipeline,team"),
        (("model=forecast", "severity=warning"), "team"),
        (("action=retrain", "model=fraud", "severity=warning"), "batch"),  # the author's own route does not continue
        (("action=retrain", "model=other", "severity=warning"), "team"),
    ],
)
def test_a_machine_is_called_and_people_are_told_as_well(labels: tuple[str, ...], receivers: str, tmp_path: Path, judge: Judge) -> None:
    (case,) = (case for case in all_cases() if case.name == "retraining-by-reason")
    (tmp_path / "alertmanager.yaml").write_text(case.generated()["alertmanager/alertmanager.yaml"], encoding="utf-8")
    command: list[str] = [str(judge("amtool")), "config", "routes", "test", "--config.file", "alertmanager.yaml", *labels]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [receivers], done.stderr
