"""What tells the series of one cluster from those of others, where one ruler sees all of them, is a label that they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.pipeline import build

SPEC = """\
platform:
  name: shop
  namespace: shop
  cluster: {prometheus: {ruler: thanos, rule_labels: {ruler: thanos}, external_labels: {cluster: eu}, series_labels: {LABELS}}}
use: [kube-state-metrics]
metrics:
  pending:
    expr: >-
      sum by (namespace, pod, cluster) (kube_pod_status_phase{phase="Pending"})
      * on (namespace, pod, cluster) group_left (owner_kind) kube_pod_owner
    unit: count
    unproved: it is not about that
components:
  cluster: {thresholds: {pending: {above: 0, by: [namespace, pod], for: 15m, severity: warning, no_data: false}}}
"""
LACKING = {"promql/unknown-label", "promql/join-on-missing-label"}


@pytest.mark.parametrize(("labels", "found"), [("cluster: eu", set()), ("region: eu", LACKING)])
def test_an_expression_may_ask_for_it(labels: str, found: set[str]) -> None:
    spec = SPEC.replace("LABELS", labels)
    told = build({"shop": {"specs/shop/shop.yaml": spec.encode()}}).diagnostics
    assert {each.code for each in told} & LACKING == found, told


@pytest.mark.parametrize("labels", ["grafana: {series_labels: {cluster: eu}}", "grafana: {series_labels: {}}"])
def test_a_panel_may_ask_for_it_where_its_alert_does_not_and_the_other_way_round(labels: str) -> None:
    case = (Path(__file__).parent / "dashboard" / "unlike_its_alert.yaml").read_text(encoding="utf-8")
    cluster = "prometheus: {release: monitoring"
    assert cluster in case
    asked = cluster if "eu" in labels else f"{cluster}, series_labels: {{cluster: eu}}"
    before, after = (
        [(each.code, each.span.line) for each in build({"shop": {"specs/shop/spec.yaml": text.encode()}}).diagnostics]
        for text in (case, case.replace(cluster, f"{labels}, {asked}"))
    )
    assert len(before) > 1
    assert after == before
