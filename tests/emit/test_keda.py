from __future__ import annotations

import yaml
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_autoscaler import AUTOSCALER, DOWN, PER_REPLICA, TOTAL, UP
from emit.small_platform import PLATFORM, written
from tocsin import ir
from tocsin.emit.keda import emit

KEDA = replace(AUTOSCALER, by="keda")


def _one(autoscaler: ir.Autoscaler) -> str:
    return written(emit(replace(PLATFORM, autoscalers=(autoscaler,))))["autoscalers/fraud.yaml"]


def test_a_resource_target_is_a_trigger_of_its_own_type(snapshot: SnapshotAssertion) -> None:
    assert _one(KEDA) == snapshot


def test_a_metric_is_a_prometheus_trigger_whose_metadata_are_texts(snapshot: SnapshotAssertion) -> None:
    text = _one(replace(KEDA, resources=(), metrics=(PER_REPLICA, TOTAL)))
    assert text == snapshot
    for trigger in yaml.safe_load(text)["spec"]["triggers"]:
        assert all(isinstance(value, str) for value in trigger["metadata"].values())


def test_only_a_scale_to_zero_has_an_activation_threshold(snapshot: SnapshotAssertion) -> None:
    assert _one(replace(KEDA, minimum=0, metrics=(TOTAL,))) == snapshot


def test_a_fallback_needs_a_target_per_replica() -> None:
    assert "fallback" not in yaml.safe_load(_one(replace(KEDA, metrics=(TOTAL,))))["spec"]


def test_without_a_fallback_what_runs_is_kept() -> None:
    assert "fallback" not in yaml.safe_load(_one(replace(KEDA, metrics=(PER_REPLICA,), fallback=None)))["spec"]


def test_a_fallback_may_keep_what_is_more_than_it() -> None:
    kept = ir.Fallback(failures=5, replicas=2, behavior="currentReplicasIfHigher")
    written_fallback = yaml.safe_load(_one(replace(KEDA, metrics=(PER_REPLICA,), fallback=kept)))["spec"]["fallback"]
    assert written_fallback == {"failureThreshold": 5, "replicas": 2, "behavior": "currentReplicasIfHigher"}


def test_the_speed_is_that_of_the_hpa_which_keda_makes(snapshot: SnapshotAssertion) -> None:
    assert _one(replace(KEDA, up=UP, down=DOWN)) == snapshot


def test_an_hpa_is_no_scaled_object() -> None:
    assert written(emit(replace(PLATFORM, autoscalers=(AUTOSCALER,)))) == {}
