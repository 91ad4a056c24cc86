"""What is healthy, how much of a platform is, and which certificates are about to end: judged by the real promtool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_WELL = {
    'up{job="forecast",namespace="ml",pod="a"}': "1x60",
    'up{job="forecast",namespace="ml",pod="b"}': "0x60",
    'probe_success{job="probe/shop/forecast/ready",namespace="ml"}': "1x60",
    'up{job="ml/node-agent",namespace="ml",instance="one"}': "1x60",
    'up{job="ml/node-agent",namespace="ml",instance="two"}': "1x60",
    'probe_success{job="probe/shop/database/connect",namespace="ml"}': "1x60",
}
_READY, _AGENT = (name for name in _WELL if "ready" in name or "two" in name)


def test_one_replica_of_a_model_is_enough_and_a_sleeping_model_needs_none(tmp_path: Path, judge: Judge) -> None:
    Proof("platform-health", tmp_path, judge).fires(_WELL, [], at="40m")


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({_READY: "0x60"}, ["ReadyProbeFailed/critical"]),
        ({_READY: "_x60"}, ["ReadyProbeMissing/warning"]),
        ({_AGENT: "0x60"}, ["TargetDown/critical"]),
    ],
)
def test_a_probe_that_fails_or_is_missing_and_a_node_that_is_down_make_the_platform_unhealthy(
    tmp_path: Path, judge: Judge, change: Mapping[str, str], more: list[str]
) -> None:
    Proof("platform-health", tmp_path, judge).fires({**_WELL, **change}, ["PlatformUnhealthy/warning", *more], at="40m")


def test_it_is_told_only_after_its_time(tmp_path: Path, judge: Judge) -> None:
    series = {**_WELL, _READY: "1x20 0x40"}
    Proof("platform-health", tmp_path, judge).fires(series, ["ReadyProbeFailed/critical"], at="24m")


_WEIGHED = {
    'up{job="forecast",namespace="ml"}': "1x60",
    'up{job="batch",namespace="ml"}': "0x60",
    'probe_success{job="probe/shop/database/connect",namespace="ml"}': "1x60",
}


@pytest.mark.parametrize(
    ("down", "fired"),
    [
        ([], []),
        (["database"], ["ConnectProbeFailed/critical", "ShopUnhealthy/warning"]),
        (["forecast"], ["TargetDown/critical", "ShopUnhealthy/warning", "ShopUnhealthy/critical"]),
    ],
)
def test_what_weighs_more_is_graver_and_what_weighs_nothing_does_not_count(
    tmp_path: Path, judge: Judge, down: list[str], fired: list[str]
) -> None:
    series = {name: "0x60" if any(each in name for each in down) else values for name, values in _WEIGHED.items()}
    proof = Proof("platform-health-weighted", tmp_path, judge)
    proof.shows(series, {alert: 1 for alert in fired if alert.startswith("Shop")}, of="ShopUnhealthy", at="40m")


_DAY = 86_400


@pytest.mark.parametrize(("days", "severities"), [(30, []), (20, ["warning"]), (6, ["warning", "critical"]), (-1, ["warning", "critical"])])
def test_a_certificate_is_told_of_before_it_ends(tmp_path: Path, judge: Judge, days: int, severities: list[str]) -> None:
    ends = days * _DAY + 40 * 60
    series = {
        'probe_ssl_earliest_cert_expiry{job="probe/shop/database/encrypted",namespace="ml",instance="db-0"}': f"{40 * _DAY}x60",
        'probe_ssl_earliest_cert_expiry{job="probe/shop/database/encrypted",namespace="ml",instance="db-1"}': f"{ends}x60",
    }
    expected = {f"EncryptedCertificateExpires/{severity}": 1 for severity in severities}
    Proof("probes", tmp_path, judge).shows(series, expected, of="EncryptedCertificateExpires", at="40m")


def test_nothing_is_told_of_a_certificate_that_nobody_shows(tmp_path: Path, judge: Judge) -> None:
    series = {'probe_success{job="probe/shop/database/encrypted",namespace="ml",instance="db-0"}': "1x60"}
    Proof("probes", tmp_path, judge).shows(series, {}, of="EncryptedCertificateExpires", at="40m")


_AWAKE = {f'up{{job="{name}",namespace="ml",pod="a"}}': "1x60" for name in ("quick", "unsaid", "awake")}


@pytest.mark.parametrize(
    ("values", "at", "unhealthy"),
    [
        ("1x9 stale 0x40", "22m", False),  # it wakes at 11m
        ("1x9 stale 0x9 1x30", "30m", False),
        ("1x9 stale 0x40", "30m", True),  # 12 minutes to start, and 5 of the alert's own
        ("1x9 stale 1x3 0x40", "22m", False),  # it may have died, which is told as late as what never started
        ("1x9 0x40", "22m", True),  # it did not sleep
    ],
)
def test_what_wakes_is_healthy_for_as_long_as_it_takes_to_start(
    tmp_path: Path, judge: Judge, values: str, at: str, *, unhealthy: bool
) -> None:
    series = {**_AWAKE, 'up{job="slow",namespace="ml",pod="a"}': values}
    proof = Proof("health-of-a-sleeper", tmp_path, judge)
    proof.shows(series, {"PlatformUnhealthy/warning": 1} if unhealthy else {}, of="PlatformUnhealthy", at=at)


def test_what_is_not_said_to_take_any_time_is_unhealthy_as_soon_as_it_wakes(tmp_path: Path, judge: Judge) -> None:
    series = {**_AWAKE, 'up{job="unsaid",namespace="ml",pod="a"}': "1x9 stale 0x40", 'up{job="slow",namespace="ml",pod="a"}': "1x60"}
    proof = Proof("health-of-a-sleeper", tmp_path, judge)
    proof.shows(series, {"PlatformUnhealthy/warning": 1}, of="PlatformUnhealthy", at="18m")
