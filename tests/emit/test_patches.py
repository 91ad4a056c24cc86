from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_platform import PLATFORM, written
from tocsin import ir
from tocsin.emit.patches import emit


def _one(body: Mapping[str, object]) -> str:
    patch = ir.WorkloadPatch(name="fraud-requests", why="the autoscaler needs\na CPU request", body=body, at=())
    return written(emit(replace(PLATFORM, patches=(patch,))))["patches/fraud-requests.yaml"]


def test_a_patch_says_why_and_how_to_apply_it(snapshot: SnapshotAssertion) -> None:
    assert _one({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "fraud"}, "spec": {"replicas": None}}) == snapshot


def test_a_custom_resource_takes_a_merge_patch(snapshot: SnapshotAssertion) -> None:
    metadata = {"name": "fraud", "namespace": "serving", "annotations": {"serving.kserve.io/autoscalerClass": "external"}}
    assert _one({"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": metadata}) == snapshot


def test_a_patch_without_a_target_leaves_it_to_kustomize(snapshot: SnapshotAssertion) -> None:
    assert _one({"spec": {"replicas": None}}) == snapshot
