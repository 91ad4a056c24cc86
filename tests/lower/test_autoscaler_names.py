"""The name of an autoscaler in the cluster, which is not the ScaledObject's: KEDA makes a HorizontalPodAutoscaler of its own."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from lower.conftest import OneSubject

_SCALING = "replicas: {min: 1, max: 3}, targets: {cpu: 70%}"
_NAMES = {
    f"{{{_SCALING}}}": ("m-scaler", "m-scaler"),
    f"{{{_SCALING}, name: api-hpa}}": ("api-hpa", "api-hpa"),
    f"{{{_SCALING}, by: keda}}": ("m-scaler", "keda-hpa-m-scaler"),
    f"{{{_SCALING}, by: keda, name: waker}}": ("waker", "keda-hpa-waker"),
}


@pytest.mark.parametrize("scaling", _NAMES)
def test_kube_state_metrics_is_asked_for_the_hpa_that_is_there(subject: OneSubject, compile_spec: CompileSpec, scaling: str) -> None:
    written, running = _NAMES[scaling]
    model = f"{{workload: {{deployment: api}}, scaling: {scaling}}}"
    assert subject(model).autoscaler == running
    (compiled,) = compile_spec(f"platform: {{name: shop, namespace: ml}}\nmodels: {{m: {model}}}").compiled
    assert [autoscaler.name for autoscaler in compiled.platform.autoscalers] == [written]


_SLEEPERS = {
    "{workload: {deployment: api}, scaling: {by: keda, replicas: {min: 0, max: 3}, targets: {cpu: 70%}}}": True,
    "{workload: {deployment: api}, scaling: {by: keda, replicas: {min: 1, max: 3}, targets: {cpu: 70%}}}": False,
    "{workload: {kserve: sales, mode: Knative}}": True,
    "{workload: {kserve: sales}}": False,
    "{workload: {deployment: api, replicas: 0}}": True,
    "{workload: {deployment: api}}": False,
    "{}": False,
}


@pytest.mark.parametrize("model", _SLEEPERS)
def test_only_what_may_have_no_replica_sleeps(subject: OneSubject, model: str) -> None:
    assert subject(model).sleeps is _SLEEPERS[model]
