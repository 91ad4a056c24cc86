"""The label `job` as the operator computes it: by the Service, by a label of it, or by the PodMonitor."""

from __future__ import annotations

import pytest

from lower.conftest import OneSubject

_JOBS = {
    "{scrape: {port: http}}": "m",
    "{workload: {deployment: api}, scrape: {port: http}}": "api",
    "{workload: {statefulset: api, service: api-metrics}, scrape: {port: http}}": "api-metrics",
    "{workload: {deployment: api, labels: {team: search}}, scrape: {port: http, job_label: team}}": "search",
    "{workload: {deployment: api, service: front, labels: {app: x}}, scrape: {port: http, job_label: team}}": "front",
    "{workload: {deployment: api}, scrape: {port: http, job: legacy}}": "legacy",
    "{workload: {deployment: api}, scrape: {port: http, through: pods, job: legacy}}": "legacy",
    "{workload: {deployment: api}, scrape: {port: http, through: pods}}": "ml/m",
    "{namespace: other, workload: {deployment: api}, scrape: {port: http, through: pods}}": "other/m",
    "{workload: {daemonset: agent}, scrape: {port: http}}": "ml/m",
    "{workload: {kserve: sales}, scrape: {port: http}}": "ml/m",
    "{workload: {kserve: sales}, scrape: {port: http, through: service}}": "sales-predictor",
    "{workload: {llminferenceservice: chat}, scrape: {port: http}}": "ml/m",
}


@pytest.mark.parametrize("model", _JOBS)
def test_a_job_is_called_as_the_operator_calls_it(subject: OneSubject, model: str) -> None:
    assert subject(model).job == _JOBS[model]


def test_what_is_not_scraped_has_no_job(subject: OneSubject) -> None:
    assert subject("{workload: {deployment: api}}").job is None
    assert subject("{workload: {deployment: api}}").scraped() == ()
