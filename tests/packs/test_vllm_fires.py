"""What vLLM's pack brings fires when a server is in trouble, and is silent while it works hard: judged by the real promtool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from conftest import Judge
from lower.firing import Proof

_OWN = 'model_name="chat",namespace="ml",pod="chat-0-a",engine="0"'
_POD = 'job="chat",namespace="ml",pod="chat-0-a"'
_LATENCIES = {
    "vllm:request_queue_time_seconds": ("0.3", "5.0", "10.0"),
    "vllm:inter_token_latency_seconds": ("0.05", "0.2", "0.5"),
    "vllm:e2e_request_latency_seconds": ("30.0", "120.0", "480.0"),
    "vllm:time_to_first_token_seconds": ("0.5", "2.5", "10.0"),
}
_WELL = {
    f"up{{{_POD}}}": "1x200",
    # Nine tenths of the KV cache and a few waiting requests are good use of a GPU.
    f"vllm:kv_cache_usage_perc{{{_OWN}}}": "0.9x200",
    f"vllm:num_requests_waiting{{{_OWN}}}": "3x200",
    f"vllm:num_requests_running{{{_OWN}}}": "64x200",
    f"vllm:num_preemptions_total{{{_OWN}}}": "0+1x200",
    f'vllm:request_success_total{{{_OWN},finished_reason="stop"}}': "0+90x200",
    f'vllm:request_success_total{{{_OWN},finished_reason="abort"}}': "0+10x200",
    f'vllm:request_success_total{{{_OWN},finished_reason="error"}}': "0x200",
    'http_requests_total{namespace="ml",pod="chat-0-a",status="2xx"}': "0+100x200",
    'http_requests_total{namespace="ml",pod="chat-0-a",status="5xx"}': "0x200",
}


def _histogram(name: str, under: tuple[int, int, int], every: int = 100) -> dict[str, str]:
    """Return the buckets of a histogram of `every` events a minute, of which so many are at or under each of its edges."""
    edges = dict(zip((*_LATENCIES[name], "+Inf"), (*under, every), strict=True))
    return {f'{name}_bucket{{{_OWN},le="{edge}"}}': f"0+{count}x200" for edge, count in edges.items()} | {
        f"{name}_count{{{_OWN}}}": f"0+{every}x200"
    }


_FAST = {series: values for name in _LATENCIES for series, values in _histogram(name, (99, 100, 100)).items()}


def _slow(name: str) -> dict[str, str]:
    """Return a latency of which every tenth event is beyond its limit."""
    return _histogram(name, (50, 90, 100))


_TROUBLE = {
    "the queue is long": (_slow("vllm:request_queue_time_seconds"), {"QueueTimeHigh/warning": 1}),
    "tokens come slowly": (_slow("vllm:inter_token_latency_seconds"), {"InterTokenLatencyHigh/warning": 1}),
    "answers take long": (_slow("vllm:e2e_request_latency_seconds"), {"RequestLatencyHigh/warning": 1}),
    "first tokens take long": (
        # Four of ten are late, where one of twenty may be.
        _histogram("vllm:time_to_first_token_seconds", (50, 60, 100)),
        # Eight times what the budget allows: all but the fastest pair of windows say so.
        {"TimeToFirstTokenBudgetBurn/critical": 1, "TimeToFirstTokenBudgetBurn/warning": 2},
    ),
    "the KV cache is full": ({f"vllm:kv_cache_usage_perc{{{_OWN}}}": "0.99x200"}, {"KVCacheSaturated/warning": 1}),
    "requests are preempted": ({f"vllm:num_preemptions_total{{{_OWN}}}": "0+30x200"}, {"PreemptionsHigh/warning": 1}),
    "the engine fails now and then": (
        {f'vllm:request_success_total{{{_OWN},finished_reason="error"}}': "0+3x200"},
        {"RequestErrorsHigh/warning": 1},
    ),
    "the engine fails": (
        {f'vllm:request_success_total{{{_OWN},finished_reason="error"}}': "0+30x200"},
        {"RequestErrorsHigh/critical": 1, "RequestErrorsHigh/warning": 1},
    ),
    "clients give up": ({f'vllm:request_success_total{{{_OWN},finished_reason="abort"}}': "0+40x200"}, {"RequestAbortsHigh/warning": 1}),
    "the server fails": (
        {'http_requests_total{namespace="ml",pod="chat-0-a",status="5xx"}': "0+50x200"},
        {"AvailabilityBudgetBurn/critical": 2, "AvailabilityBudgetBurn/warning": 2},
    ),
    "the engine hangs": ({f"vllm:num_requests_running{{{_OWN}}}": "0x200"}, {"LLMEngineStalled/critical": 1}),
}


@pytest.mark.parametrize("trouble", _TROUBLE)
def test_trouble_fires_its_alert_and_no_other(trouble: str, tmp_path: Path, judge: Judge) -> None:
    series, expected = _TROUBLE[trouble]
    Proof("vllm-one-line", tmp_path, judge).shows({**_WELL, **_FAST, **series}, expected, of=".+", at="3h")


def test_a_server_that_works_hard_fires_nothing(tmp_path: Path, judge: Judge) -> None:
    Proof("vllm-one-line", tmp_path, judge).fires({**_WELL, **_FAST}, [], at="3h")


def test_a_full_cache_without_a_queue_fires_nothing(tmp_path: Path, judge: Judge) -> None:
    full = {f"vllm:kv_cache_usage_perc{{{_OWN}}}": "0.99x200", f"vllm:num_requests_waiting{{{_OWN}}}": "0x200"}
    Proof("vllm-one-line", tmp_path, judge).fires({**_WELL, **_FAST, **full}, [], at="3h")


def test_a_full_cache_of_one_replica_and_the_queue_of_another_are_no_saturation(tmp_path: Path, judge: Judge) -> None:
    full = {f"vllm:kv_cache_usage_perc{{{_OWN}}}": "0.99x200", f"vllm:num_requests_waiting{{{_OWN}}}": "0x200"}
    waiting = {name.replace("chat-0-a", "chat-0-b"): values for name, values in _WELL.items()}
    Proof("vllm-one-line", tmp_path, judge).fires({**_WELL, **_FAST, **waiting, **full}, [], at="3h")


def test_a_model_that_is_not_loaded_is_told_of_and_nothing_else(tmp_path: Path, judge: Judge) -> None:
    other = {series.replace('model_name="chat"', 'model_name="other"'): values for series, values in {**_WELL, **_FAST}.items()}
    Proof("vllm-one-line", tmp_path, judge).fires(other, ["ModelNotLoaded/critical"], at="3h")


def test_a_handful_of_requests_is_too_few_to_judge(tmp_path: Path, judge: Judge) -> None:
    # Three an hour, all of them slow and broken off.
    rare: Mapping[str, str] = {
        f'vllm:request_success_total{{{_OWN},finished_reason="{reason}"}}': "_x20 0x19 1x19 2x19 3x120" for reason in ("abort", "error")
    }
    slow = {
        f'{name}_bucket{{{_OWN},le="{edge}"}}': "0x40 0x19 0x19 0x120" if edge != "+Inf" else "0x40 1x19 2x19 3x120"
        for name, edges in _LATENCIES.items()
        for edge in (*edges, "+Inf")
    }
    counts = {f"{name}_count{{{_OWN}}}": "0x40 1x19 2x19 3x120" for name in _LATENCIES}
    quiet = {series: ("0x200" if "waiting" in series or "running" in series else values) for series, values in _WELL.items()}
    kept = {series: values for series, values in quiet.items() if "request_success" not in series and "preemptions" not in series}
    Proof("vllm-one-line", tmp_path, judge).fires({**kept, **rare, **slow, **counts}, [], at="1h5m")
