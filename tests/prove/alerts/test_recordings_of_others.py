"""An alert that reads what is recorded of another model, too, is not proved: its own rule file records nothing of others."""

from __future__ import annotations

import re

import pytest

from conftest import CompileSpec, Judge
from tocsin.progress import silent
from tocsin.prove.alerts import prove_alerts
from tocsin.prove.kept import Kept

FILE = "prometheus/shop-chat.rules.yaml"
READING = {"LatencyHigh", "HealthyLow", "FastBudgetBurn", "FastEventsMissing"}
SPEC = """\
platform: {name: shop, namespace: ml}
metrics:
  latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [100ms, 500ms, 1s, 2s], labels: {model: model}}
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}
  healthy: {ratio: {of: requests, where: {code: {matches: "2.."}}}}
models:
  chat:
    thresholds:
      latency: {quantile: 0.95, above: {warning: 500ms, critical: 1s}}
      healthy: {below: {warning: 99%, critical: 95%}}
    slos:
      fast: {metric: latency, under: 500ms, objective: 99%}
"""


@pytest.mark.parametrize("label", ["environment", "model", "namespace", "platform"])
def test_an_alert_that_lost_a_matcher_of_its_recordings_is_not_proved(label: str, compile_spec: CompileSpec, judge: Judge) -> None:
    (compiled,) = compile_spec(SPEC).compiled
    written = {artifact.path: artifact.text for artifact in compiled.artifacts}
    read = re.compile(rf'((?:model|slo):\w+:\w+\{{[^}}]*?){label}="[^"]*",?')
    assert read.search(written[FILE])
    spoilt = {**written, FILE: read.sub(r"\1", written[FILE])}
    for files, wrong in ((written, set[str]()), (spoilt, READING)):
        estate = [(compiled.platform, files)]
        (found,) = prove_alerts(estate, promtool=judge("promtool"), kept=Kept(None), judge="", progress=silent)
        assert {proof.alert for proof in found.proofs if proof.problems} == wrong
