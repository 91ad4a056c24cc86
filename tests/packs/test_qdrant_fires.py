"""What Qdrant's pack brings fires when a cluster is in trouble, and is silent while it works: judged by the real promtool."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_PODS = ("vectors-0", "vectors-1")
_SEARCH = 'endpoint="http",exported_endpoint="/collections/{collection_name}/points/search",method="POST"'
_UPSERT = 'endpoint="http",exported_endpoint="/collections/{collection_name}/points",method="PUT"'
_QUERY = 'endpoint="http",exported_endpoint="/qdrant.Points/Query"'
_EDGES = ("0.5", "1", "5", "+Inf")


def _of(pod: str, more: str = "") -> str:
    return f'job="vectors",namespace="ml",pod="{pod}"{"," if more else ""}{more}'


def _times(name: str, labels: str, counts: tuple[int, int, int, int]) -> dict[str, str]:
    """Return a histogram of the first pod, of which so many requests a minute are at or under each edge."""
    return {
        f'{name}_bucket{{{_of("vectors-0", labels)},le="{edge}"}}': f"0+{count}x200" for edge, count in zip(_EDGES, counts, strict=True)
    }


def _one(series: str, values: str, more: str = "", *, pod: str = "vectors-0") -> dict[str, str]:
    return {f"{series}{{{_of(pod, more)}}}": values}


def _each(series: str, values: str, more: str = "") -> dict[str, str]:
    return {f"{series}{{{_of(pod, more)}}}": values for pod in _PODS}


_WELL = {
    **_each("up", "1x200"),
    **_each("app_status_recovery_mode", "0x200"),
    **_each("collections_total", "3x200"),
    **_each("collection_active_replicas_min", "2x200"),
    **_each("collection_dead_replicas", "0x200"),
    **_each("cluster_working_state", "0x200", 'state="stopped"'),
    **_each("cluster_working_state", "1x200", 'state="working"'),
    **_each("cluster_pending_operations_total", "0x200"),
    **_each("quota_exceeded", "0x200", 'resource="disk"'),
    **_each("process_open_fds", "2000x200"),
    **_each("process_max_fds", "65536x200"),
    **_each("process_open_mmaps", "9000x200"),
    **_each("system_max_mmaps", "65530x200"),
    **_each("rest_responses_total", "0+100x200", f'{_SEARCH},status="200"'),
    **_each("rest_responses_total", "0+20x200", f'{_SEARCH},status="404"'),
    **_each("rest_responses_total", "0+20x200", f'{_UPSERT},status="200"'),
    **_each("grpc_responses_total", "0+100x200", f'{_QUERY},status="0"'),
    **_each("grpc_responses_total", "0+20x200", f'{_QUERY},status="3"'),
    **_times("rest_responses_duration_seconds", f'{_SEARCH},status="200"', (99, 100, 100, 100)),
    # Uploads wait for what they wrote, and may.
    **_times("rest_responses_duration_seconds", f'{_UPSERT},status="200"', (0, 0, 20, 20)),
    **_times("grpc_responses_duration_seconds", f'{_QUERY},status="0"', (99, 100, 100, 100)),
}
_TROUBLE = {
    "a shard that nobody has": (_each("collection_active_replicas_min", "0x200"), {"ShardUnavailable/critical": 1}),
    "a shard that one peer misses": (_each("collection_dead_replicas", "1x200"), {"ShardReplicaInactive/warning": 1}),
    "a consensus thread that died": (
        _one("cluster_working_state", "1x200", 'state="stopped"', pod="vectors-1"),
        {"ConsensusStopped/critical": 1},
    ),
    "a peer that does not keep up": (
        _one("cluster_pending_operations_total", "4x200", pod="vectors-1"),
        {"ConsensusBehind/warning": 1},
    ),
    "two peers in recovery mode": (_each("app_status_recovery_mode", "1x200"), {"RecoveryMode/critical": 2}),
    "a full disk": (_one("quota_exceeded", "1x200", 'resource="disk"'), {"QuotaExceeded/critical": 1}),
    "too many files": (_one("process_open_fds", "60000x200"), {"FileDescriptorsRunOut/warning": 1}),
    "too many maps": (_one("process_open_mmaps", "60000x200"), {"MemoryMapsRunOut/warning": 1}),
    "searches that take long": (
        _times("rest_responses_duration_seconds", f'{_SEARCH},status="200"', (50, 90, 100, 100)),
        {"SearchLatencyHigh/warning": 1},
    ),
    "calls over gRPC that take long": (
        _times("grpc_responses_duration_seconds", f'{_QUERY},status="0"', (50, 90, 100, 100)),
        {"GRPCLatencyHigh/warning": 1},
    ),
    # 240 requests a minute each, of 480 + 96 in all.
    "searches that fail": (
        _each("rest_responses_total", "0+48x200", f'{_SEARCH},status="500"'),
        {
            "RequestErrorsHigh/warning": 1,
            "RequestErrorsHigh/critical": 1,
            "AvailabilityBudgetBurn/critical": 2,
            "AvailabilityBudgetBurn/warning": 2,
        },
    ),
    "calls that time out": (
        _each("grpc_responses_total", "0+5x200", f'{_QUERY},status="4"'),
        {"RequestErrorsHigh/warning": 1, "AvailabilityBudgetBurn/critical": 2, "AvailabilityBudgetBurn/warning": 2},
    ),
}


@pytest.mark.parametrize("trouble", _TROUBLE)
def test_trouble_fires_its_alert_and_no_other(trouble: str, tmp_path: Path, judge: Judge) -> None:
    series, expected = _TROUBLE[trouble]
    Proof("qdrant-one-line", tmp_path, judge).shows({**_WELL, **series}, expected, of=".+", at="3h")


@pytest.mark.parametrize(
    "excuse",
    [
        {},
        # Nothing is stored yet.
        {**_each("collections_total", "0x200"), **_each("collection_active_replicas_min", "0x200")},
        # A process without a limit.
        _each("process_max_fds", "0x200"),
        # A shard that is being transferred.
        _one("collection_dead_replicas", "0x165 1x35"),
    ],
)
def test_what_is_well_fires_nothing(excuse: dict[str, str], tmp_path: Path, judge: Judge) -> None:
    Proof("qdrant-one-line", tmp_path, judge).fires({**_WELL, **excuse}, [], at="3h")


def test_a_single_node_has_no_consensus_and_fires_nothing(tmp_path: Path, judge: Judge) -> None:
    alone = {series: values for series, values in _WELL.items() if "vectors-0" in series and not series.startswith("cluster_")}
    Proof("qdrant-one-line", tmp_path, judge).fires(alone, [], at="3h")
