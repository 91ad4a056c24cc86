from __future__ import annotations

import kubernetes_validate
import yaml
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_autoscaler import AUTOSCALER, DOWN, PER_REPLICA, TOTAL, UP
from emit.small_platform import PLATFORM, written
from tocsin import ir
from tocsin.emit.hpa import emit


def _one(autoscaler: ir.Autoscaler) -> str:
    text = written(emit(replace(PLATFORM, autoscalers=(autoscaler,))))["autoscalers/fraud.yaml"]
    kubernetes_validate.validate(yaml.safe_load(text), "1.37", strict=True)
    return text


def test_a_resource_target_is_a_mean_utilisation(snapshot: SnapshotAssertion) -> None:
    assert _one(AUTOSCALER) == snapshot


def test_a_target_per_replica_is_a_pods_metric_and_a_total_an_external_one(snapshot: SnapshotAssertion) -> None:
    assert _one(replace(AUTOSCALER, resources=(), metrics=(replace(PER_REPLICA, each_pod=True), TOTAL))) == snapshot


def test_what_the_pods_do_not_serve_is_divided_by_the_replicas() -> None:
    (metric,) = yaml.safe_load(_one(replace(AUTOSCALER, resources=(), metrics=(PER_REPLICA,))))["spec"]["metrics"]
    assert metric["type"] == "External"
    assert metric["external"]["target"] == {"type": "AverageValue", "averageValue": "500m"}


def test_an_hpa_that_has_a_rule_of_its_own_selects_nothing() -> None:
    assert "selector" not in _one(replace(AUTOSCALER, metrics=(PER_REPLICA, replace(TOTAL, labels={}))))


def test_only_what_was_said_of_the_speed_is_written(snapshot: SnapshotAssertion) -> None:
    assert _one(replace(AUTOSCALER, up=UP, down=DOWN)) == snapshot


def test_a_direction_of_which_nothing_was_said_keeps_kubernetes_default() -> None:
    silent = ir.Rules(window_seconds=None, select=None, policies=())
    assert "behavior" not in _one(replace(AUTOSCALER, up=silent))


def test_a_scaled_object_is_no_hpa() -> None:
    assert written(emit(replace(PLATFORM, autoscalers=(replace(AUTOSCALER, by="keda"),)))) == {}
