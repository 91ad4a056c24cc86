"""What is paid for and does nothing, and what the cloud takes away: judged by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_UTILIZATION = 'DCGM_FI_DEV_GPU_UTIL{Hostname="a",gpu="0"}'
_MEMORY = 'DCGM_FI_DEV_FB_USED{Hostname="a",gpu="0"}'


@pytest.mark.parametrize(
    ("utilization", "memory", "fired"),
    [
        ("2x200", "70000x200", {"GPUIdle/info": 1}),
        ("2x200", "400x200", {}),  # free, and not idle
        ("30x200", "70000x200", {}),
        ("2x100 90x20 2x80", "70000x200", {}),  # it worked within the hours that count
    ],
)
def test_a_gpu_is_idle_when_it_holds_memory_and_does_nothing(
    tmp_path: Path, judge: Judge, utilization: str, memory: str, fired: dict[str, int]
) -> None:
    Proof("gpu-idle", tmp_path, judge).shows({_UTILIZATION: utilization, _MEMORY: memory}, fired, of="GPUIdle", at="190m")


@pytest.mark.parametrize(
    ("taints", "fired"),
    [
        ({"cloud.google.com/impending-node-termination": "_x10 1x5"}, {"SpotNodeInterrupted/info": 1}),
        ({"aws-node-termination-handler/spot-itn": "_x10 1x5", "cloud.google.com/gke-spot": "1x20"}, {"SpotNodeInterrupted/info": 1}),
        ({"cloud.google.com/gke-spot": "1x20"}, {}),
        ({"cloud.google.com/impending-node-termination": "1x5 _x20"}, {}),
    ],
)
def test_a_spot_node_is_told_of_while_it_is_taken_away(tmp_path: Path, judge: Judge, taints: dict[str, str], fired: dict[str, int]) -> None:
    series = {f'kube_node_spec_taint{{node="n1",key="{key}",effect="NoSchedule"}}': values for key, values in taints.items()}
    Proof("spot-interruption", tmp_path, judge).shows(series, fired, of="SpotNodeInterrupted", at="13m")
