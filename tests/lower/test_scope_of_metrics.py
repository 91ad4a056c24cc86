"""Whose series an alert reads, whatever its `where:` says and whatever else is in use: judged by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_SCORED = 'kube_cronjob_status_last_successful_time{cronjob="score",namespace="ml"}'
_READY = 'kube_deployment_status_replicas_ready{deployment="fraud-db",namespace="ml"}'
_GOOD = {
    _SCORED: "0x3000",
    _READY: "1x3000",
    'model_accuracy{model_name="fraud_v1",namespace="ml"}': "0.9x3000",
    'model_accuracy{model_name="fraud_v2",namespace="ml"}': "0.9x3000",
}


@pytest.mark.parametrize(
    ("series", "fired", "at"),
    [
        ({}, {}, "60m"),
        ({}, {"NotScored/warning": 1}, "1500m"),
        ({_READY: "0x3000"}, {"DatabaseGone/warning": 1}, "60m"),
        ({'model_accuracy{model_name="fraud_v2",namespace="ml"}': "0.5x3000"}, {"AccuracyLow/warning": 1}, "60m"),
        ({'model_accuracy{model_name="other",namespace="ml"}': "0.5x3000"}, {}, "60m"),
        ({'kube_job_status_failed{job_name="train-1",namespace="ml"}': "1x3000"}, {"JobFailed/warning": 1}, "60m"),
        ({'kube_job_status_failed{job_name="train-1",namespace="bank"}': "1x3000"}, {}, "60m"),
    ],
)
def test_what_where_names_is_read(tmp_path: Path, judge: Judge, series: dict[str, str], fired: dict[str, int], at: str) -> None:
    Proof("where-names-others", tmp_path, judge).shows({**_GOOD, **series}, fired, of=".+", at=at)


@pytest.mark.parametrize(
    ("series", "fired"),
    [
        ({'up{job="node-exporter",namespace="monitoring",instance="a"}': "0x60"}, {"NodeGone/warning": 1, "SomethingGone/warning": 1}),
        ({'up{job="bank",namespace="bank",instance="a"}': "0x60"}, {"SomethingGone/warning": 1}),
        ({'node_load1{job="node-exporter",namespace="monitoring",instance="a"}': "20x60"}, {"NodeBusy/warning": 1}),
        ({'node_load1{job="other",namespace="monitoring",instance="a"}': "20x60"}, {}),
        ({'kube_job_status_failed{job_name="a",namespace="ml"}': "1x60"}, {"JobFailed/warning": 1, "JobFailedSomewhere/warning": 1}),
        ({'kube_job_status_failed{job_name="a",namespace="bank"}': "1x60"}, {"JobFailedSomewhere/warning": 1}),
        ({'http_requests_total{job="ranker",namespace="ml",code="429"}': "0+600x60"}, {"RankerRejects/warning": 1}),
        ({'http_requests_total{job="chat",namespace="ml",code="429"}': "0+600x60"}, {}),
        ({'http_requests_total{job="ranker",namespace="ml",code="200"}': "0+60000x60"}, {"RankerBusy/warning": 1}),
        ({'http_requests_total{job="other",namespace="ml",pod="ranker-a-a"}': "0+60000x60"}, {}),
        ({'http_requests_total{job="chat",namespace="ml",pod="chat-a-a"}': "0+60000x60"}, {"ChatBusy/warning": 1}),
        ({'up{job="legacy",namespace="ml",instance="a"}': "0x60"}, {"LegacyGone/warning": 1, "SomethingGone/warning": 1}),
        ({'up{job="other",namespace="ml",instance="a"}': "0x60"}, {"SomethingGone/warning": 1}),
    ],
)
def test_a_pack_in_use_widens_nothing(tmp_path: Path, judge: Judge, series: dict[str, str], fired: dict[str, int]) -> None:
    Proof("exporters-in-use", tmp_path, judge).shows(series, fired, of=".+", at="30m")
