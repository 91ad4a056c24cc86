"""The proofs of objectives notice a wrong limit, window or side of a condition, whatever the period, the budget and the events are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from conftest import Judge
from tocsin import ir
from tocsin.pipeline import Compiled, build
from tocsin.prove.mutation.equivalence import World, reason_of
from tocsin.prove.mutation.judge import batches, judge
from tocsin.prove.mutation.mutant import Mutant, mutants
from tocsin.prove.mutation.subject import subjects

SPEC = """
platform: {name: shop, namespace: ml}
metrics:
  latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [50ms, 100ms, 250ms], labels: {model: model}}
  ok: {series: ok_total, type: counter, unit: requests, labels: {model: model}}
  errors: {series: errors_total, type: counter, unit: errors, labels: {model: model}}
  ready: {series: model_ready, type: gauge, unit: bool, labels: {model: model}}
models:
  forecast:
    slos:
      half: {good: ok, total: [ok, errors], objective: 50%, period: 90d, absent: false}
      few: {bad: errors, total: [ok, errors], objective: 99.9%, at_least: 6/m, absent: false}
      fast: {metric: latency, under: 100ms, objective: 95%, period: 7d, absent: false}
      ready: {metric: ready, objective: 99.5%, period: 28d, absent: false}
"""
NAMES = ("HalfBudgetBurn", "FewBudgetBurn", "FastBudgetBurn", "ReadyBudgetBurn")


@cache
def _compiled() -> Compiled:
    (compiled,) = build({"shop": {"specs/shop/shop.yaml": SPEC.encode()}}).compiled
    return compiled


def _alerts(name: str) -> list[ir.Alert]:
    return [alert for alert in _compiled().platform.alerts if alert.name == name]


def _mutants(name: str) -> list[Mutant]:
    """Return the faults of conditions, and of some of what they read."""
    written = {artifact.path: artifact.text for artifact in _compiled().artifacts}
    (subject,) = (each for each in subjects(_compiled().platform, written) if each.name == name)
    asked = {"threshold", "comparison", "logic", "window", "operands"}
    found = [mutant for mutant in mutants(subject) if mutant.operator in asked]
    return [each for each in found if each.original.is_alert or each.nth % 9 == 0]


@pytest.mark.parametrize("name", NAMES)
def test_each_alert_fires_in_its_words_and_is_silent_beside_its_limit(name: str) -> None:
    alerts = _alerts(name)
    assert alerts
    for alert in alerts:
        assert alert.script is not None
        moments = [moment for scene in alert.script.scenes for moment in scene.moments]
        assert any(moment.fires and moment.level is not None for moment in moments)
        silent = {moment.why for moment in moments if not moment.fires}
        assert {"while only the short window is beyond the limit", "while only the long window is beyond the limit"} <= silent


@pytest.mark.parametrize("name", NAMES)
def test_no_fault_of_a_condition_survives(name: str, judge: Judge) -> None:
    nothing = World(recorded={})
    found = [mutant for mutant in _mutants(name) if not reason_of(mutant, nothing)]
    assert len(found) > 10
    left = [verdict for batch in batches(found) for verdict in _judged(batch, judge("promtool")) if verdict != ("killed", "")]
    assert not left


def _judged(batch: tuple[Mutant, ...], promtool: Path) -> list[tuple[str, str]]:
    return [
        (each.fate, f"{each.mutant.original.name}: {each.mutant.what}" if each.fate != "killed" else "") for each in judge(batch, promtool)
    ]


def test_a_scene_asks_what_is_recorded_in_every_window() -> None:
    (first, *_) = _alerts("FewBudgetBurn")
    assert first.script is not None
    around = next(scene for scene in first.script.scenes if "windows" in scene.title)
    names = {recorded.name for recorded in around.recorded}
    windows = {f"slo:sli_error:ratio_rate{window}" for window in ("5m", "30m", "1h", "2h", "6h", "1d", "3d")}
    assert names >= windows | {"slo:events:rate5m", "slo:bad_events:rate5m", "slo:error_budget_remaining:ratio"}
    shares = {recorded.value for recorded in around.recorded if recorded.name in windows and recorded.step == around.recorded[-1].step}
    assert len(shares) == len(windows)
