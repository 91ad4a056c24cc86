"""Where a runbook leads whoever is called: the panel, what a probe asks, what trains and what scales the model, and what to do there."""

from __future__ import annotations

import pytest

from conftest import CompileSpec

_SEVERAL_PICTURES = """
use: [kube-state-metrics]
platform: {name: shop, namespace: ml, health: {below: 80%}}
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}
  errors: {ratio: {of: requests, where: {code: "500"}}}
models:
  a:
    scrape: {port: metrics}
    probes: {page: {url: "https://a.example.org/", slow: 1s}}
    slos: {good: {metric: errors, objective: 99%}}
    retraining: {schedule: {cron: "0 4 * * *", slow: 1h, job: {image: "registry.example.org/a:1"}}}
  b: {scrape: {port: metrics}}
"""


@pytest.mark.parametrize(
    ("alert", "picture"),
    [
        ("PageProbeFailed", "*a (default)*, panel *Probe page*"),
        ("PageProbeMissing", "*a (default)*, panel *Probe page*"),
        ("PageProbeSlow", "*a (default)*, panel *Time of probe page*"),
        ("PageCertificateExpires", "*a (default)*, panel *Certificate of page*"),
        ("GoodBudgetBurn", "*a (default)*, panel *Burn rate: good*"),
        ("RetrainingLate", "*a (default)*, panel *Time since the last good retraining*"),
        ("RetrainingScheduleMissing", "*a (default)*"),
        ("PlatformUnhealthy", "*shop overview (default)*, panel *Health of the platform*"),
    ],
)
def test_a_page_leads_to_the_one_picture_of_several_that_shows_it(compile_spec: CompileSpec, alert: str, picture: str) -> None:
    page = compile_spec(_SEVERAL_PICTURES).artifacts[f"default/shop/runbooks/{alert}.md"]
    assert [line for line in page.splitlines() if line.startswith("- Dashboard ")] == [f"- Dashboard {picture}"]


_QUESTIONS = """
use: [kube-state-metrics, argo-flux]
platform: {name: shop, namespace: ml, cluster: {blackbox: {address: "prober.monitoring.svc:9115"}}}
models:
  a:
    workload: {deployment: a}
    scrape: {port: metrics}
    probes: {page: {url: ["https://a.example.org/?q=1&r=2", "https://b.example.org/"]}}
    retraining: {schedule: {cron: "0 4 * * *", job: {image: "registry.example.org/a:1"}}}
    scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}
  b:
    retraining: {schedule: {cron: "0 4 * * *", workflow: {template: train}}}
"""


def test_a_page_says_what_a_probe_asks_and_how_to_ask_it(compile_spec: CompileSpec) -> None:
    artifacts = compile_spec(_QUESTIONS).artifacts
    exporter = "http://prober.monitoring.svc:9115/probe?module=shop-default-a-page&target="
    asked = {
        "https://a.example.org/?q=1&r=2": "https%3A%2F%2Fa.example.org%2F%3Fq%3D1%26r%3D2",
        "https://b.example.org/": "https%3A%2F%2Fb.example.org%2F",
    }
    for name in ("PageProbeFailed", "PageProbeMissing", "PageCertificateExpires"):
        page = artifacts[f"default/shop/runbooks/{name}.md"]
        assert [line for line in page.splitlines() if line.startswith("- What the probe asks: ")] == [
            f"- What the probe asks: `{url}`; in the cluster `curl '{exporter}{quoted}&debug=true'` tells each step"
            for url, quoted in asked.items()
        ]


def test_a_page_says_what_trains_and_what_scales_a_model(compile_spec: CompileSpec) -> None:
    artifacts = compile_spec(_QUESTIONS).artifacts
    late = artifacts["default/shop/runbooks/RetrainingLate.md"]
    assert "- What trains a: `kubectl -n ml describe cronjob/a-retraining`, `kubectl -n ml get jobs --sort-by " in late
    assert "- What trains b: `kubectl -n ml describe cronworkflow/b-retraining`, `kubectl -n ml get workflows --sort-by " in late
    assert "What runs a" not in late, "what serves it does not train it"
    assert "- What scales a: `kubectl -n ml describe hpa/a-scaler`" in artifacts["default/shop/runbooks/ScalingAtMaximum.md"]
    assert "What scales" not in artifacts["default/shop/runbooks/TargetDown.md"]


def test_a_page_knows_series_that_only_alerts_of_ours_read(compile_spec: CompileSpec) -> None:
    artifacts = compile_spec(_QUESTIONS).artifacts
    assert "| `kube_horizontalpodautoscaler_spec_max_replicas` | gauge | " in artifacts["default/shop/runbooks/ScalingAtMaximum.md"]
    assert "| `kube_job_failed` | gauge | " in artifacts["default/shop/runbooks/RetrainingFailed.md"]
    assert "| `probe_ssl_earliest_cert_expiry` | gauge | " in artifacts["default/shop/runbooks/PageCertificateExpires.md"]


def test_a_page_advises_on_an_objective_that_nobody_counts_for_and_on_a_retraining(compile_spec: CompileSpec) -> None:
    artifacts = compile_spec(_SEVERAL_PICTURES).artifacts
    uncounted = artifacts["default/shop/runbooks/GoodEventsMissing.md"]
    assert "write `absent: false` at the objective." in uncounted
    assert "no_data" not in uncounted, "an objective has no such key"
    failed = artifacts["default/shop/runbooks/RetrainingFailed.md"]
    assert "`kubectl create job again --from cronjob/NAME`" in failed
    assert "rolled out" not in failed
