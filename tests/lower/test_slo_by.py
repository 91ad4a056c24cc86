"""An objective with a budget for each value of a label: no fault by which one is taken for another goes unnoticed."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import yaml

from conftest import CompileSpec, Judge
from tocsin import ir
from tocsin.conventions import NAMESPACE_LABEL
from tocsin.pipeline import Compiled, build
from tocsin.prove.mutation.equivalence import World, reason_of
from tocsin.prove.mutation.judge import batches, judge
from tocsin.prove.mutation.mutant import Mutant, mutants
from tocsin.prove.mutation.subject import subjects

_METRICS = """
platform: {name: shop, namespace: ml}
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, namespace: namespace, tenant: org, tier: tier}}
  errors: {series: errors_total, type: counter, unit: errors, labels: {model: model, namespace: namespace, tenant: org, tier: tier}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [50ms, 100ms, 250ms], labels: {model: model, tenant: org}}
  ready: {series: model_ready, type: gauge, unit: bool, labels: {model: model, route: route}}
"""
_SPEC = (
    _METRICS
    + """
models:
  forecast:
    slos:
      available: {bad: errors, total: requests, objective: 99.9%, by: [tenant, tier], at_least: 100}
      fast: {metric: latency, under: 100ms, objective: 95%, by: [tenant], absent: false}
      ready: {metric: ready, objective: 99%, by: [route], absent: false}
      quick: {metric: latency, quantile: 0.9, not_above: 100ms, at_least: 6/m, objective: 90%, by: [tenant], absent: false}
"""
)
_NAMES = ("AvailableBudgetBurn", "FastBudgetBurn", "ReadyBudgetBurn", "QuickBudgetBurn")


@cache
def _compiled() -> Compiled:
    (compiled,) = build({"shop": {"specs/shop/shop.yaml": _SPEC.encode()}}).compiled
    return compiled


def _mutants(name: str) -> list[Mutant]:
    """Return the faults of what is told apart, and of some of the rest."""
    written = {artifact.path: artifact.text for artifact in _compiled().artifacts}
    (subject,) = (each for each in subjects(_compiled().platform, written) if each.name == name)
    asked = {"grouping": 5, "annotation": 3, "label": 13, "comparison": 7}
    return [each for each in mutants(subject) if each.nth % asked.get(each.operator, 1_000_000) == 0]


@pytest.mark.parametrize("name", _NAMES)
def test_no_fault_of_what_is_told_apart_survives(name: str, judge: Judge) -> None:
    nothing = World(recorded={})
    found = [mutant for mutant in _mutants(name) if not reason_of(mutant, nothing)]
    assert any(mutant.operator == "grouping" for mutant in found)
    left = [verdict for batch in batches(found) for verdict in _judged(batch, judge("promtool")) if verdict != ("killed", "")]
    assert not left


def _judged(batch: tuple[Mutant, ...], promtool: Path) -> list[tuple[str, str]]:
    return [
        (each.fate, f"{each.mutant.original.name}: {each.mutant.what}" if each.fate != "killed" else "") for each in judge(batch, promtool)
    ]


def _alerts(name: str) -> list[ir.Alert]:
    return [alert for alert in _compiled().platform.alerts if alert.name == name]


def test_alerts_and_worlds_name_whose_budget_burns() -> None:
    for alert in _alerts("AvailableBudgetBurn"):
        assert alert.by == ("org", "tier")
        assert "(tenant {{ $labels.org }}, tier {{ $labels.tier }})" in alert.annotations["description"]
        assert alert.condition.endswith(" for any tenant and tier")
        assert alert.script is not None
        firing = [moment for scene in alert.script.scenes for moment in scene.moments if moment.fires]
        assert firing
        assert all(moment.labels == {"org": "org-1", "tier": "tier-1"} for moment in firing)
        tenants = [{track.labels.get("org") for track in scene.tracks if not track.stranger} for scene in alert.script.scenes]
        assert all(each == {"org-1", "org-2", "org-3"} for each in tenants)


def test_nobody_counts_events_when_those_of_every_budget_are_gone() -> None:
    (alert,) = _alerts("AvailableEventsMissing")
    assert alert.by == ()
    assert "$labels" not in alert.annotations["description"]
    assert alert.script is not None
    told = {moment.why: moment.fires for moment in chain.from_iterable(scene.moments for scene in alert.script.scenes)}
    assert told["when nobody has counted any for long enough"]
    assert told["while those of another are counted"] is False


def test_a_namespace_of_its_own_gives_way_to_that_of_the_events(compile_spec: CompileSpec) -> None:
    slos = "components: {gateway: {slos: {answered: {bad: errors, total: requests, objective: 99%, by: [namespace]}}}}"
    built = compile_spec(_METRICS + slos)
    assert not built.diagnostics
    rules = built.compiled[0].platform.rules[0]
    assert all(NAMESPACE_LABEL not in recording.labels for recording in rules.recordings)
    burns = [alert for alert in rules.alerts if alert.by]
    assert burns
    assert all(NAMESPACE_LABEL not in alert.labels for alert in burns)
    (missing,) = (alert for alert in rules.alerts if not alert.by)
    assert missing.labels[NAMESPACE_LABEL] == "ml"


def test_whether_a_limit_was_kept_is_not_told_together_with_what_that_is_made_of() -> None:
    files = [yaml.safe_load(artifact.text) for artifact in _compiled().artifacts if artifact.path.startswith("proofs/")]
    worlds = [test["input_series"] for file in files for test in file["tests"] if not test["name"].endswith("without any series")]
    tests = [{series["series"].partition("{")[0] for series in world} for world in worlds]
    assert any("latency_seconds_bucket" in each for each in tests)
    kept = [each for each in tests if "slo:limit_kept:bool" in each]
    assert kept
    assert not any("latency_seconds_bucket" in each for each in kept)
