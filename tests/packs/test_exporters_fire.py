"""What the exporters' packs bring fires on broken hardware and stuck workloads, and not on full ones: judged by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_GPU = 'job="dcgm-exporter",namespace="monitoring",Hostname="n1",gpu="0"'
_WELL_GPU = {
    'up{job="dcgm-exporter",namespace="monitoring"}': "1x500",
    f"DCGM_FI_DEV_GPU_TEMP{{{_GPU}}}": "70x500",
    # What a GPU without this sensor reports.
    f"DCGM_FI_DEV_MEMORY_TEMP{{{_GPU}}}": "9223372036854775794x500",
    f"DCGM_FI_DEV_ROW_REMAP_FAILURE{{{_GPU}}}": "0x500",
    f'DCGM_FI_DEV_XID_ERRORS{{{_GPU},err_code="0"}}': "0x500",
    # vLLM starts after an hour, takes nine tenths, and keeps them.
    f"DCGM_FI_DEV_FB_USED{{{_GPU}}}": "1000x60 73000x440",
    f"DCGM_FI_DEV_FB_FREE{{{_GPU}}}": "80000x60 8000x440",
    f"DCGM_FI_DEV_THERMAL_VIOLATION{{{_GPU}}}": "0+1000000000x500",
}
_BROKEN_GPU = {
    "hot": ({f"DCGM_FI_DEV_GPU_TEMP{{{_GPU}}}": "88x500"}, ["GPUHot/warning"]),
    "about to switch itself off": ({f"DCGM_FI_DEV_GPU_TEMP{{{_GPU}}}": "94x500"}, ["GPUHot/warning", "GPUHot/critical"]),
    "hot in its memory": ({f"DCGM_FI_DEV_MEMORY_TEMP{{{_GPU}}}": "97x500"}, ["GPUMemoryHot/warning"]),
    "off the bus": ({f'DCGM_FI_DEV_XID_ERRORS{{{_GPU},err_code="79"}}': "79x500"}, ["GPUXidError/critical"]),
    "worn out": ({f"DCGM_FI_DEV_ROW_REMAP_FAILURE{{{_GPU}}}": "1x500"}, ["GPUMemoryBroken/critical"]),
    "throttled": ({f"DCGM_FI_DEV_THERMAL_VIOLATION{{{_GPU}}}": "0+20000000000x500"}, ["GPUThrottledByHeat/warning"]),
    "filling up": (
        {f"DCGM_FI_DEV_FB_USED{{{_GPU}}}": "60000+40x500", f"DCGM_FI_DEV_FB_FREE{{{_GPU}}}": "21000-40x500"},
        ["GPUMemoryLeak/warning"],
    ),
}


@pytest.mark.parametrize("fault", _BROKEN_GPU)
def test_a_broken_gpu_fires_its_alert_and_no_other(fault: str, tmp_path: Path, judge: Judge) -> None:
    series, expected = _BROKEN_GPU[fault]
    Proof("dcgm-exporter-one-line", tmp_path, judge).fires({**_WELL_GPU, **series}, expected, at="7h")


@pytest.mark.parametrize("at", ["1h10m", "1h50m", "4h", "7h"])
def test_a_gpu_that_a_model_server_has_filled_fires_nothing(at: str, tmp_path: Path, judge: Judge) -> None:
    Proof("dcgm-exporter-one-line", tmp_path, judge).fires(_WELL_GPU, [], at=at)


def test_an_error_that_an_application_caused_is_nobody_s_alarm(tmp_path: Path, judge: Judge) -> None:
    own = {f'DCGM_FI_DEV_XID_ERRORS{{{_GPU},err_code="31"}}': "31x500"}
    Proof("dcgm-exporter-one-line", tmp_path, judge).fires({**_WELL_GPU, **own}, [], at="7h")


_KSM = 'job="kube-state-metrics",namespace="ml"'
_HPA = f'{_KSM},horizontalpodautoscaler="chat"'
_BOX = f'{_KSM},pod="chat-1",container="model"'
_WELL = {
    'up{job="kube-state-metrics",namespace="monitoring"}': "1x200",
    f"kube_horizontalpodautoscaler_spec_max_replicas{{{_HPA}}}": "4x200",
    f"kube_horizontalpodautoscaler_spec_min_replicas{{{_HPA}}}": "1x200",
    f"kube_horizontalpodautoscaler_status_desired_replicas{{{_HPA}}}": "3x200",
    f'kube_horizontalpodautoscaler_status_condition{{{_HPA},condition="ScalingActive",status="false"}}': "0x200",
    f'kube_deployment_spec_replicas{{{_KSM},deployment="chat"}}': "3x200",
    f'kube_deployment_status_replicas_available{{{_KSM},deployment="chat"}}': "3x200",
    f"kube_pod_container_status_restarts_total{{{_BOX}}}": "1x200",
    # It was killed long ago, and has been well since.
    f'kube_pod_container_status_last_terminated_reason{{{_BOX},reason="OOMKilled"}}': "1x200",
    f'kube_pod_status_unschedulable{{{_KSM},pod="chat-1"}}': "0x200",
}
_STUCK = {
    "an autoscaler at its maximum": (
        {f"kube_horizontalpodautoscaler_status_desired_replicas{{{_HPA}}}": "4x200"},
        ["HPAPinnedAtMaximum/warning"],
    ),
    "an autoscaler without metrics": (
        {f'kube_horizontalpodautoscaler_status_condition{{{_HPA},condition="ScalingActive",status="false"}}': "1x200"},
        ["HPACannotScale/warning"],
    ),
    "a Deployment without a replica": (
        {f'kube_deployment_status_replicas_available{{{_KSM},deployment="chat"}}': "2x200"},
        ["ReplicasMissing/warning"],
    ),
    "a container that is killed for its memory": (
        {f"kube_pod_container_status_restarts_total{{{_BOX}}}": "0x170 1x30"},
        ["ContainerOutOfMemory/warning"],
    ),
    "a container that restarts": (
        {
            f"kube_pod_container_status_restarts_total{{{_BOX}}}": "0+0.2x200",
            f'kube_pod_container_status_last_terminated_reason{{{_BOX},reason="OOMKilled"}}': "0x200",
        },
        ["PodCrashLooping/warning"],
    ),
    "a pod without a node": ({f'kube_pod_status_unschedulable{{{_KSM},pod="chat-1"}}': "1x200"}, ["PodUnschedulable/warning"]),
    "a model that is not downloaded": (
        {
            f'kube_pod_init_container_status_waiting_reason{{{_KSM},pod="chat-1",container="storage-initializer",'
            'reason="CrashLoopBackOff"}': "1x200"
        },
        ["ModelNotDownloaded/warning"],
    ),
}


@pytest.mark.parametrize("fault", _STUCK)
def test_a_stuck_workload_fires_its_alert_and_no_other(fault: str, tmp_path: Path, judge: Judge) -> None:
    series, expected = _STUCK[fault]
    Proof("kube-state-metrics-one-line", tmp_path, judge).fires({**_WELL, **series}, expected, at="3h")


@pytest.mark.parametrize(
    "excuse",
    [
        {},
        # Pinned on purpose: it has no other number to choose.
        {
            f"kube_horizontalpodautoscaler_spec_min_replicas{{{_HPA}}}": "4x200",
            f"kube_horizontalpodautoscaler_status_desired_replicas{{{_HPA}}}": "4x200",
        },
        # Asleep.
        {
            f"kube_horizontalpodautoscaler_status_desired_replicas{{{_HPA}}}": "0x200",
            f'kube_horizontalpodautoscaler_status_condition{{{_HPA},condition="ScalingActive",status="false"}}': "1x200",
        },
        # Another team's.
        {'kube_pod_status_unschedulable{job="kube-state-metrics",namespace="other",pod="x"}': "1x200"},
    ],
)
def test_what_is_meant_to_be_so_fires_nothing(excuse: dict[str, str], tmp_path: Path, judge: Judge) -> None:
    Proof("kube-state-metrics-one-line", tmp_path, judge).fires({**_WELL, **excuse}, [], at="3h")
